"""How many messages of `statusChanged` a server sends per second of its CPU, to 100, 1,000 and 5,000 subscribers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Changes, Reach, median, number, say
from golive.benchmarks.clones import create
from golive.benchmarks.http_load import connected, post
from golive.benchmarks.machine import DEADLINE, Server
from golive.benchmarks.peers.asgi import DOCUMENT
from golive.benchmarks.subscribers import ID, Crowd

SIZES = (100, 1000, 5000)
SUBSCRIBE = json.dumps({"id": ID.decode(), "type": "subscribe", "payload": {"query": DOCUMENT}}).encode()
FEWEST = 5  # changes in one measurement
OURS, STOCK, MERCURIUS, NODE, RAW, BARE = (
    "Golive",
    "stock strawberry",
    "Mercurius",
    "graphql-ws on Node",
    "raw broadcast, same WebSocket library",
    "bare `sock.send` loop",
)


@dataclass
class Source:
    """A server that streams changes: what its subscribers say first, and how one change is made."""

    server: Server
    hello: list[bytes]
    fire: Callable[[], Awaitable[object]]


async def measure(bench: Bench) -> Answer:
    """All servers with all numbers of subscribers, the changes one by one: the next is made when all have received the last."""
    sizes = (20, 100) if bench.quick else SIZES
    rates = {(name, size): await _rate(bench, name, size) for size in sizes for name in (OURS, STOCK, MERCURIUS, NODE, RAW, BARE)}
    answer = Answer(
        "Fan-out of `statusChanged`",
        "Messages per CPU-second of the server. One change after another, the next when all subscribers have received the last; each "
        "subscriber's count is verified, and for some the order. Ours are real commits by another process, told by the doorbell.",
        ["server", *(f"{size:,} subscribers" for size in sizes), *(f"Golive is … times that at {size:,}" for size in sizes)],
    )
    for name in (OURS, STOCK, MERCURIUS, NODE, RAW, BARE):
        ratios = [f"{rates[OURS, size] / rates[name, size]:.2f}" for size in sizes]
        answer.rows.append([name, *(number(rates[name, size]) for size in sizes), *ratios])
    for size in sizes[1:]:
        for name, limit in ((BARE, 0.6), (STOCK, 20), (MERCURIUS, 3)):
            answer.reaches.append(Reach(f"{name}, {size:,} subscribers", rates[OURS, size] / rates[name, size], limit, unit=" times"))
    return answer


async def _rate(bench: Bench, name: str, size: int) -> float:
    async with _source(bench, name) as source:
        crowd = await Crowd.gather(size, source.server.url, source.hello)
        try:
            return await _measured(bench, source, crowd, name)
        finally:
            crowd.close()


async def _measured(bench: Bench, source: Source, crowd: Crowd, name: str) -> float:
    fired = 0

    async def send(changes: int) -> None:
        nonlocal fired
        for _ in range(changes):
            arrived = crowd.expect(1)
            await source.fire()
            await asyncio.wait_for(arrived, DEADLINE)
        fired += changes

    async def once() -> float:
        before = source.server.cpu()
        await send(changes)
        return changes * len(crowd.members) / (source.server.cpu() - before)

    await crowd.settle(source.fire)
    started = time.perf_counter()
    await send(FEWEST)
    changes = max(FEWEST, round(FEWEST * bench.seconds / (time.perf_counter() - started)))
    rate = await median(bench.runs, once)
    crowd.verify(fired)
    say(f"{len(crowd.members):,} subscribers of {name}: {number(rate)} messages per CPU-second")
    return rate


@asynccontextmanager
async def _source(bench: Bench, name: str) -> AsyncIterator[Source]:
    if name == OURS:
        async with streaming(bench) as (source, _):
            yield source
        return
    starting = {
        STOCK: lambda: programs.python_peer("stock_stream"),
        MERCURIUS: lambda: programs.node_peer("mercurius_stream"),
        NODE: lambda: programs.node_peer("graphql_ws_stream"),
        RAW: lambda: programs.python_peer("raw_broadcast"),
        BARE: lambda: programs.python_peer("bare_send"),
    }
    async with starting[name]() as server:
        client = await connected(server.url)
        request = post(server.url, "/fire", b"{}")
        yield Source(server, [] if name in (RAW, BARE) else [init(), SUBSCRIBE], lambda: client.ask(request))
        client.transport.close()


@asynccontextmanager
async def streaming(bench: Bench) -> AsyncIterator[tuple[Source, Changes]]:
    """Our server, and changes of one record that another process commits."""
    async with bench.database() as url, bench.ours(url) as server:
        token = bench.token(url)
        record = await create(server, token, "MarketingPage", {})
        async with Changes.of(url, record) as changes:
            yield Source(server, [init(token), SUBSCRIBE], changes.commit), changes


def init(token: str | None = None) -> bytes:
    """The first message over a socket, with a token where there is one."""
    payload = {"Authorization": f"Bearer {token}"} if token else {}
    return json.dumps({"type": "connection_init", "payload": payload}).encode()
