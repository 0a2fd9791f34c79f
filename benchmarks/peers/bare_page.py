"""The limit of a page: asyncpg and orjson alone, without HTTP and GraphQL.

Takes the database's URL, the workspace, the file with actions and locks by type and state, how many clients and for how many seconds,
and the places where they begin as lines on standard input; prints how many pages were made in how many seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvloop

from golive.benchmarks.peers.statements import opening, statements
from golive.models import ids

STATEMENTS = statements("page.sql")
Place = tuple[datetime, UUID]


async def page(connection: Any, workspace: str, tables: Mapping[str, Any], place: Place) -> tuple[bytes, Place]:
    """One page as JSON, and where the next begins."""
    await connection.execute(opening(workspace))
    rows = await connection.fetch(STATEMENTS["page"].sql, *place)
    keys = [row["id"] for row in rows[:50]]
    await connection.fetch(STATEMENTS["users"].sql, keys)
    await connection.fetch(STATEMENTS["needs"].sql, keys)
    await connection.execute("COMMIT")
    return orjson.dumps({"data": {"records": {"nodes": [shown(row, tables) for row in rows[:50]]}}}), (
        rows[49]["created_at"],
        rows[49]["id"],
    )


def shown(row: Any, tables: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the API shows it."""
    state = tables[f"{row['type']} {row['status_reason'] or row['publish_status']}"]
    return {
        "id": ids.encode(row["type"].lower(), row["id"]),
        "type": row["type"],
        "name": row["name"],
        "status": row["status"],
        "statusReason": row["status_reason"],
        "isLive": row["is_live"],
        "revision": row["revision"],
        "updatedAt": row["updated_at"],
        **state,
    }


async def main(url: str, workspace: str, tables: Mapping[str, Any], clients: int, seconds: float) -> None:
    """Let each client, with a connection of its own, read one page after another."""
    places = [(datetime.fromisoformat(at), UUID(record)) for at, record in (line.split() for line in sys.stdin)]
    acting = {"role": "golive_app", "search_path": "golive"}
    connections = [await asyncpg.connect(url, server_settings=acting) for _ in range(clients)]
    for connection, place in zip(connections, places, strict=True):
        await page(connection, workspace, tables, place)
    used, started = time.process_time(), time.perf_counter()

    async def client(connection: Any, place: Place) -> int:
        done = 0
        while time.perf_counter() < started + seconds:
            _, place = await page(connection, workspace, tables, place)
            done += 1
        return done

    done = await asyncio.gather(*map(client, connections, places))
    print(json.dumps({"answers": sum(done), "seconds": time.perf_counter() - started, "cpu": time.process_time() - used}))


if __name__ == "__main__":
    url, workspace, tables, clients, seconds = sys.argv[1:]
    uvloop.run(main(url, workspace, json.loads(Path(tables).read_text()), int(clients), float(seconds)))
