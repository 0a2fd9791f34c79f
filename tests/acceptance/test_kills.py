"""kill -9 of server and workers while 200 records go live and stop: all come to rest as the log explains."""

import asyncio
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from budget import KILLS, SOAK
from client import CHANGE, Client, Refused
from lawful import replayed
from samples import fresh, samples
from serving import Process, Server, end_postgres, worker

Json = dict[str, Any]
RECORDS = 200
AT_ONCE = 16
KINDS = ("MARKETING_PAGE", "LEAD_SCORING_MODEL")  # both go live and stop by work of some length
GOALS = {"goLive": {"LIVE", "ERROR"}, "stop": {"STOPPED", "DRAFT", "ERROR"}}
TRANSITIONAL = ["GOING_LIVE", "STOPPING"]
SETTINGS = {"GOLIVE_JOB_HEARTBEAT": "PT2S", "GOLIVE_RETRY_FIRST": "PT0.2S", "GOLIVE_LOG_LEVEL": "warning"}
ACT = """mutation($id: ID!) { answer: %s(id: $id) { __typename ... on GuardError { code } } }"""
COUNTS = "query($filter: RecordFilter) { recordCounts(filter: $filter) { count } }"
STATES = "query($after: String) { page: records(first: 100, after: $after) { nodes { id statusReason progress { phase } } %s } }"
LOG = "query($after: String) { page: statusHistory(first: 100, after: $after) { nodes { %s } %s } }"
PAGE_INFO = "pageInfo { endCursor hasNextPage }"


class Installation:
    """A server and a worker on one data directory; either can be killed and started again."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = Server(data, settings=SETTINGS)
        self.worker: Process = worker(data, SETTINGS)
        self.up = asyncio.Event()
        self.up.set()

    def client(self) -> Client:
        """A client of the server as it now runs; its port stays."""
        return Client(self.server.url, self.server.token)

    async def kill(self, what: str) -> None:
        """kill -9 of one of the two, and start it anew at once."""
        if what == "server":
            self.up.clear()
            self.server.kill()
            self.server = await asyncio.to_thread(Server, self.data, port=self.server.port, settings=SETTINGS)
            self.up.set()
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
    chance = random.Random()
    async with installation.client() as client:
        made = await prepare(client)
        for turn in range(KILLS // 2):
            action = ("goLive", "stop")[turn % 2]
            kills = {chance.randrange(1, RECORDS): what for what in ("server", "worker")}
            await act_on_all(installation, client, action, list(made), kills)
            await all_rest(client)
            states = await everything(client, STATES % PAGE_INFO)
            assert {state["statusReason"] for state in states} <= GOALS[action]
            assert not [state for state in states if state["progress"]]
        changes = await everything(client, LOG % (CHANGE, PAGE_INFO))
    ends = {state["id"]: state["statusReason"] for state in states}
    for identity, fields in made.items():
        explained([change for change in changes if change["recordId"] == identity], fields, ends[identity])


async def prepare(client: Client) -> dict[str, Json]:
    """Create the records, and return their fields by their ids."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def create(number: int) -> tuple[str, Json]:
        kind = KINDS[number % 2]
        fields = fresh(kind, {}, f"Killed {number}")
        async with turns:
            return (await client.create(samples({})[kind].graphql, **fields))["record"]["id"], fields

    return dict(await asyncio.gather(*map(create, range(RECORDS))))


async def act_on_all(installation: Installation, client: Client, action: str, ids: list[str], kills: dict[int, str]) -> None:
    """Take the action on all, each called again until it is answered; kill when so many were."""
    turns = asyncio.Semaphore(AT_ONCE)
    answered = 0

    async def take(identity: str) -> None:
        nonlocal answered
        async with turns:
            while True:
                await installation.up.wait()
                try:
                    answer = (await client.execute(ACT % action, id=identity))["answer"]
                    break
                except (httpx.HTTPError, Refused):
                    continue
        # What a lost answer had done already is refused; of what ended in Error nothing can be stopped.
        assert answer.get("code") in (None, "TRANSITION_IN_PROGRESS", "ACTION_NOT_ALLOWED"), answer
        answered += 1
        if answered in kills:
            group.create_task(installation.kill(kills[answered]))

    async with asyncio.TaskGroup() as group:
        for identity in ids:
            group.create_task(take(identity))


async def all_rest(client: Client) -> None:
    """Follow the stream until no record is in a transitional state."""
    async with client.changes() as stream:
        while await under_way(client):
            await stream.until(lambda change: change["toStatusReason"] not in TRANSITIONAL, deadline=60)


async def under_way(client: Client) -> int:
    """How many records are in a transitional state."""
    counts = (await client.execute(COUNTS, filter={"statusReasons": TRANSITIONAL}))["recordCounts"]
    return sum(count["count"] for count in counts)


async def everything(client: Client, document: str) -> list[Json]:
    """All nodes of a connection, page by page."""
    found: list[Json] = []
    after = None
    while True:
        page = (await client.execute(document, after=after))["page"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def explained(history: list[Json], fields: Json, state: str) -> None:
    """The log is one lawful path that ends where the record is, and says why wherever work failed."""
    assert replayed(history, fields).state == state
    for change in history:
        assert bool(change["error"]) == (change["toStatusReason"] == "ERROR"), change
