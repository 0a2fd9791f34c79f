"""A stream over HTTP: what waits for a client is bounded, and one who takes nothing is disconnected."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from typing import Any, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from golive.graph.transport.callers import Caller
from golive.graph.transport.connections import ABORT
from golive.graph.transport.documents import Operation
from golive.graph.transport.engine import Engine
from golive.graph.transport.request import Refused
from golive.live.ending import end

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Format(Protocol):
    """How one media type wraps results."""

    media_type: str
    opening: bytes
    beat: bytes
    """What keeps an idle connection open, sent every `pause` seconds."""
    pause: float

    def next(self, payload: bytes, cursor: str | None) -> bytes:
        """An execution result."""

    def begin(self, cursor: str) -> bytes:
        """From where a stream that has told nothing yet is resumed."""

    def error(self, errors: bytes) -> bytes:
        """A list of errors with which the stream can't go on."""

    @property
    def closing(self) -> bytes:
        """The stream is over."""


class Outlet:
    """What waits to be sent to one client: a subscriber of the fan-out whose methods never wait."""

    def __init__(self, form: Format, room: int) -> None:
        self._form = form
        self._room = room
        self._chunks: deque[bytes] = deque([form.opening])
        self._size = 0
        self._over = False
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()

    def begin(self, cursor: str) -> None:
        """Queue from where the stream is resumed before its first result."""
        self._chunks.append(self._form.begin(cursor))

    def next(self, payload: bytes, cursor: str | None) -> bool:
        """Queue a result; False when there is no room for it."""
        chunk = self._form.next(payload, cursor)
        if self._size and self._size + len(chunk) > self._room:
            return False
        self._put(chunk)
        return True

    def error(self, errors: bytes) -> None:
        """Queue the errors with which the stream ends."""
        self._put(self._form.error(errors))
        self.complete()

    def complete(self) -> None:
        """The stream is over once all that waits is sent."""
        self._put(self._form.closing)
        self._over = True

    async def ready(self) -> None:
        """Wait until all that was queued is taken, or nobody takes it any more."""
        while self._size and not self._over:
            self._drained.clear()
            await self._drained.wait()

    def close(self) -> None:
        """Nobody takes what waits."""
        self._over = True
        self._filled.set()
        self._drained.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is to be sent, as it comes; beats while nothing does."""
        while True:
            if self._chunks:
                taken, self._size = b"".join(self._chunks), 0
                self._chunks.clear()
                self._drained.set()
                yield taken
            elif self._over:
                return
            else:
                self._filled.clear()
                try:
                    async with asyncio.timeout(self._form.pause):
                        await self._filled.wait()
                except TimeoutError:
                    yield self._form.beat

    def _put(self, chunk: bytes) -> None:
        if not self._over:
            self._chunks.append(chunk)
            self._size += len(chunk)
            self._filled.set()


class StreamResponse(Response):
    """Sends what comes out of an outlet until it is over, its client is gone, or takes nothing for `deadline` seconds."""

    def __init__(self, outlet: Outlet, media_type: str, deadline: float, leave: Callable[[], None]) -> None:
        super().__init__(headers=HEADERS)
        self.headers["Content-Type"] = media_type
        del self.headers["Content-Length"]
        self._outlet = outlet
        self._deadline = deadline
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(self._until_gone(receive))
        try:
            await self._send(send)
        except TimeoutError:
            abort: Any = scope.get("extensions", {}).get(ABORT)
            if abort is not None:
                abort["abort"]()
                await gone
        finally:
            self._leave()
            await end(gone)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for chunk in self._outlet.chunks():
            async with asyncio.timeout(self._deadline):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        async with asyncio.timeout(self._deadline):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._outlet.close()


async def respond(
    form: Format, engine: Engine, operation: Operation, variables: Any, caller: Caller, request_id: str, after: str | None = None
) -> Response:
    """The stream of an operation's results, and of what is wrong with the operation. Raises `Refused` for who isn't let in."""
    settings = engine.server.settings
    outlet = Outlet(form, settings.send_buffer)
    with ExitStack() as stack:
        stack.enter_context(caller.connected())
        try:
            if operation.is_subscription:
                subscribed = await engine.fanout.subscribe(operation, variables, caller, request_id, outlet, after)
                stack.callback(subscribed.close)
                outlet.begin(str(subscribed.passed))
            else:
                outlet.next((await engine.answer(operation, variables, caller, request_id)).body, None)
                outlet.complete()
        except Refused as refused:
            if not refused.well_formed:
                raise
            outlet.error(refused.encoded)
        return StreamResponse(outlet, form.media_type, settings.send_deadline.total_seconds(), stack.pop_all().close)


def refusal(form: Format, refused: Refused, deadline: float) -> Response:
    """The stream that tells what is wrong with an operation, for clients that can't read an HTTP error's body."""
    outlet = Outlet(form, 0)
    outlet.error(refused.encoded)
    return StreamResponse(outlet, form.media_type, deadline, lambda: None)
