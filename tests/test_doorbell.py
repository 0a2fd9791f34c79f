"""A ring is heard in every process, and the doorbell repairs itself."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from redis_server import Redis

from golive.live import bells
from golive.live.doorbell import RINGS_AT_ONCE, Doorbell

WORKSPACE = uuid4()


class Ears:
    """What was heard of a doorbell, and a way to wait for more."""

    def __init__(self) -> None:
        self.heard: list[UUID] = []
        self._changed = asyncio.Event()

    def __call__(self, workspace_id: UUID) -> None:
        self.heard.append(workspace_id)
        self._changed.set()

    async def until(self, enough: Callable[[list[UUID]], bool], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not enough(self.heard):
                self._changed.clear()
                await self._changed.wait()

    async def hears(self, ring: Callable[[UUID], None]) -> None:
        """Wait until a ring arrives; one may be lost while the doorbell is being repaired, so that it is rung again."""
        self.heard.clear()
        for _ in range(60):
            ring(WORKSPACE)
            with suppress(TimeoutError):
                return await self.until(lambda heard: WORKSPACE in heard, 0.5)
        raise TimeoutError


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis that runs."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest_asyncio.fixture(params=["postgresql", "redis"])
async def pair(request: pytest.FixtureRequest, redis: Redis, database_url: str) -> AsyncIterator[tuple[Doorbell, Ears]]:
    """A doorbell, and what another process would hear of it."""
    url = redis.url if request.param == "redis" else database_url
    ears = Ears()
    async with Doorbell(url) as rings, Doorbell(url) as hears:
        with hears.listen(ears):
            yield rings, ears


async def test_another_process_hears_a_ring(pair: tuple[Doorbell, Ears]) -> None:
    rings, ears = pair
    workspace = uuid4()
    rings.ring(workspace)
    await ears.until(lambda heard: workspace in heard, 5)


async def test_more_rings_than_a_message_holds_all_arrive(pair: tuple[Doorbell, Ears]) -> None:
    rings, ears = pair
    workspaces = {uuid4() for _ in range(3 * RINGS_AT_ONCE)}
    for workspace in workspaces:
        rings.ring(workspace)
    await ears.until(lambda heard: workspaces <= set(heard), 5)


async def test_a_thousand_rings_of_one_workspace_are_a_few_messages(pair: tuple[Doorbell, Ears]) -> None:
    rings, ears = pair
    workspace = uuid4()
    for _ in range(1000):
        rings.ring(workspace)
    await ears.until(lambda heard: workspace in heard, 5)
    assert len(ears.heard) <= 2


@pytest.mark.parametrize("url", ["memory://", "postgresql://127.0.0.1:1/nowhere", "redis://127.0.0.1:1"])
async def test_a_ring_is_heard_in_its_own_process_at_once_whatever_the_carrier_does(url: str) -> None:
    ears, workspace = Ears(), uuid4()
    async with Doorbell(url) as doorbell:
        assert doorbell.connected is (url == "memory://")
        with doorbell.listen(ears):
            doorbell.ring(workspace)
            assert ears.heard == [workspace]
        doorbell.ring(workspace)
    assert ears.heard == [workspace]


async def test_a_doorbell_whose_database_connection_is_ended_rings_again(database_url: str, postgres_admin: asyncpg.Connection) -> None:
    ears = Ears()
    async with Doorbell(database_url) as rings, Doorbell(database_url) as hears:
        with hears.listen(ears):
            for _ in range(2):
                ended = await postgres_admin.fetch(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                assert len(ended) == 2
                await ears.hears(rings.ring)


async def test_a_carrier_that_falls_silent_is_left_and_found_again(redis: Redis) -> None:
    ears = Ears()
    async with Doorbell(redis.url) as rings, Doorbell(redis.url) as hears:
        with hears.listen(ears):
            redis.pause()
            async with asyncio.timeout(20):
                while rings.connected or hears.connected:  # noqa: ASYNC110 - it is no event for anybody but this test
                    await asyncio.sleep(0.1)
            redis.go_on()
            await ears.hears(rings.ring)


async def test_messages_of_others_on_the_channel_are_ignored(database_url: str, postgres_admin: asyncpg.Connection) -> None:
    ears, workspace = Ears(), uuid4()
    async with Doorbell(database_url) as doorbell:
        with doorbell.listen(ears):
            for message in ("hello", "x:y,z", f"x:{workspace.hex},"):
                await postgres_admin.execute("SELECT pg_notify('golive_doorbell', $1)", message)
            await ears.until(bool, 5)
    assert ears.heard == [workspace]


async def test_a_carrier_whose_package_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiokafka", None)
    with pytest.raises(bells.BellError, match=r"pip install 'broadcaster\[kafka\]'"):
        async with Doorbell("kafka://127.0.0.1:9092"):
            pass


@pytest_asyncio.fixture
async def postgres_admin(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()
