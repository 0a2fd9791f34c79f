"""How many records of each of several filters there are in each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
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


async def record_counts(session: AsyncSession, filters: Sequence[RecordFilter]) -> list[list[RecordCount]]:
    """For each filter one count for each type and state that occurs among the records that match; of the session's workspace."""
    state = (RECORD.type, RECORD.status, RECORD.status_reason, RECORD.publish_status)
    matches = [where(filter) for filter in filters]
    counts = [func.count().filter(match) for match in matches]
    statement = select(*state, *counts).where(or_(*matches)).group_by(*state).order_by(*state)
    rows: Sequence[Any] = (await session.execute(statement)).all()
    return [[RecordCount(row[0], row[1], row[2], row[3], row[place]) for row in rows if row[place]] for place in range(4, 4 + len(filters))]
