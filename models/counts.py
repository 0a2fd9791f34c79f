"""How many records of a filter there are in each state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models.filters import RECORD, RecordFilter, where


@dataclass(frozen=True, slots=True)
class RecordCount:
    """How many records of a type are in a state."""

    type: RecordType
    status: Status
    status_reason: StatusReason | None
    publish_status: PublishStatus | None
    count: int


async def record_counts(session: AsyncSession, filter: RecordFilter) -> list[RecordCount]:
    """One count for each type and state that occurs among the records that match; of the session's workspace."""
    state = (RECORD.type, RECORD.status, RECORD.status_reason, RECORD.publish_status)
    rows = await session.execute(select(*state, func.count()).where(where(filter)).group_by(*state).order_by(*state))
    return [RecordCount(*row) for row in rows]
