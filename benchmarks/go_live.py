"""How many `goLive` a second over HTTP, with 32 clients, all in one workspace and in 16."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from uuid import UUID

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Reach, Speed, alone, number, speed, superuser
from golive.benchmarks.clones import Clones, create
from golive.benchmarks.http_load import load, post
from golive.benchmarks.machine import Server
from golive.models import ids

CLIENTS = 32
WORKSPACES = (1, 16)
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
    found: dict[tuple[str, int], Speed] = {}
    async with bench.database() as url:
        async with bench.ours(url) as server:
            template = await create(server, bench.token(url), "LeadScoringModel", CONDITIONS)
            clones = await Clones.of(await superuser(url), template)
            for spaces in WORKSPACES:
                await clones.in_workspaces(spaces)
                tokens = await clones.tokens()
                found[OURS, spaces] = await speed(bench, _named(OURS, spaces), partial(over_http, bench, server, clones, tokens))
        for name, how in ((ONE, "as_one"), (BARE, "statements")):
            for spaces in WORKSPACES:
                await clones.in_workspaces(spaces)
                found[name, spaces] = await speed(bench, _named(name, spaces), partial(_alone, bench, url, clones, how))
        host, database = programs.place(url)
        peers = {
            MERCURIUS: programs.node_peer("mercurius_go_live", host, database, "statements"),
            MERCURIUS_ONE: programs.node_peer("mercurius_go_live", host, database, "as_one"),
            STOCK: programs.python_peer("stock_go_live", url),
        }
        for name, starting in peers.items():
            async with starting as server:
                for spaces in WORKSPACES:
                    await clones.in_workspaces(spaces)
                    named = {workspace: str(workspace) for workspace in clones.workspaces}  # a peer believes whatever it is told
                    found[name, spaces] = await speed(bench, _named(name, spaces), partial(over_http, bench, server, clones, named))
        await clones.close()
    return _answer(found)


def _named(name: str, spaces: int) -> str:
    return f"{name}, workspaces: {spaces}"


def _answer(found: dict[tuple[str, int], Speed]) -> Answer:
    shown = ("a second", "ms of CPU for each", "Golive is … times that")
    answer = Answer(
        "`goLive` over HTTP, 32 clients",
        "A lead scoring model goes live by a job: guards, state, work, job, number and log, by the statements of `sql/go_live.sql`. All of "
        "them in one workspace, whose counter has them commit one after another, and over 16. The bare ones have neither HTTP nor GraphQL, "
        "and a connection for each client; the servers have ten connections.",
        ["server", *(f"{what}, in {spaces}" for spaces in WORKSPACES for what in shown)],
    )
    for name in dict.fromkeys(name for name, _ in found):
        row = [name]
        for spaces in WORKSPACES:
            each = found[name, spaces]
            row += [number(each.rate), f"{each.cpu:.2f}", f"{found[OURS, spaces].rate / each.rate:.2f}"]
        answer.rows.append(row)
    for spaces in WORKSPACES:
        for name, limit in ((ONE, 0.3), (MERCURIUS, 0.9), (STOCK, 10)):
            answer.reaches.append(Reach(_named(name, spaces), found[OURS, spaces].rate / found[name, spaces].rate, limit, unit=" times"))
    return answer


async def over_http(bench: Bench, server: Server, clones: Clones, tokens: Mapping[UUID, str]) -> Speed:
    """One run against a server, which is told by `tokens` which workspace a request is for."""
    drafts = await clones.fresh(round(MOST * bench.seconds))
    bodies = iter([(_body(record), tokens[workspace]) for workspace, record in drafts])

    def ask(_client: int, answer: bytes | None) -> bytes | None:
        if answer is not None and b'"ActionSuccess"' not in answer:
            raise RuntimeError(f"goLive was answered by {answer[:500]!r}")
        sent = next(bodies, None)
        return None if sent is None else post(server.url, "/graphql", *sent)

    before = server.cpu()
    done = await load(server.url, CLIENTS, ask, bench.seconds)
    return Speed(done.rate, 1000 * (server.cpu() - before) / done.answers)


def _body(record: UUID) -> bytes:
    return json.dumps({"query": DOCUMENT, "variables": {"id": ids.encode("lead_scoring_model", record)}}).encode()


async def _alone(bench: Bench, url: str, clones: Clones, how: str) -> Speed:
    drafts = "\n".join(f"{workspace} {record}" for workspace, record in await clones.fresh(round(MOST * bench.seconds)))
    command = [
        sys.executable,
        "-m",
        "golive.benchmarks.peers.bare_go_live",
        url,
        how,
        str(CLIENTS),
        str(bench.seconds),
    ]
    return await alone(command, drafts)
