"""WebSockets outlive the moment in which their token was looked at: what comes later over them is judged anew."""

from __future__ import annotations

from uuid import UUID

from api import SCHEMA, serving

from golive.graph.app import Socket
from golive.graph.auth import Authenticator
from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import new_token

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
