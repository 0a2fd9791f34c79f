"""How a connection to PostgreSQL is made, and what to tell when it can't be."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from sqlalchemy.exc import DBAPIError

from golive.models import jsonb

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SCHEMA = "golive"
TIMEOUT = 10  # seconds for making a connection
VANISHED = 60  # seconds without a sign of life, after which a server is gone; the system would try for a quarter of an hour to reach it
# SQLSTATE classes and codes of a server that is away, going, or full: connection exceptions, resources, shutdown,
# time limits on statements and idle transactions.
CANCELLED = "57014"
AWAY = ("08", "53", "57P", CANCELLED, "25P03", "25P04")


DRIVER_ERRORS = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What statements raise: SQLAlchemy's, and the driver's own where it was asked directly."""


class DatabaseError(Exception):
    """The database can't be used as it is; the text says why and what to do."""


class Unavailable(Exception):
    """The database is away, or no connection is free; trying again later may do."""


class Busy(Unavailable):
    """All connections of the pool are in use."""


class TooSlow(Unavailable):
    """A statement took longer than STATEMENT_TIMEOUT; what it asked for is too much, or the database has too much to do."""


async def connect(url: str, *, role: str | None = None, settings: Mapping[str, str] | None = None, codecs: bool = True) -> Connection:
    """A connection in UTC and the schema golive that acts as `role`, with JSON read and written by `jsonb` (or as text).

    Raises what asyncpg raises, and `Unavailable` when nobody answers.
    """
    acting = {"role": role} if role else {}
    fixed = {"application_name": "golive", "timezone": "UTC", "search_path": SCHEMA, **acting, **(settings or {})}
    try:
        connection = await asyncpg.connect(url, timeout=TIMEOUT, server_settings=fixed)
    except (OSError, TimeoutError) as error:
        raise Unavailable(f"No PostgreSQL answers at {place(url)} ({error or type(error).__name__}).") from error
    _miss_it_soon(connection)
    for name in ("json", "jsonb") if codecs else ():
        await connection.set_type_codec(name, encoder=jsonb.dumps, decoder=jsonb.loads, schema="pg_catalog")
    return connection


def _miss_it_soon(connection: Connection) -> None:
    """Have the connection break when its server is gone without a word, as a machine that lost its power is."""
    line: socket.socket = cast(Any, connection)._transport.get_extra_info("socket")
    if line.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 15)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * VANISHED)


def is_away(error: BaseException) -> bool:
    """Whether `error` (SQLAlchemy's or asyncpg's) tells that the connection was lost or the server takes no work."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        cause = error.orig and error.orig.__cause__
        if isinstance(cause, asyncpg.InterfaceError):
            return "closed" in str(cause)
    if isinstance(error, asyncpg.InterfaceError):
        return "closed" in str(error)
    if isinstance(error, asyncpg.InternalClientError):
        return "operation (2)" in str(error)  # the driver has read the server's last word, and is about to hang up
    return sqlstate(error).startswith(AWAY)


def is_deadlock(error: BaseException) -> bool:
    """Whether PostgreSQL ended a transaction that waited for one that waited for it: nothing has changed, and it may be tried at once."""
    return sqlstate(error) == "40P01"


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code of an error, SQLAlchemy's or asyncpg's; empty where it has none."""
    if isinstance(error, DBAPIError):
        error = (error.orig and error.orig.__cause__) or error
    return str(getattr(error, "sqlstate", "") or "")


def place(url: str) -> str:
    """Host and port of `url`, for people."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
    return host if host.startswith("/") else f"{host}:{parts.port or 5432}"


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what went wrong when connecting to `url` into a `DatabaseError` that says what to do."""
    try:
        yield
    except (Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseError(_advice(url, error)) from error


def _advice(url: str, error: Exception) -> str:
    parts = urlsplit(url)
    user, database = unquote(parts.username or "the default user"), unquote(parts.path.lstrip("/")) or user_name(url)
    match error:
        case Unavailable():
            return f"{error} Start it, or correct GOLIVE_DATABASE_URL."
        case asyncpg.InvalidCatalogNameError():
            make = f'CREATE DATABASE "{database}"'
            return f'PostgreSQL at {place(url)} has no database "{database}". Make it ({make}), or correct GOLIVE_DATABASE_URL.'
        case asyncpg.InvalidAuthorizationSpecificationError():
            return f"PostgreSQL at {place(url)} does not let {user} in ({error}). Correct user and password in GOLIVE_DATABASE_URL."
        case asyncpg.InvalidParameterValueError() if "role" in str(error):
            return f'The database "{database}" at {place(url)} is not set up for Golive ({error}). Run `golive migrate`.'
        case asyncpg.TooManyConnectionsError():
            return f"PostgreSQL at {place(url)} takes no more connections. Raise its max_connections, or lower GOLIVE_POOL_SIZE."
        case asyncpg.CannotConnectNowError():
            return f"PostgreSQL at {place(url)} is starting or stopping ({error}). Try again in a moment."
    return f"PostgreSQL at {place(url)} can't be used: {error}"


def user_name(url: str) -> str:
    """The login role of `url`, which also names the database when the URL names none."""
    return unquote(urlsplit(url).username or "postgres")
