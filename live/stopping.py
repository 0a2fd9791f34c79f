"""Stopping and Completing: they never fail, but are tried until they are done."""

from __future__ import annotations

import asyncio

from golive.lifecycles.words import Happening, RecordType
from golive.live.jobs import NotNow, Task
from golive.live.journeys.ending import empty
from golive.live.outside import Declined, Operation, Outside, service_of
from golive.live.scoring import forget_all
from golive.models.preparing import JOURNEYS
from golive.models.versions import version_of


async def stop(task: Task, outside: Outside, shutdown: asyncio.Event) -> None:
    """One attempt: the outside service is told, and of a journey the people inside are removed, or waited for."""
    async with task.step() as (session, record, _):
        service = await service_of(session, record.workspace_id, record.type)
        version = await version_of(session, record, task.work.version or record.live_version)
        body = {
            "operation": Operation.STOP,
            "recordId": record.public_id,
            "version": version.number if version else None,
            "snapshot": version.snapshot if version else None,
        }
    if service is not None:
        try:
            await outside.call(service, task.work.id, body, left=None)
        except Declined as error:
            raise NotNow(str(error)) from error
    if record.type in JOURNEYS:
        await empty(task, shutdown)
    if record.type is RecordType.LEAD_SCORING_MODEL:
        await forget_all(task)
    await task.end(Happening.DONE)
