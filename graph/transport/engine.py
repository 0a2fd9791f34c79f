"""What all transports share: an operation is prepared, then answered once, or subscribed to by the fan-out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from graphql import OperationType

from golive.graph.errors import code_of, failure
from golive.graph.execution import Result, execute
from golive.graph.metrics import requests
from golive.graph.schema import make_schema
from golive.graph.transport.documents import Documents, Operation
from golive.graph.transport.encoding import encode
from golive.graph.transport.fanout import Fanout
from golive.graph.transport.request import GraphQLRequest, Refused
from golive.resolvers.context import Context, Server
from golive.resolvers.errors import ErrorCode

if TYPE_CHECKING:
    from golive.graph.transport.callers import Caller, Callers

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """An encoded response. `status` is its HTTP status as application/graphql-response+json; `refusal` its errors if it is no result."""

    body: bytes
    has_data: bool
    status: int
    refusal: bytes | None = None


class Engine:
    """Executes operations for every transport, each for a caller."""

    def __init__(self, server: Server, callers: Callers) -> None:
        self.server = server
        self.callers = callers
        self.schema = make_schema()
        self._documents = Documents(self.schema, server.settings)
        self.fanout = Fanout(self.schema, server)

    def prepare(self, request: GraphQLRequest) -> Operation:
        """The operation that a request asks for, valid and within the limits. Raises `Refused`."""
        started = perf_counter()
        try:
            return self._documents.operation(request)
        except Refused as why:
            if why.operation != OperationType.SUBSCRIPTION.value:  # they aren't requests that end
                requests(why.operation, why.code).observe(perf_counter() - started)
            raise

    async def answer(self, operation: Operation, variables: Mapping[str, Any], caller: Caller, request_id: str) -> Answer:
        """What comes of a query or mutation; errors are in the answer."""
        started = perf_counter()
        await asyncio.sleep(0)  # others have their turn between reading what was asked and executing it
        try:
            with caller.started():
                result = await self._execute(operation, variables, caller, request_id)
                code = code_of(result.errors[0]) if result.errors else "OK"
                if result.executed:
                    answer = Answer(encode(result.formatted()), result.data is not None, 200)
                else:
                    answer = _refusal(encode([error.formatted for error in result.errors]), 400)
        except Refused as why:
            code, answer = why.code, _refusal(why.encoded, why.status)
        except Exception:
            log.exception("An operation failed", request_id=request_id)
            code, answer = ErrorCode.INTERNAL.value, _failed(request_id)
        requests(operation.kind.value, code).observe(perf_counter() - started)
        return answer

    async def _execute(self, operation: Operation, variables: Mapping[str, Any], caller: Caller, request_id: str) -> Result:
        deadline = asyncio.get_running_loop().time() + self.server.settings.execution_deadline.total_seconds()
        context = Context(self.server, caller.viewer, request_id, deadline=deadline)
        try:
            return await execute(self.schema, operation, variables, context)
        finally:
            await context.close()


def _refusal(errors: bytes, status: int) -> Answer:
    return Answer(b'{"errors":%b}' % errors, has_data=False, status=status, refusal=errors)


def _failed(request_id: str) -> Answer:
    message, extensions = failure(request_id)
    return _refusal(encode([{"message": message, "extensions": extensions}]), 500)
