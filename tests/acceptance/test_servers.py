"""Several servers on one database: each tells of all changes, whatever becomes of the doorbell between them or of one of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest
import pytest_asyncio
from budget import FOLLOWERS, SOAK
from databases import Server as PostgreSQL
from redis_server import Redis
from serving import run
from several import LAST, Cluster, clients, create, create_somewhere, follow, gapless, history, measured, until_measured
from wires import WIRES

pytestmark = pytest.mark.timeout(1800 if SOAK else 120)
Json = dict[str, Any]
Step: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]
WRITERS = 8
CHANGES = 300 if SOAK else 60
READS = 1_000 if SOAK else 60
TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'golive doorbell'"""
READ = """query($id: ID!, $at: String) {
  record(id: $id, atLeast: $at) { name }
  node(id: $id, atLeast: $at) { ... on Publishable { name } }
  records(atLeast: $at, filter: { ids: [$id] }) { nodes { name } } }"""
BELLS = pytest.mark.parametrize("bell", ["postgresql", "redis"])
OUT_OF_ORDER = re.compile("The doorbell is out of order")


@pytest_asyncio.fixture(scope="module")
async def database(postgres: PostgreSQL, template: str) -> AsyncIterator[str]:
    """The URL of a database of this module's own."""
    url = await postgres.create(template=template)
    yield url
    await postgres.drop(url)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of all servers on it."""
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis that runs."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="module")
async def clusters(redis: Redis, database: str, place: Path) -> AsyncIterator[dict[str, Cluster]]:
    """Two servers each that tell each other by a doorbell of the name."""
    over = {"postgresql": Cluster(place, database), "redis": Cluster(place, database, GOLIVE_BROADCAST_URL=redis.url)}
    async with over["postgresql"], over["redis"]:
        await asyncio.gather(*(cluster.start_two() for cluster in over.values()))
        yield over


async def load(numbers: range, write: Callable[[int], Coroutine[Any, Any, Any]], meanwhile: Step | None = None) -> None:
    """Write all numbers by several writers at once; `meanwhile` happens when a third is written."""
    left = iter(numbers)

    async def writer() -> None:
        for number in left:
            await write(number)
            if number == numbers[len(numbers) // 3] and meanwhile is not None:
                await meanwhile()

    await asyncio.gather(*(writer() for _ in range(WRITERS)))


async def everything_arrives(cluster: Cluster, meanwhile: Step | None = None) -> None:
    """Write at all servers, and see all of it at each of them once, in order."""
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        token = await cluster.token()
        callers = await clients(stack, cluster.servers, token)
        start = (await create(callers[0], "first"))["cursor"]
        followers = [group.create_task(follow([server], token, start, wire)) for server in cluster.servers for wire in WIRES.values()]
        answered = set()

        async def write(number: int) -> None:
            answered.add((await create(callers[number % len(callers)], f"mail {number}"))["cursor"])

        await load(range(CHANGES), write, meanwhile)
        answered.add((await create(callers[0], LAST))["cursor"])
        written = await history(callers[1], start)
        assert answered == {change["cursor"] for change in written}
        await seen_by(followers, written, start, CHANGES + 1)


async def seen_by(followers: Sequence[asyncio.Task[list[Json]]], written: list[Json], start: str, number: int) -> None:
    """Each follower saw what the log holds, which is as much as was written, without a gap."""
    assert len(written) == number
    assert gapless(written, start)
    for follower in followers:
        async with asyncio.timeout(300):
            assert [change["id"] for change in await follower] == [change["id"] for change in written]


async def until_heard(cluster: Cluster, wanted: int = 1) -> None:
    """Wait until all servers hear each other at once, or none does."""
    for server in cluster.servers:
        await until_measured(server, lambda told: told["golive_doorbell_connected"] == wanted)


@BELLS
async def test_what_is_written_at_any_server_is_seen_at_each_once_and_in_order(clusters: dict[str, Cluster], bell: str) -> None:
    await until_heard(clusters[bell])
    await everything_arrives(clusters[bell])


async def test_a_doorbell_whose_connections_are_ended_costs_no_event_and_heals(clusters: dict[str, Cluster], database: str) -> None:
    cluster, connection = clusters["postgresql"], await asyncpg.connect(database)

    async def terminate() -> None:
        assert len(await connection.fetch(TERMINATE)) >= 2

    await until_heard(cluster)
    await everything_arrives(cluster, terminate)
    await until_heard(cluster)
    await connection.close()


async def test_a_redis_that_is_killed_costs_no_event_and_comes_back(clusters: dict[str, Cluster], redis: Redis) -> None:
    await until_heard(clusters["redis"])
    await everything_arrives(clusters["redis"], partial(asyncio.to_thread, redis.kill))
    await until_heard(clusters["redis"], 0)
    redis.start()
    await until_heard(clusters["redis"])


async def test_a_redis_that_falls_silent_costs_no_event_and_is_found_again(clusters: dict[str, Cluster], redis: Redis) -> None:
    await until_heard(clusters["redis"])
    await everything_arrives(clusters["redis"], partial(asyncio.to_thread, redis.pause))
    await until_heard(clusters["redis"], 0)
    redis.go_on()
    await until_heard(clusters["redis"])


async def test_a_server_that_starts_while_redis_is_away_serves_and_says_so(clusters: dict[str, Cluster], redis: Redis) -> None:
    cluster = clusters["redis"]
    redis.kill()
    newcomer = await cluster.start()
    assert (await measured(newcomer))["golive_doorbell_connected"] == 0
    assert OUT_OF_ORDER.search(newcomer.output)
    with pytest.raises(AssertionError, match="Nothing comes back over"):
        await asyncio.to_thread(run, cluster.data, "doctor", settings=cluster.settings)
    await everything_arrives(cluster)
    redis.start()
    await until_heard(cluster)
    cluster.servers.remove(newcomer)
    await asyncio.to_thread(newcomer.stop)


@BELLS
async def test_a_read_at_one_server_is_not_older_than_a_write_at_another(clusters: dict[str, Cluster], bell: str) -> None:
    async with AsyncExitStack() as stack:
        callers = await clients(stack, clusters[bell].servers, await clusters[bell].token())

        async def write_and_read(number: int) -> None:
            here, there, named = callers[number % 2], callers[(number + 1) % 2], {"name": f"name {number}"}
            written = await create(here, named["name"])
            found = await there.execute(READ, id=written["record"]["id"], at=written["cursor"])
            assert found == {"record": named, "node": named, "records": {"nodes": [named]}}

        await load(range(READS), write_and_read)


async def test_clients_of_a_server_that_is_killed_or_restarted_resume_at_another_with_every_change_once(database: str, place: Path) -> None:
    async with Cluster(place, database) as cluster, AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        first, second = await cluster.start_two()
        token, wires = await cluster.token(), [*WIRES.values()]
        callers = await clients(stack, [first, second], token)
        start = (await create(callers[0], "first"))["cursor"]
        going_to = [first, second]  # and again, for the one that is started anew is at the same address
        followers = [group.create_task(follow(going_to, token, start, wires[number % 3])) for number in range(FOLLOWERS)]

        async def write(number: int) -> None:
            await create_somewhere(callers[:: 1 if number % 2 else -1], f"mail {number}")

        await until_measured(first, lambda told: told["golive_stream_subscribers"] == FOLLOWERS, 300)
        await load(range(CHANGES), write, partial(asyncio.to_thread, first.kill))
        await until_measured(second, lambda told: told["golive_stream_subscribers"] == FOLLOWERS, 300)
        await cluster.start(port=first.port)
        await load(range(CHANGES, 2 * CHANGES), write, partial(asyncio.to_thread, second.stop))
        await until_measured(cluster.servers[-1], lambda told: told["golive_stream_subscribers"] == FOLLOWERS, 300)
        await create_somewhere(callers, LAST)
        await seen_by(followers, await history(callers[0], start), start, 2 * CHANGES + 1)
