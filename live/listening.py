"""What goes live begins when all who change contacts know that it listens, so that no change falls between."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy import text

from golive.live.jobs import Interrupted, Task

BETWEEN = 0.05  # seconds
_BEGUN = text(
    "SELECT pg_snapshot_xmax(seen)::text::bigint, pg_snapshot_xmin(seen) = pg_snapshot_xmax(seen) FROM pg_current_snapshot() seen"
)
_OVER = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= :begun")


async def heard(task: Task, shutdown: asyncio.Event) -> None:
    """Return when the transactions that write at this moment are over: those that begin now tell what they touch.

    Theirs may have looked for listeners before there was this one, and what they change is seen from here on. Raises `Interrupted`.
    """
    database = task.machine.database
    async with database.transaction(task.workspace_id) as session:
        begun, over = (await session.execute(_BEGUN)).one()
    while not over:
        async with database.transaction(task.workspace_id) as session:
            over = await session.scalar(_OVER, {"begun": begun})
        if over:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(shutdown.wait(), BETWEEN)
        if shutdown.is_set():
            raise Interrupted
