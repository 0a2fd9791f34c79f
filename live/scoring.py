"""All leads scored by a model that goes live, batch after batch, and the scores taken away again when it stops."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from golive.live.jobs import Interrupted, Task
from golive.live.listening import heard
from golive.models.contacts.attributes import attributes
from golive.models.lead import Lead
from golive.models.scoring import Scoring, forget, next_batch, score
from golive.models.version import Version
from golive.models.within import Range
from golive.models.working import checkpoint


async def score_all(task: Task, version: Version, shutdown: asyncio.Event) -> None:
    """Score the leads of all contacts; whoever takes over begins again. Raises `LostClaim`, `Interrupted`."""
    await heard(task, shutdown)
    database, workspace_id = task.machine.database, task.workspace_id
    async with database.transaction(workspace_id) as session:
        scoring = await asyncio.to_thread(Scoring.of, version.snapshot, await attributes(session))
        total = await session.scalar(select(func.count()).select_from(Lead).where(Lead.workspace_id == workspace_id)) or 0
    done, within = 0, Range()
    while True:
        async with database.transaction(workspace_id) as session:
            now, within = await next_batch(session, workspace_id, within.upto)
            done += await score(session, workspace_id, version.record_id, scoring, now, within)
            await checkpoint(session, task.work, done=done, total=max(done, total))
        task.machine.doorbell.ring(workspace_id)
        if within.upto is None:
            return
        if shutdown.is_set():
            raise Interrupted


async def forget_all(task: Task) -> None:
    """Take away what the model has scored."""
    while True:
        async with task.machine.database.transaction(task.workspace_id) as session:
            await checkpoint(session, task.work)
            if not await forget(session, task.workspace_id, task.work.record_id):
                return
