"""Server-sent events: the protocol graphql-sse in distinct connections mode, with cursors as event ids."""

from __future__ import annotations


class ServerSentEvents:
    """How results look in `text/event-stream`."""

    media_type = "text/event-stream; charset=utf-8"
    opening = beat = b":\n\n"
    pause = 12.0
    closing = b"event: complete\ndata:\n\n"  # with a data line, or browsers don't tell of it

    def next(self, payload: bytes, cursor: str | None) -> bytes:
        """An event `next`, with the cursor that a browser sends as `Last-Event-ID` when it connects again."""
        if cursor is None:
            return b"event: next\ndata: %b\n\n" % payload
        return b"event: next\nid: %b\ndata: %b\n\n" % (cursor.encode(), payload)

    def begin(self, cursor: str) -> bytes:
        """An id without an event, which a browser remembers."""
        return b"id: %b\n\n" % cursor.encode()

    def error(self, errors: bytes) -> bytes:
        """An event `next` whose result is errors alone."""
        return b'event: next\ndata: {"errors":%b}\n\n' % errors
