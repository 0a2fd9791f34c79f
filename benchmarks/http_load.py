"""Clients that each send a request over HTTP, wait for the answer, and send the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

DEADLINE = 60.0


@dataclass
class Load:
    """What clients did: answers, and seconds for all of them."""

    answers: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


class Client(asyncio.Protocol):
    """One keep-alive connection."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._answer: asyncio.Future[bytes] | None = None
        self._parts = b""

    def data_received(self, data: bytes) -> None:
        self._parts += data
        head = self._parts.find(b"\r\n\r\n")
        if head < 0 or self._answer is None:
            return
        found = self._parts.lower().find(b"content-length:", 0, head)
        size = int(self._parts[found + 15 : self._parts.find(b"\r\n", found)])
        if len(self._parts) >= head + 4 + size:
            answer, status, body = self._answer, self._parts[9:12], self._parts[head + 4 :]
            self._parts, self._answer = b"", None
            if status.startswith(b"2"):
                answer.set_result(body)
            else:
                answer.set_exception(RuntimeError(f"A request was answered by {status!r}: {body[:500]!r}"))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(RuntimeError(f"The server hung up ({error})."))

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Send one request; the future holds the answer's body."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answer


async def connected(url: str) -> Client:
    """A client of the server at `url`."""
    host, port = url.removeprefix("http://").split(":")
    transport, client = await asyncio.get_running_loop().create_connection(Client, host, int(port))
    client.transport = transport
    return client


def post(url: str, path: str, body: bytes, token: str | None = None) -> bytes:
    """A request, ready to send."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{authorization}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def load(url: str, clients: int, ask: Callable[[int, bytes | None], bytes | None], seconds: float) -> Load:
    """Let each client send what `ask` gives for its number and its last answer, for some seconds or until that is None.

    `ask` raises for a bad answer.
    """
    done = Load()

    async def go(number: int) -> None:
        client = await connected(url)
        request = ask(number, None)
        while request is not None and time.perf_counter() < started + seconds:
            answer = await asyncio.wait_for(client.ask(request), DEADLINE)
            done.answers += 1
            request = ask(number, answer)
        client.transport.close()

    started = time.perf_counter()
    await asyncio.gather(*(go(number) for number in range(clients)))
    done.seconds = time.perf_counter() - started
    return done
