"""How long a change takes from its commit to a client, with 1 and with 1,000 subscribers."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence

from golive.benchmarks.bench import Answer, Bench, Reach, say
from golive.benchmarks.fan_out import streaming
from golive.benchmarks.machine import DEADLINE
from golive.benchmarks.subscribers import Crowd

SIZES = (1, 1000)


async def measure(bench: Bench) -> Answer:
    """Each delivery counts, until its bytes are read."""
    changes = 20 if bench.quick else 200
    answer = Answer(
        "Commit to client",
        f"Milliseconds from the commit of a change to its arrival; over {changes} changes, one after another, and all subscribers. Another "
        "process commits, and rings the doorbell, which is PostgreSQL's.",
        ["subscribers", "p50", "p99"],
    )
    for size in SIZES:
        async with streaming(bench) as (source, committing):
            crowd = await Crowd.gather(size, source.server.url, source.hello, keeping=size)
            await crowd.settle(source.fire)
            committed = []
            for _ in range(changes):
                arrived = crowd.expect(1)
                committed.append(await committing.commit())
                await asyncio.wait_for(arrived, DEADLINE)
            crowd.verify(changes)
            kept = (member.kept or () for member in crowd.members)
            taken = [(at - began) * 1000 for messages in kept for began, (at, _) in zip(committed, messages, strict=True)]
            crowd.close()
        p50, p99 = percentile(taken, 50), percentile(taken, 99)
        say(f"{size:,} subscribers: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        answer.rows.append([f"{size:,}", f"{p50:.1f}", f"{p99:.1f}"])
        if size == 1:
            answer.reaches += [Reach("p50", p50, 5, at_most=True, unit=" ms"), Reach("p99", p99, 20, at_most=True, unit=" ms")]
    return answer


def percentile(values: Sequence[float], rank: int) -> float:
    """The value that `rank` per cent don't exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]
