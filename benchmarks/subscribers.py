"""Thousands of WebSocket subscribers in one process, which count what they receive and look into it only where asked to."""

from __future__ import annotations

import asyncio
import json
import os
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Self
from uuid import uuid4

from golive.benchmarks.peers.asgi import ANYBODY

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
ID = b"ID"  # what stands for the operation's id
AT_ONCE = 100  # sockets that are opened side by side
DEADLINE = 60.0
SETTLING = 20.0
TRIES = 4


class Subscriber(asyncio.Protocol):
    """One socket. `received` counts messages with events; with `keeps` they are kept whole. Its operation has an id of its own."""

    def __init__(self, crowd: Crowd, keeps: bool) -> None:
        self.crowd = crowd
        self.id = str(uuid4()).encode()
        self.received = 0
        self.kept: list[tuple[float, bytes]] | None = [] if keeps else None
        self._rest = b""
        self._upgraded: asyncio.Future[None] = crowd.loop.create_future()
        self._acknowledged: asyncio.Future[None] = crowd.loop.create_future()
        self._ended = False

    async def enter(self, host: str, port: int, path: str, hello: Sequence[bytes]) -> None:
        """Connect, upgrade, and send each of `hello`, the second once the first is acknowledged."""
        key = b64encode(os.urandom(16)).decode()
        self.transport, _ = await self.crowd.loop.create_connection(lambda: self, host, port)
        self.transport.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )
        await self._upgraded
        for number, message in enumerate(hello):
            if number == 1:
                await self._acknowledged
            self.transport.write(frame(TEXT, message.replace(ID, self.id)))

    def leave(self) -> None:
        """Close without a word."""
        self._ended = True
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._upgraded.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._upgraded.set_exception(RuntimeError(f"The server refused a WebSocket: {head!r}"))
                return
            self._upgraded.set_result(None)
        place, end = 0, len(data)
        while place + 2 <= end:
            size, start = data[place + 1], place + 2
            if size == 126:
                size, start = int.from_bytes(data[place + 2 : place + 4]), place + 4
            elif size == 127:
                size, start = int.from_bytes(data[place + 2 : place + 10]), place + 10
            if start + size > end:
                break
            self._take(data[place] & 15, data, start, start + size)
            place = start + size
        self._rest = data[place:] if place < end else b""

    def connection_lost(self, error: Exception | None) -> None:
        if not self._ended:
            self._fail(f"The server closed a socket ({error}).")

    def _take(self, opcode: int, data: bytes, start: int, end: int) -> None:
        if opcode == TEXT and end - start > 200:  # all else that servers say is shorter
            self.received += 1
            if self.kept is not None:
                self.kept.append((time.time(), data[start:end]))
            self.crowd.count()
        elif opcode == PING:
            self.transport.write(frame(PONG, data[start:end]))
        elif opcode == CLOSE:
            self._fail(f"The server closed a socket: {data[start:end]!r}")
        elif b'"connection_ack"' in data[start:end]:
            self._acknowledged.set_result(None)
        elif b'"ping"' in data[start:end]:
            self.transport.write(frame(TEXT, b'{"type":"pong"}'))
        else:
            self._fail(f"The server said {data[start:end]!r}")

    def _fail(self, why: str) -> None:
        """The measurement is void, whatever waits for it."""
        for waiting in (self._upgraded, self._acknowledged, self.crowd.arrived):
            if not waiting.done():
                waiting.set_exception(RuntimeError(why))


class Crowd:
    """Subscribers of one server. As many as `keeping` keep their messages, spread over all."""

    def __init__(self, number: int, keeping: int = 3) -> None:
        self.loop = asyncio.get_running_loop()
        every = max(1, number // keeping) if keeping else number + 1
        self.members = [Subscriber(self, bool(keeping) and place % every == 0) for place in range(number)]
        self._missing = 0
        self.arrived: asyncio.Future[None] = self.loop.create_future()

    @classmethod
    async def gather(cls, number: int, url: str, hello: Sequence[bytes], *, path: str = "/graphql", keeping: int = 3) -> Self:
        """Subscribe `number` sockets."""
        crowd = cls(number, keeping)
        host, port = url.removeprefix("http://").split(":")
        for first in range(0, number, AT_ONCE):
            entering = (member.enter(host, int(port), path, hello) for member in crowd.members[first : first + AT_ONCE])
            await asyncio.wait_for(asyncio.gather(*entering), DEADLINE)
        return crowd

    async def settle(self, fire: Callable[[], Awaitable[object]]) -> None:
        """Let changes be made until one has reached every subscriber, as nothing else tells that all are in; begin to count after it."""
        for _ in range(TRIES):
            for member in self.members:
                member.received = 0
            arrived = self.expect(1)
            await fire()
            with suppress(TimeoutError):
                await asyncio.wait_for(arrived, SETTLING)
            if all(member.received == 1 for member in self.members):
                break
        else:
            raise RuntimeError(f"Of {len(self.members)} subscribers {sum(member.received > 0 for member in self.members)} receive changes.")
        for member in self.members:
            member.received = 0
            if member.kept is not None:
                member.kept.clear()

    def expect(self, each: int) -> asyncio.Future[None]:
        """A future that is done when all subscribers together have received `each` messages apiece from now on."""
        self._missing = each * len(self.members)
        self.arrived = self.loop.create_future()
        return self.arrived

    def count(self) -> None:
        """A message has come."""
        self._missing -= 1
        if self._missing == 0:
            self.arrived.set_result(None)

    def verify(self, each: int) -> None:
        """Each subscriber got every message once, those that were kept in order; RuntimeError if not."""
        counts = {member.received for member in self.members}
        if counts != {each}:
            raise RuntimeError(f"Each of {len(self.members)} subscribers should have received {each} messages, and they received {counts}.")
        for member in self.members:
            revisions = [change(message, member.id)["revision"] for _, message in member.kept or ()]
            if revisions and revisions != list(range(revisions[0], revisions[0] + each)):
                raise RuntimeError(f"A subscriber received the revisions {revisions}.")

    def close(self) -> None:
        """Leave, all of them."""
        for member in self.members:
            member.leave()


def change(message: bytes, id_: bytes) -> dict[str, Any]:
    """The change that a message for the operation `id_` is about; RuntimeError for another's."""
    said = json.loads(message)
    if said["type"] != "next" or said["id"] not in (id_.decode(), ANYBODY):
        raise RuntimeError(f"A subscriber received {message!r}")
    told: dict[str, Any] = said["payload"]["data"]["statusChanged"]
    return told


def frame(opcode: int, payload: bytes) -> bytes:
    """A client's frame, its mask being zero."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
    return bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload
