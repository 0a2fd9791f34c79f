"""One PostgreSQL for the session, and a fresh migrated database for each test that asks."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from databases import Server, database_name, make_workspace

from golive.models.database import Database
from golive.models.embedded import embedded
from golive.models.migrations import migrate
from golive.models.settings import Settings

pytest_plugins = ["leaving_out", "over_http", "performing", "sockets"]

FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """An embedded PostgreSQL, or the one of GOLIVE_TEST_DATABASE_URL, whose user must be allowed to make databases and roles."""
    if given := os.environ.get("GOLIVE_TEST_DATABASE_URL"):
        yield Server(admin=given, owner=given)
        return
    with (
        tempfile.TemporaryDirectory(prefix="golive-", ignore_cleanup_errors=True) as folder,
        embedded(Path(folder), owner=True, options=FAST_AND_UNSAFE) as server,
    ):
        yield Server(admin=server.url.replace("golive@/golive", "postgres@/postgres"), owner=server.url)


@pytest_asyncio.fixture(scope="session")
async def template(postgres: Server) -> AsyncIterator[str]:
    """The name of a migrated database without rows, to copy."""
    url = await postgres.create()
    await migrate(url)
    yield database_name(url)
    await postgres.drop(url)


@pytest_asyncio.fixture
async def database_url(postgres: Server, template: str) -> AsyncIterator[str]:
    """The URL of a migrated database of the test's own."""
    url = await postgres.create(template=template)
    yield url
    await postgres.drop(url)


@pytest_asyncio.fixture
async def empty_url(postgres: Server) -> AsyncIterator[str]:
    """The URL of a database of the test's own that nobody has migrated."""
    url = await postgres.create()
    yield url
    await postgres.drop(url)


@pytest.fixture
def settings() -> Settings:
    """Settings as they are by default, whatever the environment says."""
    return Settings.model_construct()


@pytest_asyncio.fixture
async def database(database_url: str, settings: Settings) -> AsyncIterator[Database]:
    """An open, migrated database of the test's own."""
    database = await Database.open(settings, database_url)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def workspace(database: Database) -> UUID:
    """A workspace without records."""
    return await make_workspace(database, "first")


@pytest_asyncio.fixture
async def other_workspace(database: Database) -> UUID:
    """Another workspace, which must see and change nothing of the first."""
    return await make_workspace(database, "second")
