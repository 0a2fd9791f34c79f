"""Streams over HTTP, as the clients that people use read them: graphql-sse, urql, a browser's EventSource, Apollo Client."""

import asyncio
import json
import tempfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from client import Client
from javascript import Script, script
from samples import fresh
from serving import Server, end_postgres

Json = dict[str, Any]
CLIENTS = ["graphql-sse", "urql", "apollo", "browser"]
CHANGES = "subscription Changes($after: String) { statusChanged(after: $after) { cursor recordName kind } }"
ENDLESS = "subscription { statusChanged { id } }"


def stream(client: str, server: Server, token: str, query: str, **variables: Any) -> AbstractAsyncContextManager[Script]:
    """A script in which a client runs one operation over HTTP."""
    return script("streams.js", client=client, url=f"{server.url}/graphql", token=token, query=query, variables=variables)


async def create(client: Client, name: str) -> str:
    """Make a record; the cursor of its change."""
    return str((await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, name)))["cursor"])


async def names(running: Script, count: int) -> list[str]:
    """The names of the records in the next results."""
    found: list[str] = []
    while len(found) < count:
        told = await running.until(lambda told: "result" in told)
        found.append(told["result"]["data"]["statusChanged"]["recordName"])
    return found


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_client_reads_what_was_and_then_what_comes(name: str, server: Server, token: str) -> None:
    async with Client(server.url, token) as client:
        began = await create(client, "before")
        await create(client, "one")
        async with stream(name, server, token, CHANGES, after=began) as run:
            assert await names(run, 1) == ["one"]
            for each in ("two", "three", 'häßlich \u2028 "quoted"\n'):
                await create(client, each)
            assert await names(run, 3) == ["two", "three", 'häßlich \u2028 "quoted"\n']


@pytest.mark.parametrize("name", ["graphql-sse", "apollo", "browser"])  # urql takes a stream without results for a failed one
async def test_a_client_is_told_that_a_subscription_is_over(name: str, server: Server, token: str) -> None:
    query = "subscription P($id: ID!) { progressChanged(id: $id) { done total } }"
    async with Client(server.url, token) as client:
        made = await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, "quiet"))
    async with stream(name, server, token, query, id=made["record"]["id"]) as run:
        assert await run.until(lambda told: "open" not in told) == {"complete": True}


@pytest.mark.parametrize("name", ["graphql-sse", "urql", "apollo"])
async def test_a_client_is_told_what_is_wrong_with_its_document(name: str, server: Server, token: str) -> None:
    query = "subscription { statusChanged { nonsense } }"
    async with stream(name, server, token, query) as run:
        told = await run.next()
    errors = told.get("errors") or told["result"]["errors"]
    assert "nonsense" in errors[0]["message"]
    assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("name", ["graphql-sse", "urql", "apollo"])
async def test_a_client_is_told_why_its_stream_cannot_go_on_and_from_where_another_can(name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="golive-streams-") as folder:
        own = Server(Path(folder), worker=False)
        try:
            async with Client(own.url, own.token) as client:
                began = await create(client, "before")
                async with stream(name, own, own.token, CHANGES, after=began) as run:
                    last = await create(client, "last")
                    assert await names(run, 1) == ["last"]
                    await asyncio.to_thread(own.stop)
                    told = await run.next()
            errors = told.get("errors") or told["result"]["errors"]
            assert errors[0]["extensions"] == {"code": "SHUTTING_DOWN", "cursor": last}
        finally:
            own.kill()
            end_postgres(Path(folder))


async def test_a_browser_goes_on_after_its_server_was_killed_with_no_change_lost_or_doubled() -> None:
    with tempfile.TemporaryDirectory(prefix="golive-streams-") as folder:
        own = Server(Path(folder), worker=False)
        try:
            async with Client(own.url, own.token) as client:
                began = await create(client, "before")
                async with stream("browser", own, own.token, CHANGES, after=began) as run:
                    await create(client, "one")
                    assert await names(run, 1) == ["one"]
                    await asyncio.to_thread(own.kill)
                    own = await asyncio.to_thread(Server, Path(folder), port=own.port, worker=False)
                    await create(client, "two")
                    await create(client, "three")
                    assert await names(run, 2) == ["two", "three"]
        finally:
            own.stop()
            end_postgres(Path(folder))


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])
async def test_a_query_can_be_answered_by_a_stream(accept: str, server: Server, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{server.url}/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept.partition(";")[0])
    assert '{"data":{"viewer":{"role":"ADMIN"}}}' in answer.text


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])
async def test_a_stream_is_refused_with_a_status_where_nobody_known_asks(accept: str, server: Server) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{server.url}/graphql", json={"query": ENDLESS}, headers={"Accept": accept, "Authorization": "Bearer no"})
    assert answer.status_code == 401
    assert json.loads(answer.text)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_an_event_stream_is_neither_compressed_nor_kept_by_anybody_between(server: Server, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    async with (
        httpx.AsyncClient(timeout=30) as http,
        http.stream("POST", f"{server.url}/graphql", json={"query": ENDLESS}, headers=headers) as answer,
    ):
        assert "content-encoding" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert (await anext(answer.aiter_text())).startswith(":\n\n")
