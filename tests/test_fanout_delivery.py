"""Whoever subscribes to whatever, whenever: each is told what a simple model says, once and in order, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from api import Api
from fanning import Fan, Inbox, fanning
from graphql import GraphQLNamedType, get_named_type, is_abstract_type
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from recording import log, state, write
from streaming import logged

from golive.graph.schema import make_schema
from golive.graph.transport import groups
from golive.lifecycles.words import RecordType, Role, StatusReason
from golive.models import ids
from golive.models.change import ChangeKind
from golive.models.database import Database
from golive.models.settings import Settings

BY_ROLE = """subscription($filter: RecordFilter, $after: String) { statusChanged(filter: $filter, after: $after) {
    cursor recordId record { id allowedActions } } }"""
REASONS = (StatusReason.DRAFT, StatusReason.LIVE, StatusReason.STOPPED)


@dataclass(frozen=True)
class Written:
    """A change as the model knows it."""

    number: int
    record: str
    type: RecordType
    kind: ChangeKind
    reasons: tuple[StatusReason, StatusReason]


FILTERS: list[tuple[Callable[[list[str]], Any], Callable[[Written, list[str]], bool]]] = [
    (lambda mine: None, lambda change, mine: True),
    (lambda mine: {"ids": mine[:1]}, lambda change, mine: change.record == mine[0]),
    (lambda mine: {"types": ["MARKETING_PAGE"]}, lambda change, mine: change.type is RecordType.MARKETING_PAGE),
    (lambda mine: {"statusReasons": ["LIVE"]}, lambda change, mine: StatusReason.LIVE in change.reasons),
    (lambda mine: {"not": {"ids": mine[1:]}}, lambda change, mine: change.record == mine[0]),
    (
        lambda mine: {"or": [{"ids": mine[1:2]}, {"types": ["SEGMENT"], "statusReasons": ["STOPPED"]}]},
        lambda change, mine: change.record == mine[1] or (change.type is RecordType.SEGMENT and StatusReason.STOPPED in change.reasons),
    ),
    (lambda mine: {"ids": ["segment_of_others"]}, lambda change, mine: False),
]
"""Filters over a workspace's two records, and what each means."""

subscribers = st.tuples(
    st.booleans(), st.sampled_from(Role), st.integers(0, len(FILTERS) - 1), st.integers(0, 9), st.none() | st.floats(0, 1)
)
written = st.tuples(
    st.booleans(),
    st.integers(0, 1),
    st.sampled_from([ChangeKind.STATE, ChangeKind.UPDATED]),
    st.sampled_from(REASONS),
    st.sampled_from(REASONS),
)


async def test_nothing_crosses_a_workspace_or_a_permission_and_nothing_is_missing(
    database: Database, workspace: UUID, other_workspace: UUID, settings: Settings
) -> None:
    loop = asyncio.get_running_loop()
    both = (workspace, other_workspace)

    async def play(fan: Fan, allowed: Any, records: Any, joining: list[Any], changes: list[Any]) -> None:
        logs: tuple[list[Written], list[Written]] = ([], [])
        starts = [await write(database, each, ChangeKind.UPDATED) for each in both]
        cursors = [[start] for start in starts]
        inboxes: list[tuple[Inbox, int, Role, int, int]] = []
        for moment in range(10):
            for of_other, role, filter, when, back in joining:
                if when == moment:
                    place, inbox = int(of_other), Inbox()
                    after = None if back is None else cursors[place][round(back * (len(cursors[place]) - 1))]
                    given = {"filter": FILTERS[filter][0](records[place]), "after": None if after is None else str(after)}
                    await fan.subscribe(both[place], inbox, BY_ROLE, caller=fan.caller(both[place], role), **given)
                    inboxes.append((inbox, place, role, filter, (after or cursors[place][-1]).number))
            for of_other, record, kind, was, is_ in changes[moment::10]:
                place = int(of_other)
                type_, uuid = ids.decode(records[place][record])
                async with database.transaction(both[place]) as session:
                    kinds = {"record_type": RecordType.SEGMENT if type_ == "segment" else RecordType.MARKETING_PAGE}
                    cursor = await log(session, both[place], uuid, kind, state(was), state(is_), **kinds)
                fan.server.doorbell.ring(both[place])
                cursors[place].append(cursor)
                logs[place].append(Written(cursor.number, records[place][record], kinds["record_type"], kind, (was, is_)))
        for inbox, place, role, filter, start in inboxes:
            expected = [
                change.number
                for change in logs[place]
                if change.number > start and change.kind is ChangeKind.STATE and FILTERS[filter][1](change, records[place])
            ]
            await inbox.until(lambda inbox, expected=expected: len(inbox.payloads) >= len(expected))  # type: ignore[misc]
            assert inbox.numbers == expected
            for told in inbox.data:
                assert told["record"] == {"id": told["recordId"], "allowedActions": allowed[role, told["recordId"]]}
        for group in list(fan.engine.fanout._groups.values()):
            for each in list(group._everyone()):
                each.close()
        assert all(not inbox.over for inbox, *_ in inboxes)

    async with fanning(database, settings) as fan:
        records, allowed = [], {}
        for each in both:
            api = Api(fan.server, each)
            records.append([await api.create("Segment", name="A"), await api.create("MarketingPage", name="B", partialUrl="b")])
            for role in Role:
                for record in records[-1]:
                    found = await api.as_(role)("query($id: ID!) { record(id: $id) { allowedActions } }", id=record)
                    allowed[role, record] = found["allowedActions"]
        assert len({tuple(actions) for actions in allowed.values()}) > 2

        @hypothesis(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(subscribers, min_size=4, max_size=25), st.lists(written, min_size=5, max_size=25))
        def holds(joining: list[Any], changes: list[Any]) -> None:
            asyncio.run_coroutine_threadsafe(play(fan, allowed, records, joining, changes), loop).result(60)

        await asyncio.to_thread(holds)


