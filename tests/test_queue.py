"""Jobs commit with what wants them, run once where all goes well, and again where it does not."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from databases import Server, database_name
from sqlalchemy import text

from golive.models.database import Database
from golive.models.queue import Bell, Handler, JobInfo, Retry, enqueue, run_worker
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))


@asynccontextmanager
async def working(database: Database, handlers: Mapping[str, Handler], settings: Settings = QUICK) -> AsyncIterator[None]:
    shutdown = asyncio.Event()
    worker = asyncio.create_task(run_worker(database, handlers, shutdown, settings))
    try:
        yield
    finally:
        shutdown.set()
        await worker


class Notes:
    """A handler that notes its calls; `called` gives the next one."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[tuple[dict[str, Any], JobInfo]] = asyncio.Queue()

    async def __call__(self, payload: dict[str, Any], job: JobInfo) -> None:
        await self.calls.put((payload, job))

    async def called(self, within: float = 10) -> tuple[dict[str, Any], JobInfo]:
        async with asyncio.timeout(within):
            return await self.calls.get()


async def put(database: Database, workspace: UUID, number: object = 1, key: str = "key", **options: Any) -> bool:
    async with database.transaction(workspace) as session:
        return await enqueue(session, "work", {"number": number}, dedupe_key=key, **options)


async def states(database: Database) -> list[str]:
    async with database.system() as session:
        return list(await session.scalars(text("SELECT status::text FROM pgqueuer ORDER BY id")))


async def until(database: Database, expected: list[str]) -> None:
    async with asyncio.timeout(10):
        while await states(database) != expected:  # noqa: ASYNC110  (another process changes it)
            await asyncio.sleep(0.02)


async def test_a_job_runs_once_with_what_it_was_given(database: Database, workspace: UUID) -> None:
    notes = Notes()
    await put(database, workspace, Decimal("1.10"))
    async with working(database, {"work": notes}):
        payload, job = await notes.called()
        assert payload == {"number": Decimal("1.10")}
        assert (job.name, job.attempt) == ("work", 1)
        await until(database, [])
    assert notes.calls.empty()


async def test_a_job_of_a_transaction_that_fails_never_was(database: Database, workspace: UUID) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012  (the block is the transaction)
        async with database.transaction(workspace) as session:
            assert await enqueue(session, "work", {}, dedupe_key="key")
            raise RuntimeError
    assert await states(database) == []


async def test_a_job_that_waits_is_not_enqueued_again_and_one_done_is(database: Database, workspace: UUID) -> None:
    assert await put(database, workspace)
    assert not await put(database, workspace)
    assert await put(database, workspace, key="other")
    assert await states(database) == ["queued", "queued"]
    async with working(database, {"work": Notes()}):
        await until(database, [])
    assert await put(database, workspace)


async def test_a_job_runs_not_before_its_time(database: Database, workspace: UUID) -> None:
    notes = Notes()
    began = time.monotonic()
    await put(database, workspace, execute_after=timedelta(seconds=0.5))
    async with working(database, {"work": notes}):
        await notes.called()
    assert time.monotonic() - began >= 0.5


async def test_the_bell_wakes_a_worker_long_before_its_poll(database: Database, workspace: UUID) -> None:
    notes, bell, waits = Notes(), Bell(database), []
    async with working(database, {"work": notes}):
        for number in range(5):
            await until(database, [])
            began = time.monotonic()
            await put(database, workspace, number)
            bell.ring()
            await notes.called()
            waits.append(time.monotonic() - began)
    await bell.close()
    assert sorted(waits)[2] < 0.3


async def test_without_a_bell_the_poll_finds_the_job(database: Database, workspace: UUID) -> None:
    notes = Notes()
    async with working(database, {"work": notes}):
        await put(database, workspace, 1, "first")
        await notes.called()
        await put(database, workspace, 2, "second")
        assert (await notes.called(within=3))[0] == {"number": 2}


async def test_a_handler_may_ask_for_its_job_again_after_a_delay(database: Database, workspace: UUID) -> None:
    attempts: list[tuple[int, float]] = []
    done = asyncio.Event()

    async def handler(_payload: dict[str, Any], job: JobInfo) -> None:
        attempts.append((job.attempt, time.monotonic()))
        if job.attempt == 1:
            raise Retry(timedelta(seconds=0.3))
        done.set()

    await put(database, workspace)
    async with working(database, {"work": handler}), asyncio.timeout(10):
        await done.wait()
    assert [attempt for attempt, _ in attempts] == [1, 2]
    assert attempts[1][1] - attempts[0][1] >= 0.3


async def test_a_handler_that_fails_is_called_again(database: Database, workspace: UUID) -> None:
    done = asyncio.Event()

    async def handler(_payload: dict[str, Any], job: JobInfo) -> None:
        if job.attempt < 3:
            raise RuntimeError("not yet")
        done.set()

    await put(database, workspace)
    async with working(database, {"work": handler}), asyncio.timeout(10):
        await done.wait()
        await until(database, [])


async def test_a_worker_that_is_told_to_stop_finishes_what_it_began(database: Database, workspace: UUID) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def handler(_payload: dict[str, Any], _job: JobInfo) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        ended.set()

    await put(database, workspace)
    async with working(database, {"work": handler}), asyncio.timeout(10):
        await begun.wait()
    assert ended.is_set()
    assert await states(database) == []


async def test_a_worker_comes_back_when_its_connections_are_cut(postgres: Server, database: Database, workspace: UUID) -> None:
    notes = Notes()
    async with working(database, {"work": notes}):
        await put(database, workspace, 1, "before")
        await notes.called()
        name = database_name(database.url)
        await postgres.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        await put(database, workspace, 2, "after")
        while (await notes.called())[0] != {"number": 2}:
            pass  # the first once more: that it was done could no longer be written down


async def test_the_job_of_a_worker_that_was_killed_goes_to_another(database: Database, workspace: UUID) -> None:
    await put(database, workspace, 7)
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent / ".typing")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, Path(__file__).with_name("queue_worker.py"), database.url, stdout=asyncio.subprocess.PIPE, env=environment
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            assert await process.stdout.readline() == b"ready\n"
            assert await process.stdout.readline() == b"begun 7\n"
    finally:
        process.kill()
        await process.wait()
    assert await states(database) == ["picked"]
    notes = Notes()
    async with working(database, {"work": notes}):
        payload, _job = await notes.called()
        assert payload == {"number": 7}
        await until(database, [])
