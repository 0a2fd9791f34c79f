"""One operation over a WebSocket: a query or mutation until it is answered, or a subscription, which has no task while it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from graphql import GraphQLError

from golive.graph.errors import told
from golive.graph.transport import messages
from golive.graph.transport.callers import Caller
from golive.graph.transport.encoding import encode
from golive.graph.transport.engine import Answer, Engine
from golive.graph.transport.frames import Connection, head, text
from golive.graph.transport.request import GraphQLRequest, Refused

if TYPE_CHECKING:
    from golive.graph.transport.fanout import Subscribed
    from golive.graph.transport.websocket import Socket


class Running:
    """An operation under way, and the fan-out's subscriber if it is a subscription. Nobody waits here: all is written at once."""

    __slots__ = ("_connection", "_lasting", "_opening", "_over", "_size", "_socket", "_subscribed", "_task", "id")

    def __init__(self, id_: str, socket: Socket, connection: Connection) -> None:
        self.id = id_
        self._socket = socket
        self._connection = connection
        self._opening = messages.opening(id_)
        self._size = len(self._opening) + 1
        self._subscribed: Subscribed | None = None
        self._task: asyncio.Task[None] | None = None
        self._lasting = False
        self._over = False

    def start(self, engine: Engine, request: GraphQLRequest, caller: Caller, request_id: str) -> asyncio.Task[None]:
        """Begin; whoever calls keeps the task."""
        self._task = asyncio.create_task(self._run(engine, request, caller, request_id))
        return self._task

    def leave(self) -> None:
        """Nobody wants more of it: a query or subscription ends, and a mutation that was begun goes on unheard."""
        self._over = True
        if self._subscribed is not None:
            self._subscribed.close()
        elif self._task is not None and not self._lasting:
            self._task.cancel()

    def next(self, payload: bytes, cursor: str | None) -> bool:
        """Send an encoded result; False when too much waits already."""
        connection = self._connection
        if connection.is_full and not connection.has_room():
            return False
        connection.write(b"".join((head(self._size + len(payload)), self._opening, payload, b"}")))
        return True

    def error(self, errors: bytes) -> None:
        """End with an encoded list of errors."""
        self._finish(text(messages.error(self.id, errors)))

    def complete(self) -> None:
        """End: all results were sent."""
        self._finish(text(messages.complete(self.id)))

    async def ready(self) -> None:
        """Wait until there is room, or nobody to send to."""
        await self._connection.ready()

    async def _run(self, engine: Engine, request: GraphQLRequest, caller: Caller, request_id: str) -> None:
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            operation = engine.prepare(request)
            if operation.is_subscription:
                self._subscribed = await engine.fanout.subscribe(operation, request.variables, caller, request_id, self)
            else:
                self._lasting = operation.is_mutation
                self._answer(await engine.answer(operation, request.variables, caller, request_id))
                if self._connection.is_full:
                    with caller.heard():
                        await self._connection.ready()
        except Refused as why:
            if why.well_formed:
                self.error(why.encoded)
            else:
                self._socket.close(messages.BAD_REQUEST, str(why))
        except Exception as error:
            failure = told(GraphQLError("The operation failed.", original_error=error), request_id)
            self.error(encode([failure.formatted]))
        finally:
            self._task = None
            if self._over and self._subscribed is not None:  # it ended while it began
                self._subscribed.close()

    def _answer(self, answer: Answer) -> None:
        if answer.refusal is not None:
            self.error(answer.refusal)
        else:
            result = (head(self._size + len(answer.body)), self._opening, answer.body, b"}", text(messages.complete(self.id)))
            self._finish(b"".join(result), self._connection.answer)

    def _finish(self, last: bytes, write: Callable[[bytes], None] | None = None) -> None:
        if not self._over:
            self._over = True
            self._subscribed = None
            (write or self._connection.write)(last)
            self._socket.forget(self)
