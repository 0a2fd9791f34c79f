"""How long the API takes to answer while a million contacts go through a journey, beside how long it takes when nothing goes on."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Callable

from golive.benchmarks.bench import Answer, Bench, Reach, number, say
from golive.benchmarks.http_load import connected, post
from golive.benchmarks.journeys import all_cores, inside, ticking
from golive.benchmarks.machine import Server
from golive.models.journeys.passage import PARTS

CLIENTS = 4
BETWEEN = 0.01  # seconds between an answer and the client's next question
DOCUMENT = "{ records(first: 20, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { id name statusReason revision } } }"


async def measure(bench: Bench) -> Answer:
    """The same clients twice: first alone, then beside a worker that ticks."""
    size = 2_000 if bench.quick else 1_000_000
    async with inside(bench, size) as there, bench.ours(there.url) as server:
        with all_cores(bench):
            token, idle_for = bench.token(there.url), max(bench.seconds * 5, 1)
            until = time.perf_counter() + idle_for
            idle = await _asked(server, token, lambda: time.perf_counter() < until)
            worker = await ticking(there, range(PARTS))
            going = asyncio.create_task(worker.go())
            beside = await _asked(server, token, lambda: not going.done())
            await going
            await worker.end()
    say(f"p95 alone {idle:.1f} ms, beside {size:,} contacts {beside:.1f} ms")
    answer = Answer(
        f"The API while {size:,} contacts go on",
        f"{CLIENTS} clients ask for the twenty records that changed last, {BETWEEN * 1000:.0f} ms after an answer each, while a worker "
        "takes everybody as far as they get; server, worker, PostgreSQL and clients share all cores.",
        ["", "p95"],
        [["nothing goes on", f"{number(idle)} ms"], [f"{size:,} contacts go on", f"{number(beside)} ms"]],
    )
    answer.reaches.append(Reach("p95, of the one when nothing goes on", beside / idle, 3, at_most=True, unit=" times"))
    return answer


async def _asked(server: Server, token: str, goes_on: Callable[[], bool]) -> float:
    """The 95th percentile of the answers' times, in milliseconds."""
    request = post(server.url, "/graphql", json.dumps({"query": DOCUMENT}).encode(), token)
    times: list[float] = []

    async def ask() -> None:
        client = await connected(server.url)
        while goes_on() or len(times) < 20 * CLIENTS:
            began = time.perf_counter()
            answer = await client.ask(request)
            times.append(1000 * (time.perf_counter() - began))
            if b'"errors"' in answer:
                raise RuntimeError(f"The records were answered by {answer[:500]!r}")
            await asyncio.sleep(BETWEEN)
        client.transport.close()

    await asyncio.gather(*(ask() for _ in range(CLIENTS)))
    return statistics.quantiles(times, n=20)[-1]
