"""The door to PostgreSQL: a pool of connections for each of two roles, and one error for a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Literal, Self, cast
from uuid import UUID

import asyncpg
from sqlalchemy import Connection as SQLConnection
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from golive.models import jsonb
from golive.models.connecting import (
    CANCELLED,
    DRIVER_ERRORS,
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
from golive.models.session import LateSession, flushed, is_made
from golive.models.settings import Settings

__all__ = ["APP", "SYSTEM", "Busy", "Connection", "Database", "DatabaseError", "PoolStats", "Role", "TooSlow", "Unavailable"]

Role = Literal["golive_app", "golive_system"]
APP: Role = "golive_app"  # sees the rows of the workspace that its transaction names
SYSTEM: Role = "golive_system"  # sees all workspaces: tail, timers, token and public-address lookup, queue


_NOTIFY = "WITH soon AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) SELECT pg_notify($1, $2) FROM soon"


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
        self._turns = {role: asyncio.Semaphore(settings.pool_size) for role in (APP, SYSTEM)}

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

    def transaction(
        self, workspace_id: UUID, *, at_most: timedelta | None = None, one_moment: bool = False
    ) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction that sees and writes the rows of one workspace only; commits at the end of the block.

        `at_most` replaces the setting STATEMENT_TIMEOUT for this transaction. With `one_moment` all its statements see the
        database as it was at the first, which is for reading alone.
        """
        return self._session(APP, _opening(workspace_id, at_most, one_moment))

    def system(self, *, at_most: timedelta | None = None) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction that sees all workspaces, for what must cross them; commits at the end of the block."""
        return self._session(SYSTEM, _opening(None, at_most, one_moment=False))

    async def notify(self, channel: str, message: str) -> None:
        """Tell who listens, in one round trip; nothing is lost with the notification, so that nobody waits for the disk."""
        await self._turn(SYSTEM)
        try:
            pooled = await self._engines[SYSTEM].raw_connection()
            try:
                assert pooled.driver_connection is not None
                await pooled.driver_connection.execute(_NOTIFY, channel, message)
            finally:
                pooled.close()
        except DRIVER_ERRORS as error:
            _translate(error)
            raise
        finally:
            self._turns[SYSTEM].release()

    async def connect_raw(self, role: Role = SYSTEM) -> Connection:
        """A connection of one's own, outside the pools and without a time limit: for LISTEN, the queue, COPY."""
        try:
            return await connect(self.url, role=role)
        except DRIVER_ERRORS as error:
            _translate(error)
            raise

    def stats(self) -> list[PoolStats]:
        """The pools as they are now."""
        pools = {role: cast(QueuePool, engine.pool) for role, engine in self._engines.items()}
        return [PoolStats(role, pool.size(), pool.checkedout()) for role, pool in pools.items()]

    @asynccontextmanager
    async def _session(self, role: Role, opening: str) -> AsyncIterator[AsyncSession]:
        """A transaction of the driver's; a connection of which nobody can say that it has ended, as after a cancellation, is thrown away.

        All in one: each context manager within another costs as much as a tenth of a statement.
        """
        await self._turn(role)
        try:
            pooled = await self._engines[role].raw_connection()
            driver, ended = cast(Connection, pooled.driver_connection), False
            try:
                await driver.execute(opening)
                session = LateSession(driver, partial(SQLConnection, self._engines[role].sync_engine, pooled))
                try:
                    try:
                        yield session
                        await flushed(session)
                    finally:
                        if is_made(session) and session.in_transaction():
                            await session.close()
                except BaseException:
                    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):  # it is gone, and the transaction with it
                        await driver.execute("ROLLBACK")
                        ended = True
                    raise
                done = await driver.execute("COMMIT")
                ended = True
                if done != "COMMIT":  # PostgreSQL doesn't call it an error
                    raise RuntimeError("A statement had failed, and the transaction was rolled back")
            finally:
                if not (ended or driver.is_closed()):
                    driver.terminate()
                pooled.close()
        except DRIVER_ERRORS as error:
            _translate(error)
            raise
        finally:
            self._turns[role].release()

    async def _turn(self, role: Role) -> None:
        """Wait for a connection to be free, first come, first served: the pool itself lets those who come later go first."""
        turns = self._turns[role]
        if not turns.locked():
            await turns.acquire()
            return
        try:
            async with asyncio.timeout(self._settings.pool_timeout.total_seconds()):
                await turns.acquire()
        except TimeoutError:
            raise Busy("All database connections are in use. Try again in a moment.") from None

    def _engine(self, role: Role) -> AsyncEngine:
        limits = {
            "statement_timeout": _milliseconds(self._settings.statement_timeout),
            "idle_in_transaction_session_timeout": _milliseconds(2 * self._settings.statement_timeout),
        }

        async def creator(*_: Any, **__: Any) -> Connection:
            try:
                return await connect(self.url, role=role, settings=limits)
            except DRIVER_ERRORS as error:
                _translate(error)
                raise

        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=creator,
            isolation_level="AUTOCOMMIT",  # `_transaction` begins and ends them, with what each needs to be told in one round trip
            hide_parameters=True,  # they may be a contact's, and errors are logged
            pool_size=self._settings.pool_size,
            max_overflow=0,
            json_serializer=jsonb.dumps,
            json_deserializer=jsonb.loads,
        )
        event.listen(engine.sync_engine, "checkout", _discard_closed)
        return engine


def _opening(workspace_id: UUID | None, at_most: timedelta | None, one_moment: bool) -> str:
    """What begins a transaction, told in one round trip; it takes no parameters, and none of this is a client's text."""
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ" if one_moment else "BEGIN"
    workspace = [f"SET LOCAL golive.workspace = '{workspace_id}'"] if workspace_id is not None else []
    timeout = [f"SET LOCAL statement_timeout = {_milliseconds(at_most)}"] if at_most is not None else []
    return "; ".join([begin, *workspace, *timeout])


def _discard_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """asyncpg knows when the server has hung up, so that a restarted one is found without a ping for every transaction."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError("The server closed the connection")


def _translate(error: BaseException) -> None:
    """Raise what is raised for an error of the driver's, if that is something else."""
    if sqlstate(error) == CANCELLED:
        raise TooSlow("A statement took too long.") from error
    if is_away(error):
        raise Unavailable(str(getattr(error, "orig", None) or error)) from error


def _milliseconds(duration: timedelta) -> str:
    return str(round(duration.total_seconds() * 1000))
