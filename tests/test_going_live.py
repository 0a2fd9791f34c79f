"""Going live: checked again, frozen, prepared, handed over, and never stuck."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest_asyncio
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.models.database import Database
from golive.models.settings import Settings

QUICK = Settings.model_construct(
    retry_first=timedelta(milliseconds=50), going_live_deadline=timedelta(seconds=4), job_heartbeat=timedelta(seconds=2)
)
WITH_WORK = [RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.LEAD_SCORING_MODEL, RecordType.MARKETING_PAGE]


@pytest_asyncio.fixture
async def all_(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def test_whatever_takes_work_is_live_when_it_is_done(all_: World) -> None:
    async with all_.working():
        for type_ in WITH_WORK:
            record_id = await all_.live(type_)
            assert (await all_.path(record_id))[-1] == ("LIVE", "SYSTEM")
            assert await all_.work(record_id) is None
            await all_.do(record_id, Action.STOP)
            await all_.until(record_id, lambda record: not record.is_live)
