"""WebSockets outlive the moment in which their token was looked at: what comes later over them is judged anew."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from api import SCHEMA, serving

from golive.graph import app
from golive.graph.app import Socket, create_app
from golive.graph.auth import Authenticator
from golive.graph.transport.callers import Callers
from golive.graph.transport.engine import Engine
from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import new_token
from golive.resolvers.context import Server

CREATE = 'mutation { createEvent(input: { name: "Late" }) { ... on EventSuccess { record { name } } } }'


async def test_an_operation_over_a_socket_whose_token_was_revoked_is_refused(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with database.system() as session:
        token, secret = new_token(workspace, "Ada", Role.EDITOR, "a test")
        session.add(token)
    async with serving(database, settings) as server:
        socket = Socket(server, Authenticator(settings, database), "request-1")
        socket.viewer = await socket.authenticator.authenticate(f"Bearer {secret}")
        async with database.system() as session:
            await session.delete(await session.merge(token))
        results = [result async for result in await SCHEMA.stream(CREATE, context_value=socket)]
    (error,) = results[0].errors
    assert error.extensions["code"] == "UNAUTHENTICATED"
    assert "connect again" in error.message


@asynccontextmanager
async def socket_of(server: Server, secret: str) -> AsyncIterator[tuple[Callable[[Any], Awaitable[None]], Callable[[], Awaitable[Any]]]]:
    """A socket of the application itself, open for the caller with this secret: ways to send and to receive."""
    there: asyncio.Queue[Any] = asyncio.Queue()
    here: asyncio.Queue[Any] = asyncio.Queue()

    async def say(message: Any) -> None:
        await there.put({"type": "websocket.receive", "text": json.dumps(message)})

    async def hear() -> Any:
        async with asyncio.timeout(30):
            return json.loads((await here.get())["text"])

    scope = {"type": "websocket", "path": "/graphql", "headers": [], "query_string": b"", "subprotocols": ["graphql-transport-ws"]}
    await there.put({"type": "websocket.connect"})
    engine = Engine(server, Callers(Authenticator(server.settings, server.database), server.settings))
    running = asyncio.create_task(create_app(engine)(scope, there.get, here.put))
    assert (await here.get())["type"] == "websocket.accept"
    await say({"type": "connection_init", "payload": {"Authorization": f"Bearer {secret}"}})
    assert await hear() == {"type": "connection_ack"}
    yield say, hear
    await there.put({"type": "websocket.disconnect", "code": 1000})
    await running


async def test_one_operation_too_many_over_a_socket_is_told_and_the_others_go_on(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MOST_OPERATIONS", 3)
    async with database.system() as session:
        token, secret = new_token(workspace, "Ada", Role.EDITOR, "a test")
        session.add(token)
    async with serving(database, settings) as server, socket_of(server, secret) as (say, hear):
        for number in range(4):
            document = "subscription { statusChanged { recordName } }"
            await say({"type": "subscribe", "id": str(number), "payload": {"query": document}})
        refused = await hear()
        assert (refused["type"], refused["id"]) == ("error", "3")
        (error,) = refused["payload"]
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
        assert "complete one first" in error["message"]
        await say({"type": "complete", "id": "0"})
        await say({"type": "subscribe", "id": "4", "payload": {"query": "{ viewer { name } }"}})
        assert await hear() == {"type": "next", "id": "4", "payload": {"data": {"viewer": {"name": "Ada"}}}}
