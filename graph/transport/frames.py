"""Frames on the wire: uvicorn answers the handshake, and from then on whole frames go straight to the transport."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from time import monotonic
from typing import Any, Protocol

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

EXTENSION = "golive.frames"
PING = b"\x89\x00"
LONGEST_REASON = 123  # bytes of a close frame's reason
PING_AFTER = 20.0  # seconds without a word from the peer
SILENCE = 60.0  # seconds without a word from the peer, after which it is taken for gone
FAREWELL = 5.0  # seconds for the peer to answer a close frame
SLICE = 4_096  # bytes that are parsed in one go, so that thousands of tiny frames hold up nobody


@lru_cache(maxsize=4096)
def head(size: int) -> bytes:
    """What a server's frame with a whole text message of `size` bytes begins with."""
    if size < 126:
        return bytes((0x81, size))
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2)
    return b"\x81\x7f" + size.to_bytes(8)


def text(message: bytes) -> bytes:
    """A server's frame with a whole text message, which is UTF-8."""
    return head(len(message)) + message


def clipped(reason: str) -> str:
    """As much of `reason` as a close frame has room for, in whole characters."""
    return reason.encode()[:LONGEST_REASON].decode(errors="ignore")


class Receiver(Protocol):
    """Who is told what comes over a connection. The methods never wait."""

    def received(self, data: bytes | None) -> None:
        """A text message, in UTF-8; None for a binary one."""

    def lost(self) -> None:
        """Nothing more comes, and nothing more can be sent. May be told again."""

    def shut_down(self) -> None:
        """The server ends: close the connection as soon as what was begun is finished."""


