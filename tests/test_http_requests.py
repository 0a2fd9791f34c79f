"""What is a GraphQL request over HTTP and what isn't, in a body and in a URL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest
from over_http import GRAPHQL, JSON, WHO, Call, code, sent
from starlette.types import ASGIApp

from golive.models.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings.model_construct(body_bytes=20_000, request_bytes_per_caller=30_000)


# What isn't a request.


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'[{"query": "{ viewer { name } }"}]',
        b'{"query": "{ viewer { name } }"',
        b"{'query': 1}",
        b'{"query": "{ viewer { name } }"} {}',
        b"\xef\xbb\xbf" + json.dumps({"query": WHO}).encode(),
        b'{"query": "\xff"}',
        b'{"query": "\xed\xa0\x80"}',
        b'{"query": "\\ud800"}',
        b'{"query": "query($n: Int) { viewer { name } }", "variables": {"n": ' + b"9" * 5_000 + b"}}",
        b'{"query": "{ viewer { name } }", "variables": ' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b'{"query": "{ viewer { name } }", "variables": ' + b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"}",
        b'{"query": "{ viewer { name } }", "variables": {"n": NaN}}',
        b'{"query": "{ viewer { name } }", "variables": {"n": 1e999999999}}',
        b'{"query": 1, "query": 2}',
        b"\0",
        b"\xff\xfe{\0}\0",
    ],
)
async def test_what_is_no_graphql_request_is_refused_in_any_media_type(client: httpx.AsyncClient, body: bytes) -> None:
    for media_type in (GRAPHQL, JSON, "text/event-stream", "multipart/mixed"):
        answer = await sent(client, body, Accept=media_type)
        assert answer.status_code == 400
        assert code(answer) in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")


async def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(client: httpx.AsyncClient, settings: Settings) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(settings.body_bytes // 1000 + 1):
            yield b" " * 1000

    for answer in (await sent(client, b" " * 20_001), await client.post("/graphql", content=pieces(), headers={"Content-Type": JSON})):
        assert (answer.status_code, code(answer)) == (413, "LIMIT_EXCEEDED")
        extensions = answer.json()["errors"][0]["extensions"]
        assert (extensions["limit"], extensions["allowed"]) == ("BODY_BYTES", settings.body_bytes)


async def test_bytes_that_one_caller_has_on_their_way_are_counted_over_all_requests(client: httpx.AsyncClient) -> None:
    async def body(size: int, begun: asyncio.Event, rest: asyncio.Event) -> AsyncIterator[bytes]:
        yield b" " * size
        begun.set()
        await rest.wait()
        yield json.dumps({"query": WHO}).encode()

    def post(size: int, begun: asyncio.Event, rest: asyncio.Event) -> asyncio.Task[httpx.Response]:
        return asyncio.create_task(client.post("/graphql", content=body(size, begun, rest), headers={"Content-Type": JSON}))

    begun, rest, at_once = [asyncio.Event() for _ in range(2)], asyncio.Event(), asyncio.Event()
    at_once.set()
    waiting = [post(size, each, rest) for size, each in zip((16_000, 13_000), begun, strict=True)]
    async with asyncio.timeout(30):
        for each in begun:
            await each.wait()
        refused = await post(1_500, asyncio.Event(), at_once)
        assert (refused.status_code, code(refused)) == (429, "LIMIT_EXCEEDED")
        assert refused.json()["errors"][0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "REQUEST_BYTES", "allowed": 30_000}
        rest.set()
        assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200, 200]
        assert (await post(1_500, asyncio.Event(), at_once)).status_code == 200


# GET.


async def test_a_query_by_get_has_its_variables_and_extensions_as_json(client: httpx.AsyncClient) -> None:
    document = "query A { viewer { role } } query B($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    parameters = {"query": document, "operationName": "B", "variables": '{"ids": ["nothing"]}', "extensions": "{}", "other": "1"}
    answer = await client.get("/graphql", params=parameters)
    assert (answer.status_code, answer.json()) == (200, {"data": {"nodes": [None]}})


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("", 400),
        ("query=", 400),
        (f"query={quote(WHO)}&variables=[1]", 400),
        (f"query={quote(WHO)}&variables={{", 400),
        (f"query={quote(WHO)}&variables=%22%5Cud800%22", 400),
        (f"query={quote(WHO)}&extensions=1", 400),
        (f"query={quote(WHO)}&query={quote(WHO)}", 400),
        ("query=%ff", 400),
        ("query=" + "&a=" * 101, 400),
        (f"query={quote(WHO)}&variables=&extensions=", 200),
    ],
)
async def test_parameters_that_are_no_request_are_refused(client: httpx.AsyncClient, parameters: str, status: int) -> None:
    answer = await client.get(f"/graphql?{parameters}", headers={"Accept": JSON})
    assert answer.status_code == status
    assert status == 200 or code(answer) == "BAD_USER_INPUT"


async def test_a_url_without_end_is_refused(app: ASGIApp, secret: str) -> None:
    call = Call(app, secret, WHO, f"query={quote(WHO)}%23{'a' * 100_000}")
    await call.done
    assert call.answer[0]["status"] == 414
