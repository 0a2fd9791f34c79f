"""Forgetting in time: the log, answered requests, finished bulk operations and ended tokens, and what deleted records left behind."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import delete, func, select

from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models import history, leftover
from golive.models.keeping import AnsweredRequest, Bulk
from golive.models.workspace import Token

EVERY = 600.0  # seconds
CLEAR_EVERY = 5.0  # seconds
KEEP_ANSWERS = timedelta(days=1)


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Clear up at the start and then every ten minutes, until `shutdown`."""

    async def turn() -> float:
        return 0.0 if await clear_up(machine) else EVERY

    await repeat("upkeep", turn, shutdown, otherwise=EVERY)


async def clear_away(machine: Machine, shutdown: asyncio.Event) -> None:
    """Clear away what deleted records left behind, a batch in a transaction of its own each, until `shutdown`."""

    async def turn() -> float:
        async with machine.database.system() as session:
            return 0.0 if await leftover.clear(session) else CLEAR_EVERY

    await repeat("leftovers", turn, shutdown, otherwise=CLEAR_EVERY)


async def clear_up(machine: Machine) -> bool:
    """Delete what is older than its limit; True when there is more to do."""
    retention = machine.settings.log_retention
    async with machine.database.system() as session:
        now = func.clock_timestamp()
        await session.execute(delete(AnsweredRequest).where(AnsweredRequest.at < now - KEEP_ANSWERS))
        await session.execute(delete(Bulk).where(Bulk.finished_at < now - retention))
        await session.execute(delete(Token).where(Token.expires_at < now - retention))
        (at,) = (await session.execute(select(now - retention))).one()
        return await history.prune(session, at)
