"""Who calls: API tokens, kept as hashes, and JWTs of one issuer; both give a viewer with a role in one workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import jwt
from sqlalchemy import ARRAY, Uuid, bindparam, text

from golive.graph.keys import Keys
from golive.lifecycles.words import Role
from golive.live.remembering import Remembering
from golive.models.database import Database, Unavailable
from golive.models.settings import Settings
from golive.models.workspace import Workspace, find_workspace, token_of
from golive.resolvers.context import Viewer
from golive.resolvers.errors import ApiError, ErrorCode

REMEMBERED = 2.0  # seconds: a revoked token is refused at most this much later
MOST_REMEMBERED = 10_000
LONGEST_TOKEN = 8_192
LONGEST_NAME = 200
LAST_SECOND = 253_402_300_799  # the end of the year 9999, the last that a calendar here reaches
_COUNTING = text("""
    SELECT token.id FROM unnest(:workspaces, :tokens) AS asked (workspace_id, id) JOIN golive.token USING (workspace_id, id)
    WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
""").bindparams(bindparam("workspaces", type_=ARRAY(Uuid)), bindparam("tokens", type_=ARRAY(Uuid)))
CLAIMS = ["exp", "iss", "aud", "golive_workspace", "golive_role"]


class Authenticator:
    """Tells who calls. What it finds out is remembered for two seconds, so that a busy client costs no query for each call."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        self._issuer = settings.jwt_issuer
        self._audience = settings.jwt_audience
        self._keys = Keys(settings.jwt_jwks_url) if settings.jwt_jwks_url else None
        self._viewers: Remembering[str, Viewer] = Remembering(REMEMBERED, MOST_REMEMBERED)

    async def authenticate(self, authorization: str | None) -> Viewer:
        """Who sends this value of `Authorization`; raises `ApiError`, UNAUTHENTICATED, or UNAVAILABLE when it can't be found out now."""
        secret = _bearer(authorization)
        viewer = await self._viewers.ask(hashlib.sha256(secret.encode()).hexdigest(), lambda: self._find(secret))
        if viewer.expires_at is not None and viewer.expires_at <= datetime.now(UTC):
            raise _refused("The token has expired: ask for a new one.")
        return viewer

    async def revoked(self, viewers: Collection[Viewer]) -> list[Viewer]:
        """Those of `viewers` whose tokens no longer count, in one look; raises `ApiError` UNAVAILABLE when it can't be found out now.

        A JWT can't be revoked: it counts until its own end.
        """
        by_token = [viewer for viewer in viewers if viewer.token_id is not None]
        if not by_token:
            return []
        asked = {"workspaces": [viewer.workspace_id for viewer in by_token], "tokens": [viewer.token_id for viewer in by_token]}
        try:
            async with self._database.system() as session:
                counting = set(await session.scalars(_COUNTING, asked))
        except Unavailable as error:
            raise _unavailable() from error
        return [viewer for viewer in by_token if viewer.token_id not in counting]

    async def _find(self, secret: str) -> Viewer:
        try:
            return await (self._by_jwt(secret) if secret.count(".") == 2 else self._by_token(secret))
        except Unavailable as error:
            raise _unavailable() from error

    async def _by_token(self, secret: str) -> Viewer:
        async with self._database.system() as session:
            token = await token_of(session, secret)
            workspace = await session.get_one(Workspace, token.workspace_id) if token else None
        if token is None or workspace is None:
            raise _refused("The token is unknown, revoked or expired: ask an administrator for a new one.")
        return Viewer(token.name, token.role, token.workspace_id, workspace.name, token.id, token.expires_at)

    async def _by_jwt(self, token: str) -> Viewer:
        if self._keys is None:
            raise _refused("This server takes API tokens, no JWTs: send a token that an administrator made.")
        claims = await self._checked(token, self._keys)
        name, role = claims["golive_workspace"], claims["golive_role"]
        if role not in list(Role):
            raise _refused(f"The JWT's claim golive_role must be one of {', '.join(Role)}.")
        workspace = None
        if _is_name(name):
            async with self._database.system() as session:
                workspace = await find_workspace(session, name)
        if workspace is None:
            raise _refused("The JWT's claim golive_workspace names no workspace of this server.")
        subject = claims.get("sub") or claims["iss"]
        if not _is_name(subject):
            raise _refused(f"The JWT's claim sub must be a text of at most {LONGEST_NAME} characters that can be shown.")
        return Viewer(subject, Role(role), workspace.workspace_id, workspace.name, None, _moment(int(claims["exp"])))

    async def _checked(self, token: str, keys: Keys) -> dict[str, Any]:
        """The claims of a JWT that our issuer signed for us and that counts now."""
        try:
            key = await keys.for_header(jwt.get_unverified_header(token))
            # iat is not ours to judge: a clock that is a moment ahead of ours would shut its users out.
            options: Any = {"require": CLAIMS, "verify_iat": False}
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[key.algorithm_name], audience=self._audience, issuer=self._issuer, options=options
            )
        except jwt.MissingRequiredClaimError as error:
            raise _refused(f"The JWT has no claim {error.claim}.") from error
        except jwt.ExpiredSignatureError as error:
            raise _refused("The JWT has expired: sign in again.") from error
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as error:
            raise _refused("The JWT is of another issuer or for another audience than this server takes.") from error
        except jwt.PyJWTError as error:
            raise _refused("The JWT is not valid, or not signed by a key of the issuer that this server takes.") from error
        return claims


def _bearer(authorization: str | None) -> str:
    scheme, _, secret = (authorization or "").strip().partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise _refused("No token was sent: send `Authorization: Bearer TOKEN`, on a WebSocket in the payload of connection_init.")
    if len(secret) > LONGEST_TOKEN or not secret.isascii():
        raise _refused("The token is unknown: it is longer than tokens are, or has characters that tokens don't have.")
    return secret


def _is_name(value: object) -> bool:
    """Whether a claim can be stored, shown and looked up: no NUL, no lone surrogate, not endless."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(seconds, LAST_SECOND), UTC)


def _refused(message: str) -> ApiError:
    return ApiError(ErrorCode.UNAUTHENTICATED, message)


def _unavailable() -> ApiError:
    return ApiError(ErrorCode.UNAVAILABLE, "Who calls can't be found out just now: try again in a moment.")
