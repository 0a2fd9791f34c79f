"""Asking a database that is away again, until it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from golive.models.database import Unavailable

Answer = TypeVar("Answer")
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
log = structlog.get_logger()


async def patiently(ask: Callable[[], Awaitable[Answer]], *, but: type[Unavailable] | tuple[()] = ()) -> Answer:
    """The answer of `ask`, asked again with growing pauses for as long as the database is away or has too much to do.

    Raises what `but` names at once: `TooSlow` where it is the client who may have asked for too much.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await ask()
        except but:
            raise
        except Unavailable as error:
            log.warning("The database is away; trying again", error=str(error), pause=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
