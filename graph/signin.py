"""The first way in: an administrator's token in the data directory, and a link that signs in with it, once."""

from __future__ import annotations

import asyncio
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from golive.lifecycles.words import Role
from golive.models.connecting import DatabaseError
from golive.models.database import Database
from golive.models.workspace import Token, Workspace, ensure_workspace, new_token

FILE = "admin-token"
MAKER = "golive serve"
LINK_HOLDS = 3600.0  # seconds
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
OVER = "This link was used, or has expired. The token is in the file admin-token of the data directory."


async def ensure_admin_token(database: Database, directory: Path) -> str | None:
    """Make the default workspace and its first administrator's token, into DIRECTORY/admin-token; the secret if it was made now.

    Once for each database: a file that was taken away, or a token that was revoked, was meant so. Raises `DatabaseError`
    when the file can't be written.
    """
    async with database.system() as session:
        workspace = await ensure_workspace(session)
        await session.execute(select(Workspace).where(Workspace.workspace_id == workspace.workspace_id).with_for_update())
        made = select(Token.id).where(Token.workspace_id == workspace.workspace_id, Token.created_by == MAKER)
        if await session.scalar(made.limit(1)):
            return None
        token, secret = new_token(workspace.workspace_id, "admin", Role.ADMIN, MAKER)
        session.add(token)
        await session.flush()
        try:  # before the commit, so that no token counts which nobody has seen
            await asyncio.to_thread(_write, directory / FILE, f"{secret}\n")
        except OSError as error:
            raise DatabaseError(f"{directory / FILE} can't be written ({error.strerror}). Make the data directory writable.") from error
    return secret


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.replace(path)


@dataclass
class SignIn:
    """Gives `secret` to the first who brings `code` to `/signin`, within an hour."""

    secret: str | None

    def __post_init__(self) -> None:
        self.code = secrets.token_urlsafe(32)
        self._until = asyncio.get_running_loop().time() + LINK_HOLDS

    def route(self) -> Route:
        """What the link's page asks, once its button was pressed: looking at the page doesn't use the link up, as previews of links do."""
        return Route("/signin", self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        given = request.query_params.get("code", "")
        fits = self.secret is not None and secrets.compare_digest(given.encode(), self.code.encode())
        if not fits or asyncio.get_running_loop().time() > self._until:
            return JSONResponse({"message": OVER}, status_code=410, headers=HEADERS)
        shown, self.secret = self.secret, None
        return JSONResponse({"token": shown}, headers=HEADERS)
