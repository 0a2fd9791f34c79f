"""Sessions on a driver's connection: SQLAlchemy's parts are made when they are first needed, which much of the write path never does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Connection as SQLConnection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from golive.models.connecting import Connection


class LateSession(AsyncSession):
    """A session that costs nothing while only the driver is asked; `above` makes SQLAlchemy's connection."""

    def __init__(self, driver: Connection, above: Callable[[], SQLConnection]) -> None:
        self.driver = driver
        self._above = above

    def __getattr__(self, name: str) -> Any:
        if name not in ("sync_session", "_proxied"):
            raise AttributeError(name)
        super().__init__(sync_session_class=_Session, expire_on_commit=False, info={"above": self._above})
        return self.__dict__[name]


class _Session(Session):
    def get_bind(self, *_: Any, **__: Any) -> SQLConnection:
        if "connection" not in self.info:
            self.info["connection"] = self.info["above"]()
        connection: SQLConnection = self.info["connection"]
        return connection


def is_made(session: AsyncSession) -> bool:
    """Whether anything was asked of the session but the driver; if not, it holds nothing."""
    return "sync_session" in session.__dict__


async def driver_of(session: AsyncSession) -> Connection:
    """The connection below the session, in the session's transaction and within its savepoint, which the session makes late."""
    if is_made(session) and session.in_nested_transaction():
        await session.connection()
    return cast(LateSession, session).driver


async def flushed(session: AsyncSession) -> None:
    """Have the session write what it has yet to, as it does by itself before its own statements."""
    if is_made(session) and (session.new or session.dirty or session.deleted):
        await session.flush()
