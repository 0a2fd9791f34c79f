"""The build of a segment that has gone live: who its members are, found in full."""

from __future__ import annotations

import asyncio
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.live.jobs import Interrupted, NotNow, Task
from golive.live.listening import heard
from golive.models.conditions import ConditionError
from golive.models.journeys.entering import built
from golive.models.membership import build as find_members
from golive.models.records import Record
from golive.models.uses import references
from golive.models.versions import version_of
from golive.models.work import Work, WorkKind
from golive.models.working import LostClaim, checkpoint


async def build(task: Task, shutdown: asyncio.Event) -> None:
    """One attempt; it never fails, but is tried until it is done."""
    async with task.step() as (session, record, _):
        version = await version_of(session, record, task.work.version)
        if version is None or version.live_until is not None:
            raise LostClaim(str(task.work.id))
        used = [each.id for each in references(record.type, version.snapshot) if each.type is RecordType.SEGMENT]
        await _wait_for(session, used)
        segment_id = record.id
    await heard(task, shutdown)

    async def progress(session: AsyncSession, done: int, total: int) -> None:
        if shutdown.is_set():
            raise Interrupted
        await checkpoint(session, task.work, done=done, total=total)
        task.machine.doorbell.ring(task.workspace_id)  # before the commit: who reads too early hears of it with the next batch

    try:
        await find_members(task.machine.database, task.workspace_id, segment_id, version.snapshot, progress)
    except ConditionError as error:
        raise NotNow(f"The segment's condition can't be used: {error}") from error
    async with task.machine.database.transaction(task.workspace_id) as session:
        mine = delete(Work).where(Work.id == task.work.id, Work.claim == task.work.claim).returning(Work.id)
        if await session.scalar(mine) is None:
            raise LostClaim(str(task.work.id))
        await built(session, segment_id)
    task.machine.committed(task.workspace_id)


async def _wait_for(session: AsyncSession, segments: list[UUID]) -> None:
    """Members of segments that are being built themselves aren't known yet."""
    unbuilt = (
        select(Record.name)
        .join(Work, (Work.workspace_id == Record.workspace_id) & (Work.record_id == Record.id))
        .where(Work.kind == WorkKind.BUILDING, Record.id.in_(segments))
    )
    if name := await session.scalar(unbuilt.limit(1)):
        raise NotNow(f"It needs the members of the segment '{name}', which are being found first.")
