"""HTTP connections: uvicorn's protocol, with an end to what it waits for, and a way for the application to break off."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from golive.graph.transport.request import Refused, refused
from golive.resolvers.errors import ErrorCode

ABORT = "golive.abort"
"""The ASGI extension by which the connection of a client who takes nothing is ended; closing it would wait for them."""
LONGEST_URL = 60_000
"""Bytes; what is longer belongs into a body."""
LARGEST_HEAD = 131_072
"""Bytes of a request's first line and headers. They are kept before anybody knows who sends them."""
SLOWEST_HEAD = 30.0
"""Seconds in which a request must begin on a new connection, and its head be whole."""
SLOWEST_READER = 10.0
"""Seconds in which something must be taken of an answer that is complete."""


class Http(HttpToolsProtocol):
    """One connection. Heads of requests are bounded in size and time, answers' last bytes in time; the rest is the application's."""

    _reads_head = True
    _head = 0
    _left = 0
    _look: asyncio.TimerHandle | None = None
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._expect_no_more()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._reads_head:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.send_400_response(f"A request's head has at most {LARGEST_HEAD:,} bytes: send what is longer in a body.")
            elif self._deadline is None:
                self._expect_head()
        elif self._deadline is not None:
            self._expect_no_more()

    def send_400_response(self, msg: str) -> None:
        """What is no request that the application could be given is refused here, in the form of all errors."""
        why = url_too_long() if len(self.url or b"") > LONGEST_URL else refused(ErrorCode.BAD_USER_INPUT, msg, status=400)
        body = b'{"errors":%b}' % why.encoded
        line = {400: b"400 Bad Request", 414: b"414 URI Too Long"}[why.status]
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        self.transport.write(head % (line, len(body)) + body)
        self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._reads_head, self._head = True, 0
        scope: Any = self.scope
        scope["extensions"] = {ABORT: {"abort": self.transport.abort}}

    def on_headers_complete(self) -> None:
        self._reads_head = False
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._look is not None:
            self._look.cancel()
        self._left = 0
        self._see_it_taken()

    def _see_it_taken(self) -> None:
        """What is buffered of an answer goes, or else the connection does; closing it would wait for who takes nothing."""
        left = self.transport.get_write_buffer_size()
        if left and left == self._left:
            self.transport.abort()
        elif left:
            self._left = left
            self._look = self.loop.call_later(SLOWEST_READER, self._see_it_taken)

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(SLOWEST_HEAD, self._give_up)

    def _give_up(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:  # the next request has begun before this one is answered
            self._expect_head()

    def _expect_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def url_too_long() -> Refused:
    """Why a URL is refused; of one beyond 65,535 bytes nothing is told to the application."""
    sentence = f"The URL has more than {LONGEST_URL:,} bytes: send the request by POST."
    return refused(ErrorCode.BAD_USER_INPUT, sentence, status=414, well_formed=False)
