"""GraphQL over HTTP for the tests: the application itself with a caller, by httpx or piece by piece, and a database that makes it wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest_asyncio
from api import serving
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message

from golive.graph.app import create_app
from golive.graph.auth import Authenticator
from golive.graph.transport.callers import Callers
from golive.graph.transport.engine import Engine
from golive.lifecycles.words import Role
from golive.models.change import Change
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import new_token

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
WHO = "{ viewer { name } }"
READ = "{ records { totalCount } }"
CREATE = 'mutation { createEvent(input: { name: "Once" }) { __typename } }'


@asynccontextmanager
async def application(database: Database, settings: Settings, callers_of: Database | None = None) -> AsyncIterator[ASGIApp]:
    """The application over a database; tokens may be looked up in another one."""
    async with serving(database, settings) as server:
        yield create_app(Engine(server, Callers(Authenticator(settings, callers_of or database), settings)))


async def token(database: Database, workspace: UUID) -> str:
    """The secret of an EDITOR called Ada."""
    token, secret = new_token(workspace, "Ada", Role.EDITOR, None)
    async with database.system() as session:
        session.add(token)
    return secret


def client_of(app: ASGIApp, secret: str | None = None) -> httpx.AsyncClient:
    """A client of the application, which asks for GraphQL's own media type."""
    headers = {"Accept": GRAPHQL, **({"Authorization": f"Bearer {secret}"} if secret else {})}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://golive", headers=headers)


@pytest_asyncio.fixture
async def app(database: Database, settings: Settings) -> AsyncIterator[ASGIApp]:
    """The application over the test's database."""
    async with application(database, settings) as app:
        yield app


@pytest_asyncio.fixture
async def secret(database: Database, workspace: UUID) -> str:
    """An EDITOR's token."""
    return await token(database, workspace)


@pytest_asyncio.fixture
async def client(app: ASGIApp, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    """That EDITOR's client."""
    async with client_of(app, secret) as client:
        yield client


async def changes(database: Database) -> int:
    """How many changes there are."""
    async with database.system() as session:
        return await session.scalar(select(func.count()).select_from(Change)) or 0


def code(answer: httpx.Response) -> str:
    """The code of the one error, which has a sentence and came without data."""
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert error["message"].endswith(".")
    found: str = error["extensions"]["code"]
    return found


async def sent(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    """A POST of these bytes."""
    return await client.post("/graphql", content=body, headers={"Content-Type": JSON, **headers})


class Call:
    """A request to the application itself, as a server would make it, piece by piece."""

    def __init__(self, app: ASGIApp, secret: str, query: str, parameters: str | None = None) -> None:
        self.body = json.dumps({"query": query}).encode()
        self.answer: list[Message] = []
        self.pieces: asyncio.Queue[Message] = asyncio.Queue()
        headers = {"authorization": f"Bearer {secret}", "content-type": JSON, "content-length": str(len(self.body))}
        scope = {
            "type": "http", "path": "/graphql", "state": {},
            "method": "POST" if parameters is None else "GET", "query_string": (parameters or "").encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        self.done = asyncio.create_task(self._run(app, scope))

    async def _run(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        async def send(message: Message) -> None:
            self.answer.append(message)

        async with asyncio.timeout(60):
            await app(scope, self.pieces.get, send)

    def send(self, *, until: int | None = None) -> None:
        """Send the body, or the beginning of it."""
        self.pieces.put_nowait({"type": "http.request", "body": self.body[:until], "more_body": until is not None})

    def hang_up(self) -> None:
        """Close the connection."""
        self.pieces.put_nowait({"type": "http.disconnect"})


@asynccontextmanager
async def held(database: Database) -> AsyncIterator[None]:
    """Nobody else reads or writes records within the block."""
    connection = await asyncpg.connect(database.url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def blocked(database: Database, number: int) -> None:
    """Wait until this many statements wait for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    connection = await asyncpg.connect(database.url)
    try:
        async with asyncio.timeout(30):
            while await connection.fetchval(waiting) != number:
                pass
    finally:
        await connection.close()
