"""The limit of goLive: asyncpg alone, without HTTP and GraphQL, statement by statement or with one that does it all.

Takes the database's URL, how (statements or as_one), how many clients and for how many seconds, and on standard input a line for each
record with its workspace and its id; prints how many went live in how many seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvloop

from golive.benchmarks.peers.statements import opening, statements

STATEMENTS = statements("go_live.sql")
Connection = Any


def values(workspace: UUID, record: UUID) -> dict[str, Any]:
    """The parameters of one goLive."""
    work = uuid4()
    payload = json.dumps({"workspace": str(workspace), "work": str(work)})
    return {"workspace": workspace, "record": record, "work": work, "change": uuid4(), "payload": payload, "key": f"GOING_LIVE:{work}"}


async def statement_by_statement(connection: Connection, given: dict[str, Any]) -> None:
    """As ours does it."""
    await connection.execute(opening(given["workspace"]))
    for name in ("lock", "surroundings", "write"):
        statement = STATEMENTS[name]
        rows = await connection.fetch(statement.sql, *statement.arguments(given))
    assert len(rows) == 1
    await connection.execute("COMMIT")


async def as_one(connection: Connection, given: dict[str, Any]) -> None:
    """All in one, between the beginning and the commit."""
    statement = STATEMENTS["as_one"]
    await connection.execute(opening(given["workspace"]))
    assert await connection.fetchrow(statement.sql, *statement.arguments(given)) is not None
    await connection.execute("COMMIT")


async def main(url: str, how: Callable[[Connection, dict[str, Any]], Awaitable[None]], clients: int, seconds: float) -> None:
    """Let each client, with a connection of its own, put one record after another live."""
    records = iter([[UUID(text) for text in line.split()] for line in sys.stdin])
    acting = {"role": "golive_app", "search_path": "golive"}
    connections = [await asyncpg.connect(url, server_settings=acting) for _ in range(clients)]
    for connection in connections:
        await how(connection, values(*next(records)))
    used, started = time.process_time(), time.perf_counter()
    done = await asyncio.gather(*(_client(each, how, records, started + seconds) for each in connections))
    print(json.dumps({"answers": sum(done), "seconds": time.perf_counter() - started, "cpu": time.process_time() - used}))


async def _client(connection: Connection, how: Any, records: Iterator[list[UUID]], until: float) -> int:
    done = 0
    for record in records:
        await how(connection, values(*record))
        done += 1
        if time.perf_counter() > until:
            break
    return done


if __name__ == "__main__":
    url, how, clients, seconds = sys.argv[1:]
    ways = {"statements": statement_by_statement, "as_one": as_one}
    uvloop.run(main(url, ways[how], int(clients), float(seconds)))
