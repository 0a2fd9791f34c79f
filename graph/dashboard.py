"""The dashboard: its built files as they are, under headers that let its pages load and call nothing but this server."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

DIST = Path(__file__).parent.parent / "dashboard" / "dist"
PAGES = ["/", "/signin", "/start", "/contacts", "/contacts/{id}", "/outbox", "/tokens", "/records/{id}", "/operations/{id}"]
"""Addresses of the page, which tells them apart by itself; a link to any of them works."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
FRAME_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:;"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""For what marketers wrote: an origin of its own, in which their styles hold, and no script, no form and no address of others."""
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FOR_A_YEAR = "public, max-age=31536000, immutable"


def dashboard_routes() -> list[BaseRoute]:
    """The pages, the frame for previews, and the assets that both load, which carry a hash in their names and so never change."""
    page = _page("index.html", POLICY)
    return [
        *(Route(path, page, methods=["GET"]) for path in PAGES),
        Route("/frame", _page("frame.html", FRAME_POLICY), methods=["GET"]),
        Route("/assets/{name}", _asset, methods=["GET"]),
    ]


def _page(name: str, policy: str) -> Callable[[Request], Awaitable[Response]]:
    headers = {**ALWAYS, "Cache-Control": "no-cache", "Content-Security-Policy": policy}

    async def page(request: Request) -> Response:
        return _answer(request, name, headers)

    return page


async def _asset(request: Request) -> Response:
    # The frame's origin is opaque, and so another one than ours.
    headers = {**ALWAYS, "Cache-Control": FOR_A_YEAR, "Access-Control-Allow-Origin": "*"}
    return _answer(request, f"assets/{request.path_params['name']}", headers)


def _answer(request: Request, name: str, headers: dict[str, str]) -> Response:
    if (found := _files().get(name)) is None:
        return PlainTextResponse("not found\n", status_code=404, headers=ALWAYS)
    plain, zipped, media_type = found
    headers = {**headers, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(zipped, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(plain, media_type=media_type, headers=headers)


@cache
def _files() -> dict[str, tuple[bytes, bytes, str]]:
    """Each built file by its path: its bytes, the same zipped, its media type."""
    return {file.relative_to(DIST).as_posix(): _read(file) for file in DIST.rglob("*") if file.is_file()}


def _read(file: Path) -> tuple[bytes, bytes, str]:
    plain = file.read_bytes()
    return plain, gzip.compress(plain, mtime=0), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
