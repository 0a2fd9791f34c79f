"""The application: GraphQL over HTTP and WebSocket, health and metrics, on Starlette."""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any
from uuid import uuid4

from cross_web import HTTPException
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.ides import GraphQL_IDE
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage

from golive.graph.auth import Authenticator
from golive.graph.limits import MOST_OPERATIONS
from golive.graph.schema import make_schema
from golive.models import jsonb
from golive.models.database import Unavailable
from golive.resolvers.context import Context, Server, Viewer
from golive.resolvers.errors import ApiError, ErrorCode

LARGEST_BODY = 10_000_000
"""Bytes in the largest request, and in the largest WebSocket message."""

STATUS = {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.FORBIDDEN: 403, ErrorCode.UNAVAILABLE: 503, ErrorCode.LIMIT_EXCEEDED: 413}
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

    def __init__(self, server: Server, authenticator: Authenticator, ide: GraphQL_IDE | None = None) -> None:
        super().__init__(
            make_schema(development=server.settings.development),
            graphql_ide=ide,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            max_subscriptions_per_connection=None,  # the handler tells it in a sentence
            allowed_origins=["*"],  # a token must be in connection_init, so that a foreign page has nothing to ride on
        )
        self._server = server
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["type"] == "http":
                await (await self._respond(Request(scope, limited(receive))))(scope, receive, send)
            else:
                await self.run(WebSocket(scope, receive, send))
        except ApiError as error:
            await answer(error)(scope, receive, send)
        except Unavailable:
            sentence = "The database can't be reached just now: try again in a moment."
            await answer(ApiError(ErrorCode.UNAVAILABLE, sentence))(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        """The answer to a request; one that is no GraphQL request gets an error in GraphQL's shape too."""
        try:
            return await self.run(request)
        except HTTPException as error:
            reason = f"{error.reason[:1].upper()}{error.reason[1:]}."
            return answer(ApiError(ErrorCode.BAD_USER_INPUT, reason), error.status_code)

    async def get_context(self, request: Request | WebSocket, response: Any) -> Any:
        """Who calls by the header, or for a socket a place for who will."""
        request_id = request.scope.get("state", {}).get("request_id") or uuid4().hex
        if isinstance(request, WebSocket):
            return Socket(self._server, self._authenticator, request_id)
        viewer = await self._authenticator.authenticate(request.headers.get("authorization"))
        return Context(self._server, viewer, request_id)

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


def limited(receive: Receive) -> Receive:
    """A request's body, refused once it is too large."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise ApiError(ErrorCode.LIMIT_EXCEEDED, f"The request has more than {LARGEST_BODY:,} bytes: send less at a time.")
        return message

    return counted


def answer(error: ApiError, status: int | None = None) -> Response:
    """An error before execution, in GraphQL's shape."""
    body = jsonb.dumps({"errors": [{"message": error.message, "extensions": error.extensions}]})
    headers = {"WWW-Authenticate": "Bearer"} if error.code is ErrorCode.UNAUTHENTICATED else None
    return Response(body, status_code=status or STATUS.get(error.code, 400), headers=headers, media_type="application/json")


def create_app(server: Server, authenticator: Authenticator, more: list[BaseRoute] | None = None) -> Starlette:
    """The application over the parts of a running server; `more` are the routes that others bring."""
    endpoint = Endpoint(server, authenticator)

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        try:
            async with server.database.system() as session:
                await session.execute(text("SELECT 1"))
            return PlainTextResponse("ready\n")
        except Unavailable as error:
            return PlainTextResponse(f"not ready: {error}\n", status_code=503)

    routes: list[BaseRoute] = [
        Route("/graphql", endpoint, methods=None),
        WebSocketRoute("/graphql", endpoint),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        *(more or []),
    ]
    if server.settings.development:
        page = Endpoint(server, authenticator, "graphiql").graphql_ide_html
        graphiql = HTMLResponse(page.replace('window.location.href.split("?")[0]', "new URL('/graphql', window.location.href).href"))
        routes.append(Route("/graphiql", lambda request: graphiql))
    return Starlette(routes=routes)