async def test_catching_up_joins_live_without_gap_or_doubling_whatever_happens_meanwhile(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients come at random moments, begin at random cursors, take as much as they like at a time, and leave to resume."""
    monkeypatch.setattr(groups, "CHUNK", 2)
    monkeypatch.setattr(groups, "RECENT", 5)
    loop = asyncio.get_running_loop()
    changes = 60

    async def play(fan: Fan, visits: list[tuple[int, float, int, int]]) -> None:
        known = [await write(database, workspace)]
        last = known[0].number + changes + 1
        reached = [asyncio.Event() for _ in range(changes)]

        async def writer(some: range) -> None:
            for number in some:
                known.append(await write(database, workspace, ChangeKind.UPDATED if number % 4 == 1 else ChangeKind.STATE))
                reached[number].set()
                if number % 3:
                    fan.server.doorbell.ring(workspace)

        async def visit(moment: int, back: float, room: int, stay: int) -> None:
            await reached[moment].wait()
            begin = sorted(known, key=lambda each: each.number)[round(back * (len(known) - 1))]
            cursor, seen = str(begin), list[int]()
            while last not in seen:
                inbox = Inbox(room)
                subscribed = await fan.subscribe(workspace, inbox, after=cursor)
                while not inbox.over and len(inbox.payloads) < stay and inbox.numbers[-1:] != [last]:
                    had = len(inbox.payloads)
                    inbox.read()
                    await inbox.until(lambda inbox, had=had: inbox.over or len(inbox.payloads) > had)  # type: ignore[misc]
                subscribed.close()
                seen += inbox.numbers
                cursor = inbox.cursors[-1] or cursor if inbox.cursors else cursor
                if inbox.errors is not None:
                    extensions = inbox.errors[0]["extensions"]
                    assert extensions["code"] == "SLOW_CONSUMER"
                    cursor = extensions["cursor"]
            assert seen == await logged(database, workspace, begin.number)

        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for each in visits:
                tasks.create_task(visit(*each))
            await asyncio.gather(*(writer(range(start, changes, 4)) for start in range(4)))
            await write(database, workspace)
            fan.server.doorbell.ring(workspace)
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)

    visits = st.lists(
        st.tuples(st.integers(0, changes - 1), st.floats(0, 1), st.sampled_from([1, 2, 5, 1_000]), st.integers(1, 50)),
        min_size=1,
        max_size=12,
    )
    async with fanning(database, settings) as fan:

        @hypothesis(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(visits)
        def holds(visits: list[tuple[int, float, int, int]]) -> None:
            asyncio.run_coroutine_threadsafe(play(fan, visits), loop).result(90)

        await asyncio.to_thread(holds)


def test_nothing_that_is_told_to_subscribers_shows_who_calls() -> None:
    """Groups share by workspace and role alone, so what shows a caller must not be reachable."""
    schema = make_schema()
    reached: dict[str, GraphQLNamedType] = {}

    def reach(type_: GraphQLNamedType) -> None:
        if type_.name not in reached:
            reached[type_.name] = type_
            for field in getattr(type_, "fields", {}).values():
                reach(get_named_type(field.type))
            for possible in schema.get_possible_types(type_) if is_abstract_type(type_) else ():
                reach(possible)

    assert schema.subscription_type is not None
    reach(schema.subscription_type)
    assert "CustomerJourney" in reached
    assert not {"Viewer", "Token", "View", "Query"} & set(reached)
