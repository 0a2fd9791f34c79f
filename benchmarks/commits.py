"""What the log costs: commits a second with its numbers and the doorbell, and without, in one workspace and in 16."""

from __future__ import annotations

import sys
from functools import partial

from golive.benchmarks.bench import Answer, Bench, Reach, Speed, alone, number, speed, superuser
from golive.benchmarks.clones import Clones, create
from golive.benchmarks.go_live import CONDITIONS, WORKSPACES, over_http

WRITERS = 32
PLAIN, LOGGED, NOTIFYING = "without log, numbers and doorbell", "with log, numbers and doorbell", "with log and numbers, and NOTIFY inside"
WAYS = {PLAIN: "plain", LOGGED: "logged", NOTIFYING: "notifying"}


async def measure(bench: Bench) -> Answer:
    """Each writer changes a record of its own."""
    answer = Answer(
        "Commits a second, 32 writers",
        "Transactions by asyncpg alone, of the statements of `sql/commits.sql`; the doorbell is the one that our servers ring.",
        [
            "transactions",
            *(f"{spaces} workspace{'s' if spaces > 1 else ''}" for spaces in WORKSPACES),
            *(f"of those without, in {spaces}" for spaces in WORKSPACES),
        ],
    )
    found: dict[tuple[str, int], Speed] = {}
    async with bench.database() as url:
        async with bench.ours(url) as server:
            template = await create(server, bench.token(url), "LeadScoringModel", CONDITIONS)
        clones = await Clones.of(await superuser(url), template)
        for spaces in WORKSPACES:
            await clones.in_workspaces(spaces)
            places = "\n".join(f"{workspace} {record}" for workspace, record in await clones.fresh(WRITERS))
            for name, how in WAYS.items():
                command = [sys.executable, "-m", "golive.benchmarks.peers.writers", url, how, str(bench.seconds)]
                found[name, spaces] = await speed(bench, f"{name}, workspaces: {spaces}", partial(alone, command, places))
        served = await _served(bench, url, clones)
        await clones.close()
    for name in WAYS:
        ratios = [found[name, spaces].rate / found[PLAIN, spaces].rate for spaces in WORKSPACES]
        answer.rows.append([name, *(number(found[name, spaces].rate) for spaces in WORKSPACES), *(f"{ratio:.2f}" for ratio in ratios)])
    for spaces, limit in zip(WORKSPACES, (0.2, 0.55), strict=True):
        answer.reaches.append(
            Reach(f"of the commits without it, workspaces: {spaces}", found[LOGGED, spaces].rate / found[PLAIN, spaces].rate, limit)
        )
    for name in (LOGGED, PLAIN):
        ratios = [served[name, spaces].rate / served[PLAIN, spaces].rate for spaces in WORKSPACES]
        rates = [number(served[name, spaces].rate) for spaces in WORKSPACES]
        answer.rows.append([f"`goLive` over HTTP, 32 clients, {name}", *rates, *(f"{ratio:.2f}" for ratio in ratios)])
    for spaces in WORKSPACES:
        ratio = served[LOGGED, spaces].rate / served[PLAIN, spaces].rate
        answer.reaches.append(Reach(f"of the `goLive` over HTTP without it, workspaces: {spaces}", ratio, 0.9))
    return answer


async def _served(bench: Bench, url: str, clones: Clones) -> dict[tuple[str, int], Speed]:
    """Our server with its log and without."""
    found: dict[tuple[str, int], Speed] = {}
    for name, logged in ((LOGGED, True), (PLAIN, False)):
        async with bench.ours(url, logged=logged) as server:
            for spaces in WORKSPACES:
                await clones.in_workspaces(spaces)
                once = partial(over_http, bench, server, clones, await clones.tokens())
                found[name, spaces] = await speed(bench, f"goLive {name}, workspaces: {spaces}", once)
    return found
