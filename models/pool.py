"""Connections to the database in one role, given in the order in which they were asked for, and transactions on them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Literal, cast

import asyncpg
from sqlalchemy import Connection as SQLConnection
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from golive.models import jsonb
from golive.models.connecting import CANCELLED, DRIVER_ERRORS, Busy, Connection, TooSlow, Unavailable, connect, is_away, sqlstate
from golive.models.session import LateSession, flushed, is_made
from golive.models.settings import Settings

Role = Literal["golive_app", "golive_system"]

CLOSING = 2  # seconds that the server has to take leave, or to roll back


class Pool:
    """As many connections as POOL_SIZE says, opened when they are first needed; `in_use` counts those that were taken."""

    def __init__(self, url: str, role: Role, settings: Settings) -> None:
        self.role = role
        self.size = settings.pool_size
        self.in_use = 0
        self._url = url
        self._patience = settings.pool_timeout.total_seconds()
        self._limits = {
            "statement_timeout": milliseconds(settings.statement_timeout),
            "idle_in_transaction_session_timeout": milliseconds(2 * settings.statement_timeout),
        }
        self._turns = asyncio.Semaphore(settings.pool_size)
        self._idle: list[PoolProxiedConnection] = []
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            isolation_level="AUTOCOMMIT",  # `Transaction` begins and ends them, with what each needs to be told in one round trip
            hide_parameters=True,  # they may be a contact's, and errors are logged
            poolclass=NullPool,  # SQLAlchemy's loses a connection if who reconnects is cancelled, and throws all away when one was lost
            json_serializer=jsonb.dumps,
            json_deserializer=jsonb.loads,
        )

    async def take(self) -> PoolProxiedConnection:
        """A connection, first come, first served: SQLAlchemy's pool lets those who come later go first. Raises `Unavailable`."""
        await self._turn()
        try:
            pooled = self._opened() or await self.engine.raw_connection()
        except BaseException as error:
            self._turns.release()
            translate(error)
            raise
        self.in_use += 1
        return pooled

    def give_back(self, pooled: PoolProxiedConnection) -> None:
        """What was taken; if it is open, it is in no transaction."""
        self._idle.append(pooled)
        self.in_use -= 1
        self._turns.release()

    async def close(self) -> None:
        """Close those that aren't in use."""
        while (pooled := self._opened()) is not None:
            with suppress(*DRIVER_ERRORS, OSError):
                await driver_below(pooled).close(timeout=CLOSING)
            pooled.invalidate()

    def _opened(self) -> PoolProxiedConnection | None:
        """An idle connection. asyncpg knows when the server has hung up, so that a restarted one is found without a ping each time."""
        while self._idle:
            pooled = self._idle.pop()
            if pooled.is_valid and not driver_below(pooled).is_closed():
                return pooled
            if pooled.is_valid:
                pooled.invalidate()
        return None

    async def _turn(self) -> None:
        if not self._turns.locked():
            await self._turns.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy("All database connections are in use. Try again in a moment.") from None

    async def _connect(self, *_: Any, **__: Any) -> Connection:
        return await connect(self._url, role=self.role, settings=self._limits)


class Transaction:
    """A transaction, which commits at the end of the block; if nobody can say that it has ended, as after a cancellation, its connection
    is thrown away. The event loop keeps account of generators, and so this is none.
    """

    __slots__ = ("_opening", "_pool", "_pooled", "_session")

    def __init__(self, pool: Pool, opening: str) -> None:
        self._pool = pool
        self._opening = opening

    async def __aenter__(self) -> AsyncSession:
        pool = self._pool
        pooled = self._pooled = await pool.take()
        driver = driver_below(pooled)
        try:
            await driver.execute(self._opening)
        except BaseException as error:
            driver.terminate()
            pool.give_back(pooled)
            translate(error)
            raise
        self._session = LateSession(driver, partial(SQLConnection, pool.engine.sync_engine, pooled))
        return self._session

    async def __aexit__(self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
        session, ended = self._session, False
        try:
            failure = error or await _failure_to_flush(session)
            if is_made(session) and session.in_transaction():
                await session.close()
            if failure is not None:
                with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):  # it is gone, and the transaction with it
                    async with asyncio.timeout(CLOSING):  # or it answers nothing, and who gave up would wait for as long as that lasts
                        await session.driver.execute("ROLLBACK")
                        ended = True
            else:
                done = await session.driver.execute("COMMIT")
                ended = True
                if done != "COMMIT":  # PostgreSQL doesn't call it an error
                    raise RuntimeError("A statement had failed, and the transaction was rolled back")
        except DRIVER_ERRORS as lost:
            translate(lost)
            raise
        finally:
            if not ended:
                session.driver.terminate()
            self._pool.give_back(self._pooled)
        if failure is not None:
            translate(failure)
            if failure is not error:
                raise failure


async def _failure_to_flush(session: AsyncSession) -> BaseException | None:
    try:
        await flushed(session)
    except BaseException as failure:  # raised again once the transaction has ended
        return failure
    return None


def driver_below(pooled: PoolProxiedConnection) -> Connection:
    """The driver's connection."""
    return cast(Connection, pooled.driver_connection)


def translate(error: BaseException) -> None:
    """Raise what is raised for an error of the driver's, if that is something else."""
    if sqlstate(error) == CANCELLED:
        raise TooSlow("A statement took too long.") from error
    if is_away(error):
        raise Unavailable(str(getattr(error, "orig", None) or error)) from error


def milliseconds(duration: timedelta) -> str:
    """The duration as PostgreSQL's settings take it."""
    return str(round(duration.total_seconds() * 1000))
