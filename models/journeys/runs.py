"""Runs of audience journeys: begun one at a time, with a job each, and written down as far as they are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.journeys.passage import JourneyRun
from golive.models.queue import enqueue
from golive.models.session import driver_of

RUN = "JOURNEY_RUN"
"""The job that does a run."""
RUNNING, SUCCEEDED, FAILED = "RUNNING", "SUCCEEDED", "FAILED"

_BEGIN = """
    INSERT INTO golive.journey_run (workspace_id, id, journey_id, version, number, trigger, started_at)
    SELECT $1, $2, $3, $4, coalesce(max(number), 0) + 1, $5, $6 FROM golive.journey_run WHERE workspace_id = $1 AND journey_id = $3
    ON CONFLICT DO NOTHING RETURNING id
"""
_WAKE = """
    UPDATE golive.passage p SET due_at = $3
    WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.status = 'INSIDE' AND p.held IS NULL AND p.id IN (
        SELECT id FROM golive.passage WHERE workspace_id = $1 AND journey_id = $2 AND status = 'INSIDE' AND held IS NULL
        AND (due_at > $3 OR due_at IS NULL) LIMIT $4 FOR UPDATE
    )
"""


class Trigger(StrEnum):
    """What started a run."""

    SCHEDULE = "SCHEDULE"
    RUN_NOW = "RUN_NOW"
    FULL_RUN = "FULL_RUN"


async def begin(session: AsyncSession, workspace_id: UUID, journey_id: UUID, version: int, trigger: Trigger, now: datetime) -> UUID | None:
    """Begin a run with its job in the session's transaction; None while another one is under way."""
    driver = await driver_of(session)
    run_id = await driver.fetchval(_BEGIN, workspace_id, ids.new(), journey_id, version, trigger.value, now)
    if run_id is not None:
        await enqueue(session, RUN, payload(workspace_id, run_id), dedupe_key=job_key(run_id))
    found: UUID | None = run_id
    return found


def payload(workspace_id: UUID, run_id: UUID) -> dict[str, Any]:
    """What the job of a run is told."""
    return {"workspace": str(workspace_id), "run": str(run_id)}


def job_key(run_id: UUID) -> str:
    """What tells the job of a run from all others."""
    return f"{RUN}:{run_id}"


async def take_up(session: AsyncSession, run_id: UUID) -> JourneyRun | None:
    """The run, locked, for whoever works on it; None when it is over."""
    return await session.scalar(select(JourneyRun).where(JourneyRun.id == run_id, JourneyRun.status == RUNNING).with_for_update())


async def add(session: AsyncSession, run_id: UUID, **more: int) -> None:
    """Add to what the run has done, by the names of its columns."""
    raised = {name: getattr(JourneyRun, name) + number for name, number in more.items() if number}
    if raised:
        await session.execute(update(JourneyRun).where(JourneyRun.id == run_id).values(raised))


async def end(session: AsyncSession, run: JourneyRun, now: datetime, error: str | None = None) -> None:
    """The run is over, with the error that it failed by."""
    run.status, run.error, run.ended_at = (SUCCEEDED if error is None else FAILED), error, now


async def wake_everybody(session: AsyncSession, workspace_id: UUID, journey_id: UUID, now: datetime, size: int) -> int:
    """Have the next `size` people inside looked at who wait for a later moment or an event; returns how many they were."""
    done: str = await (await driver_of(session)).execute(_WAKE, workspace_id, journey_id, now, size)
    return int(done.split()[-1])
