"""One subscription over a WebSocket of its own, by graphql-transport-ws, its token renewed before it expires."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from .errors import ApiError, Interrupted
from .tokens import Tokens

PROTOCOL = Subprotocol("graphql-transport-ws")
PATIENCE = 10.0  # seconds to wait for an acknowledgement
SOONEST = 1.0  # seconds until a token is renewed, whatever a wrong clock says
UNAUTHENTICATED = 4403
FINAL = {1007, 1009, 4400, 4401, 4406, 4408, 4409, 4429}
"""Codes by which the server says that the same would be closed again."""


class Socket:
    """A subscription that has begun."""

    def __init__(self, socket: ClientConnection, renewal: _Renewal) -> None:
        self._socket = socket
        self._renewal = renewal

    @classmethod
    async def begin(cls, url: str, tokens: Tokens, request: Mapping[str, Any]) -> Self:
        """Begin it over a new connection; with another token where the first one is refused. Raises ApiError, Interrupted."""
        with _told():
            begun = cls(*await _connected(url, tokens))
            await _send(begun._socket, {"id": "1", "type": "subscribe", "payload": request})
        return begun

    async def result(self) -> dict[str, Any] | None:
        """The next result; None when it is complete. Raises ApiError where the server ends it, Interrupted where the connection is lost."""
        with _told():
            while True:
                match await _receive(self._socket):
                    case {"type": "next", "payload": dict(payload)}:
                        return payload
                    case {"type": "error", "payload": errors}:
                        raise ApiError.of(errors)
                    case {"type": "complete"}:
                        return None
                    case {"type": "pong", "payload": dict(payload)}:
                        self._renewal.heard(payload)

    async def close(self) -> None:
        """Hang up."""
        self._renewal.end()
        await self._socket.close()


async def _connected(url: str, tokens: Tokens) -> tuple[ClientConnection, _Renewal]:
    token = await tokens.current()
    try:
        return await _acknowledged(url, tokens, token)
    except ConnectionClosed as error:
        other = await tokens.instead_of(token) if _code(error) == UNAUTHENTICATED else None
        if other is None:
            raise
    return await _acknowledged(url, tokens, other)


async def _acknowledged(url: str, tokens: Tokens, token: str) -> tuple[ClientConnection, _Renewal]:
    """A connection on which operations can begin."""
    socket = await connect(url, subprotocols=[PROTOCOL], max_size=None)
    try:
        expires_at = await asyncio.wait_for(_initialise(socket, token), PATIENCE)
    except BaseException:
        await socket.close()
        raise
    return socket, _Renewal(socket, tokens, token, expires_at)


async def _initialise(socket: ClientConnection, token: str) -> str | None:
    """Until when the token counts; None for good."""
    await _send(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
    while (message := await _receive(socket))["type"] != "connection_ack":
        pass
    expires_at: str | None = (message.get("payload") or {}).get("expiresAt")
    return expires_at


class _Renewal:
    """Sends a fresh token while the last fifth of the old one's time runs, so that nothing has to end."""

    def __init__(self, socket: ClientConnection, tokens: Tokens, token: str, expires_at: str | None) -> None:
        self._socket = socket
        self._tokens = tokens
        self._token = token
        self._expires_at = expires_at
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._run())

    def end(self) -> None:
        """The stream is over."""
        self._task.cancel()

    def heard(self, payload: dict[str, Any]) -> None:
        """What the server says to a new token."""
        self._answers.put_nowait(payload)

    async def _run(self) -> None:
        # Where no new token can be had, the server ends the stream in time and says so there.
        with suppress(Exception):
            while self._expires_at is not None and await self._renewed(datetime.fromisoformat(self._expires_at)):
                pass

    async def _renewed(self, expires_at: datetime) -> bool:
        left = (expires_at - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(SOONEST, left * 0.8))
        if (token := await self._tokens.instead_of(self._token)) is None:
            return False
        await _send(self._socket, {"type": "ping", "payload": {"Authorization": f"Bearer {token}"}})
        answer = await self._answers.get()
        self._token, self._expires_at = token, answer.get("expiresAt")
        return bool(answer.get("renewed"))


async def _receive(socket: ClientConnection) -> dict[str, Any]:
    """The next message that is no ping."""
    while True:
        message: dict[str, Any] = json.loads(await socket.recv())
        if message["type"] != "ping":
            return message
        await _send(socket, {"type": "pong"})


async def _send(socket: ClientConnection, message: Mapping[str, Any]) -> None:
    await socket.send(json.dumps(message))


def _code(error: ConnectionClosed) -> int | None:
    return error.rcvd.code if error.rcvd else None


@contextmanager
def _told() -> Iterator[None]:
    """The connection's errors as this client's."""
    try:
        yield
    except ConnectionClosed as error:
        raise _closed(error) from error
    except (OSError, WebSocketException) as error:
        raise Interrupted(f"The connection is lost: {error}.") from error


def _closed(error: ConnectionClosed) -> ApiError | Interrupted:
    """What a close means: a final word, or that it is worth trying again."""
    reason = error.rcvd.reason if error.rcvd else ""
    match _code(error):
        case 4403:
            return ApiError("UNAUTHENTICATED", reason)
        case code if code in FINAL:
            return ApiError(
                "LIMIT_EXCEEDED" if code in (1009, 4429) else "BAD_USER_INPUT", f"The server closed the socket with {code}: {reason}"
            )
        case code:
            return Interrupted(f"The connection is lost: {code or 'nothing was said'} {reason}".rstrip())
