"""A loop that goes on whatever happens within it, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from golive.models.database import Unavailable

log = structlog.get_logger()


async def repeat(name: str, turn: Callable[[], Awaitable[float]], shutdown: asyncio.Event, otherwise: float) -> None:
    """Take turns until `shutdown`, each after the seconds that the one before returned, or `otherwise` when it failed."""
    while not shutdown.is_set():
        pause = otherwise
        try:
            pause = await turn()
        except Unavailable as error:
            log.warning("The database is away", loop=name, error=str(error))
        except Exception:  # the loop must outlive whatever one turn meets
            log.exception("A turn failed", loop=name)
        with suppress(TimeoutError):
            await asyncio.wait_for(shutdown.wait(), pause)
