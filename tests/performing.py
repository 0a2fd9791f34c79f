"""A world in which every move leaves an unbroken log, and what is asked of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from moving import World, world
from sqlalchemy import select

from golive.lifecycles.words import Action
from golive.models.database import Database
from golive.models.refusal import Refusal, Refused
from golive.models.settings import Settings
from golive.models.version import Version

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=2))


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


@pytest_asyncio.fixture
async def unbroken(here: World) -> AsyncIterator[None]:
    """Whatever a test does: numbers have no gap, and each change raises its record's revision by one."""
    yield
    numbers = await here.sql("SELECT number FROM change ORDER BY number")
    assert numbers == list(range(1, len(numbers) + 1))
    skipped = """
        SELECT record_id FROM (
            SELECT *, lag(revision, 1, 0) OVER (PARTITION BY record_id ORDER BY number) AS before FROM change
        ) AS log WHERE revision <> before + CASE kind WHEN 'REFUSED' THEN 0 ELSE 1 END
    """
    assert await here.sql(skipped) == []
    assert await here.sql("SELECT r.id FROM record r WHERE revision <> (SELECT max(revision) FROM change WHERE record_id = r.id)") == []


async def refused(here: World, record_id: UUID, action: Action, **arguments: Any) -> Refusal:
    """The refusal of an action, which changed nothing."""
    before, log = await here.record(record_id), await here.sql("SELECT count(*) FROM change")
    with pytest.raises(Refused) as caught:
        await here.do(record_id, action, **arguments)
    after = await here.record(record_id)
    assert (after.revision, after.state, after.updated_at) == (before.revision, before.state, before.updated_at)
    assert await here.sql("SELECT count(*) FROM change") == log
    refusal = caught.value.refusal
    assert refusal.message.endswith((".", "!"))
    return refusal


async def versions(here: World, record_id: UUID) -> list[Version]:
    async with here.machine.database.transaction(here.workspace) as session:
        return list(await session.scalars(select(Version).where(Version.record_id == record_id).order_by(Version.number)))
