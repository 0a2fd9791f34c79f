"""The pool of connections: taken in turn, lost, given up and made anew, and none of them kept by who has gone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import UUID

import pytest
from databases import Server
from sqlalchemy import text

from golive.models.connecting import connect
from golive.models.database import APP, SYSTEM, Database, Unavailable
from golive.models.pool import driver_below
from golive.models.session import driver_of
from golive.models.settings import Settings


async def test_a_full_pool_is_unavailable_and_recovers(database_url: str, workspace: UUID) -> None:
    settings = Settings.model_construct(pool_size=1, pool_timeout=timedelta(milliseconds=50))
    database = await Database.open(settings, database_url)
    async with database.transaction(workspace):
        assert [(stats.role, stats.size, stats.in_use) for stats in database.stats()] == [(APP, 1, 1), (SYSTEM, 1, 0)]
        with pytest.raises(Unavailable, match="in use"):
            async with database.transaction(workspace):
                pass
    async with database.transaction(workspace) as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()


async def test_a_connection_lost_in_a_transaction_is_unavailable_and_the_next_one_works(
    postgres: Server, database: Database, workspace: UUID
) -> None:
    with pytest.raises(Unavailable):  # noqa: PT012  (the block is the transaction)
        async with database.transaction(workspace) as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
            await postgres.execute(f"SELECT pg_terminate_backend({pid}, 5000)")
            await session.execute(text("SELECT 1"))
    async with database.transaction(workspace) as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_connection_lost_while_idle_is_not_noticed_at_all(postgres: Server, database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        pid = await session.scalar(text("SELECT pg_backend_pid()"))
    await postgres.execute(f"SELECT pg_terminate_backend({pid}, 5000)")
    async with database.transaction(workspace) as session:
        assert await session.scalar(text("SELECT pg_backend_pid()")) != pid


@asynccontextmanager
async def deaf(url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Another way to the database of `url`, and what has its far end read nothing any more, as if it were gone."""
    gone, parts, writers = asyncio.Event(), urlsplit(url), list[asyncio.StreamWriter]()
    folder = parse_qs(parts.query).get("host", [""])[0]

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while not gone.is_set() and (data := await reader.read(1024)):
            writer.write(data)
        if not gone.is_set():
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beyond = asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432") if folder else asyncio.open_connection(parts.hostname, parts.port)
        their_reader, their_writer = await beyond
        await asyncio.gather(carry(reader, their_writer), carry(their_reader, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", limit=1024) as server:
        port = server.sockets[0].getsockname()[1]
        yield urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}", query="")), gone
        for writer in writers:
            writer.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can tell")
async def test_a_server_that_is_gone_without_a_word_is_missed(database_url: str, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("golive.models.connecting.VANISHED", 1)
    async with deaf(database_url) as (url, gone):
        database = await Database.open(Settings.model_construct(), url)

        async def ask() -> None:
            async with asyncio.timeout(25), database.transaction(workspace) as session:
                gone.set()
                await (await driver_of(session)).fetchval("SELECT length($1)", "x" * 20_000_000)

        with pytest.raises(Unavailable):
            await ask()
        assert not any(pool.in_use for pool in database.stats())


async def test_who_gives_up_a_statement_that_can_not_be_cancelled_does_not_wait_for_it(
    database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("golive.models.pool.CLOSING", 0.1)
    stubborn = "DO $$ BEGIN PERFORM pg_sleep(25); EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(25); END $$"

    async def ask() -> None:
        async with database.transaction(workspace) as session:
            await (await driver_of(session)).execute(stubborn)

    asking = asyncio.create_task(ask())
    looking = await connect(database.url)
    while not await looking.fetchval("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"):
        assert not asking.done()
    await looking.close()
    asking.cancel()
    done, _ = await asyncio.wait([asking], timeout=20)
    assert done
    assert asking.cancelled()
    assert not any(pool.in_use for pool in database.stats())


async def test_who_is_cancelled_while_connecting_anew_takes_nothing_from_the_pool(database_url: str, workspace: UUID) -> None:
    database = await Database.open(Settings.model_construct(pool_size=2), database_url)

    async def ask() -> None:
        async with database.transaction(workspace) as session:
            await session.scalar(text("SELECT 1"))

    pool = database._pools[APP]
    for instant in range(40):
        for taken in [await pool.take(), await pool.take()]:
            driver_below(taken).terminate()
            pool.give_back(taken)
        asking = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.wait(asking, timeout=0.0005 * instant)
        for each in asking:
            each.cancel()
        await asyncio.wait(asking)
    assert pool.in_use == 0
    await asyncio.gather(ask(), ask())
    await database.close()
