"""A whole answer over HTTP: compressed where it is worth it, and sent at the pace at which its client takes it."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from golive.graph.transport.callers import Caller
from golive.graph.transport.connections import ABORT
from golive.graph.transport.media import GRAPHQL, JSON, takes_gzip

WORTH_COMPRESSING = 1_024
WORTH_A_THREAD = 100_000
"""Bytes that take so long to read, or to compress, that others have their turn meanwhile, and before the document is read."""
LEVEL = 1
"""Of gzip: the sixth costs three times as much and saves a tenth more."""
PIECE = 65_536
"""Bytes that are sent without looking whether they are taken."""

BY_STATUS = {
    401: (b"www-authenticate", b"Bearer"),
    408: (b"connection", b"close"),
    429: (b"retry-after", b"1"),
    503: (b"retry-after", b"1"),
}
ALWAYS_SENT = ((b"vary", b"Accept, Accept-Encoding"), (b"cache-control", b"no-store"))
CONTENT_TYPES = {name: (b"content-type", f"{name}; charset=utf-8".encode()) for name in (GRAPHQL, JSON)}


class Plain:
    """One answer. No cookie says who calls, so that nobody learns a secret by its length.

    `patience` is who asked, and the seconds that they may take for each piece of it.
    """

    __slots__ = ("_body", "_headers", "_packed", "_patience", "_status")

    def __init__(
        self, body: bytes, status: int, media_type: str, accept_encoding: str | None, *more: tuple[bytes, bytes],
        patience: tuple[Caller, float] | None = None,
    ) -> None:  # fmt: skip
        self._body = body
        self._status = status
        self._patience = patience
        self._packed = len(body) > WORTH_COMPRESSING and takes_gzip(accept_encoding)
        self._headers = [CONTENT_TYPES[media_type], *ALWAYS_SENT, *more]
        if status in BY_STATUS:
            self._headers.append(BY_STATUS[status])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._body
        if self._packed:
            body = await asyncio.to_thread(_pack, body) if len(body) > WORTH_A_THREAD else _pack(body)
            self._headers.append((b"content-encoding", b"gzip"))
        self._headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        if len(body) <= PIECE or self._patience is None:
            await send(_piece(body, more=False))
            return
        caller, deadline = self._patience
        with caller.heard():
            await _in_pieces(body, deadline, scope, receive, send)


async def _in_pieces(body: bytes, deadline: float, scope: Scope, receive: Receive, send: Send) -> None:
    """Send piece by piece, and break off where one isn't taken."""
    try:
        for start in range(0, len(body), PIECE):
            async with asyncio.timeout(deadline):
                await send(_piece(body[start : start + PIECE], more=start + PIECE < len(body)))
    except TimeoutError:
        abort: Any = scope.get("extensions", {}).get(ABORT)
        if abort is not None:
            abort["abort"]()
            while (await receive())["type"] != "http.disconnect":
                pass


def _piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)
