"""What subscribers are promised when something comes between: slowness, broken connections, tokens that end, old cursors, a shutdown."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from budget import DISCONNECTS, NEVER_READ, SOAK, SUBSCRIBERS
from client import Client, Refused
from databases import Server as PostgreSQL
from serving import Server, worker
from several import LAST, Cluster, create, gapless, history, measured, until_measured
from websockets.asyncio.client import ClientConnection
from wires import WIRES, Wire, opened, websocket

pytestmark = pytest.mark.timeout(1800 if SOAK else 240)
Json = dict[str, Any]
CHANGES = "subscription($after: String) { statusChanged(after: $after) { id cursor recordName } }"
LONG_NAMES = " ".join(f"{'long' * 110}{number}: recordName" for number in range(190))
# 100 KB for each change, which soon fill what the kernel keeps
AT_LENGTH = f"subscription {{ statusChanged {{ id cursor {LONG_NAMES} }} }}"
NOBODY = (  # what there is no more of than at first, when nobody is there
    "golive_sockets", "golive_operations", "golive_tasks", "golive_stream_subscribers", "golive_stream_workspaces",
    "golive_database_pool_in_use golive_app", "golive_database_pool_in_use golive_system",
)  # fmt: skip
SLOW = "golive_stream_slow_consumers_total"
TOKEN = """mutation($at: DateTime) { createToken(name: "short", role: ADMIN, expiresAt: $at) {
  ... on TokenSuccess { secret token { id } } } }"""
REVOKE = "mutation($id: ID!) { revokeToken(id: $id) { id } }"
RENAME = """mutation($id: ID!) { updateMarketingEmail(id: $id, input: { name: "renamed" }) {
  ... on MarketingEmailSuccess { record { name } cursor } } }"""
SHORT = timedelta(seconds=5)
ENDS = 5  # seconds from when a token no longer counts
ROOM = 30_000_000  # bytes by which a process may grow, whoever doesn't read
EACH_WIRE = pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)


@pytest_asyncio.fixture(scope="module")
async def database(postgres: PostgreSQL, template: str) -> AsyncIterator[str]:
    """The URL of a database of this module's own."""
    url = await postgres.create(template=template)
    yield url
    await postgres.drop(url)


