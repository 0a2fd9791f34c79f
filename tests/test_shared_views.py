"""Live views and progress are looked at once for all who watch the same; whoever comes later sees what the others see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from api import Api
from fanning import Fan, Inbox, fanning
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from recording import RECORDS, log, make_record, state
from sqlalchemy import delete, update
from test_live_view import start_work

from golive.graph.metrics import REGISTRY
from golive.graph.transport import groups
from golive.live import live_view
from golive.models import ids
from golive.models.change import ChangeKind, position
from golive.models.database import Database
from golive.models.history import prune
from golive.models.settings import Settings
from golive.models.work import Work

VIEW = """subscription($filter: RecordFilter, $first: Int) {
    liveView(filter: $filter, first: $first, orderBy: { field: NAME, direction: ASC }) {
        cursor snapshot { id name } changed { id name } removed counts { count } totalCount } }"""
PROGRESS = "subscription($id: ID!) { progressChanged(id: $id) { recordId done total } }"


RENAME = """mutation($id: ID!, $name: String!) { updateSegment(id: $id, input: { name: $name }) {
    ... on SegmentSuccess { cursor } ... on GuardError { message } } }"""
LIST = "query($first: Int) { records(first: $first, orderBy: { field: NAME, direction: ASC }) { nodes { id } totalCount } }"


class Dashboard(Inbox):
    """What a page makes of a live view."""

    @property
    def shown(self) -> set[str]:
        shown: set[str] = set()
        for number, event in enumerate(self.data):
            assert (event["snapshot"] is not None) is (number == 0)
            shown |= {each["id"] for each in [*(event["snapshot"] or ()), *event["changed"]]}
            shown -= set(event["removed"])  # also what was gone before it could be shown
        return shown


@contextmanager
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Counts how often lists are looked at."""
    counted: list[int] = []
    look = live_view._look

    async def counting(*args: Any) -> Any:
        seen = await look(*args)
        counted.append(seen.cursor.number)
        return seen

    with monkeypatch.context() as patch:
        patch.setattr(live_view, "_look", counting)
        yield counted


def executions() -> float:
    return REGISTRY.get_sample_value("golive_stream_executions_total") or 0.0


