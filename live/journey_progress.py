"""How contacts fare in a journey, as it goes on: looked at when the doorbell rings, and told no more often than somebody can read it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.live.members import Watch
from golive.live.patience import patiently
from golive.models.database import Database
from golive.models.journeys.counting import Counts, step_counts
from golive.models.records.record import Record

BREATH = 0.5
"""Seconds from one look to the next at least: what happens meanwhile is told together."""
REST = 4
"""How many times as long as telling what was seen."""

_RECORD = Record.__table__.c


class Faring(NamedTuple):
    """The live version of a journey, and how contacts fared."""

    live_version: int | None
    counts: Counts


async def journey_progress(watch: Watch, journey_id: UUID) -> AsyncGenerator[Faring, None]:
    """How contacts fare in a journey, now and whenever that changes; ends when the journey is deleted. Raises `StreamEnded`.

    However often the doorbell rings, for this journey or others of the workspace, there is time between two looks: the longer, the
    longer it takes to tell what was seen.
    """
    known: Faring | None = None
    clock = asyncio.get_running_loop().time
    with watch.listening():
        while (found := await patiently(partial(_look, watch.database, watch.passed.workspace_id, journey_id))) is not None:
            began = clock()
            if found != known:
                known = found
                yield found
            await asyncio.sleep(max(BREATH, REST * (clock() - began)))
            await watch.noticed_or_polled()


async def _look(database: Database, workspace_id: UUID, journey_id: UUID) -> Faring | None:
    async with database.transaction(workspace_id) as session:
        return await _faring(session, workspace_id, journey_id)


async def _faring(session: AsyncSession, workspace_id: UUID, journey_id: UUID) -> Faring | None:
    here = (_RECORD.workspace_id == workspace_id, _RECORD.id == journey_id)
    row = (await session.execute(select(_RECORD.live_version).where(*here))).one_or_none()
    if row is None:
        return None
    return Faring(row[0], (await step_counts(session, [journey_id])).get(journey_id, {}))
