"""Bytes that are no request, over HTTP: each gets its 4xx, and others are answered all the while."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest
from client import Client
from serving import Server

DEADLINE = 20.0
WHO = b'{"query": "{ viewer { name } }"}'
CREATE = b'{"query": "mutation { createEvent(input: { name: \\"Half\\" }) { __typename } }"}'
MOST = 10_000_000


def variable(value: bytes) -> bytes:
    """A request with this JSON as a variable."""
    return b'{"query": "query($v: JSONObject) { viewer { name } }", "variables": {"v": ' + value + b"}}"


def filled(piece: bytes, opening: bytes = b"[", closing: bytes = b"0]") -> bytes:
    """A request as large as may be, out of this piece."""
    return variable(opening + piece * ((MOST - 200) // len(piece)) + closing)


BODIES = {
    "nothing": b"",
    "null": b"null",
    "an empty array": b"[]",
    "an empty map": b"{}",
    "a batch": b"[" + WHO + b"," + WHO + b"]",
    "a text": b'"query"',
    "half a request": WHO[:-1],
    "two requests": WHO + WHO,
    "a byte order mark in another encoding": b"\xff\xfe" + WHO.decode().encode("utf-16-le"),
    "invalid UTF-8": b'{"query": "\xff\xfe"}',
    "an encoded surrogate": b'{"query": "\xed\xa0\x80"}',
    "a lone surrogate": b'{"query": "\\ud800"}',
    "a lone surrogate as a name": b'{"\\udfff": 1, "query": "{ viewer { name } }"}',
    "a lone surrogate in a variable": variable(b'"\\ud800"'),
    "5,000 digits": variable(b"9" * 5_000),
    "an exponent of 9 digits": variable(b"1e999999999"),
    "10 MB of digits": filled(b"9", b"", b""),
    "100,000 levels": variable(b"[" * 100_000 + b"]" * 100_000),
    "100,000 levels of maps": variable(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "5,000,000 levels and no end": b"[" * 5_000_000,
    "5,000,000 numbers": filled(b"0,"),
    "3,000,000 maps": filled(b"{},"),
    "3,000,000 texts": filled(b'"",'),
    "1,600,000 lone surrogates": filled(b"\\ud800", b'"', b'"'),
    "10 MB of spaces": b" " * MOST,
    "10 MB and one byte more": b" " * (MOST + 1),
    "NaN": variable(b"NaN"),
    "a name that is there twice, once wrong": b'{"query": 1, "query": 2}',
    "NUL bytes": b"\0" * 100,
}


@asynccontextmanager
async def heartbeats(server: Server) -> AsyncIterator[None]:
    """Somebody else asks all the while, and is answered each time."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        async with Client(server.url, server.token) as client:
            while True:
                async with asyncio.timeout(DEADLINE):
                    assert "data" in await client.post("{ viewer { name } }")
                beats += 1

    beating = asyncio.create_task(beat())
    try:
        yield
        seen = beats
        async with asyncio.timeout(DEADLINE):
            while beats == seen and not beating.done():
                await asyncio.wait([beating], timeout=0.01)
    finally:
        beating.cancel()
    assert beats > seen, beating.exception()


