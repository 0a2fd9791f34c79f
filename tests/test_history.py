"""The log is read as history: filtered as streams are, paged by the log's cursors, kept or expired."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import NOTHING, RECORDS, log, make_record, make_use, public, state, write
from sqlalchemy import delete, func, select

from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models.change import Change, ChangeKind, Cursor, position
from golive.models.database import Database
from golive.models.events import events_after
from golive.models.facts import change_matches, changes_matching
from golive.models.filters import RecordFilter
from golive.models.history import (
    HISTORY,
    PRUNED_AT_ONCE,
    CursorExpired,
    cursor_at,
    prune,
    record_changes,
    record_history,
    status_history,
    workspace_changes,
)
from golive.models.ordering import InvalidCursor, Page, Window, total

STATES = [state(), state(StatusReason.LIVE, is_live=True), state(PublishStatus.PUBLISHED, is_live=True), NOTHING]
ALL = RecordFilter()
START = datetime(2026, 1, 1, tzinfo=UTC)


async def history(database: Database, workspace: UUID, filter: RecordFilter = ALL, **window: Any) -> Page[Change]:
    async with database.transaction(workspace) as session:
        return await status_history(session, workspace, filter, Window(**window))


def numbers(page: Page[Change]) -> list[int]:
    return [change.number for change in page.rows]


async def some_changes(database: Database, workspace: UUID) -> list[UUID]:
    """Changes between all states, of records that are there, that are gone, and that never were."""
    there, gone = [], uuid4()
    async with database.transaction(workspace) as session:
        for i in range(4):
            values: dict[str, Any] = {"name": f"Record {i}", "owner_id": ["ann", None][i % 2], "updated_at": START + timedelta(hours=i)}
            there.append(await make_record(session, workspace, list(RecordType)[i], **values))
        await make_use(session, workspace, there[1], there[0])
        was = {"owner_id": "bob", "name": "Gone", "updated_at": "2026-01-01T09:00:00Z", "uses": [str(there[0]), str(there[2])]}
        for i, (before, after) in enumerate((before, after) for before in STATES for after in STATES):
            record = [*there, gone, uuid4()][i % 6]
            type_ = list(RecordType)[there.index(record)] if record in there else RecordType.EVENT
            await log(session, workspace, record, list(HISTORY)[i % 3], before, after, record_type=type_)
        await log(session, workspace, gone, ChangeKind.DELETED, state(), record_type=RecordType.EVENT, was=was)
    return [*there, gone]


def filters(records: list[UUID]) -> st.SearchStrategy[RecordFilter]:
    named = [public(list(RecordType)[i], id_) for i, id_ in enumerate(records[:4])] + [public(RecordType.EVENT, records[4])]

    def several(values: Any) -> st.SearchStrategy[Any]:
        return st.lists(st.sampled_from(list(values)), max_size=3).map(tuple)

    flat = st.fixed_dictionaries(
        {},
        optional={
            "ids": several(named),
            "types": several([*list(RecordType)[:4], RecordType.EVENT]),
            "statuses": several(Status),
            "status_reasons": several([StatusReason.DRAFT, StatusReason.LIVE]),
            "publish_statuses": several([PublishStatus.PUBLISHED, PublishStatus.DRAFT]),
            "is_live": st.booleans(),
            "search": st.sampled_from(["record", "gone", "A RECORD", "3"]),
            "uses_id": st.sampled_from(named),
            "owner_id": st.sampled_from(["ann", "bob"]),
            "updated_since": st.sampled_from([START + timedelta(hours=hours) for hours in (2, 9)]),
            "updated_until": st.sampled_from([START + timedelta(hours=hours) for hours in (2, 9)]),
        },
    ).map(lambda parts: RecordFilter(**parts))

    def level(inner: st.SearchStrategy[RecordFilter]) -> st.SearchStrategy[RecordFilter]:
        nested = st.none() | st.lists(inner, max_size=2).map(tuple)
        return st.builds(RecordFilter, and_=nested, or_=nested, not_=st.none() | inner)

    return st.recursive(flat, level, max_leaves=4)


async def test_history_and_stream_agree_which_changes_match(database: Database, workspace: UUID) -> None:
    records = await some_changes(database, workspace)
    async with database.transaction(workspace) as session:
        events = await events_after(session, Cursor("", workspace, 0), 1_000)
    loop = asyncio.get_running_loop()

    async def in_sql(filter: RecordFilter) -> list[int]:
        async with database.transaction(workspace) as session:
            return [change.number for change in await session.scalars(changes_matching(filter).order_by(Change.number))]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filters(records))
    def agree(filter: RecordFilter) -> None:
        found = asyncio.run_coroutine_threadsafe(in_sql(filter), loop).result(30)
        assert found == [event.change.number for event in events if change_matches(filter, event.change, event.facts)]

    await asyncio.to_thread(agree)


async def test_a_change_matches_by_the_state_before_or_after_it(database: Database, workspace: UUID) -> None:
    record, draft, live_, stopped = uuid4(), state(), state(StatusReason.LIVE), state(StatusReason.STOPPED)
    async with database.transaction(workspace) as session:
        for before, after in ((NOTHING, draft), (draft, live_), (live_, stopped)):
            await log(session, workspace, record, before=before, after=after)
    live = RecordFilter(status_reasons=(StatusReason.LIVE,))
    assert numbers(await history(database, workspace, live)) == [2, 3]
    assert numbers(await history(database, workspace, RecordFilter(not_=live))) == [1, 2, 3]


async def test_histories_leave_out_updates_of_fields(database: Database, workspace: UUID) -> None:
    record = uuid4()
    for kind in (ChangeKind.CREATED, ChangeKind.UPDATED, ChangeKind.REFUSED, ChangeKind.UPDATED, ChangeKind.VERSION):
        await write(database, workspace, kind, record=record)
    await write(database, workspace)
    async with database.transaction(workspace) as session:
        got = await record_history(session, workspace, record, Window())
        assert await total(session, record_changes(workspace, record)) == 3
        assert await total(session, workspace_changes(await position(session, workspace), ALL)) == 4
    assert numbers(got) == [1, 3, 5]
    assert numbers(await history(database, workspace)) == [1, 3, 5, 6]


async def test_histories_page_both_ways_by_the_cursors_of_changes(database: Database, workspace: UUID) -> None:
    cursors = [str(await write(database, workspace)) for _ in range(5)]
    first = await history(database, workspace, first=2)
    assert (numbers(first), first.cursors, first.has_next, first.has_previous) == ([1, 2], cursors[:2], True, False)
    last = await history(database, workspace, last=2, before=cursors[4])
    assert (numbers(last), last.cursors, last.has_previous) == ([3, 4], cursors[2:4], True)
    assert numbers(await history(database, workspace, after=cursors[3])) == [5]


async def test_a_log_without_entries_gives_a_cursor_that_stays_good(database: Database, workspace: UUID) -> None:
    assert await history(database, workspace) == Page([], [], False, False)
    async with database.transaction(workspace) as session:
        counter = await position(session, workspace)
        beginning = str(cursor_at(counter, counter.number))
    await write(database, workspace)
    assert numbers(await history(database, workspace, after=beginning)) == [1]


async def test_a_cursor_of_another_workspace_or_no_cursor_at_all_is_invalid(
    database: Database, workspace: UUID, other_workspace: UUID
) -> None:
    foreign = str(await write(database, other_workspace))
    for cursor in (foreign, "", "x", "\0", "ü", "A" * 10_000):
        with pytest.raises(InvalidCursor):
            await history(database, workspace, after=cursor)


async def test_a_cursor_of_a_log_that_began_anew_has_expired(database: Database, workspace: UUID) -> None:
    cursor = await write(database, workspace)
    for lost in (Cursor("another", workspace, 1), Cursor(cursor.epoch, workspace, 2)):
        with pytest.raises(CursorExpired):
            await history(database, workspace, after=str(lost))


async def prune_all(database: Database, before: datetime) -> None:
    more = True
    while more:
        async with database.system() as session:
            more = await prune(session, before)


async def kept(database: Database, workspace: UUID) -> int:
    async with database.system() as session:
        return (await position(session, workspace)).kept_from


async def test_pruning_expires_cursors_and_keeps_the_history_of_records(database: Database, workspace: UUID) -> None:
    record = uuid4()
    cursors = [await write(database, workspace, kind, record=record) for kind in [ChangeKind.STATE, ChangeKind.UPDATED] * 3]
    async with database.transaction(workspace) as session:
        border = await session.scalar(select(Change.at).where(Change.number == 5))
    assert border is not None
    await prune_all(database, border)
    assert await kept(database, workspace) == 5
    async with database.transaction(workspace) as session:
        assert list(await session.scalars(select(Change.number).order_by(Change.number))) == [1, 3, 5, 6]
        whole = await record_history(session, workspace, record, Window(first=1))
        assert numbers(await record_history(session, workspace, record, Window(after=whole.cursors[0]))) == [3, 5]
        with pytest.raises(CursorExpired) as expired:
            await events_after(session, cursors[2], 10)
        assert [event.change.number for event in await events_after(session, expired.value.oldest, 10)] == [5, 6]
    assert numbers(await history(database, workspace)) == [5]
    assert numbers(await history(database, workspace, after=str(cursors[3]))) == [5]
    with pytest.raises(CursorExpired):
        await history(database, workspace, after=str(cursors[2]))


async def test_pruning_goes_in_bounded_steps_through_all_workspaces(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    several = PRUNED_AT_ONCE + 5
    async with database.transaction(workspace) as session:
        for _ in range(several):
            await log(session, workspace, workspace, ChangeKind.UPDATED)
    await write(database, other_workspace, ChangeKind.UPDATED)
    later = datetime.now(UTC) + timedelta(hours=1)
    async with database.system() as session:
        assert await prune(session, later)
        assert not await prune(session, later)
        assert not await prune(session, later)
        assert await session.scalar(select(func.count()).select_from(Change)) == 0
    assert await kept(database, workspace) == several + 1
    assert await kept(database, other_workspace) == 2
    assert (await write(database, workspace)).number == several + 1


async def test_the_log_is_read_up_to_the_first_gap(database: Database, workspace: UUID) -> None:
    cursors = [await write(database, workspace) for _ in range(5)]
    async with database.system() as session:
        await session.execute(delete(Change).where(Change.number == 4))
        assert [event.cursor.number for event in await events_after(session, cursors[0], 10)] == [2, 3]


async def test_facts_are_those_of_now_and_of_the_end_for_what_is_gone(database: Database, workspace: UUID) -> None:
    records = await some_changes(database, workspace)
    async with database.transaction(workspace) as session:
        await session.execute(RECORDS.update().where(RECORDS.c.id == records[1]).values(name="Renamed"))
        facts = {event.facts.id: event.facts for event in await events_after(session, Cursor("", workspace, 0), 1_000)}
    assert (facts[records[1]].name, facts[records[1]].uses) == ("Renamed", frozenset({records[0]}))
    gone = facts[records[4]]
    assert (gone.name, gone.owner_id, gone.uses) == ("Gone", "bob", frozenset({records[0], records[2]}))
