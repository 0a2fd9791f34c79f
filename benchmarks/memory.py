"""How much memory a subscriber takes who has nothing to receive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Reach, say
from golive.benchmarks.fan_out import NODE, OURS, SUBSCRIBE, Source, init, streaming
from golive.benchmarks.http_load import connected, post
from golive.benchmarks.subscribers import Crowd


async def measure(bench: Bench) -> Answer:
    """What resident memory grows by from some subscribers to many, for each."""
    few, many = (50, 250) if bench.quick else (500, 5000)
    async with streaming(bench) as (source, _):
        ours = await _grown(source, few, many)
    async with programs.node_peer("graphql_ws_stream") as server:
        client, peer = (
            await connected(server.url),
            Source(server, [init(), SUBSCRIBE], lambda: client.ask(post(server.url, "/fire", b"{}"))),
        )
        node = await _grown(peer, few, many, lambda: client.ask(post(server.url, "/collect", b"{}")))
        client.transport.close()
    answer = Answer(
        "Memory per idle subscriber",
        f"What resident memory grows by from {few:,} subscribers to {many:,}, for each one more; Node collects its garbage before.",
        ["server", "KB"],
        [[OURS, f"{ours:.1f}"], [NODE, f"{node:.1f}"]],
    )
    answer.reaches.append(Reach("a subscriber", ours, 30, at_most=True, unit=" KB"))
    return answer


async def _grown(source: Source, few: int, many: int, collect: Callable[[], Awaitable[object]] | None = None) -> float:
    """Kilobytes for each subscriber beyond the first few, who warm up what is taken once."""
    first = await Crowd.gather(few, source.server.url, source.hello)
    await first.settle(source.fire)
    sizes = [await _size(source, collect)]
    rest = await Crowd.gather(many - few, source.server.url, source.hello)
    await rest.settle(source.fire)
    sizes.append(await _size(source, collect))
    first.close()
    rest.close()
    each = (sizes[1] - sizes[0]) / (many - few) / 1000
    say(f"{each:.1f} KB a subscriber")
    return each


async def _size(source: Source, collect: Callable[[], Awaitable[object]] | None) -> int:
    if collect is not None:
        await collect()
    return source.server.memory()
