"""Connections that never say a whole request end by themselves; those that do are left alone."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from golive.graph.transport import connections
from golive.graph.transport.connections import LARGEST_HEAD, Http

REQUEST = b"GET / HTTP/1.1\r\nHost: golive\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\n"


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers once nothing more is heard for a while: longer than a head may take."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), connections.SLOWEST_HEAD * 3)
    await PlainTextResponse("done")(scope, receive, send)


@pytest_asyncio.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server of connections whose requests must be here within a tenth of a second."""
    monkeypatch.setattr(connections, "SLOWEST_HEAD", 0.1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, http=Http, lifespan="off", log_config=None))
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
