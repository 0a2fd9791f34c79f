"""The application: GraphQL over HTTP and WebSocket, health and metrics, on Starlette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from json import JSONDecodeError
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.ides import get_graphql_ide_html
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage

from golive.graph.auth import Authenticator
from golive.graph.limits import MOST_OPERATIONS
from golive.graph.logs import REQUEST_ID
from golive.graph.schema import make_schema
from golive.graph.transport.engine import Engine
from golive.graph.transport.http import HttpEndpoint
from golive.models import jsonb
from golive.models.database import Unavailable
from golive.resolvers.context import Context, Server, Viewer
from golive.resolvers.errors import ApiError, ErrorCode

LARGEST_BODY = 10_000_000
"""Bytes in the largest WebSocket message."""

ENDS_STREAM = frozenset({"CURSOR_EXPIRED", "SLOW_CONSUMER", "UNAUTHENTICATED", "SHUTTING_DOWN", "INVALID_CURSOR", "UNAVAILABLE"})
"""Codes of errors with which a stream can't go on."""


class Socket:
    """What the operations of one WebSocket share: who calls, which `connection_init` tells."""

    def __init__(self, server: Server, authenticator: Authenticator, request_id: str) -> None:
        self.server = server
        self.authenticator = authenticator
        self.request_id = request_id
        self.connection_params: Mapping[str, Any] = {}
        self.viewer: Viewer | None = None

    def operation(self) -> Context:
        """A context for one operation."""
        assert self.viewer is not None
        return Context(self.server, self.viewer, self.request_id, self.authenticator.still_valid)


class _Handler(BaseGraphQLTransportWSHandler[Any, Any]):
    """Strawberry's handler, which tells what is too much, and ends a stream that can't go on by the protocol's `error` message."""

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if len(self.operations) < MOST_OPERATIONS:
            await super().handle_subscribe(message)
            return
        sentence = f"{MOST_OPERATIONS} operations are open over this connection: complete one first, or open another connection."
        error = ApiError(ErrorCode.LIMIT_EXCEEDED, sentence)
        payload: Any = [{"message": error.message, "extensions": error.extensions}]
        await self.send_message({"id": message["id"], "type": "error", "payload": payload})

    async def _send_result_stream(self, operation: Any, result_source: Any) -> None:
        async def until_end() -> Any:
            async for result in result_source:
                errors = getattr(result, "errors", None) or []
                if any((error.extensions or {}).get("code") in ENDS_STREAM for error in errors) and not getattr(result, "data", None):
                    await operation.send_initial_errors(errors)
                    return
                yield result

        await super()._send_result_stream(operation, until_end())


class Endpoint(GraphQL[Any, None]):
    """`/graphql`: who calls is known before anything is executed."""

    graphql_transport_ws_handler_class = _Handler

    def __init__(self, server: Server, authenticator: Authenticator) -> None:
        super().__init__(
            make_schema(development=server.settings.development),
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            max_subscriptions_per_connection=None,  # the handler tells it in a sentence
            allowed_origins=["*"],  # a token must be in connection_init, so that a foreign page has nothing to ride on
        )
        self._server = server
        self._authenticator = authenticator

    async def get_context(self, request: Request | WebSocket, response: Any) -> Any:
        """Who calls by the header, or for a socket a place for who will."""
        request_id = request.scope.get("state", {}).get("request_id") or uuid4().hex
        return Socket(self._server, self._authenticator, request_id)

    async def on_ws_connect(self, context: Socket) -> Any:
        """Who calls by `connection_init`; 4403 for nobody known."""
        given = context.connection_params
        header = given.get("Authorization") or given.get("authorization")
        try:
            context.viewer = await self._authenticator.authenticate(header if isinstance(header, str) else None)
        except ApiError as error:
            raise ConnectionRejectionError({"code": error.code.value, "message": error.message}) from error
        return await super().on_ws_connect(context)

    def encode_json(self, data: object) -> str:
        """JSON whose decimals keep their digits."""
        return jsonb.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        """JSON whose decimals keep their digits; the error that strawberry knows for what is none, or no object."""
        try:
            decoded = jsonb.loads(data)
        except (ValueError, RecursionError) as error:
            raise JSONDecodeError("no JSON", "", 0) from error
        if not isinstance(decoded, dict | list):
            raise JSONDecodeError("no object", "", 0)
        return decoded


def create_app(engine: Engine, more: list[BaseRoute] | None = None) -> Starlette:
    """The application over the parts of a running server; `more` are the routes that others bring."""
    server = engine.server
    routes: list[BaseRoute] = [
        Route("/graphql", HttpEndpoint(engine), methods=None),
        WebSocketRoute("/graphql", Endpoint(server, engine.callers.authenticator)),
        Route("/healthz", _alive),
        Route("/readyz", _readiness(server)),
        *(more or []),
    ]
    if server.settings.development:
        routes.append(Route("/graphiql", _graphiql()))
    return Starlette(routes=routes, middleware=_for_pages_of(server.settings.origins))


def _for_pages_of(origins: Sequence[str]) -> list[Middleware]:
    """Lets pages of these origins call from a browser. Tokens aren't sent by themselves, so that any header may be."""
    if not origins:
        return []
    return [
        Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["*"], expose_headers=[REQUEST_ID])
    ]


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _readiness(server: Server) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        try:
            async with server.database.system() as session:
                await session.execute(text("SELECT 1"))
            return PlainTextResponse("ready\n")
        except Unavailable as error:
            return PlainTextResponse(f"not ready: {error}\n", status_code=503)

    return ready


def _graphiql() -> Callable[[Request], Awaitable[Response]]:
    page = get_graphql_ide_html().replace('window.location.href.split("?")[0]', "new URL('/graphql', window.location.href).href")

    async def graphiql(request: Request) -> Response:
        return HTMLResponse(page)

    return graphiql
