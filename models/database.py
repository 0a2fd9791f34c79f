"""The door to PostgreSQL: a pool of connections for each of two roles, and one error for a database that is away."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.connecting import (
    DRIVER_ERRORS,
    Busy,
    Connection,
    DatabaseError,
    TooSlow,
    Unavailable,
    connect,
    explained,
    place,
)
from golive.models.pool import Pool, Role, Transaction, driver_below, milliseconds, translate
from golive.models.settings import Settings

__all__ = ["APP", "SYSTEM", "Busy", "Connection", "Database", "DatabaseError", "PoolStats", "Role", "TooSlow", "Unavailable"]

APP: Role = "golive_app"  # sees the rows of the workspace that its transaction names
SYSTEM: Role = "golive_system"  # sees all workspaces: tail, timers, token and public-address lookup, queue


@dataclass(frozen=True)
class PoolStats:
    """One pool at this moment: connections it may open, and those in use."""

    role: Role
    size: int
    in_use: int


class Database:
    """Connections to one migrated database. Every method raises `Unavailable` when it is away or no connection is free."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self._pools = {role: Pool(url, role, settings) for role in (APP, SYSTEM)}

    @classmethod
    async def open(cls, settings: Settings, url: str | None = None) -> Self:
        """The database at `url` (by default the one that the settings name).

        Raises `DatabaseError`, which says what to do, when it can't be used as it is: not there, too old, not migrated.
        """
        url = url or settings.database_url
        if url is None:
            raise DatabaseError("No database is named. Set GOLIVE_DATABASE_URL, or use the embedded one.")
        for role in (APP, SYSTEM):
            with explained(url):
                connection = await connect(url, role=role)
                migrated = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
                await connection.close()
            if not migrated:
                raise DatabaseError(f"The database at {place(url)} is not set up for Golive. Run `golive migrate`.")
        return cls(url, settings)

    async def close(self) -> None:
        """Close every connection of the pools."""
        for pool in self._pools.values():
            await pool.close()

    def transaction(
        self, workspace_id: UUID, *, at_most: timedelta | None = None, one_moment: bool = False
    ) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction that sees and writes the rows of one workspace only; commits at the end of the block.

        `at_most` replaces the setting STATEMENT_TIMEOUT for this transaction. With `one_moment` all its statements see the
        database as it was at the first, which is for reading alone.
        """
        return Transaction(self._pools[APP], _opening(workspace_id, at_most, one_moment))

    def system(self, *, at_most: timedelta | None = None) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction that sees all workspaces, for what must cross them; commits at the end of the block."""
        return Transaction(self._pools[SYSTEM], _opening(None, at_most, one_moment=False))

    async def notify(self, channel: str, message: str) -> None:
        """Tell who listens, in one round trip; a commit that has only notified doesn't wait for the disk."""
        pool = self._pools[SYSTEM]
        pooled, told = await pool.take(), False
        try:
            await driver_below(pooled).execute("SELECT pg_notify($1, $2)", channel, message)
            told = True
        except DRIVER_ERRORS as error:
            translate(error)
            raise
        finally:
            if not told:
                driver_below(pooled).terminate()
            pool.give_back(pooled)

    async def connect_raw(self, role: Role = SYSTEM) -> Connection:
        """A connection of one's own, outside the pools and without a time limit: for LISTEN, the queue, COPY."""
        try:
            return await connect(self.url, role=role)
        except DRIVER_ERRORS as error:
            translate(error)
            raise

    def stats(self) -> list[PoolStats]:
        """The pools as they are now."""
        return [PoolStats(role, pool.size, pool.in_use) for role, pool in self._pools.items()]


def _opening(workspace_id: UUID | None, at_most: timedelta | None, one_moment: bool) -> str:
    """What begins a transaction, told in one round trip; it takes no parameters, and none of this is a client's text."""
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ" if one_moment else "BEGIN"
    workspace = [f"SET LOCAL golive.workspace = '{workspace_id}'"] if workspace_id is not None else []
    timeout = [f"SET LOCAL statement_timeout = {milliseconds(at_most)}"] if at_most is not None else []
    return "; ".join([begin, *workspace, *timeout])
