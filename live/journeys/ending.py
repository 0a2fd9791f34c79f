"""The end of a version of a journey: whoever stops removes everybody, whoever completes waits for the last to be out."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.live.jobs import Interrupted, Later, Task
from golive.models.journeys.counting import inside
from golive.models.journeys.intake import HeldTrigger, JourneyHold
from golive.models.journeys.leaving import STOPPED, Which, steps_of, take_out, unsend
from golive.models.journeys.passage import INSIDE, PARTS, JourneyRun, Passage
from golive.models.work import WorkKind
from golive.models.working import checkpoint

SOONEST, LATEST = timedelta(seconds=1), timedelta(seconds=10)
"""Between looks whether the last one is out."""


async def empty(task: Task, shutdown: asyncio.Event) -> None:
    """Until nobody is inside; raises `Later` where the people inside have time."""
    which, version = await _begin(task)
    if task.work.kind is WorkKind.STOPPING:
        await _remove(task, which, version, shutdown)
    else:
        await _wait(task, which)
    async with task.step(done=task.work.done) as (session, record, now):
        over = (JourneyRun.journey_id == record.id, JourneyRun.trigger.is_(None), JourneyRun.status == "RUNNING")
        if record.live_version in (None, version):
            await session.execute(update(JourneyRun).where(*over).values(status="SUCCEEDED", ended_at=now))
            await session.execute(delete(HeldTrigger).where(HeldTrigger.journey_id == record.id))
        await session.execute(delete(JourneyHold).where(JourneyHold.journey_id == record.id, JourneyHold.version.in_(which.versions)))


async def _begin(task: Task) -> tuple[Which, int]:
    """Whose people these are, counted once, and the version whose steps they are at.

    Those of all versions in an outbound journey, where whoever is inside goes on with the version that runs.
    """
    async with task.step() as (session, record, _):
        number = task.work.version or record.live_version or record.newest_version
        every = record.type is RecordType.CUSTOMER_JOURNEY
        which = Which(record.workspace_id, record.id, range(1, record.newest_version + 1) if every else [number])
        if task.work.total is None:
            await checkpoint(session, task.work, done=0, total=await inside(session, which.journey_id, which.versions))
        return which, number


async def _remove(task: Task, which: Which, version: int, shutdown: asyncio.Event) -> None:
    """Take everybody out. Mails that wait go first and last, as those who are being moved on may yet add some."""
    removed = 1
    while removed:
        if shutdown.is_set():
            raise Interrupted
        async with task.step() as (session, _, now):
            order = await steps_of(session, which.workspace_id, which.journey_id, version)
            unsent = await unsend(session, which.workspace_id, which.journey_id, which.versions)
            removed = unsent or await take_out(session, which, "REMOVED", STOPPED, now, order)
            await _tell(task, session, which)


async def _wait(task: Task, which: Which) -> None:
    """Nobody gets in any more; look again when the next of those inside may be out."""
    async with task.step() as (session, _, now):
        await _tell(task, session, which)
        mine = (Passage.workspace_id == which.workspace_id, Passage.journey_id == which.journey_id, Passage.status == INSIDE)
        here = (*mine, Passage.version.in_(which.versions))
        anybody = await session.scalar(select(exists().where(*here)))
        due = (Passage.part.in_(range(PARTS)), Passage.due_at <= now + LATEST)
        soon = await session.scalar(select(exists().where(*here, *due)))
    if anybody:
        raise Later(SOONEST if soon else LATEST)


async def _tell(task: Task, session: AsyncSession, which: Which) -> None:
    """Write down how many of those who were inside are out, by what was counted: to count a million takes as long as to move thousands."""
    left = await inside(session, which.journey_id, which.versions)
    await checkpoint(session, task.work, done=max((task.work.total or 0) - left, 0))
