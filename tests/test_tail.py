"""The tail brings every change, however badly the doorbell and the database behave."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from recording import write
from sqlalchemy import delete, event, update
from sqlalchemy.engine import Connection
from streaming import ALL, HOURS, OFTEN, logged, streaming, subscribe, take, take_until, write_many

from golive.live import tail as tails
from golive.live.doorbell import Doorbell
from golive.live.stream import End, StreamEnded
from golive.live.tail import Tail
from golive.models.change import Change, Cursor, LogCounter
from golive.models.database import Database, TooSlow, Unavailable
from golive.models.events import Event

NOWHERE = "postgresql://127.0.0.1:1/nowhere"


class Reader:
    """Follows a log from a cursor on and keeps its numbers."""

    def __init__(self, position: Cursor) -> None:
        self.position = position
        self.numbers: list[int] = []
        self.batches: list[int] = []
        self._moved = asyncio.Event()

    def take(self, events: Sequence[Event]) -> None:
        self.numbers += [event.change.number for event in events]
        self.batches.append(len(events))
        self.position = events[-1].cursor
        self._moved.set()

    def expire(self, oldest: Cursor) -> None:
        raise AssertionError(oldest)

    async def reaches(self, number: int) -> None:
        async with asyncio.timeout(30):
            while self.position.number < number:
                self._moved.clear()
                await self._moved.wait()


async def terminate(database: Database) -> None:
    """End every connection to the database, as its restart would."""
    connection = await asyncpg.connect(database.url)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    await connection.execute(f"SELECT pg_terminate_backend(pid) {others}")
    await connection.close()


@pytest.mark.parametrize("url", [NOWHERE, "memory://"])
async def test_a_dead_doorbell_is_made_up_for_by_the_poll(database: Database, workspace: UUID, url: str) -> None:
    async with streaming(database, url) as stream, await subscribe(stream, workspace) as subscription:
        await write_many(database, workspace, 4, 5)
        whole = await logged(database, workspace)
        assert await take_until(subscription, whole[-1], 10) == whole


async def test_a_ring_of_another_process_is_enough_without_the_poll(database: Database, workspace: UUID) -> None:
    async with (
        Doorbell(database.url) as other,
        streaming(database, database.url, HOURS) as stream,
        await subscribe(stream, workspace) as subscription,
    ):
        await write_many(database, workspace, 4, 5, other)
        whole = await logged(database, workspace)
        assert await take_until(subscription, whole[-1], 10) == whole


async def test_lost_connections_lose_and_double_nothing(database: Database, workspace: UUID) -> None:
    async def write_on() -> None:
        for _ in range(60):
            try:
                await write(database, workspace)
            except Unavailable:
                continue

    async with streaming(database, database.url) as stream, await subscribe(stream, workspace) as subscription:
        writing = asyncio.create_task(write_on())
        seen = []
        for _ in range(3):
            seen += await take(subscription, 5)
            await terminate(database)
        await writing
        last = await write(database, workspace)
        assert seen + await take_until(subscription, last.number) == list(range(1, last.number + 1))


async def test_a_gap_is_waited_for_and_never_skipped(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, await subscribe(stream, workspace) as subscription:
        await write(database, workspace)
        assert await take(subscription, 1) == [1]
        async with database.system() as session:
            await session.execute(update(LogCounter).values(number=2))
        third = await write(database, workspace)
        stream.doorbell.ring(workspace)
        with pytest.raises(TimeoutError):
            await take(subscription, 1, 3 * OFTEN.total_seconds())
        async with database.system() as session:
            await session.execute(update(LogCounter).values(number=1))
        await write(database, workspace)
        assert await take(subscription, 2) == [2, third.number]


async def test_a_backlog_comes_in_bounded_batches(database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "BATCH", 10)
    start = await write(database, workspace)
    await write_many(database, workspace, 5, 7)
    async with Doorbell("memory://") as doorbell, Tail(database, doorbell, HOURS) as tail:
        reader = Reader(start)
        tail.follow(reader)
        await reader.reaches(36)
    assert reader.numbers == list(range(2, 37))
    assert reader.batches == [10, 10, 10, 5]


async def test_a_busy_workspace_does_not_keep_the_poll_from_others(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    async with streaming(database) as stream, await subscribe(stream, other_workspace) as quiet, await subscribe(stream, workspace):

        async def ring_on() -> None:
            while True:
                stream.doorbell.ring(workspace)
                await asyncio.sleep(0)

        ringing = asyncio.create_task(ring_on())
        await write(database, other_workspace)
        assert await take(quiet, 1, 10) == [1]
        ringing.cancel()


async def test_a_log_that_can_not_be_read_keeps_no_other_waiting(
    database: Database, workspace: UUID, other_workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, mended, read_events = asyncio.Event(), asyncio.Event(), tails.read_events

    async def reading(database: Database, after: Cursor) -> list[Event]:
        if after.workspace_id == workspace and not mended.is_set():
            stuck.set()
            await mended.wait()
            raise TooSlow("A statement took too long.")
        return await read_events(database, after)

    async with (
        streaming(database) as stream,
        await subscribe(stream, other_workspace) as others,
        await subscribe(stream, workspace) as broken,
    ):
        monkeypatch.setattr(tails, "read_events", reading)
        await write(database, workspace)
        async with asyncio.timeout(10):
            await stuck.wait()
        for number in (1, 2):
            await write(database, other_workspace)
            assert await take(others, 1, 10) == [number]
        mended.set()
        assert await take(broken, 1, 10) == [1]


async def test_idle_workspaces_cost_one_statement_a_poll(database: Database) -> None:
    statements: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    async with Doorbell("memory://") as doorbell, Tail(database, doorbell, timedelta(milliseconds=50)) as tail:
        readers = [Reader(await write(database, uuid4())) for _ in range(20)]
        for reader in readers:
            tail.follow(reader)
        await asyncio.sleep(0.3)
        async with database.system() as session:
            engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        await asyncio.sleep(0.5)
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(statements) <= 12
    assert all("FROM golive.log_counter" in statement for statement in statements)


async def test_a_log_that_began_anew_ends_its_streams(database: Database, workspace: UUID) -> None:
    async with streaming(database) as stream, await subscribe(stream, workspace) as subscription:
        await write(database, workspace)
        await take(subscription, 1)
        async with database.system() as session:
            await session.execute(delete(Change))
            await session.execute(delete(LogCounter))
        await write(database, workspace)
        with pytest.raises(StreamEnded) as ended:
            await take(subscription, 1)
        assert ended.value.code is End.CURSOR_EXPIRED
        assert await take(await subscribe(stream, workspace, ALL, ended.value.cursor), 1) == [1]
