"""The progress of the work under way for a record, as it goes on, until it is done."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import StatusReason
from golive.live.members import Watch
from golive.live.patience import patiently
from golive.models.database import Database
from golive.models.records.record import Record
from golive.models.work import Work

_RECORD = Record.__table__.c


async def progress_changed(watch: Watch, record_id: UUID) -> AsyncGenerator[Work, None]:
    """The work under way for a record, now and whenever it changes; the last has done = total, or the error that ended it.

    Ends at once where nothing is under way. Raises `StreamEnded`.
    """
    workspace_id = watch.passed.workspace_id
    known: dict[str, Any] | None = None
    with watch.listening():
        while True:
            found, error = await patiently(partial(_look, watch.database, workspace_id, record_id))
            if found is None:
                break
            if found != known:
                known = found
                yield Work(**found)
            await watch.noticed()
    if known is not None:
        total = known["done"] if known["total"] is None else known["total"]
        yield Work(**known | ({"last_error": error} if error else {"done": total, "total": total}))


async def _look(database: Database, workspace_id: UUID, record_id: UUID) -> tuple[dict[str, Any] | None, str | None]:
    """The work under way, or why there is none, where that is an error."""
    async with database.transaction(workspace_id) as session:
        found = await _work(session, workspace_id, record_id)
        return found, None if found else await _error(session, workspace_id, record_id)


async def _work(session: AsyncSession, workspace_id: UUID, record_id: UUID) -> dict[str, Any] | None:
    """The newest work on the record itself, else on an older version of it."""
    of_record = select(Work.__table__).where(Work.workspace_id == workspace_id, Work.record_id == record_id)
    row = (await session.execute(of_record.order_by(Work.of_version, Work.started_at.desc()).limit(1))).first()
    return None if row is None else dict(row._mapping)


async def _error(session: AsyncSession, workspace_id: UUID, record_id: UUID) -> str | None:
    failed = (_RECORD.workspace_id == workspace_id, _RECORD.id == record_id, _RECORD.status_reason == StatusReason.ERROR)
    return await session.scalar(select(_RECORD.last_error).where(*failed))
