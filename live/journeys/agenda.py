"""What journeys have to do by date: looks at their entry, scheduled runs, and jobs for runs that lost theirs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models.journeys import runs
from golive.models.journeys.intake import Intake
from golive.models.journeys.passage import JourneyRun
from golive.models.queue import enqueue

ENTRY = "JOURNEY_ENTRY"
"""The job that looks at a journey's entry."""
SWEEP = 1.0  # seconds between looks at the clock; what is due sooner is waited for exactly
AT_ONCE = 500


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Watch the dates until `shutdown`. Any number may: a job that waits or runs already is enough."""

    async def turn() -> float:
        return await sweep(machine)

    await repeat("journeys", turn, shutdown, otherwise=SWEEP)


async def sweep(machine: Machine) -> float:
    """Enqueue jobs for what is due; returns how many seconds there are to the next look."""
    soon = func.clock_timestamp() + timedelta(seconds=SWEEP)
    due = select(Intake.workspace_id, Intake.journey_id, Intake.due_at, func.clock_timestamp()).where(Intake.due_at <= soon)
    async with machine.database.system() as session:
        rows = (await session.execute(due.order_by(Intake.due_at).limit(AT_ONCE))).all()
        waits = [(due_at - now).total_seconds() for _, _, due_at, now in rows if due_at is not None]
        added = False
        for (workspace_id, journey_id, _, _), wait in zip(rows, waits, strict=True):
            if wait <= 0:
                payload = {"workspace": str(workspace_id), "journey": str(journey_id)}
                added |= await enqueue(session, ENTRY, payload, dedupe_key=f"{ENTRY}:{journey_id}")
        added |= await _runs(session)
    if added:
        machine.bell.ring()
    soonest: float = min([SWEEP, *(wait for wait in waits if wait > 0)])
    return soonest


async def _runs(session: AsyncSession) -> bool:
    """A run that is under way has a job, whatever became of the one that it was given."""
    under_way = select(JourneyRun.workspace_id, JourneyRun.id).where(JourneyRun.status == runs.RUNNING, JourneyRun.trigger.is_not(None))
    added = False
    for workspace_id, run_id in (await session.execute(under_way.limit(AT_ONCE))).all():
        added |= await enqueue(session, runs.RUN, runs.payload(workspace_id, run_id), dedupe_key=runs.job_key(run_id))
    return added
