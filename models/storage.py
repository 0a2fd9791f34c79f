"""Where a command stores: the PostgreSQL that the settings name, or the embedded one, migrated and open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import structlog

from golive.models.connecting import DatabaseError
from golive.models.database import Database
from golive.models.embedded import Embedded
from golive.models.migrations import migrate
from golive.models.postgres import EmbeddedError
from golive.models.settings import Settings

WATCH = timedelta(seconds=1)
log = structlog.get_logger()


@asynccontextmanager
async def storage(settings: Settings, directory: Path, *, owner: bool = False) -> AsyncIterator[Database]:
    """The migrated database for as long as the block runs; `owner` for `serve`, which owns the data directory.

    Raises `DatabaseError`, which says what is in the way and what to do.
    """
    async with AsyncExitStack() as stack:
        url = settings.database_url
        if url is None:
            url = await stack.enter_async_context(_embedded(directory, owner=owner))
        await migrate(url)
        database = await Database.open(settings, url)
        stack.push_async_callback(database.close)
        yield database


@asynccontextmanager
async def _embedded(directory: Path, *, owner: bool) -> AsyncIterator[str]:
    try:
        server = await asyncio.to_thread(Embedded, directory, owner=owner)
    except EmbeddedError as error:
        raise DatabaseError(str(error)) from error
    watch = asyncio.create_task(_watch(server)) if owner else None
    try:
        yield server.url
    finally:
        if watch:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
        await asyncio.to_thread(server.close)


async def _watch(server: Embedded) -> None:
    """PostgreSQL restarts what crashes inside it; should it go away as a whole, the owner starts it again."""
    while True:
        await asyncio.sleep(WATCH.total_seconds())
        if not server.is_running():
            log.warning("The embedded PostgreSQL went away; starting it again", directory=str(server.data))
            try:
                await asyncio.to_thread(server.ensure)
            except EmbeddedError as error:
                log.error("The embedded PostgreSQL does not start", error=str(error))
