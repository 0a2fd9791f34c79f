"""kill -9 of server and workers while 200 records go live and stop: all come to rest as the log explains."""

import asyncio
import random
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from budget import KILLS, SOAK
from client import Client, Refused
from samples import fresh, samples
from serving import Process, Server, end_postgres, worker

Json = dict[str, Any]
RECORDS = 200
AT_ONCE = 16
TRANSITIONAL = ["GOING_LIVE", "PUBLISHING", "STOPPING", "COMPLETING"]
SETTINGS = {"GOLIVE_JOB_HEARTBEAT": "PT2S", "GOLIVE_RETRY_FIRST": "PT0.2S", "GOLIVE_LOG_LEVEL": "warning"}
COUNTS = """query($filter: RecordFilter) { recordCounts(filter: $filter) { statusReason count } }"""


class Installation:
    """A server and a worker on one data directory; either can be killed and started again."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = Server(data, settings=SETTINGS)
        self.worker: Process = worker(data, SETTINGS)

    def kill(self, what: str) -> None:
        """kill -9 of one of the two, and start it anew at once."""
        if what == "server":
            self.server.kill()
            self.server = Server(self.data, port=self.server.port, settings=SETTINGS)
        else:
            self.worker.kill()
            self.worker = worker(self.data, SETTINGS)


@pytest.fixture
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="golive-kills-") as folder:
        running = Installation(Path(folder))
        yield running
        running.worker.stop()
        running.server.stop()
        end_postgres(Path(folder))


@pytest.mark.timeout(6 * 3600 if SOAK else 300)
async def test_whatever_is_killed_all_records_come_to_rest_in_states_that_the_log_explains(
    installation: Installation,
) -> None:
    chance = random.Random(9)
    identities = await prepare(installation)
    for kill in range(KILLS):
        work = asyncio.create_task(start_and_stop(installation, identities, chance, chance.randrange(1, RECORDS)))
        await work
        await asyncio.to_thread(installation.kill, ("server", "worker")[kill % 2])
        await all_rest(installation)
    async with Client(installation.server.url, installation.server.token) as client:
        for identity in identities:
            explained(await client.history(identity), await client.record(identity))


async def prepare(installation: Installation) -> list[str]:
    """Create the records: half pages, half lead-scoring models, both with transitional states."""
    async with Client(installation.server.url, installation.server.token) as client:
        made = []
        for number in range(RECORDS):
            kind = ("MARKETING_PAGE", "LEAD_SCORING_MODEL")[number % 2]
            made.append((samples({})[kind].graphql, fresh(kind, {}, f"Killed {number}")))
        answers = [await client.create(graphql, **fields) for graphql, fields in made]
    return [answer["record"]["id"] for answer in answers]


async def start_and_stop(installation: Installation, identities: list[str], chance: random.Random, enough: int) -> None:
    """Call goLive and stop on all, and return as soon as `enough` calls were answered: the rest is under way."""
    async with Client(installation.server.url, installation.server.token) as client:
        turns = asyncio.Semaphore(AT_ONCE)

        async def toggle(identity: str) -> None:
            async with turns:
                with suppress(httpx.HTTPError, Refused):
                    answer = await client.act("stop", identity)
                    if answer["__typename"] == "GuardError":
                        await client.act("goLive", identity)

        shuffled = chance.sample(identities, len(identities))
        work = [asyncio.create_task(toggle(identity)) for identity in shuffled]
        for answered, done in enumerate(asyncio.as_completed(work), 1):
            await done
            if answered == enough:
                break
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def all_rest(installation: Installation) -> None:
    """Follow the stream until no record is in a transitional state."""
    async with Client(installation.server.url, installation.server.token) as client, client.changes() as stream:
        while await under_way(client):
            await stream.until(lambda change: change["toStatusReason"] not in TRANSITIONAL, deadline=60)


async def under_way(client: Client) -> int:
    """How many records are in a transitional state."""
    counts = (await client.execute(COUNTS, filter={"statusReasons": TRANSITIONAL}))["recordCounts"]
    return sum(count["count"] for count in counts)


def explained(history: list[Json], record: Json) -> None:
    """The log is one path that ends where the record is, and says why wherever work failed."""
    for before, after in pairwise(history):
        assert before["toStatusReason"] == after["fromStatusReason"], (before, after)
        if after["toStatusReason"] == "ERROR":
            assert after["error"]
    assert [change["revision"] for change in history] == list(range(1, len(history) + 1))
    assert history[-1]["toStatusReason"] == record["statusReason"]
    assert record["statusReason"] in ("DRAFT", "LIVE", "STOPPED", "ERROR")
