"""Connections that never say a whole request end by themselves; those that do are left alone."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import pytest
import pytest_asyncio
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from golive.graph.auth import Authenticator
from golive.graph.transport import connections
from golive.graph.transport.callers import Caller, Callers
from golive.graph.transport.connections import LARGEST_HEAD, Http
from golive.graph.transport.media import JSON
from golive.graph.transport.plain import Plain
from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.resolvers.context import Viewer

REQUEST = b"GET / HTTP/1.1\r\nHost: golive\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\n"
LOT = b"x" * 10_000_000
LONG: dict[str, ASGIApp] = {"/lot": PlainTextResponse(LOT)}


class Noted(Http):
    """A connection of which the end is noticed."""

    lost = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers once nothing more is heard for a while: longer than a head may take. What is long is answered at once."""
    if scope["path"] in LONG:
        await LONG[scope["path"]](scope, receive, send)
        return
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), connections.SLOWEST_HEAD * 3)
    await PlainTextResponse("done")(scope, receive, send)


@pytest_asyncio.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server of connections whose requests must be here within a tenth of a second."""
    monkeypatch.setattr(connections, "SLOWEST_HEAD", 0.1)
    monkeypatch.setattr(Noted, "lost", asyncio.Event())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, http=Noted, lifespan="off", log_config=None))
        running = asyncio.create_task(server._serve([listener]))
        yield listener.getsockname()[1]
        server.should_exit = True
        await running


async def said(port: int, *pieces: bytes) -> bytes:
    """All that the server says to these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(30):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def refusal(answer: bytes) -> tuple[int, str]:
    """The status of an answer, and the code of its error."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(body) in head
    (error,) = json.loads(body)["errors"]
    assert error["message"].endswith(".")
    return int(head.split()[1]), error["extensions"]["code"]


async def test_a_connection_over_which_nothing_comes_is_closed(port: int) -> None:
    assert await said(port) == b""


async def test_a_head_that_takes_too_long_is_not_waited_for(port: int) -> None:
    assert await said(port, REQUEST) == b""


async def test_an_answer_takes_its_time_and_the_next_head_has_as_long_as_the_first(port: int) -> None:
    answers = await said(port, REQUEST[:9], REQUEST[9:] + b"\r\n", REQUEST)
    assert answers.startswith(ANSWER)
    assert answers.count(ANSWER) == 1


@pytest.mark.parametrize("start", [REQUEST + b"A: ", b"GET /", REQUEST])
async def test_a_head_without_end_is_refused(port: int, start: bytes) -> None:
    rest = b"a" * LARGEST_HEAD if start != REQUEST else b"A: b\r\n" * (LARGEST_HEAD // 6 + 1)
    assert refusal(await said(port, start, rest)) == (414 if start == b"GET /" else 400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("request_", "status"),
    [(b"GET /%b HTTP/1.1\r\nHost: golive\r\n\r\n" % (b"a" * 65_536), 414), (b"\x16\x03\x01 no HTTP\r\n\r\n", 400)],
    ids=["a long URL", "TLS"],
)
async def test_what_is_no_request_is_refused_in_the_form_of_all_errors(port: int, request_: bytes, status: int) -> None:
    assert refusal(await said(port, request_)) == (status, "BAD_USER_INPUT")


async def test_a_head_as_large_as_may_be_is_taken(port: int) -> None:
    head = REQUEST + b"Connection: close\r\nA: "
    filled = head + b"a" * (LARGEST_HEAD - len(head) - 4) + b"\r\n\r\n"
    assert (await said(port, filled)).startswith(ANSWER)


@asynccontextmanager
async def unread(port: int, request: bytes) -> AsyncIterator[socket.socket]:
    """A client who has sent a request, and reads nothing of the answer."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, ("127.0.0.1", port))
        await loop.sock_sendall(client, request)
        yield client


@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n"], ids=["kept alive", "closed"])
async def test_who_takes_nothing_of_an_answer_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch, more: bytes) -> None:
    monkeypatch.setattr(connections, "SLOWEST_READER", 0.1)
    async with unread(port, b"GET /lot HTTP/1.1\r\nHost: golive\r\n" + more + b"\r\n"), asyncio.timeout(30):
        await Noted.lost.wait()


async def test_a_long_answer_is_sent_as_it_is_taken_and_counts_as_under_way_until_then(
    port: int, database: Database, workspace: UUID, settings: Settings
) -> None:
    callers = Callers(Authenticator(settings, database), settings)
    viewer = Viewer("Ada", Role.EDITOR, workspace, "first")
    counts = callers.counts_of(viewer)
    LONG["/long"] = Plain(LOT, 200, JSON, None, patience=(Caller(callers, viewer, counts), 0.3))
    async with asyncio.timeout(30):
        answer = await said(port, b"GET /long HTTP/1.1\r\nHost: golive\r\nConnection: close\r\n\r\n")
        assert answer.endswith(LOT)
        Noted.lost.clear()
        async with unread(port, b"GET /long HTTP/1.1\r\nHost: golive\r\n\r\n") as client:
            await asyncio.get_running_loop().sock_recv(client, 1)
            assert counts.operations == 1
            await Noted.lost.wait()
    assert counts.operations == 0
