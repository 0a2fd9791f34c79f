"""How a background task is ended for certain."""

from __future__ import annotations

import asyncio
from typing import Any


async def end(task: asyncio.Task[Any], patience: float = 5.0) -> None:
    """Cancel `task` and wait for its end; again after `patience` seconds, for some libraries lose a cancellation (redis-py 8 does)."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=patience)
