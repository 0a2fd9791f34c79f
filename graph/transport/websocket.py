"""graphql-transport-ws: many operations over one socket, none of which can end it or hold up another."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from golive.graph.transport import messages
from golive.graph.transport.callers import Caller
from golive.graph.transport.engine import Engine
from golive.graph.transport.frames import EXTENSION, Connection, text
from golive.graph.transport.messages import BAD_REQUEST, SUBPROTOCOL, Complete, Init, Payload, Ping, Subscribe, Unreadable
from golive.graph.transport.request import Refused, over_limit
from golive.graph.transport.running import Running
from golive.models.shape import rfc3339
from golive.resolvers.errors import ApiError, ErrorCode

INIT_DEADLINE = 3.0  # seconds from the handshake to `connection_init`
LOOK_EVERY = 1.0  # seconds between looks at what time demands of all sockets
GOING_AWAY = 1001
TRY_AGAIN_LATER = 1013
UNAUTHORIZED = 4401
FORBIDDEN = 4403
NOT_ACCEPTABLE = 4406
INIT_TIMEOUT = 4408
ID_IN_USE = 4409
TOO_MANY = 4429


class WebSocketEndpoint:
    """`/graphql` over WebSocket. Once a socket is accepted, it is its connection that calls it; one timer serves all sockets."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.settings = engine.server.settings
        self._sockets: set[Socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        if not is_allowed(websocket.headers, self.settings.origins):
            await websocket.send_denial_response(_denial())
            return
        if SUBPROTOCOL not in scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        take_over, settings = scope["extensions"][EXTENSION]["take_over"], self.settings
        await websocket.accept(SUBPROTOCOL)
        socket = Socket(self, scope.get("state", {}).get("request_id") or uuid4().hex)
        socket.connection = take_over(socket, settings.send_buffer, settings.send_deadline.total_seconds())
        self._sockets.add(socket)
        if len(self._sockets) == 1:
            asyncio.get_running_loop().call_later(LOOK_EVERY, self._look)

    def keep(self, task: asyncio.Task[None]) -> None:
        """Hold `task` until it is done."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _look(self) -> None:
        now = monotonic()
        for socket in list(self._sockets):
            if socket.connection.gone:
                self._sockets.discard(socket)
            else:
                socket.look(now)
        if self._sockets:
            asyncio.get_running_loop().call_later(LOOK_EVERY, self._look)


class Socket:
    """One client's socket: the rules of the protocol. `connection` is there from the handshake on, `caller` from the acknowledgement."""

    __slots__ = (
        "_counted", "_endpoint", "_initialised", "_opened", "_renewing", "_request_id", "_running", "_stopping", "caller", "connection",
    )  # fmt: skip

    connection: Connection

    def __init__(self, endpoint: WebSocketEndpoint, request_id: str) -> None:
        self._endpoint = endpoint
        self._request_id = request_id
        self._opened = monotonic()
        self._initialised = self._renewing = self._stopping = False
        self._counted: AbstractContextManager[None] | None = None
        self._running: dict[str, Running] = {}
        self.caller: Caller | None = None

    def received(self, data: bytes | None) -> None:
        """Do what a message says, or close with the code that tells what is wrong with it."""
        if data is None:
            self.close(BAD_REQUEST, "Messages are JSON in text, and this one is binary.")
            return
        try:
            message = messages.read(data, self._endpoint.settings)
        except Refused as why:
            self.close(BAD_REQUEST, str(why))
            return
        match message:
            case Init(payload):
                self._initialise(payload)
            case Ping(payload):
                self._ping(payload)
            case Subscribe() | Unreadable():
                self._subscribe(message)
            case Complete(id_):
                if (running := self._running.pop(id_, None)) is not None:
                    running.leave()
                    self._stop_if_done()

    def lost(self) -> None:
        """End all that was under way, but mutations."""
        while self._running:
            self._running.popitem()[1].leave()
        if self._counted is not None:
            counted, self._counted = self._counted, None
            counted.__exit__(None, None, None)

    def close(self, code: int, reason: str) -> None:
        """Close, and end all that was under way, but mutations."""
        self.lost()
        self.connection.close(code, reason)

    def shut_down(self) -> None:
        """Close once the queries and mutations under way are answered; subscriptions are ended by the fan-out."""
        self._stopping = True
        self._stop_if_done()

    def look(self, now: float) -> None:
        """Do what time demands by `now`."""
        if not self._initialised and now - self._opened > INIT_DEADLINE:
            self.close(INIT_TIMEOUT, "Connection initialisation timeout")
        self.connection.look(now)

    def forget(self, running: Running) -> None:
        """An operation has ended by itself."""
        if self._running.get(running.id) is running:
            del self._running[running.id]
        self._stop_if_done()

    def _stop_if_done(self) -> None:
        if self._stopping and not self._running:
            self.close(GOING_AWAY, "The server is shutting down: connect again, and another one answers.")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._endpoint.keep(asyncio.create_task(work))

    def _initialise(self, payload: Payload) -> None:
        if self._initialised:
            self.close(TOO_MANY, "Too many initialisation requests")
        else:
            self._initialised = True
            self._start(self._identify(_authorization(payload or {})))

    async def _identify(self, authorization: str | None) -> None:
        try:
            caller = await self._endpoint.engine.callers.identify(authorization)
        except ApiError as error:
            if error.code is ErrorCode.UNAUTHENTICATED:
                self.close(FORBIDDEN, f"Forbidden: {error.message}")
            else:
                self.close(TRY_AGAIN_LATER, error.message)
            return
        if not self.connection.is_open:
            return
        counted = caller.connected()
        try:
            counted.__enter__()
        except Refused as why:
            self.close(GOING_AWAY if why.code == ErrorCode.SHUTTING_DOWN else TOO_MANY, str(why))
            return
        self._counted = counted
        self.caller = caller
        self.connection.write(text(messages.acknowledgement(_expiry(caller))))

    def _ping(self, payload: Payload) -> None:
        if self.caller is None or payload is None or not payload.keys() & messages.AUTHORIZATION:
            self.connection.write(text(messages.pong(payload)))
        elif self._renewing:
            self._tell_renewal(ApiError(ErrorCode.BAD_USER_INPUT, "A renewal is under way: wait for its pong."))
        else:
            self._renewing = True
            self._start(self._renew(self.caller, _authorization(payload)))

    async def _renew(self, caller: Caller, authorization: str | None) -> None:
        try:
            await caller.renew(authorization)
        except ApiError as error:
            self._tell_renewal(error)
        else:
            self.connection.write(text(messages.pong({"renewed": True, **_expiry(caller)})))
        finally:
            self._renewing = False

    def _tell_renewal(self, error: ApiError) -> None:
        said = {"renewed": False, "code": error.code.value, "message": error.message}
        self.connection.write(text(messages.pong(said)))

    def _subscribe(self, message: Subscribe | Unreadable) -> None:
        allowed = self._endpoint.settings.operations_per_socket
        if self.caller is None:
            self.close(UNAUTHORIZED, "Unauthorized")
        elif message.id in self._running:
            self.close(ID_IN_USE, f"Subscriber for {message.id} already exists")
        elif isinstance(message, Unreadable):
            self.connection.write(text(messages.error(message.id, message.why.encoded)))
        elif len(self._running) >= allowed:
            sentence = f"{allowed} operations are under way over this socket: complete one first, or open another socket."
            refused = over_limit("SUBSCRIPTIONS", allowed, sentence)
            self.connection.write(text(messages.error(message.id, refused.encoded)))
        else:
            running = self._running[message.id] = Running(message.id, self, self.connection)
            self._endpoint.keep(running.start(self._endpoint.engine, message.request, self.caller, self._request_id))


def is_allowed(headers: Headers, origins: tuple[str, ...]) -> bool:
    """Whether a page of this origin may connect: our own, or one of `origins`. Who names none is no page in a browser."""
    own = headers.get("host", "").lower()
    return all(origin in origins or urlsplit(origin).netloc == own for origin in headers.getlist("origin"))


def _denial() -> JSONResponse:
    sentence = "Pages of this origin may not call: have an administrator add it to GOLIVE_ORIGINS."
    error = {"message": sentence, "extensions": {"code": ErrorCode.FORBIDDEN.value}}
    return JSONResponse({"errors": [error]}, status_code=403)


def _expiry(caller: Caller) -> dict[str, str | None]:
    """Until when the token counts, so that a client can renew it in time."""
    expires_at = caller.viewer.expires_at
    return {"expiresAt": None if expires_at is None else rfc3339(expires_at)}


def _authorization(payload: dict[str, Any] | Any) -> str | None:
    """What a payload says of who calls; an HTTP header's name has no case."""
    found = [payload[name] for name in messages.AUTHORIZATION if name in payload]
    return found[0] if found and isinstance(found[0], str) else None
