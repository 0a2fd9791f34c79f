"""The client graphql-ws, in Node, against the running server."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from client import Client
from javascript import Script, script
from serving import Server, end_postgres
from several import until_measured

WHO = "{ viewer { role } }"
FOLLOW = "subscription($after: String) { statusChanged(after: $after) { cursor recordName } }"
PROGRESS = "subscription($id: ID!) { progressChanged(id: $id) { done total } }"
CREATE = "mutation($name: String!) { createEvent(input: { name: $name }) { ... on EventSuccess { record { id } } } }"


@asynccontextmanager
async def node(url: str, token: str) -> AsyncIterator[Script]:
    """The client, which connects with its first operation."""
    async with script("sockets.js", url=f"ws{url.removeprefix('http')}/graphql", token=token) as running:
        yield running


def begin(client: Script, id_: str, query: str, **variables: Any) -> None:
    client.tell({"begin": {"id": id_, "query": query, "variables": variables}})


async def told(client: Script, **wanted: Any) -> Any:
    """What it tells next of this kind, whatever it tells of others before."""
    return await client.until(lambda said: wanted.items() <= said.items())


async def name_told(client: Script, id_: str) -> str:
    """The record of the next event of a stream."""
    said = await client.until(lambda said: said.get("id") == id_ and "result" in said)
    found: str = said["result"]["data"]["statusChanged"]["recordName"]
    return found


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may stop and kill."""
    with tempfile.TemporaryDirectory(prefix="golive-") as folder:
        running = Server(Path(folder), worker=False)
        yield running
        running.kill()
        end_postgres(Path(folder))


async def test_operations_of_all_kinds_share_a_socket(server: Server, token: str) -> None:
    async with node(server.url, token) as client:
        before = (await until_measured(server, lambda found: True))["golive_stream_subscribers"]
        begin(client, "stream", FOLLOW)
        await until_measured(server, lambda found: found["golive_stream_subscribers"] == before + 1)
        for number in range(10):
            begin(client, f"who {number}", WHO)
        begin(client, "make", CREATE, name="Made in Node")
        wanted = {f"who {number}" for number in range(10)} | {"make", "stream"}
        seen: dict[str, Any] = {}
        while seen.keys() != wanted:
            said = await told(client)
            if "result" in said:
                seen[said["id"]] = said["result"]
        assert all(seen[f"who {number}"] == {"data": {"viewer": {"role": "ADMIN"}}} for number in range(10))
        assert seen["stream"]["data"]["statusChanged"]["recordName"] == "Made in Node"
        assert sum("connected" in said for said in client.told) == 1


async def test_an_operation_is_completed_from_both_sides(server: Server, token: str) -> None:
    async with node(server.url, token) as client, Client(server.url, token) as outside:
        begin(client, "who", WHO)
        await told(client, id="who", complete=True)
        record = (await outside.execute(CREATE, name="Nothing under way"))["createEvent"]["record"]["id"]
        begin(client, "progress", PROGRESS, id=record)
        await told(client, id="progress", complete=True)
        before = (await until_measured(server, lambda found: True))["golive_stream_subscribers"]
        begin(client, "stream", FOLLOW)
        await until_measured(server, lambda found: found["golive_stream_subscribers"] == before + 1)
        client.tell({"stop": "stream"})
        await told(client, id="stream", complete=True)
        await until_measured(server, lambda found: found["golive_stream_subscribers"] == before)


async def test_errors_end_their_operations_and_the_socket_stays(server: Server, token: str) -> None:
    async with node(server.url, token) as client:
        begin(client, "syntax", "{ viewer {")
        begin(client, "unknown", "{ nothing }")
        begin(client, "cursor", FOLLOW, after="nowhere")
        begin(client, "missing", PROGRESS, id="nothing")
        codes: dict[str, str] = {}
        while len(codes) < 4:
            said = await told(client)
            if "errors" in said:
                codes[said["id"]] = said["errors"][0]["extensions"]["code"]
        assert codes == {"syntax": "BAD_USER_INPUT", "unknown": "BAD_USER_INPUT", "cursor": "INVALID_CURSOR", "missing": "NOT_FOUND"}
        begin(client, "who", WHO)
        await told(client, id="who", complete=True)
        assert not any("closed" in said for said in client.told)


async def test_pings_are_answered_while_nothing_else_happens(server: Server, token: str) -> None:
    async with node(server.url, token) as client:
        begin(client, "stream", FOLLOW)
        for _ in range(3):
            await told(client, pong=True)
        client.tell({"end": True})
        assert (await told(client, closed=1000))["reason"] == "Normal Closure"


async def test_a_client_without_a_token_that_counts_is_told_forbidden(server: Server) -> None:
    async with node(server.url, "golive_nobody") as client:
        begin(client, "who", WHO)
        assert (await told(client, closed=4403))["reason"].startswith("Forbidden: The token is unknown")


@pytest.mark.parametrize("sudden", [False, True], ids=["SIGTERM", "kill -9"])
async def test_a_client_goes_on_where_it_was_when_the_server_comes_back(own_server: Server, sudden: bool) -> None:
    async with node(own_server.url, own_server.token) as client:
        async with Client(own_server.url, own_server.token) as outside:
            begin(client, "stream", FOLLOW)
            await until_measured(own_server, lambda found: found["golive_stream_subscribers"] == 1)
            await outside.execute(CREATE, name="Before")
            assert await name_told(client, "stream") == "Before"
        await asyncio.to_thread(own_server.kill if sudden else own_server.stop)
        if not sudden:
            (error,) = (await client.until(lambda said: "errors" in said))["errors"]
            assert error["extensions"]["code"] == "SHUTTING_DOWN"
        closed = await client.until(lambda said: "closed" in said)
        assert closed["closed"] == (1006 if sudden else 1001)
        hidden = await asyncio.to_thread(Server, own_server.data, worker=False)  # elsewhere, where the client doesn't look
        async with Client(hidden.url, own_server.token) as outside:
            for name in ("Meanwhile 1", "Meanwhile 2"):
                await outside.execute(CREATE, name=name)
        await asyncio.to_thread(hidden.stop)
        again = await asyncio.to_thread(Server, own_server.data, port=own_server.port, worker=False)
        try:
            async with Client(again.url, own_server.token) as outside:
                await outside.execute(CREATE, name="After")
                assert [await name_told(client, "stream") for _ in range(3)] == ["Meanwhile 1", "Meanwhile 2", "After"]
        finally:
            await asyncio.to_thread(again.stop)
