"""The door to PostgreSQL: a pool of connections for each of two roles, and one error for a database that is away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Self, cast
from uuid import UUID

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from golive.models import jsonb
from golive.models.connecting import (
    CANCELLED,
    Busy,
    Connection,
    DatabaseError,
    TooSlow,
    Unavailable,
    connect,
    explained,
    is_away,
    place,
    sqlstate,
)
from golive.models.settings import Settings

__all__ = ["APP", "SYSTEM", "Busy", "Connection", "Database", "DatabaseError", "PoolStats", "Role", "TooSlow", "Unavailable"]

Role = Literal["golive_app", "golive_system"]
APP: Role = "golive_app"  # sees the rows of the workspace that its transaction names
SYSTEM: Role = "golive_system"  # sees all workspaces: tail, timers, token and public-address lookup, queue

_BEGIN = text("SELECT set_config('golive.workspace', :workspace, true)")
_BEGIN_UNHURRIED = text("SELECT set_config('golive.workspace', :workspace, true), set_config('statement_timeout', :timeout, true)")


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
        self._settings = settings
        self._engines = {role: self._engine(role) for role in (APP, SYSTEM)}

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
        for engine in self._engines.values():
            await engine.dispose()

    @asynccontextmanager
    async def transaction(
        self, workspace_id: UUID, *, at_most: timedelta | None = None, one_moment: bool = False
    ) -> AsyncIterator[AsyncSession]:
        """One transaction that sees and writes the rows of one workspace only; commits at the end of the block.

        `at_most` replaces the setting STATEMENT_TIMEOUT for this transaction. With `one_moment` all its statements see the
        database as it was at the first, which is for reading alone.
        """
        async with self._session(APP, str(workspace_id), at_most, one_moment) as session:
            yield session

    @asynccontextmanager
    async def system(self, *, at_most: timedelta | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction that sees all workspaces, for what must cross them; commits at the end of the block."""
        async with self._session(SYSTEM, "", at_most) as session:
            yield session

    async def connect_raw(self, role: Role = SYSTEM) -> Connection:
        """A connection of one's own, outside the pools and without a time limit: for LISTEN, the queue, COPY."""
        with _translated():
            return await connect(self.url, role=role)

    def stats(self) -> list[PoolStats]:
        """The pools as they are now."""
        pools = {role: cast(QueuePool, engine.pool) for role, engine in self._engines.items()}
        return [PoolStats(role, pool.size(), pool.checkedout()) for role, pool in pools.items()]

    @asynccontextmanager
    async def _session(
        self, role: Role, workspace: str, at_most: timedelta | None, one_moment: bool = False
    ) -> AsyncIterator[AsyncSession]:
        with _translated():
            async with AsyncSession(self._engines[role], expire_on_commit=False) as session, session.begin():
                if one_moment:
                    await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                if at_most is not None:
                    await session.execute(_BEGIN_UNHURRIED, {"workspace": workspace, "timeout": _milliseconds(at_most)})
                elif workspace:
                    await session.execute(_BEGIN, {"workspace": workspace})
                yield session

    def _engine(self, role: Role) -> AsyncEngine:
        limits = {
            "statement_timeout": _milliseconds(self._settings.statement_timeout),
            "idle_in_transaction_session_timeout": _milliseconds(2 * self._settings.statement_timeout),
        }

        async def creator(*_: Any, **__: Any) -> Connection:
            with _translated():
                return await connect(self.url, role=role, settings=limits)

        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=creator,
            isolation_level="READ COMMITTED",
            hide_parameters=True,  # they may be a contact's, and errors are logged
            pool_size=self._settings.pool_size,
            max_overflow=0,
            pool_timeout=self._settings.pool_timeout.total_seconds(),
            json_serializer=jsonb.dumps,
            json_deserializer=jsonb.loads,
        )
        event.listen(engine.sync_engine, "checkout", _discard_closed)
        return engine


def _discard_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """asyncpg knows when the server has hung up, so that a restarted one is found without a ping for every transaction."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError("The server closed the connection")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError as error:
        raise Busy("All database connections are in use. Try again in a moment.") from error
    except (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if sqlstate(error) == CANCELLED:
            raise TooSlow("A statement took too long.") from error
        if is_away(error):
            raise Unavailable(str(getattr(error, "orig", None) or error)) from error
        raise


def _milliseconds(duration: timedelta) -> str:
    return str(round(duration.total_seconds() * 1000))
