"""A server with small limits for the tests of WebSockets, and a workspace of it for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from client import Client
from databases import Server as Postgres
from databases import make_workspace
from serving import Server
from several import until_measured
from wire import Wire, talking

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import Token, new_token

WHO = "{ viewer { name } }"
FOLLOW = "subscription { statusChanged { recordName } }"
CREATE = "mutation($name: String!) { createEvent(input: { name: $name }) { __typename ... on EventSuccess { record { name } } } }"
COUNT = "{ records { totalCount } }"
names = count()


@dataclass(frozen=True)
class Place:
    """A workspace of a running server."""

    server: Server
    database: Database
    workspace: UUID

    @property
    def url(self) -> str:
        return self.server.url

    async def token(self, role: Role = Role.EDITOR, expires_at: datetime | None = None) -> tuple[Token, str]:
        """A new token, and its secret."""
        token, secret = new_token(self.workspace, "Ada", role, None, expires_at)
        async with self.database.system() as session:
            session.add(token)
        return token, secret

    async def revoke(self, token: Token) -> None:
        async with self.database.system() as session:
            (await session.merge(token)).revoked_at = datetime.now(UTC)

    async def create(self, name: str) -> None:
        """Create an event."""
        _, secret = await self.token()
        async with Client(self.url, secret) as client:
            await client.execute(CREATE, name=name)


@pytest_asyncio.fixture(scope="session")
async def running(postgres: Postgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, Database]]:
    url = await postgres.create(template=template)
    settings = {
        "GOLIVE_DATABASE_URL": url, "GOLIVE_LOG_LEVEL": "warning", "GOLIVE_ORIGINS": "https://app.example.com",
        "GOLIVE_SOCKETS_PER_CALLER": "3", "GOLIVE_SEND_DEADLINE": "PT2S", "GOLIVE_SEND_BUFFER": "100000",
    }  # fmt: skip
    server = await asyncio.to_thread(Server, tmp_path_factory.mktemp("sockets"), worker=False, settings=settings)
    database = await Database.open(Settings.model_construct(), url)
    yield server, database
    await asyncio.to_thread(server.stop)
    await database.close()
    await postgres.drop(url)


@pytest_asyncio.fixture
async def place(running: tuple[Server, Database]) -> Place:
    server, database = running
    return Place(server, database, await make_workspace(database, f"sockets-{next(names)}"))


@pytest_asyncio.fixture
async def wire(place: Place) -> AsyncIterator[Wire]:
    """An acknowledged socket of an EDITOR."""
    _, secret = await place.token()
    async with talking(place.url, secret) as wire:
        yield wire


@asynccontextmanager
async def held(place: Place) -> AsyncIterator[asyncpg.Connection]:
    """Nobody else reads or writes records within the block."""
    connection = await asyncpg.connect(place.database.url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
            yield connection
    finally:
        await connection.close()


async def under_way(place: Place, number: int) -> None:
    await until_measured(place.server, lambda found: found["golive_operations"] == number)
