"""PostgreSQL restarts and crashes under running subscriptions: they go on, or end with an error and resume without a gap."""

import asyncio
import random
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from budget import RESTARTS
from client import Client, Refused
from samples import fresh
from serving import Server, end_postgres, postmaster
from websockets import ConnectionClosed

Json = dict[str, Any]
SUBSCRIBERS = 4
AWAY = {"UNAVAILABLE", "TIMEOUT"}
ENDS = {*AWAY, "SLOW_CONSUMER", "SHUTTING_DOWN"}
LAST = "last one"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of this module's own, as others must not lose their database."""
    with tempfile.TemporaryDirectory(prefix="golive-restart-") as folder:
        running = Server(Path(folder), settings={"GOLIVE_LOG_LEVEL": "warning"})
        yield running
        running.stop()
        end_postgres(Path(folder))


def restart(running: psutil.Process) -> None:
    """A restart in good order: PostgreSQL ends every session and stops, and the server that owns it starts it again."""
    running.send_signal(signal.SIGINT)


def crash(running: psutil.Process) -> None:
    """kill -9 of all of PostgreSQL at once, as a power cut does."""
    for child in [*running.children(), running]:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def crash_a_session(running: psutil.Process) -> None:
    """kill -9 of one session: PostgreSQL ends all others and replays its log."""
    sessions = [child for child in running.children() if "golive golive" in " ".join(child.cmdline())]
    random.choice(sessions).kill()


@pytest.mark.timeout(60 + 60 * RESTARTS)
@pytest.mark.parametrize("outage", [restart, crash, crash_a_session])
async def test_streams_survive_outages_of_postgresql_without_a_gap(outage: Callable[[psutil.Process], None], server: Server) -> None:
    async with Client(server.url, server.token) as client:
        answered = [await create(client, "first one")]
        began = await client.cursor()
        assert began
        followers = [asyncio.create_task(follow(server, began)) for _ in range(SUBSCRIBERS)]
        for number in range(RESTARTS):
            enough = asyncio.Event()
            writing = asyncio.create_task(write(server, number, enough))
            await enough.wait()
            running = postmaster(server.data)
            assert running is not None
            await asyncio.to_thread(outage, running)
            answered += await writing
        answered.append(await create(client, LAST))
        history = await everything(client, began)
        for follower in followers:
            assert [change["id"] for change in await asyncio.wait_for(follower, 60)] == [change["id"] for change in history]
        assert {*answered} - {change["recordId"] for change in history} == {answered[0]}, "what was answered is kept"


async def create(client: Client, name: str) -> str:
    """Create one record and return its id; Refused if the database can't be reached."""
    answer = await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, name))
    return str(answer["record"]["id"])


async def write(server: Server, outage: int, enough: asyncio.Event) -> list[str]:
    """Create records one by one until the database has been away and is back, and return their ids; `enough` after a few."""
    made = []
    codes: set[str | None] = set()
    async with Client(server.url, server.token) as client, asyncio.timeout(60):
        for number in count():
            try:
                made.append(await create(client, f"mail {outage} {number}"))
            except Refused as refused:
                codes |= set(refused.codes)
            else:
                if codes:
                    break
            if len(made) == 5:
                enough.set()
    assert codes <= AWAY
    return made


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
        except (ConnectionClosed, httpx.HTTPError, OSError):
            continue
    assert codes <= ENDS
    return seen


async def everything(client: Client, after: str) -> list[Json]:
    """All changes since a cursor, in order."""
    document = """query($after: String) { statusHistory(first: 100, after: $after) {
      nodes { id recordId } pageInfo { endCursor hasNextPage } } }"""
    found: list[Json] = []
    while True:
        page = (await client.execute(document, after=after))["statusHistory"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
