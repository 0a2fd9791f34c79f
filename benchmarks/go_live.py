"""How many `goLive` a second over HTTP, with 32 clients."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractAsyncContextManager
from functools import partial

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Reach, Speed, alone, number, speed, superuser
from golive.benchmarks.clones import Clones, create
from golive.benchmarks.http_load import load, post
from golive.benchmarks.machine import Server
from golive.models import ids

CLIENTS = 32
MOST = 8000  # a second: more than any of them does
CONDITIONS = {"conditions": [{"condition": "true", "points": 5}]}
DOCUMENT = (
    "mutation($id: ID!) { goLive(id: $id) { __typename"
    " ... on ActionSuccess { cursor record { id name status statusReason revision } } ... on GuardError { code message } } }"
)
OURS, ONE, BARE, MERCURIUS, MERCURIUS_ONE, STOCK = (
    "Golive",
    "bare asyncpg, as one statement",
    "bare asyncpg, statement by statement",
    "Mercurius (JIT) and pg, statement by statement",
    "Mercurius (JIT) and pg, as one statement",
    "stock strawberry with the ORM",
)


async def measure(bench: Bench) -> Answer:
    """All of them over the same tables, each run with new drafts."""
    found: dict[str, Speed] = {}
    async with bench.database() as url:
        async with bench.ours(url) as server:
            token = bench.token(url)
            template = await create(server, token, "LeadScoringModel", CONDITIONS)
            clones = await Clones.of(await superuser(url), template)
            found[OURS] = await speed(bench, OURS, partial(over_http, bench, server, clones, token))
        workspace = str(clones.workspace)
        for name, how in ((ONE, "as_one"), (BARE, "statements")):
            found[name] = await speed(bench, name, partial(_alone, bench, url, clones, how))
        host, database = programs.place(url)
        peers = {
            MERCURIUS: programs.node_peer("mercurius_go_live", host, database, workspace, "statements"),
            MERCURIUS_ONE: programs.node_peer("mercurius_go_live", host, database, workspace, "as_one"),
            STOCK: programs.python_peer("stock_go_live", url, workspace),
        }
        for name, starting in peers.items():
            found[name] = await _peer(bench, name, starting, clones)
        await clones.close()
    answer = Answer(
        "`goLive` over HTTP, 32 clients",
        "A lead scoring model goes live by a job: guards, state, work, job, number and log, by the statements of `sql/go_live.sql`, in one "
        "workspace. The bare ones have neither HTTP nor GraphQL, and a connection for each client; the servers have ten connections.",
        ["server", "a second", "ms of CPU for each", "Golive is … times that"],
    )
    for name, each in found.items():
        answer.rows.append([name, number(each.rate), f"{each.cpu:.2f}", f"{found[OURS].rate / each.rate:.2f}"])
    for name, limit in ((ONE, 0.3), (MERCURIUS, 0.9), (STOCK, 10)):
        answer.reaches.append(Reach(name, found[OURS].rate / found[name].rate, limit, unit=" times"))
    return answer


async def over_http(bench: Bench, server: Server, clones: Clones, token: str | None = None) -> Speed:
    """One run against a server."""
    records = [ids.encode("lead_scoring_model", record) for record in await clones.fresh(round(MOST * bench.seconds))]
    bodies = iter([json.dumps({"query": DOCUMENT, "variables": {"id": record}}).encode() for record in records])

    def ask(_client: int, answer: bytes | None) -> bytes | None:
        if answer is not None and b'"ActionSuccess"' not in answer:
            raise RuntimeError(f"goLive was answered by {answer[:500]!r}")
        body = next(bodies, None)
        return None if body is None else post(server.url, "/graphql", body, token)

    before = server.cpu()
    done = await load(server.url, CLIENTS, ask, bench.seconds)
    return Speed(done.rate, 1000 * (server.cpu() - before) / done.answers)


async def _alone(bench: Bench, url: str, clones: Clones, how: str) -> Speed:
    records = "\n".join(map(str, await clones.fresh(round(MOST * bench.seconds))))
    command = [
        sys.executable,
        "-m",
        "golive.benchmarks.peers.bare_go_live",
        url,
        str(clones.workspace),
        how,
        str(CLIENTS),
        str(bench.seconds),
    ]
    return await alone(command, records)


async def _peer(bench: Bench, name: str, starting: AbstractAsyncContextManager[Server], clones: Clones) -> Speed:
    async with starting as server:
        return await speed(bench, name, partial(over_http, bench, server, clones))
