"""Every subscriber gets every change that matches, once and in order, or is told why not and where to go on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import log, make_record, public, state, write
from streaming import ALL, HOURS, OFTEN, logged, streaming, subscribe, take, take_until, watch, write_many

from golive.lifecycles.words import RecordType, StatusReason
from golive.live import members
from golive.live.doorbell import Doorbell
from golive.live.stream import End, Stream, StreamEnded
from golive.live.tail import read_events
from golive.models.change import ChangeKind, Cursor
from golive.models.database import Database, TooSlow, Unavailable
from golive.models.events import Event
from golive.models.filters import RecordFilter
from golive.models.history import prune
from golive.models.ordering import InvalidCursor


async def test_a_subscriber_sees_what_is_committed_from_its_subscription_on(database: Database, workspace: UUID) -> None:
    async with streaming(database, poll=HOURS) as stream:
        await write(database, workspace)
        async with await subscribe(stream, workspace) as subscription:
            second = await write(database, workspace)
            stream.doorbell.ring(workspace)
            event = await anext(subscription)
            assert event.cursor == second
            assert subscription.cursor == second


async def test_updates_of_fields_are_left_out(database: Database, workspace: UUID) -> None:
    start = await write(database, workspace)
    async with streaming(database) as stream:
        now, past = await subscribe(stream, workspace), await subscribe(stream, workspace, ALL, str(start))
        for kind in (ChangeKind.UPDATED, ChangeKind.STATE, ChangeKind.UPDATED, ChangeKind.STATE):
            await write(database, workspace, kind)
        for subscription in (now, past):
            assert await take(subscription, 2) == [3, 5]


async def test_twenty_four_writers_lose_and_double_nothing(database: Database, workspace: UUID) -> None:
    async with streaming(database, poll=HOURS) as stream:
        early = [await subscribe(stream, workspace) for _ in range(5)]
        writing = asyncio.create_task(write_many(database, workspace, 24, 20, stream.doorbell))
        first = [(await anext(early[0])).cursor for _ in range(100)]
        late = [await subscribe(stream, workspace, ALL, str(first[i])) for i in (0, 50, 99)]
        await writing
        whole = await logged(database, workspace)
        assert len(whole) == 384
        assert [cursor.number for cursor in first] + await take_until(early[0], whole[-1]) == whole
        for subscription in early[1:]:
            assert await take_until(subscription, whole[-1]) == whole
        for start, subscription in zip((1, 51, 100), late, strict=True):
            assert await take_until(subscription, whole[-1]) == whole[start:]


async def test_subscribing_after_any_cursor_at_any_time_equals_the_log(database: Database, workspace: UUID) -> None:
    """Readers come at random moments of the writing, start at random places, and leave to resume after some events."""
    loop = asyncio.get_running_loop()
    changes = 40

    async def play(visits: list[tuple[int, float, int]]) -> None:
        written = [await write(database, workspace)]
        last = written[0].number + changes
        reached = [asyncio.Event() for _ in range(changes)]

        async def read(moment: int, back: float, stay: int) -> None:
            await reached[moment].wait()
            cursor = written[round(back * moment)]
            start, seen = cursor.number, list[int]()
            while cursor.number < last:
                async with await subscribe(stream, workspace, ALL, str(cursor)) as subscription:
                    for _ in range(stay):
                        cursor = (await anext(subscription)).cursor
                        seen.append(cursor.number)
                        if cursor.number == last:
                            break
            assert seen == await logged(database, workspace, start)

        async with streaming(database) as stream, asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for visit in visits:
                tasks.create_task(read(*visit))
            for number in range(changes):
                reached[number].set()
                written.append(await write(database, workspace, ChangeKind.UPDATED if number % 3 == 1 else ChangeKind.STATE))
                if number % 2:
                    stream.doorbell.ring(workspace)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, changes - 1), st.floats(0, 1), st.integers(1, 30)), min_size=1, max_size=6))
    def holds(visits: list[tuple[int, float, int]]) -> None:
        asyncio.run_coroutine_threadsafe(play(visits), loop).result(90)

    await asyncio.to_thread(holds)


async def test_a_subscriber_gets_what_its_filter_says(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        mine = await make_record(session, workspace, name="Mine")
    live = RecordFilter(status_reasons=(StatusReason.LIVE,))
    named = RecordFilter(ids=(public(RecordType.SEGMENT, mine),))
    async with streaming(database) as stream:
        of_state, of_id, none = [await subscribe(stream, workspace, filter) for filter in (live, named, RecordFilter(ids=()))]
        async with database.transaction(workspace) as session:
            await log(session, workspace, uuid4(), before=state(), after=state(StatusReason.STOPPED))
            await log(session, workspace, mine, before=state(), after=state(StatusReason.LIVE))
            await log(session, workspace, uuid4(), before=state(StatusReason.LIVE), after=state(StatusReason.STOPPED))
            last = await log(session, workspace, mine, before=state(StatusReason.LIVE), after=state(StatusReason.STOPPED))
        stream.doorbell.ring(workspace)
        assert await take(of_state, 3) == [2, 3, 4]
        assert await take(of_id, 2) == [2, 4]
        assert none.cursor == last, "a subscriber that nothing matches for can resume where it has looked"


async def test_nothing_of_another_workspace_is_seen(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    async with streaming(database) as stream:
        subscription = await subscribe(stream, workspace)
        foreign = await write(database, other_workspace)
        await write(database, workspace)
        event = await anext(subscription)
        assert event.change.workspace_id == workspace
        with pytest.raises(InvalidCursor):
            await subscribe(stream, workspace, ALL, str(foreign))


async def test_many_subscribers_read_the_log_once(database: Database, workspace: UUID) -> None:
    async with streaming(database, poll=HOURS) as stream:
        subscriptions = [await subscribe(stream, workspace) for _ in range(50)]
        await write(database, workspace)
        stream.doorbell.ring(workspace)
        events = [await anext(subscription) for subscription in subscriptions]
        assert len({id(event) for event in events}) == 1
        for subscription in subscriptions:
            subscription.close()
        assert stream.stats().workspaces == 0


async def test_one_that_does_not_keep_up_goes_back_to_the_table_and_misses_nothing(
    database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "QUEUE", 10)
    async with streaming(database) as stream:
        slow, fast = await subscribe(stream, workspace), await subscribe(stream, workspace)
        for number in range(1, 6):
            await write(database, workspace)
            assert await take(fast, 1) == [number]
        assert await take(slow, 3) == [1, 2, 3]
        for number in range(6, 31):
            await write(database, workspace)
            assert await take(fast, 1) == [number]
        assert len(slow._events) <= 10
        assert slow.cursor.number == 3
        assert await take(slow, 27) == list(range(4, 31))
        assert slow.cursor.number == 30


async def test_one_that_reads_the_past_slowly_is_not_too_slow(database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "QUEUE", 10)
    first = await write(database, workspace)
    await write_many(database, workspace, 4, 15)
    async with streaming(database) as stream:
        whole = await logged(database, workspace, 1)
        async with await subscribe(stream, workspace, ALL, str(first)) as subscription:
            assert await take_until(subscription, whole[-1]) == whole


async def test_what_can_not_concern_a_few_records_is_not_read_for_them(
    database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reading(database: Database, after: Cursor) -> list[Event]:
        read.extend(events := await read_events(database, after))
        return events

    read: list[Event] = []
    monkeypatch.setattr("golive.live.tail.BATCH", 10)
    monkeypatch.setattr("golive.live.stream.read_events", reading)
    async with database.transaction(workspace) as session:
        mine = await make_record(session, workspace)
    first = await write(database, workspace)
    async with database.transaction(workspace) as session:
        for number in range(2, 101):
            await log(session, workspace, mine if number in (42, 77) else uuid4(), after=state())
    async with streaming(database) as stream:
        mine_alone = RecordFilter(ids=(public(RecordType.SEGMENT, mine),))
        for filter in (mine_alone, RecordFilter(types=(RecordType.SEGMENT,), and_=(mine_alone,))):
            read.clear()
            async with await subscribe(stream, workspace, filter, str(first)) as subscription:
                assert await take(subscription, 2) == [42, 77]
                assert len(read) <= 20
        nobody = RecordFilter(and_=(mine_alone, RecordFilter(ids=())))
        read.clear()
        async with await subscribe(stream, workspace, nobody, str(first)) as subscription:
            with pytest.raises(TimeoutError):
                await take(subscription, 1, 0.3)
            assert (read, subscription.cursor.number) == ([], 100)


async def test_a_log_that_is_slow_to_read_is_read_again(database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await write(database, workspace)
    await write(database, workspace)
    failures = [TooSlow("A statement took too long."), Unavailable("It is away")]

    async def reading(database: Database, after: Cursor) -> list[Event]:
        if failures:
            raise failures.pop()
        return await read_events(database, after)

    monkeypatch.setattr("golive.live.stream.read_events", reading)
    async with streaming(database) as stream, await subscribe(stream, workspace, ALL, str(first)) as subscription:
        assert await take(subscription, 1, 10) == [2]
        assert not failures


async def test_closing_ends_every_stream_and_takes_no_more(database: Database, workspace: UUID) -> None:
    async with Doorbell("memory://") as doorbell, Stream(database, doorbell, OFTEN) as stream:
        subscription = await subscribe(stream, workspace)
        watching = await watch(stream, workspace)
        waiting = asyncio.create_task(anext(subscription))
        cursor = await write(database, workspace)
        assert (await waiting).cursor == cursor
        stream.close()
        for wait in (lambda: anext(subscription), watching.moved, lambda: subscribe(stream, workspace, ALL)):
            with pytest.raises(StreamEnded) as ended:
                await wait()
            assert ended.value.code is End.SHUTTING_DOWN
        assert ended.value.cursor == str(subscription.cursor) == str(cursor)


async def test_a_revoked_token_ends_a_stream_with_a_cursor(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream:
        subscription = await subscribe(stream, workspace)
        waiting = asyncio.create_task(anext(subscription))
        await asyncio.sleep(0)
        subscription.end(End.UNAUTHENTICATED)
        with pytest.raises(StreamEnded, match="no longer valid") as ended:
            await waiting
        assert Cursor.parse(ended.value.cursor).number == 0


async def test_a_closed_subscription_ends_quietly(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, await subscribe(stream, workspace) as subscription:
        subscription.close()
        assert [event async for event in subscription] == []


async def test_an_expired_cursor_tells_where_the_log_begins(database: Database, workspace: UUID) -> None:
    first = await write(database, workspace)
    await write(database, workspace, ChangeKind.UPDATED)
    async with database.system() as session:
        await prune(session, datetime.now(UTC) + timedelta(hours=1))
    await write(database, workspace)
    async with streaming(database) as stream:
        with pytest.raises(StreamEnded) as ended:
            await subscribe(stream, workspace, ALL, str(first))
        assert ended.value.code is End.CURSOR_EXPIRED
        assert await take(await subscribe(stream, workspace, ALL, ended.value.cursor), 1) == [3]


async def test_a_log_that_is_pruned_under_a_reader_ends_it(database: Database, workspace: UUID) -> None:
    cursors = [await write(database, workspace, ChangeKind.UPDATED) for _ in range(3)]
    async with streaming(database) as stream:
        subscription = await subscribe(stream, workspace, ALL, str(cursors[0]))
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        with pytest.raises(StreamEnded) as ended:
            await anext(subscription)
        assert ended.value.code is End.CURSOR_EXPIRED
