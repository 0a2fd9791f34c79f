"""Where links in mails lead: clicks go on to what was written, opens show a dot, and one button or one POST unsubscribes."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from uuid import UUID

import structlog
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from golive.models.database import Database, Unavailable
from golive.models.mail import happenings
from golive.models.mail.happenings import Happening
from golive.models.mail.links import Link, LinkKind, is_followed, key_of, read

DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # a transparent GIF of one pixel
ASK = "<p>Do you want no more mails of this kind?</p><form method=post><button>Unsubscribe</button></form>"
DONE = "<p>You are unsubscribed, and get no more mails of this kind.</p>"
NOTHING = "<p>Nothing has changed, as this mail only tried something out, or nothing is known of it any more.</p>"
LATER = "<p>This can't be done at the moment. Please try again in a minute.</p>"
GONE = "This link is not one of ours, or was cut off. Copy the whole of it from the mail.\n"
QUIET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
log = structlog.get_logger()
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Golive</title>
<style>body{{font:1rem/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}}code{{overflow-wrap:anywhere}}</style>
<h1>E-mails</h1>{content}</html>"""


def mail_link_routes(database: Database) -> list[BaseRoute]:
    """`/c/…`, `/o/…` and `/u/…`. A link says whose it is and is signed, so that nothing is looked up for one that was made up."""
    links = _Links(database)
    return [
        Route("/c/{token}", links.click, methods=["GET"]),
        Route("/o/{token}", links.open, methods=["GET"]),
        Route("/u/{token}", links.unsubscribe, methods=["GET", "POST"]),
    ]


class _Links:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: LRUCache[UUID, bytes] = LRUCache(1000)

    async def click(self, request: Request) -> Response:
        try:
            link = await self._read(LinkKind.CLICK, request)
        except Unavailable:
            return _page(LATER, 503)
        if link is None or not is_followed(link.url):
            return PlainTextResponse(GONE, 404, QUIET)
        if request.method == "GET":
            await self._note(link, Happening.CLICKED)
        return RedirectResponse(link.url, 302, QUIET)

    async def open(self, request: Request) -> Response:
        try:
            link = await self._read(LinkKind.OPEN, request)
        except Unavailable:
            return Response(DOT, 503, QUIET, "image/gif")
        if link is None:
            return PlainTextResponse(GONE, 404, QUIET)
        if request.method == "GET":
            await self._note(link, Happening.OPENED)
        return Response(DOT, headers=QUIET, media_type="image/gif")

    async def unsubscribe(self, request: Request) -> Response:
        """A GET only asks, as programs that look into mails follow each link; the POST may come from the mail program itself (RFC 8058)."""
        try:
            link = await self._read(LinkKind.UNSUBSCRIBE, request)
            if link is None:
                return PlainTextResponse(GONE, 404, QUIET)
            if request.method != "POST":
                return _page(ASK)
            async with self._database.transaction(link.workspace_id) as session:
                done = await happenings.unsubscribed(session, link.workspace_id, link.mail_id, datetime.now(UTC))
        except Unavailable:
            return _page(LATER, 503)
        return _page(DONE) if done else _page(NOTHING, 410)

    async def _read(self, kind: LinkKind, request: Request) -> Link | None:
        """What the request's link says. Raises `Unavailable`, for a link of ours must not be called another's meanwhile."""
        return await read(kind, request.path_params["token"], self._key)

    async def _key(self, workspace_id: UUID) -> bytes | None:
        key = self._keys.get(workspace_id)
        if key is None:
            async with self._database.transaction(workspace_id) as session:
                key = await key_of(session, workspace_id)
            if key is not None:
                self._keys[workspace_id] = key
        return key

    async def _note(self, link: Link, what: Happening) -> None:
        """Write it down; who clicked is led on all the same when that can't be done now."""
        try:
            async with self._database.transaction(link.workspace_id) as session:
                await happenings.happened(session, link.workspace_id, link.mail_id, what, datetime.now(UTC), link=link.url or None)
        except Unavailable as error:
            log.warning("A happening of a mail was not written down", what=what.value, error=str(error))


def _page(content: str, status: int = 200) -> Response:
    return HTMLResponse(PAGE.format(content=content), status, HEADERS)
