"""Nothing is ever stuck, whoever dies when."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from killing import Worker
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live.reconciler import reconcile
from golive.models.database import Database
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1))
PAGE, REAL_TIME = RecordType.MARKETING_PAGE, RecordType.REAL_TIME_JOURNEY


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def test_work_whose_job_is_gone_gets_one_again(here: World) -> None:
    page = await here.draft(PAGE)
    await here.do(page, Action.GO_LIVE)
    assert await reconcile(here.machine) == 0
    await here.sql("DELETE FROM pgqueuer")
    assert await reconcile(here.machine) == 1
    assert await reconcile(here.machine) == 0
    async with here.working():
        await here.until(page, StatusReason.LIVE)


async def test_a_worker_looks_for_it_by_itself(here: World) -> None:
    page = await here.draft(PAGE)
    await here.do(page, Action.GO_LIVE)
    await here.sql("DELETE FROM pgqueuer")
    async with here.working():
        await here.until(page, StatusReason.LIVE)


@pytest.mark.parametrize("lost", ["GOING_LIVE", "STOPPING"])
async def test_a_record_in_transition_whose_work_is_gone_goes_on(here: World, lost: str) -> None:
    page = await here.draft(PAGE)
    if lost == "STOPPING":
        async with here.working():
            page = await here.live(PAGE)
    await here.do(page, Action.GO_LIVE if lost == "GOING_LIVE" else Action.STOP)
    await here.sql("DELETE FROM work")
    assert await reconcile(here.machine) == 1
    async with here.working():
        await here.until(page, StatusReason.LIVE if lost == "GOING_LIVE" else StatusReason.STOPPED)


async def test_a_save_whose_work_is_gone_still_fails_to_live_editable(here: World) -> None:
    async with here.working():
        page = await here.live(PAGE)
        await here.do(page, Action.EDIT)
    await here.do(page, Action.SAVE)
    await here.sql("DELETE FROM work")
    await reconcile(here.machine)
    work = await here.work(page)
    assert work is not None
    assert (work.then, work.failed) == (StatusReason.LIVE, StatusReason.LIVE_EDITABLE)


async def test_killed_workers_leave_nothing_behind(here: World, database_url: str) -> None:
    chance = random.Random(4)
    records = [await here.draft((PAGE, REAL_TIME)[number % 2]) for number in range(24)]
    for record_id in records:
        await here.do(record_id, Action.GO_LIVE)
    for _ in range(3):
        worker = await Worker.started("live_worker.py", database_url)
        await asyncio.sleep(chance.uniform(0.05, 0.4))  # the instant is what is random
        await worker.kill()
    async with here.working():
        for record_id in records:
            await here.until(record_id, StatusReason.LIVE, within=60)
    for record_id in records:
        assert [to for to, _ in await here.path(record_id)][2:] == ["LIVE"]
    assert await here.sql("SELECT count(*) FROM work WHERE kind <> 'BUILDING'") == [0]
