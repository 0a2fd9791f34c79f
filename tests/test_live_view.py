"""A live view shows what a list would, after every event; progress is told until the work is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import RECORDS, log, make_record, public, state
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from streaming import ALL, HOURS, OFTEN, streaming, watch

from golive.lifecycles.words import RecordType, Status, StatusReason
from golive.live.live_view import LiveView, LiveViewEvent
from golive.live.progress import progress_changed
from golive.live.stream import End, Stream, StreamEnded
from golive.models import ids
from golive.models.change import ChangeKind, Cursor, position
from golive.models.connecting import connect
from golive.models.counts import RecordCount, record_counts
from golive.models.database import Database
from golive.models.filters import RecordFilter, where
from golive.models.history import prune
from golive.models.ordering import OrderDirection, RecordOrder, RecordOrderField, Window, page
from golive.models.settings import Settings
from golive.models.work import Work, WorkKind

DRAFTS = RecordFilter(status_reasons=(StatusReason.DRAFT,))
FORMS_AND_SOME = RecordFilter(
    or_=(RecordFilter(types=(RecordType.MARKETING_FORM,)), RecordFilter(types=(RecordType.SEGMENT,), search="a", not_=DRAFTS))
)
BY_NAME = RecordOrder(RecordOrderField.NAME, OrderDirection.ASC)


class Client:
    """What a dashboard makes of the events of its live view."""

    def __init__(self) -> None:
        self.shown: set[UUID] = set()
        self.counts: dict[tuple[object, ...], int] = {}
        self.total = 0
        self.events = 0

    def take(self, event: LiveViewEvent) -> None:
        assert (event.snapshot is not None) is (self.events == 0)
        assert self.events == 0 or event.changed or event.removed or event.counts
        self.events += 1
        self.shown |= {*(event.snapshot or ()), *event.changed}
        removed = {ids.decode(id_)[1] for id_ in event.removed}
        assert removed <= self.shown
        self.shown -= removed
        for count in event.counts:
            self.counts[_state(count)] = count.count
        self.total = event.total_count
        assert sum(self.counts.values()) == self.total


def _state(count: RecordCount) -> tuple[object, ...]:
    return (count.type, count.status, count.status_reason, count.publish_status)


@asynccontextmanager
async def viewing(
    stream: Stream, workspace: UUID, filter: RecordFilter = ALL, order: RecordOrder = BY_NAME, first: int = 50
) -> AsyncIterator[LiveView]:
    async with await watch(stream, workspace, filter) as watching:
        yield LiveView(watching, order, first)


async def change(session: AsyncSession, workspace: UUID, record: UUID, **values: Any) -> None:
    """Set columns of a record, and log it."""
    await session.execute(RECORDS.update().where(RECORDS.c.id == record).values(**values))
    await log(session, workspace, record, ChangeKind.UPDATED, state(), state())


async def create(session: AsyncSession, workspace: UUID, **values: Any) -> UUID:
    id_ = await make_record(session, workspace, **values)
    await log(session, workspace, id_, ChangeKind.CREATED, after=state())
    return id_


async def erase(session: AsyncSession, workspace: UUID, record: UUID) -> None:
    await session.execute(delete(RECORDS).where(RECORDS.c.id == record))
    await log(session, workspace, record, ChangeKind.DELETED, before=state())


def draft_count(number: int, reason: StatusReason = StatusReason.DRAFT) -> RecordCount:
    return RecordCount(RecordType.SEGMENT, Status.ACTIVE, reason, None, number)


async def test_a_view_begins_with_its_first_page_and_the_counts_of_all(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        made = [await create(session, workspace, name=name) for name in "cab"]
    async with streaming(database) as stream, viewing(stream, workspace, first=2) as view:
        event = await anext(view)
        assert event.snapshot == [made[1], made[2]]
        assert (event.changed, event.removed, event.counts, event.total_count) == ([], [], [draft_count(3)], 3)


async def test_what_enters_changes_and_leaves_the_window_is_told(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        a, b, c = [await create(session, workspace, name=name) for name in "abc"]
    async with streaming(database) as stream, viewing(stream, workspace, DRAFTS, first=2) as view:
        assert (await anext(view)).snapshot == [a, b]
        async with database.transaction(workspace) as session:
            await change(session, workspace, b, owner_id="ann")
        event = await anext(view)
        assert (event.changed, event.removed, event.counts, event.total_count) == ([b], [], [], 3)
        async with database.transaction(workspace) as session:
            await change(session, workspace, a, status_reason=StatusReason.LIVE)
        event = await anext(view)
        assert (event.changed, event.removed, event.counts) == ([c], [public(RecordType.SEGMENT, a)], [draft_count(2)])
        async with database.transaction(workspace) as session:
            await erase(session, workspace, b)
            await erase(session, workspace, c)
        event = await anext(view)
        assert (set(event.removed), event.changed) == ({public(RecordType.SEGMENT, id_) for id_ in (b, c)}, [])
        assert (event.counts, event.total_count) == ([draft_count(0)], 0)


async def test_changes_beyond_the_window_tell_only_counts(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        await create(session, workspace, name="a")
        beyond = await create(session, workspace, name="b")
    async with streaming(database) as stream, viewing(stream, workspace, first=1) as view:
        await anext(view)
        async with database.transaction(workspace) as session:
            await change(session, workspace, beyond, owner_id="ann")
            await create(session, workspace, name="c")
        event = await anext(view)
        assert (event.changed, event.removed, event.counts, event.total_count) == ([], [], [draft_count(3)], 3)


async def test_a_list_that_could_be_looked_at_once_outlives_looks_that_take_too_long(database_url: str, workspace: UUID) -> None:
    hurried = await Database.open(Settings.model_construct(statement_timeout=timedelta(seconds=0.2)), database_url)
    async with streaming(hurried) as stream, viewing(stream, workspace) as view:
        await anext(view)
        async with hurried.transaction(workspace) as session:
            made = await create(session, workspace, name="a")
        await view.watch.moved()
        blocking = await connect(database_url)
        with structlog.testing.capture_logs() as lines:
            async with blocking.transaction(), asyncio.timeout(30):
                await blocking.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
                looking = asyncio.ensure_future(anext(view))
                while not (looking.done() or any(line.get("error") == "A statement took too long." for line in lines)):
                    await blocking.execute("SELECT pg_sleep(0.01)")
        await blocking.close()
        assert (await asyncio.wait_for(looking, 30)).changed == [made]
    await hurried.close()


async def test_nothing_is_lost_between_snapshot_and_changes(database: Database, workspace: UUID) -> None:
    async with streaming(database, poll=HOURS) as stream, await watch(stream, workspace) as watching:
        async with database.transaction(workspace) as session:
            early = await create(session, workspace, name="early")
        view = LiveView(watching, BY_NAME, 50)
        assert (await anext(view)).snapshot == [early]
        async with database.transaction(workspace) as session:
            late = await create(session, workspace, name="late")
        stream.doorbell.ring(workspace)
        assert (await anext(view)).changed == [late]


async def test_after_every_event_a_client_shows_what_the_list_shows(database: Database, workspace: UUID) -> None:
    loop = asyncio.get_running_loop()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    acts = st.lists(
        st.tuples(
            st.sampled_from(["create", "change", "erase"]),
            st.integers(0, 5),
            st.fixed_dictionaries(
                {"name": st.sampled_from("abcde"), "updated_at": st.integers(0, 9).map(lambda hours: start + timedelta(hours=hours))},
                optional={"status_reason": st.sampled_from([StatusReason.DRAFT, StatusReason.LIVE])},
            ),
        ),
        max_size=4,
    )

    async def act(made: list[UUID], kind: str, place: int, values: dict[str, Any]) -> None:
        async with database.transaction(workspace) as session:
            if kind == "create" or not made:
                made.append(await create(session, workspace, **values))
            elif kind == "change":
                await change(session, workspace, made[place % len(made)], **values)
            else:
                await erase(session, workspace, made.pop(place % len(made)))

    async def play(filter: RecordFilter, order: RecordOrder, first: int, rounds: list[Any]) -> None:
        client, made = Client(), list[UUID]()
        async with streaming(database, poll=OFTEN / 10) as stream, viewing(stream, workspace, filter, order, first) as view:
            client.take(await anext(view))
            for acts in rounds:
                for each in acts:
                    await act(made, *each)
                async with database.transaction(workspace) as session:  # one more of a type of its own, whose count every view tells
                    await create(session, workspace, type_=RecordType.MARKETING_FORM, name="c", updated_at=start)
                    last = (await position(session, workspace)).number
                event = await anext(view)
                client.take(event)
                while Cursor.parse(event.cursor).number < last:
                    event = await anext(view)
                    client.take(event)
                async with database.transaction(workspace) as session:
                    listed = await page(session, select(RECORDS.c.id).where(where(filter)), order.order, Window(first=first))
                    counts = {_state(count): count.count for count in (await record_counts(session, [filter]))[0]}
                assert client.shown == set(listed.rows)
                assert {state_: count for state_, count in client.counts.items() if count} == counts
        async with database.transaction(workspace) as session:
            await session.execute(delete(RECORDS))

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from([ALL, DRAFTS, FORMS_AND_SOME]),
        st.sampled_from(list(RecordOrderField)),
        st.integers(1, 4),
        st.lists(acts, max_size=4),
    )
    def holds(filter: RecordFilter, field: RecordOrderField, first: int, rounds: list[Any]) -> None:
        order = RecordOrder(field, OrderDirection.ASC)
        asyncio.run_coroutine_threadsafe(play(filter, order, first, rounds), loop).result(60)

    await asyncio.to_thread(holds)


async def test_a_view_ends_when_its_stream_does_with_the_cursor_it_has_shown(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, viewing(stream, workspace) as view:
        async with database.transaction(workspace) as session:
            await create(session, workspace)
        cursor = (await anext(view)).cursor
        stream.close()
        with pytest.raises(StreamEnded) as ended:
            await anext(view)
        assert (ended.value.code, ended.value.cursor) == (End.SHUTTING_DOWN, cursor)


async def test_a_view_whose_changes_are_forgotten_ends(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, viewing(stream, workspace) as view:
        await anext(view)
        async with database.transaction(workspace) as session:
            record = await create(session, workspace)
            await change(session, workspace, record, name="b")
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        with pytest.raises(StreamEnded) as ended:
            await anext(view)
        assert ended.value.code is End.CURSOR_EXPIRED


async def start_work(database: Database, workspace: UUID, record: UUID) -> UUID:
    async with database.transaction(workspace) as session:
        work = Work(workspace_id=workspace, record_id=record, kind=WorkKind.GOING_LIVE, then=StatusReason.LIVE, total=3)
        session.add(work)
        await session.flush()
        return work.id


async def test_progress_is_told_until_it_is_done(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        record = await make_record(session, workspace)
    work = await start_work(database, workspace, record)
    async with streaming(database, poll=HOURS) as stream, await watch(stream, workspace) as watching:
        progress = progress_changed(watching, record)
        assert ((told := await anext(progress)).done, told.total) == (0, 3)
        async with database.transaction(workspace) as session:
            await session.execute(update(Work).where(Work.id == work).values(done=2, claim=1))
        stream.doorbell.ring(workspace)
        assert ((told := await anext(progress)).done, told.claim) == (2, 1)
        async with database.transaction(workspace) as session:
            await session.execute(delete(Work))
        stream.doorbell.ring(workspace)
        assert [(told.done, told.total, told.last_error) async for told in progress] == [(3, 3, None)]


async def test_progress_of_work_that_fails_ends_with_the_error(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        record = await make_record(session, workspace)
    await start_work(database, workspace, record)
    async with streaming(database) as stream, await watch(stream, workspace) as watching:
        progress = progress_changed(watching, record)
        await anext(progress)
        async with database.transaction(workspace) as session:
            await session.execute(delete(Work))
            await session.execute(RECORDS.update().values(status_reason=StatusReason.ERROR, last_error="The service said no."))
        assert [(told.done, told.last_error) async for told in progress] == [(0, "The service said no.")]


async def test_progress_ends_at_once_where_nothing_is_under_way(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, await watch(stream, workspace) as watching:
        assert [told async for told in progress_changed(watching, ids.new())] == []


async def test_progress_ends_with_its_stream(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        record = await make_record(session, workspace)
    await start_work(database, workspace, record)
    async with streaming(database, poll=HOURS) as stream, await watch(stream, workspace) as watching:
        progress = progress_changed(watching, record)
        await anext(progress)
        watching.end(End.UNAUTHENTICATED)
        with pytest.raises(StreamEnded):
            await anext(progress)
