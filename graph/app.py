"""The application: GraphQL over HTTP and WebSocket, the dashboard, health and metrics, on Starlette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy import text
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router, WebSocketRoute
from starlette.types import ASGIApp
from strawberry.http.ides import get_graphql_ide_html

from golive.graph.dashboard import dashboard_routes
from golive.graph.logs import REQUEST_ID
from golive.graph.mail_links import mail_link_routes
from golive.graph.transport.engine import Engine
from golive.graph.transport.http import HttpEndpoint
from golive.graph.transport.websocket import WebSocketEndpoint
from golive.models.database import Unavailable

log = structlog.get_logger()


def create_app(engine: Engine, more: list[BaseRoute] | None = None) -> ASGIApp:
    """The application over the parts of a running server; `more` are the routes that others bring."""
    server = engine.server
    routes: list[BaseRoute] = [
        Route("/graphql", HttpEndpoint(engine), methods=None),
        WebSocketRoute("/graphql", WebSocketEndpoint(engine)),
        Route("/healthz", _alive),
        Route("/readyz", _readiness(engine)),
        *mail_link_routes(server.database),
        *dashboard_routes(),
        *(more or []),
    ]
    if server.settings.development:
        routes.append(Route("/graphiql", _graphiql()))
    # A request sent elsewhere by a redirect may have lost its body or its token. What Starlette would lay around the routes, for errors
    # in them, `RequestIds` does.
    return _for_pages_of(server.settings.origins, Router(routes, redirect_slashes=False))


def _for_pages_of(origins: Sequence[str], app: ASGIApp) -> ASGIApp:
    """Lets pages of these origins call from a browser. Tokens aren't sent by themselves, so that any header may be."""
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=[REQUEST_ID, "Retry-After", "WWW-Authenticate"],
    )


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _readiness(engine: Engine) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        if engine.callers.closed:
            return PlainTextResponse("not ready: shutting down\n", status_code=503)
        try:
            async with engine.server.database.system() as session:
                await session.execute(text("SELECT 1"))
            return PlainTextResponse("ready\n")
        except Unavailable as error:
            log.warning("The database is away", error=str(error))
            return PlainTextResponse("not ready: the database can't be reached\n", status_code=503)

    return ready


def _graphiql() -> Callable[[Request], Awaitable[Response]]:
    page = get_graphql_ide_html().replace('window.location.href.split("?")[0]', "new URL('/graphql', window.location.href).href")

    async def graphiql(request: Request) -> Response:
        return HTMLResponse(page)

    return graphiql
