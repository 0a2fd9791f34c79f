"""However many follow the works of however many records, one statement looks at all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from recording import make_record
from sqlalchemy import event, update
from streaming import HOURS, streaming, watch

from golive.lifecycles.words import StatusReason
from golive.live.progress import progress_changed
from golive.live.stream import Stream
from golive.models.database import APP, SYSTEM, Database
from golive.models.work import Work, WorkKind

MANY = 20


@contextmanager
def looks(database: Database) -> Iterator[list[str]]:
    """The statements on works within the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "golive.work" in statement and statement.startswith("SELECT"):
            seen.append(statement)

    engines = [database._pools[role].engine.sync_engine for role in (APP, SYSTEM)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def followed(
    database: Database, workspace: UUID, poll: timedelta
) -> AsyncIterator[tuple[Stream, list[UUID], list[asyncio.Task[Work]]]]:
    """Works on many records, each of which somebody follows, who waits for it to change."""
    async with database.transaction(workspace) as session:
        records = [await make_record(session, workspace) for _ in range(MANY)]
        for record in records:
            session.add(Work(workspace_id=workspace, record_id=record, kind=WorkKind.GOING_LIVE, then=StatusReason.LIVE, total=3))
    async with streaming(database, poll=poll) as stream:
        told = [progress_changed(await watch(stream, workspace), record) for record in records]
        assert [(await anext(each)).done for each in told] == [0] * MANY
        waiting = [asyncio.create_task(anext(each)) for each in told]
        await asyncio.sleep(0)
        yield stream, records, waiting
        for each in waiting:
            each.cancel()


async def test_a_ring_has_all_works_looked_at_by_one_statement(database: Database, workspace: UUID) -> None:
    async with followed(database, workspace, HOURS) as (stream, records, waiting):
        async with database.transaction(workspace) as session:
            await session.execute(update(Work).where(Work.record_id == records[3]).values(done=2))
        with looks(database) as seen:
            for _ in range(50):
                stream.doorbell.ring(workspace)
            assert (await waiting[3]).done == 2
        assert len(seen) == 1
        assert [each.done() for each in waiting] == [number == 3 for number in range(MANY)]
        assert len(stream.doorbell._listeners) == 2


async def test_idle_works_are_looked_at_together_and_no_more_often_than_the_poll(database: Database, workspace: UUID) -> None:
    poll, clock = timedelta(milliseconds=200), asyncio.get_running_loop().time
    async with followed(database, workspace, poll) as (_, records, waiting):
        began = clock()
        with looks(database) as seen:
            async with asyncio.timeout(30):
                while len(seen) < 3:
                    await asyncio.wait(waiting, timeout=0.01)
            assert clock() - began > poll.total_seconds()
        async with database.transaction(workspace) as session:
            await session.execute(update(Work).where(Work.record_id == records[0]).values(done=1))
        assert (await waiting[0]).done == 1  # though nobody rang


async def test_another_workspace_s_ring_has_nothing_looked_at(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    async with followed(database, workspace, HOURS) as (stream, _, _):
        stream.doorbell.ring(other_workspace)
        assert stream.works._behind == set()