async def test_a_hundred_dashboards_cost_one_look_and_one_execution_a_change(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fanning(database, settings) as fan:
        api = Api(fan.server, workspace)
        first = await api.create("Segment", name="A")
        before = executions()
        with looks(monkeypatch) as counted:
            inboxes = [Dashboard() for _ in range(100)]
            for inbox in inboxes:
                await fan.subscribe(workspace, inbox, VIEW)
            for inbox in inboxes:
                await inbox.until(lambda inbox: len(inbox.payloads) == 1)
                assert inbox.shown == {first}
            second = await api.create("Segment", name="B")
            for inbox in inboxes:
                await inbox.until(lambda inbox: len(inbox.payloads) == 2)
                assert inbox.shown == {first, second}
            assert len(counted) == 2
        assert executions() - before == 2
        assert fan.groups == 1


async def test_a_snapshot_has_what_was_committed_before_it_was_asked_for(database: Database, workspace: UUID, settings: Settings) -> None:
    async with fanning(database, settings) as fan:
        await fan.subscribe(workspace, Dashboard(), VIEW)
        for number in range(1, 6):
            async with database.transaction(workspace) as session:  # and nobody rings
                record = await make_record(session, workspace)
                await log(session, workspace, record, after=state())
            inbox = Dashboard()
            await fan.subscribe(workspace, inbox, VIEW)
            await inbox.until(lambda inbox: len(inbox.payloads) > 0)
            assert inbox.data[0]["totalCount"] == number


async def test_what_can_not_concern_a_list_costs_it_no_look(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fanning(database, settings) as fan:
        api = Api(fan.server, workspace)
        first, second, everything = Dashboard(), Dashboard(), Inbox()
        with looks(monkeypatch) as counted:
            await fan.subscribe(workspace, first, VIEW, filter={"types": ["SEGMENT"]})
            await fan.subscribe(workspace, everything)
            await first.until(lambda inbox: len(inbox.payloads) == 1)
            for number in range(1, 6):
                await api.create("Event", name="Other")
                await everything.reaches(number)
            await fan.subscribe(workspace, second, VIEW, filter={"types": ["SEGMENT"]})
            await second.until(lambda inbox: len(inbox.payloads) == 1)
            assert (counted, second.numbers) == ([0], [5])
            made = await api.create("Segment", name="Mine")
            for inbox, count in ((first, 2), (second, 2)):
                await inbox.until(lambda inbox, count=count: len(inbox.payloads) == count)  # type: ignore[misc]
                assert inbox.shown == {made}
            assert counted == [0, 6]
        for number in range(7, 10):
            await api.create("Event", name="Other")
            await everything.reaches(number)
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        await api(RENAME, id=made, name="Yours")
        await first.until(lambda inbox: len(inbox.payloads) == 3)
        assert not first.over, "a list that nothing concerned for longer than the log reaches back goes on"


async def test_whoever_comes_whenever_sees_what_the_list_shows(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "RECENT", 2)
    loop = asyncio.get_running_loop()
    acts = st.tuples(st.sampled_from(["create", "rename", "delete"]), st.integers(0, 5), st.sampled_from("abcde"))

    async def play(fan: Fan, coming: list[int], rounds: list[tuple[str, int, str]], first: int) -> None:
        api, made, inboxes = Api(fan.server, workspace), list[str](), list[Dashboard]()
        joining: list[asyncio.Task[Any]] = []
        for moment, (kind, place, name) in enumerate(rounds):
            for _ in range(coming.count(moment)):
                inboxes.append(Dashboard())
                joining.append(asyncio.create_task(fan.subscribe(workspace, inboxes[-1], VIEW, first=first)))
            if kind == "create" or not made:
                made.append(await api.create("Segment", name=name))
            elif kind == "rename":
                await api(RENAME, id=made[place % len(made)], name=name)
            else:
                await api.act("delete", made.pop(place % len(made)), confirm=True)
        subscribed = await asyncio.gather(*joining)
        await api.create("Event", name="e")  # whose count every view tells
        async with database.transaction(workspace) as session:
            last = (await position(session, workspace)).number
        listed = await api(LIST, first=first)
        for inbox in inboxes:
            await inbox.until(lambda inbox: bool(inbox.cursors) and inbox.numbers[-1] >= last)
            assert inbox.shown == {each["id"] for each in listed["nodes"]}
            assert inbox.data[-1]["totalCount"] == listed["totalCount"]
        assert fan.groups <= 1
        for each in subscribed:
            each.close()
        async with database.transaction(workspace) as session:
            await session.execute(delete(RECORDS))

    async with fanning(database, settings) as fan:

        @hypothesis(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.integers(0, 9), max_size=8), st.lists(acts, min_size=10, max_size=14), st.integers(1, 4))
        def holds(coming: list[int], rounds: list[tuple[str, int, str]], first: int) -> None:
            asyncio.run_coroutine_threadsafe(play(fan, coming, rounds, first), loop).result(60)

        await asyncio.to_thread(holds)


async def test_a_dashboard_without_room_is_ended_and_one_that_has_none_yet_is_waited_for(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        api = Api(fan.server, workspace)
        slow, full, late, fast = Dashboard(room=2), Dashboard(room=1), Dashboard(room=0), Dashboard()
        for inbox in (slow, full, late, fast):
            await fan.subscribe(workspace, inbox, VIEW)
        for inbox in (slow, full, fast):
            await inbox.until(lambda inbox: len(inbox.payloads) == 1)
        for number in (2, 3):
            await api.create("Segment", name="A")
            await fast.until(lambda inbox, number=number: len(inbox.payloads) == number)  # type: ignore[misc]
        assert await slow.ends() == {"code": "SLOW_CONSUMER", "cursor": slow.cursors[1]}
        assert (late.payloads, late.over) == ([], False)
        assert (len(full.payloads), full.over) == (1, False), "the list alone made nobody slow"
        for inbox, payloads in ((late, 1), (full, 3)):
            while len(inbox.payloads) < payloads:
                inbox.room, before = 2, len(inbox.payloads)
                inbox.read()
                await inbox.until(lambda inbox, before=before: len(inbox.payloads) > before)  # type: ignore[misc]
            assert inbox.data[-1]["totalCount"] == 2


async def test_a_view_whose_changes_are_forgotten_ends_for_all(database: Database, workspace: UUID, settings: Settings) -> None:
    async with fanning(database, settings) as fan:
        inboxes = [Dashboard(), Dashboard()]
        for inbox in inboxes:
            await fan.subscribe(workspace, inbox, VIEW)
            await inbox.until(lambda inbox: len(inbox.payloads) == 1)
        async with database.transaction(workspace) as session:
            record = await make_record(session, workspace)
            await log(session, workspace, record, ChangeKind.UPDATED, state(), state())
            await log(session, workspace, record, ChangeKind.UPDATED, state(), state())
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        fan.server.doorbell.ring(workspace)
        for inbox in inboxes:
            assert (await inbox.ends())["code"] == "CURSOR_EXPIRED"
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)


async def test_progress_is_told_to_all_and_completes(database: Database, workspace: UUID, settings: Settings) -> None:
    async with fanning(database, settings) as fan:
        api = Api(fan.server, workspace)
        record = await api.create("Segment", name="A")
        work = await start_work(database, workspace, ids.decode(record)[1])
        early, late = [Inbox() for _ in range(5)], Inbox()
        for inbox in early:
            await fan.subscribe(workspace, inbox, PROGRESS, id=record)
        for inbox in early:
            await inbox.until(lambda inbox: len(inbox.payloads) == 1)
        page = Dashboard()
        watching = await fan.subscribe(workspace, page, VIEW)
        await page.until(lambda inbox: len(inbox.payloads) == 1)
        await api(RENAME, id=record, name="B")
        await page.until(lambda inbox: len(inbox.payloads) == 2)  # the log has moved, and whoever watches it knows
        watching.close()
        await fan.subscribe(workspace, late, PROGRESS, id=record)
        await late.until(lambda inbox: len(inbox.payloads) == 1)
        async with database.transaction(workspace) as session:
            await session.execute(update(Work).where(Work.id == work).values(done=2))
        fan.server.doorbell.ring(workspace)
        await late.until(lambda inbox: len(inbox.payloads) == 2)
        assert fan.groups == 1
        async with database.transaction(workspace) as session:
            await session.execute(delete(Work))
        fan.server.doorbell.ring(workspace)
        for inbox in [*early, late]:
            await inbox.until(lambda inbox: inbox.completed)
            assert [each["done"] for each in inbox.data] == [0, 2, 3]
            assert inbox.cursors == [None] * 3
            assert {each["recordId"] for each in inbox.data} == {record}
        nothing = Inbox()
        await fan.subscribe(workspace, nothing, PROGRESS, id=record)
        await nothing.until(lambda inbox: inbox.completed)
        assert nothing.payloads == []
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)


async def test_progress_ends_with_the_stream_and_with_those_who_watch(database: Database, workspace: UUID, settings: Settings) -> None:
    async with fanning(database, settings) as fan:
        record = await Api(fan.server, workspace).create("Segment", name="A")
        await start_work(database, workspace, ids.decode(record)[1])
        gone, ended = Inbox(), Inbox()
        (await fan.subscribe(workspace, gone, PROGRESS, id=record)).close()
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)
        await fan.subscribe(workspace, ended, PROGRESS, id=record)
        await ended.until(lambda inbox: len(inbox.payloads) == 1)
        fan.stream.close()
        assert (await ended.ends())["code"] == "SHUTTING_DOWN"
        assert gone.payloads == []
