"""Writers of a log: each commits one transaction after another, by asyncpg alone.

Takes the database's URL, how (plain, logged or notifying) and for how many seconds, and on standard input a line for each writer with its
workspace and its record; prints how many were committed in how many seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from golive.benchmarks.peers.statements import opening, statements
from golive.live.doorbell import Doorbell

STATEMENTS = statements("commits.sql")


async def write(connection: Any, how: str, doorbell: Doorbell | None, workspace: UUID, record: UUID) -> None:
    """One transaction; with a log others are told by the doorbell after the commit, or by NOTIFY within."""
    statement = STATEMENTS["plain" if how == "plain" else "logged"]
    await connection.execute(opening(str(workspace)))
    await connection.fetch(statement.sql, *statement.arguments({"workspace": workspace, "record": record}))
    if how == "notifying":
        await connection.fetch(STATEMENTS["notify"].sql, workspace.hex)
    await connection.execute("COMMIT")
    if doorbell is not None:
        doorbell.ring(workspace)


async def main(url: str, how: str, seconds: float) -> None:
    """Let all write at once."""
    writers = [[UUID(text) for text in line.split()] for line in sys.stdin]
    acting = {"role": "golive_app", "search_path": "golive"}
    async with AsyncExitStack() as stack:
        doorbell = await stack.enter_async_context(Doorbell(url)) if how == "logged" else None
        connections = [await asyncpg.connect(url, server_settings=acting) for _ in writers]
        for connection, place in zip(connections, writers, strict=True):
            await write(connection, how, doorbell, *place)
        used, started = time.process_time(), time.perf_counter()

        async def go(connection: Any, place: list[UUID]) -> int:
            done = 0
            while time.perf_counter() < started + seconds:
                await write(connection, how, doorbell, *place)
                done += 1
            return done

        done = await asyncio.gather(*map(go, connections, writers))
        print(json.dumps({"answers": sum(done), "seconds": time.perf_counter() - started, "cpu": time.process_time() - used}))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
