"""Multipart subscriptions: the protocol that Apollo Client speaks over HTTP."""

from __future__ import annotations

_PART = b"\r\nContent-Type: application/json\r\n\r\n%b\r\n--graphql"  # ends with the next boundary, or clients wait for it


class Multipart:
    """How results look in `multipart/mixed;subscriptionSpec=1.0`."""

    media_type = 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0'
    opening = b"\r\n--graphql"  # Apollo Client looks for the line break too
    beat = _PART % b"{}"
    pause = 5.0
    closing = b"--\r\n"

    def next(self, payload: bytes, cursor: str | None) -> bytes:
        """A part with a result."""
        return _PART % (b'{"payload":%b}' % payload)

    def begin(self, cursor: str) -> bytes:
        """Nothing: the protocol has no place for it."""
        return b""

    def error(self, errors: bytes) -> bytes:
        """A part that says why the stream can't go on."""
        return _PART % (b'{"payload":null,"errors":%b}' % errors)