class Upgrade(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, for the handshake alone: all that was needed for it goes once a `Connection` has taken over."""

    scope: Any
    taken_over = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {"take_over": self.take_over}

    def take_over(self, receiver: Receiver, send_buffer: int, send_deadline: float) -> Connection:
        """What writes frames, once the application has accepted. Raises `ClientDisconnected`, for one who spoke before the answer too."""
        if self.disconnected or self.transport.is_closing() or not self.queue.empty():
            self.transport.close()
            raise ClientDisconnected
        connection = Connection(self.transport, self.conn, self.connections, receiver, send_buffer, send_deadline)
        self.connections.remove(self)
        self.transport.set_protocol(connection)
        self.taken_over = True
        return connection

    async def run_asgi(self) -> None:
        """Let the application answer the handshake, and be over with it."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("The handshake of a WebSocket failed")
            self.send_500_response()
        if not self.taken_over and self.close_timer is None:
            self.transport.close()


class Connection(asyncio.Protocol):
    """An open WebSocket. Nothing waits in it: what is written is on its way, or in the transport's buffer."""

    __slots__ = (
        "_answered", "_closed_at", "_connections", "_drained", "_heard", "_is_text", "_message", "_moved", "_owed", "_pinged", "_protocol",
        "_receiver", "_rest", "_send_buffer", "_send_deadline", "_transport", "gone", "is_full",
    )  # fmt: skip

    def __init__(
        self, transport: asyncio.Transport, protocol: ServerProtocol, connections: set[Any], receiver: Receiver,
        send_buffer: int, send_deadline: float,
    ) -> None:  # fmt: skip
        self._transport = transport
        self._protocol = protocol
        self._connections = connections
        self._receiver = receiver
        self._send_buffer = send_buffer
        self._send_deadline = send_deadline
        self._answered = 0  # bytes of answers that may still be buffered
        self._heard = self._pinged = self._moved = monotonic()
        self._owed: int | None = None  # what would be buffered if nothing had been taken since the last look; None for nothing then
        self._message: bytearray | None = None  # what has come of a message in fragments
        self._is_text = False
        self._rest = memoryview(b"")  # what was read and isn't parsed
        self._drained: asyncio.Event | None = None
        self._closed_at: float | None = None
        self.gone = False
        self.is_full = False  # more is buffered than may be
        transport.set_write_buffer_limits(high=send_buffer)
        connections.add(self)

    @property
    def is_open(self) -> bool:
        """Whether anything can be sent."""
        return self._closed_at is None

    def buffered(self) -> int:
        """Bytes that wait to be taken."""
        return self._transport.get_write_buffer_size()

    def write(self, frame: bytes) -> None:
        """Send a whole frame, after what is buffered; nothing once the connection closes."""
        if self._closed_at is None:
            if self._owed is not None:
                self._owed += len(frame)
            self._transport.write(frame)

    def answer(self, frame: bytes) -> None:
        """The same for an answer that was asked for, which takes no room of what a subscriber is told unasked."""
        self.write(frame)
        self._answered = min(self.buffered(), self._answered + len(frame))

    def has_room(self) -> bool:
        """Whether a subscriber may be told more."""
        return not self.is_full or self.buffered() <= self._send_buffer + self._answered

    async def ready(self) -> None:
        """Wait until there is room, which is when most of what is buffered is taken, or until nothing can be sent any more."""
        if self.is_full and self._closed_at is None:
            if self._drained is None:
                self._drained = asyncio.Event()
            await self._drained.wait()

    def close(self, code: int, reason: str = "") -> None:
        """Close, after what is buffered; the peer has a moment to answer."""
        if self._closed_at is None:
            self._protocol.send_close(code, clipped(reason))
            self._end()

    def look(self, now: float) -> None:
        """Do what is due: ping who is silent, let go who is gone or doesn't take what it is sent. Wants to be called every second or so."""
        buffered = self.buffered()
        self._answered = min(buffered, self._answered)
        if not buffered or self._owed not in (None, buffered):
            self._moved = now
            if self.is_full:
                self._heard = now  # nothing is read of one who lags, and yet they are there
        self._owed = buffered or None
        silent = now - self._heard
        if now - self._moved > self._send_deadline or silent > SILENCE:
            self._transport.abort()
        elif self._closed_at is not None:
            if not buffered and now - self._closed_at > FAREWELL:
                self._transport.abort()
        elif not buffered and silent > PING_AFTER and now - self._pinged > PING_AFTER:
            self._pinged = now
            self.write(PING)

    def data_received(self, data: bytes) -> None:
        self._heard = monotonic()
        if len(data) > SLICE:
            data, self._rest = data[:SLICE], memoryview(data)[SLICE:]
            self._transport.pause_reading()
            asyncio.get_running_loop().call_soon(self._read_on)
        self._parse(data)

    def eof_received(self) -> None:
        """The transport closes itself."""

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        self._connections.discard(self)
        self._end()
        self._receiver.lost()

    def pause_writing(self) -> None:
        self.is_full = True
        if self._transport.is_reading():
            self._transport.pause_reading()  # or who asks and never reads would have us hold all answers

    def resume_writing(self) -> None:
        self.is_full = False
        self._answered = 0
        self._wake()
        self._read_on()

    def shutdown(self) -> None:
        """uvicorn stops."""
        self._receiver.shut_down()

    def _read_on(self) -> None:
        """Parse the next slice of what was read, and then read on; not while what was sent isn't taken."""
        if self.gone or (self.is_full and self._closed_at is None):
            return
        if self._rest:
            data, self._rest = bytes(self._rest[:SLICE]), self._rest[SLICE:]
            asyncio.get_running_loop().call_soon(self._read_on)
            self._parse(data)
        elif not self._transport.is_closing() and not self._transport.is_reading():
            self._transport.resume_reading()

    def _parse(self, data: bytes) -> None:
        if self._protocol.eof_sent:
            return  # it has broken off: what comes now counts no more
        self._protocol.receive_data(data)
        for frame in self._protocol.events_received():
            if isinstance(frame, Frame):
                self._take(frame)
        if self._protocol.parser_exc is not None:
            self._break_off()
        elif self._closed_at is None:
            self._flush()

    def _take(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT or frame.opcode is Opcode.BINARY:
            self._is_text = frame.opcode is Opcode.TEXT
            if frame.fin:
                self._hand_on(bytes(frame.data))
            else:
                self._message = bytearray(frame.data)
        elif frame.opcode is Opcode.CONT and self._message is not None:
            self._message += frame.data
            if frame.fin:
                data, self._message = bytes(self._message), None
                self._hand_on(data)
        elif frame.opcode is Opcode.CLOSE:
            self._end()
            self._transport.close()
            self._receiver.lost()
        # Pings were answered by the parser, and pongs only show that the peer is there.

    def _hand_on(self, data: bytes) -> None:
        if self._closed_at is not None:
            return
        if not self._is_text:
            self._receiver.received(None)
            return
        try:
            data.decode()
        except UnicodeDecodeError as error:
            self.close(CloseCode.INVALID_DATA, f"The text is not UTF-8: {error.reason} at byte {error.start}")
            self._receiver.lost()
        else:
            self._receiver.received(data)

    def _break_off(self) -> None:
        """Say why, and let the peer close: closing here while it still sends could destroy what was said."""
        self._end()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()
        self._receiver.lost()

    def _end(self) -> None:
        """Say the last word, and then nothing more."""
        if self._closed_at is None:
            self._flush()
            self._closed_at = monotonic()
            self._wake()
            self._read_on()

    def _flush(self) -> None:
        """Send what the protocol has to say: pongs, and close frames."""
        if said := b"".join(self._protocol.data_to_send()):
            self.write(said)

    def _wake(self) -> None:
        if self._drained is not None:
            self._drained.set()
            self._drained = None