async def spoken(server: Server, *pieces: bytes, end: bool = True) -> bytes:
    """What the server says to these bytes until it closes the connection, or we do: the head of its first answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if end:
            writer.write_eof()
        async with asyncio.timeout(DEADLINE):
            return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        return getattr(error, "partial", b"")
    finally:
        writer.close()


def request(server: Server, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """A request's bytes; `length` is what it says of its body's."""
    lines = [
        "POST /graphql HTTP/1.1", "Host: golive", f"Authorization: Bearer {server.token}", "Content-Type: application/json",
        *headers, *([] if headers else [f"Content-Length: {len(body) if length is None else length}"]),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + body


async def test_bodies_that_are_no_request_are_refused_and_hold_nobody_up(server: Server) -> None:
    async with Client(server.url, server.token) as client, heartbeats(server):
        for name, body in BODIES.items():
            answer = await client.http.post("/graphql", content=body, headers={"Content-Type": "application/json"})
            assert 400 <= answer.status_code < 500, name
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED"), name
            assert len(error["message"]) < 500, name


async def test_documents_that_are_no_documents_are_refused_and_hold_nobody_up(server: Server) -> None:
    documents = {
        "a document without end": "{ a " * 25_000,
        "a document of 3 MB": "{ viewer { name } }" + "#" * 3_000_000,
        "100,000 openings": "{" * 100_000,
        "lists in lists": "{ node(id: " + "[" * 40_000 + "]" * 40_000 + ") { id } }",
        "NUL": "{ viewer { name } }\0",
        "a text without end": '{ node(id: "' + "a" * 90_000,
        "fragments of fragments": "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(1_000))
        + "fragment f1000 on Query { viewer { name } } { ...f0 }",
    }
    async with Client(server.url, server.token) as client, heartbeats(server):
        for name, document in documents.items():
            answer = await client.http.post("/graphql", json={"query": document}, headers={"Accept": "application/graphql-response+json"})
            assert 400 <= answer.status_code < 500, name
            assert "data" not in answer.json(), name


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Content-Length: 99999999999999999999999",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: nonsense",
        "Content Length: 5",
        "Content-Length: 9999999999",
    ],
)
async def test_a_length_that_cant_be_is_refused_before_the_body(server: Server, header: str) -> None:
    assert b" 4" in (await spoken(server, request(server, CREATE, header))).split(b"\r\n")[0]


async def test_bodies_that_break_off_or_are_too_long_execute_nothing_of_themselves(server: Server) -> None:
    async with Client(server.url, server.workspace("hostile bytes")) as client:
        whole = request(server, CREATE).replace(server.token.encode(), str(client.token).encode())
        await spoken(server, whole[:-1])  # a byte is missing
        await spoken(server, whole.replace(b"Content-Length: ", b"Content-Length: 1"))  # many are
        chunked = whole.replace(f"Content-Length: {len(CREATE)}".encode(), b"Transfer-Encoding: chunked")
        head, body = chunked.split(b"\r\n\r\n")
        await spoken(server, head + b"\r\n\r\n" + b"%x\r\n%b\r\n" % (len(body), body))  # the last chunk is missing
        assert b" 400 " in await spoken(server, head + b"\r\n\r\nzz\r\n" + body)  # no chunk at all
        assert b" 200 " in await spoken(server, whole, end=False)
        assert len((await client.execute("{ events(first: 10) { nodes { id } } }"))["events"]["nodes"]) == 1


async def test_bodies_may_come_in_pieces_and_requests_one_after_another(server: Server) -> None:
    whole = request(server, WHO)
    assert b" 200 " in await spoken(server, *(whole[place : place + 1] for place in range(len(whole))), end=False)
    head, body = request(server, WHO, "Transfer-Encoding: chunked").split(b"\r\n\r\n")
    chunks = b"".join(b"1\r\n" + bytes([each]) + b"\r\n" for each in body) + b"0\r\n\r\n"
    assert b" 200 " in await spoken(server, head + b"\r\n\r\n" + chunks, end=False)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(whole * 20)
    async with asyncio.timeout(DEADLINE):
        for _ in range(20):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            assert "data" in json.loads(await reader.readexactly(length))
    writer.close()


async def test_whoever_hangs_up_at_any_moment_leaves_nothing_behind(server: Server) -> None:
    whole, before = request(server, WHO), len(established(server))
    async with heartbeats(server):
        for place in range(0, len(whole) + 1, 7):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(whole[:place])
            writer.transport.abort()
    async with asyncio.timeout(DEADLINE):
        while len(established(server)) > before:
            await asyncio.to_thread(server.popen.poll)
    assert server.popen.poll() is None


def established(server: Server) -> list[object]:
    """Connections of clients that the server has open."""
    connections = psutil.Process(server.popen.pid).net_connections("tcp")
    return [each for each in connections if each.laddr.port == server.port and each.status == psutil.CONN_ESTABLISHED]
