"""How many pages a second of 50 of 1,000,000 records, each with its state, its actions and its locks."""

from __future__ import annotations

import json
import re
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Reach, Speed, alone, number, say, speed, superuser
from golive.benchmarks.http_load import connected, load, post
from golive.benchmarks.machine import Server
from golive.benchmarks.peers.statements import statements
from golive.models.ordering import RecordOrder

CLIENTS = 8
IDS, FIELDS = "id", "id type name status statusReason isLive revision updatedAt"
ACTIONS, LOCKS = "allowedActions", "fieldLocks { field editable permanent }"
PARTS = {
    "Golive: the ids alone": IDS,
    "Golive: with fields": FIELDS,
    "Golive: with fields and actions": f"{FIELDS} {ACTIONS}",
    "Golive: with fields and locks": f"{FIELDS} {LOCKS}",
}
OURS, BARE, MERCURIUS, STOCK = "Golive", "asyncpg and orjson alone", "Mercurius (JIT) and pg", "stock strawberry with the ORM"
END = re.compile(rb'"endCursor": ?"([^"]+)"')
EVERYTHING = f"{FIELDS} {ACTIONS} {LOCKS}"
Place = tuple[datetime, UUID]


async def measure(bench: Bench) -> Answer:
    """Each client begins somewhere else in the list and reads on, page by page."""
    records = 20_000 if bench.quick else 1_000_000
    found: dict[str, Speed] = {}
    async with bench.database() as url:
        async with bench.ours(url) as server:
            token = bench.token(url)
            workspace, places = await _filled(url, records)
            tables = await _tables(bench, server, token)
            for name, selected in {**PARTS, OURS: EVERYTHING}.items():
                found[name] = await _served(bench, name, server, places, token, selected)
        command = [sys.executable, "-m", "golive.benchmarks.peers.bare_page", url, workspace, str(tables), str(CLIENTS), str(bench.seconds)]
        begin = "\n".join(f"{at.isoformat()} {record}" for at, record in places)
        found[BARE] = await speed(bench, BARE, partial(alone, command, begin))
        async with programs.node_peer("mercurius_page", *programs.place(url), workspace, str(tables)) as server:
            found[MERCURIUS] = await _served(bench, MERCURIUS, server, places)
        async with programs.python_peer("stock_page", url, workspace) as server:
            found[STOCK] = await _served(bench, STOCK, server, places)
    answer = Answer(
        f"A page of 50 of {records:,} records",
        "With state, actions and locks of each, newest first, 8 clients; the statements of `sql/page.sql`. Actions and locks are worked "
        "out from the tables by ours and stock strawberry, and looked up by the others. The bare one has neither HTTP nor GraphQL. Where "
        "the time of ours goes is seen by what a page with less costs.",
        ["server", "pages a second", "ms of CPU for each", "Golive is … times that"],
    )
    for name, each in found.items():
        answer.rows.append([name, number(each.rate), f"{each.cpu:.2f}", f"{found[OURS].rate / each.rate:.2f}"])
    answer.reaches.append(Reach(STOCK, found[OURS].rate / found[STOCK].rate, 3, unit=" times"))
    return answer


async def _filled(url: str, records: int) -> tuple[str, list[Place]]:
    """Fill the workspace; its id, and a place in the list for each client."""
    connection = await superuser(url)
    workspace = await connection.fetchval("SELECT workspace_id FROM golive.workspace")
    started = time.perf_counter()
    for statement in statements("records.sql").values():
        await connection.execute(statement.sql, *statement.arguments({"workspace": workspace, "records": records}))
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    say(f"{records:,} records written in {time.perf_counter() - started:.0f} s")
    chosen = [records - place * (records // CLIENTS) for place in range(CLIENTS)]
    begin = "SELECT created_at, id FROM golive.record WHERE id = ANY(SELECT pg_temp.id_of(number) FROM unnest($1::bigint[]) AS number)"
    places: list[Place] = [(row["created_at"], row["id"]) for row in await connection.fetch(begin, chosen)]
    await connection.close()
    return str(workspace), places


async def _tables(bench: Bench, server: Server, token: str) -> Path:
    """What ours says of each type in each state, for the others to look up."""
    client, after, found = await connected(server.url), None, dict[str, Any]()
    for _ in range(20):
        body = _asking(f"type statusReason publishStatus {ACTIONS} {LOCKS}", after)
        page = json.loads(await client.ask(post(server.url, "/graphql", body, token)))["data"]["records"]
        for node in page["nodes"]:
            found[f"{node['type']} {node['statusReason'] or node['publishStatus']}"] = {
                "allowedActions": node["allowedActions"],
                "fieldLocks": node["fieldLocks"],
            }
        after = page["pageInfo"]["endCursor"]
    client.transport.close()
    file = bench.folder / "tables.json"
    file.write_text(json.dumps(found))
    return file


def _asking(selected: str, after: str | None) -> bytes:
    query = (
        f"query($after: String) {{ records(first: 50, after: $after) {{ nodes {{ {selected} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    )
    return json.dumps({"query": query, "variables": {"after": after}}).encode()


async def _served(
    bench: Bench, name: str, server: Server, places: list[Place], token: str | None = None, selected: str = EVERYTHING
) -> Speed:
    order = RecordOrder().order

    def ask(client: int, answer: bytes | None) -> bytes:
        after = order.cursor(places[client])
        if answer is not None:
            if b'"errors"' in answer or (found := END.search(answer)) is None or answer.count(b'"id":') != 50:
                raise RuntimeError(f"A page was answered by {answer[:500]!r}")
            after = found[1].decode()
        return post(server.url, "/graphql", _asking(selected, after), token)

    async def once() -> Speed:
        before = server.cpu()
        done = await load(server.url, CLIENTS, ask, bench.seconds)
        return Speed(done.rate, 1000 * (server.cpu() - before) / done.answers)

    return await speed(bench, name, once)
