"""An operation's reading transaction, when the database goes away in its midst."""

import asyncio
from uuid import UUID

import pytest
from api import serving
from databases import Server as Postgres
from sqlalchemy import text

from golive.lifecycles.words import Role
from golive.models.database import Database, Unavailable
from golive.models.settings import Settings
from golive.resolvers.context import Context, Viewer


async def test_a_connection_lost_between_two_reads_is_unavailable_and_the_operation_ends_in_good_order(
    postgres: Postgres, database: Database, settings: Settings, workspace: UUID
) -> None:
    async with serving(database, settings) as server:
        context = Context(server, Viewer("Ada", Role.ADMIN, workspace, "first"), "request-1")
        async with context.read() as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
        await postgres.execute(f"SELECT pg_terminate_backend({pid}, 5000)")
        with pytest.raises(Unavailable):
            async with context.read() as session:
                await session.scalar(text("SELECT 1"))
        async with context.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        await context.close()
        assert not any(pool.in_use for pool in database.stats())


async def test_an_operation_that_is_cancelled_in_a_statement_ends_in_good_order(
    database: Database, settings: Settings, workspace: UUID
) -> None:
    async with serving(database, settings) as server:
        context = Context(server, Viewer("Ada", Role.ADMIN, workspace, "first"), "request-1")
        asked = asyncio.Event()

        async def ask() -> None:
            async with context.read() as session:
                await session.scalar(text("SELECT 1"))
                asked.set()
                await session.scalar(text("SELECT pg_sleep(60)"))

        asking = asyncio.create_task(ask())
        await asked.wait()
        await asyncio.wait([asking], timeout=0.1)
        asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled()
        async with context.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        await context.close()
        assert not any(pool.in_use for pool in database.stats())


async def test_a_loader_that_outlives_its_operation_keeps_no_connection(database: Database, settings: Settings, workspace: UUID) -> None:
    async with serving(database, settings) as server:
        context = Context(server, Viewer("Ada", Role.ADMIN, workspace, "first"), "request-1")
        reads, may_end = asyncio.Event(), asyncio.Event()

        async def load() -> None:
            async with context.read() as session:
                await session.scalar(text("SELECT 1"))
                reads.set()
                await may_end.wait()

        loading, waiting = asyncio.create_task(load()), asyncio.create_task(load())
        await reads.wait()
        await context.close()
        assert [pool.in_use for pool in database.stats()] == [1, 0]
        may_end.set()
        await loading
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(asyncio.CancelledError):
            await load()
        assert not any(pool.in_use for pool in database.stats())