@pytest_asyncio.fixture(scope="module")
async def cluster(database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """Servers that keep a change at length for who doesn't read: the first is patient, the second soon breaks off."""
    async with Cluster(tmp_path_factory.mktemp("delivery"), database, GOLIVE_SEND_BUFFER="150000") as cluster:
        await asyncio.gather(cluster.start(GOLIVE_SEND_DEADLINE="PT60S"), cluster.start(GOLIVE_SEND_DEADLINE="PT2S"))
        cluster.servers.sort(key=lambda server: server.settings["GOLIVE_SEND_DEADLINE"], reverse=True)  # type: ignore[index]
        yield cluster


@pytest.fixture
def patient(cluster: Cluster) -> Server:
    return cluster.servers[0]


@pytest.fixture
def strict(cluster: Cluster) -> Server:
    return cluster.servers[1]


async def flood(client: Client, server: Server, enough: Callable[[dict[str, float]], bool]) -> None:
    """Create records until the server tells that it is enough, and then the last one."""
    for number in count():
        if number % 20 == 0 and enough(await measured(server)):
            break
        await create(client, f"mail {number}")
    await create(client, LAST)


async def read_to_end(stream: AsyncIterator[Json]) -> tuple[list[Json], Json]:
    """All that a stream still tells, and the extensions of the error with which it ends."""
    seen: list[Json] = []
    try:
        async for change in stream:
            seen.append(change)
    except Refused as refused:
        (error,) = refused.errors
        return seen, error["extensions"]
    raise AssertionError(f"it ended without an error, after {seen}")


async def read_to_last(url: str, token: str, wire: Wire, after: str) -> list[Json]:
    """All changes that come after a cursor, up to the last one."""
    seen: list[Json] = []
    async with asyncio.timeout(60), wire(url, token, CHANGES, after=after) as stream:
        async for change in stream:
            seen.append(change)
            if change["recordName"] == LAST:
                break
    return seen


@asynccontextmanager
async def followed(server: Server, token: str, wire: Wire, document: str = CHANGES) -> AsyncIterator[AsyncIterator[Json]]:
    """A subscription that the server has taken."""
    before = (await measured(server))["golive_stream_subscribers"]
    async with wire(server.url, token, document) as stream:
        await until_measured(server, lambda told: told["golive_stream_subscribers"] > before)
        yield stream


@EACH_WIRE
async def test_who_reads_too_slowly_is_told_where_to_go_on(cluster: Cluster, patient: Server, wire: Wire) -> None:
    token = await cluster.token()
    async with Client(patient.url, token) as client:
        start = (await create(client, "first"))["cursor"]
        slow = (await measured(patient))[SLOW]
        async with followed(patient, token, wire, AT_LENGTH) as stream:
            await flood(client, patient, lambda told: told[SLOW] == slow + 1)
            seen, end = await read_to_end(stream)
        assert end == {"code": "SLOW_CONSUMER", "cursor": seen[-1]["cursor"]}
        rest = await read_to_last(patient.url, token, wire, end["cursor"])
        written = await history(client, start)
    assert [change["id"] for change in seen + rest] == [change["id"] for change in written]
    assert gapless(written, start)


async def test_subscribers_who_never_read_are_let_go_and_the_others_notice_nothing(cluster: Cluster, strict: Server) -> None:
    token = await cluster.token()
    async with Client(strict.url, token) as client, AsyncExitStack() as stack:
        start = (await create(client, "first"))["cursor"]
        before = await measured(strict)
        readers = await many(stack, strict, token, CHANGES, SUBSCRIBERS - NEVER_READ)
        await many(stack, strict, token, AT_LENGTH, NEVER_READ)
        await until_measured(strict, lambda told: told["golive_stream_subscribers"] == SUBSCRIBERS, 300)
        full = await measured(strict)
        reading = [asyncio.create_task(to_last(wire)) for wire in readers]
        await flood(client, strict, lambda told: told[SLOW] - before[SLOW] == NEVER_READ)
        seen = await asyncio.gather(*reading)
        written = [change["id"] for change in await history(client, start)]
        assert all(ids == written for ids in seen)
        left = before["golive_sockets"] + SUBSCRIBERS - NEVER_READ
        after = await until_measured(strict, lambda told: told["golive_sockets"] == left, 120)
        assert after["process_resident_memory_bytes"] - full["process_resident_memory_bytes"] < ROOM


async def many(stack: AsyncExitStack, server: Server, token: str, document: str, number: int) -> list[ClientConnection]:
    """So many sockets, each with a subscription; twenty at a time are opened."""
    turns = asyncio.Semaphore(20)

    async def one() -> ClientConnection:
        async with turns:
            wire = await stack.enter_async_context(opened(server.url, token))
            await wire.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": document}}))
            return wire

    return list(await asyncio.gather(*(one() for _ in range(number))))


async def to_last(wire: ClientConnection) -> list[str]:
    """The ids of the changes that come, up to the last one."""
    seen: list[str] = []
    async with asyncio.timeout(600 if SOAK else 60):
        async for message in wire:
            told = json.loads(message)["payload"]["data"]["statusChanged"]
            seen.append(told["id"])
            if told["recordName"] == LAST:
                return seen
    raise AssertionError(f"ended after {len(seen)} changes")


def reset(wire: ClientConnection) -> None:
    """Break off by RST, as a client that crashed does when it is spoken to."""
    wire.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.transport.abort()


def hang_up(wire: ClientConnection) -> None:
    """Close the connection without a closing handshake."""
    wire.transport.abort()


def half_close(wire: ClientConnection) -> None:
    """Say nothing more, and go on listening."""
    wire.transport.write_eof()


def fall_silent(wire: ClientConnection) -> None:
    """Be there no more, without the network telling: not even pings are answered."""
    wire.transport.pause_reading()


async def test_abrupt_disconnects_leave_nothing_behind(cluster: Cluster, strict: Server) -> None:
    token = await cluster.token()
    ways = [reset, hang_up, half_close, *([fall_silent] if SOAK else [])]  # the last takes a minute
    async with Client(strict.url, token) as client, AsyncExitStack() as stack:
        await create(client, "first")
        told = await measured(strict)
        before, open_before = {name: told[name] for name in NOBODY}, told["process_open_fds"]
        turns = asyncio.Semaphore(20)

        async def come_and_go(number: int) -> None:
            own = f"subscription {{ statusChanged {{ id alias{number % 7}: recordName }} }}"
            async with turns:
                wire = await stack.enter_async_context(opened(strict.url, token))
                stack.callback(wire.transport.abort)  # who fell silent would be waited for at the end
            busy = {"query": "{ records(first: 100) { nodes { id name status allowedActions } } }"}
            for id_, payload in (("1", {"query": own}), ("2", {"query": "subscription { liveView { totalCount } }"}), ("3", busy)):
                await wire.send(json.dumps({"id": id_, "type": "subscribe", "payload": payload}))
            ways[number % len(ways)](wire)

        async def ask_and_go(number: int) -> None:
            carrier = WIRES[("events", "multipart")[number % 2]]
            with suppress(httpx.HTTPError, TimeoutError):
                async with turns, asyncio.timeout(0.01 * number), carrier(strict.url, token, CHANGES) as stream:
                    await anext(stream)

        leaving = [come_and_go(number) for number in range(DISCONNECTS)] + [ask_and_go(number) for number in range(DISCONNECTS // 10)]
        gone = asyncio.Event()
        writing = asyncio.create_task(flood(client, strict, lambda _: gone.is_set()))
        await asyncio.gather(*leaving)
        gone.set()
        await writing
        after = await until_measured(strict, lambda told: all(told[name] <= value for name, value in before.items()), 120)
        pools = sum(value for name, value in after.items() if name.startswith("golive_database_pool_size"))
        assert after["process_open_fds"] - open_before <= pools


@pytest.mark.parametrize("how", ["revoked", "expired"])
async def test_a_token_that_no_longer_counts_ends_what_it_started(cluster: Cluster, patient: Server, how: str) -> None:
    async with Client(patient.url, await cluster.token()) as client, AsyncExitStack() as stack:
        secret, id_ = await short_token(client, SHORT if how == "expired" else None)
        streams = [await stack.enter_async_context(followed(patient, secret, wire)) for wire in WIRES.values()]
        last = await create(client, "last that is seen")
        for stream in streams:
            assert (await anext(stream))["cursor"] == last["cursor"]
        if how == "revoked":
            await client.execute(REVOKE, id=id_)
        left = SHORT.total_seconds() if how == "expired" else 0
        async with asyncio.timeout(left + ENDS):
            for stream in streams:
                assert await read_to_end(stream) == ([], {"code": "UNAUTHENTICATED", "cursor": last["cursor"]})
        await create(client, LAST)
        for wire in WIRES.values():
            assert len(await read_to_last(patient.url, client.token or "", wire, last["cursor"])) == 1


async def short_token(client: Client, lasts: timedelta | None = None) -> tuple[str, str]:
    """A token's secret and id."""
    at = (datetime.now(UTC) + lasts).isoformat() if lasts else None
    made = (await client.execute(TOKEN, at=at))["createToken"]
    return made["secret"], made["token"]["id"]


async def test_a_token_renewed_by_a_ping_keeps_what_the_old_one_started(cluster: Cluster, patient: Server) -> None:
    async with Client(patient.url, await cluster.token()) as client, AsyncExitStack() as stack:
        old, new = await short_token(client, SHORT), await short_token(client)
        kept, ended = [await stack.enter_async_context(opened(patient.url, old[0])) for _ in range(2)]
        for each in (kept, ended):
            await each.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": CHANGES}}))
        wrong = {"type": "ping", "payload": {"Authorization": "Bearer golive_no"}}
        right = {"type": "ping", "payload": {"Authorization": f"Bearer {new[0]}"}}
        answers = []
        for ping in (wrong, right):
            await kept.send(json.dumps(ping))
            answers.append(json.loads(await kept.recv()))
        assert (answers[0]["payload"]["renewed"], answers[0]["payload"]["code"]) == (False, "UNAUTHENTICATED")
        assert answers[1] == {"type": "pong", "payload": {"renewed": True, "expiresAt": None}}
        async with asyncio.timeout(SHORT.total_seconds() + ENDS):
            assert json.loads(await ended.recv())["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        made = await create(client, "after the old one's end")
        assert json.loads(await kept.recv())["payload"]["data"]["statusChanged"]["cursor"] == made["cursor"]
        await client.execute(REVOKE, id=new[1])
        async with asyncio.timeout(ENDS):
            assert json.loads(await kept.recv())["payload"][0]["extensions"] == {"code": "UNAUTHENTICATED", "cursor": made["cursor"]}


async def test_a_cursor_older_than_the_log_is_refused_with_one_that_does(cluster: Cluster, patient: Server) -> None:
    token = await cluster.token()
    async with Client(patient.url, token) as client:
        old = (await create(client, "first"))["cursor"]
        for number in range(3):
            newest = (await create(client, f"forgotten {number}"))["cursor"]
        forgetting = worker(cluster.data, {**cluster.settings, "GOLIVE_LOG_RETENTION": "PT0.001S"})
        await until_expired(client, old)
        await asyncio.to_thread(forgetting.stop)
        for wire in WIRES.values():
            async with asyncio.timeout(30), wire(patient.url, token, CHANGES, after=old) as stream:
                assert await read_to_end(stream) == ([], {"code": "CURSOR_EXPIRED", "cursor": newest})
        made = await create(client, LAST)
        assert [change["cursor"] for change in await read_to_last(patient.url, token, websocket, newest)] == [made["cursor"]]


async def until_expired(client: Client, cursor: str) -> None:
    """Ask until the log no longer reaches back to a cursor."""
    codes: list[str | None] = []
    async with asyncio.timeout(60):
        while codes != ["CURSOR_EXPIRED"]:
            try:
                await history(client, cursor)
            except Refused as refused:
                codes = refused.codes


async def test_a_server_told_to_stop_ends_streams_with_their_cursors_and_finishes_what_was_begun(cluster: Cluster, database: str) -> None:
    stopped, other = await cluster.start(), cluster.servers[0]
    token = await cluster.token()
    async with Client(stopped.url, token) as client, AsyncExitStack() as stack:
        made = await create(client, "first")
        streams = [await stack.enter_async_context(followed(stopped, token, wire)) for wire in WIRES.values()]
        socket_ = await stack.enter_async_context(opened(stopped.url, token))
        blocker = await asyncpg.connect(database)
        stack.push_async_callback(blocker.close)
        held = blocker.transaction()
        await held.start()
        await blocker.execute("SELECT FROM golive.record FOR UPDATE")
        over_http = asyncio.create_task(client.execute(RENAME, id=made["record"]["id"]))
        rename = {"query": RENAME, "variables": {"id": made["record"]["id"]}}
        await socket_.send(json.dumps({"id": "m", "type": "subscribe", "payload": rename}))
        await until_measured(stopped, lambda told: told["golive_operations"] == 2)
        stopping = asyncio.create_task(asyncio.to_thread(stopped.stop))
        for stream in streams:
            assert await read_to_end(stream) == ([], {"code": "SHUTTING_DOWN", "cursor": made["cursor"]})
        async with httpx.AsyncClient(base_url=stopped.url) as http:
            assert (await http.get("/readyz")).status_code == 503
            refused = await http.post("/graphql", json={"query": "{ viewer { name } }"}, headers={"Authorization": f"Bearer {token}"})
            assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "SHUTTING_DOWN")
        await socket_.send(json.dumps({"id": "late", "type": "subscribe", "payload": {"query": "{ viewer { name } }"}}))
        late = json.loads(await socket_.recv())
        assert (late["id"], late["type"], late["payload"][0]["extensions"]["code"]) == ("late", "error", "SHUTTING_DOWN")
        await held.rollback()
        assert (await over_http)["updateMarketingEmail"]["record"] == {"name": "renamed"}
        answered = json.loads(await socket_.recv())
        assert (answered["id"], answered["payload"]["data"]["updateMarketingEmail"]["record"]) == ("m", {"name": "renamed"})
        await stopping
        async with Client(other.url, token) as elsewhere:
            await create(elsewhere, LAST)
        for wire in WIRES.values():
            assert len(await read_to_last(other.url, token, wire, made["cursor"])) == 1
