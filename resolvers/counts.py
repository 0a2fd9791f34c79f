"""How many records are in which state, for many filters in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models.filters import RecordFilter, where
from golive.models.records import Record


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many records of a type are in a state."""

    type: RecordType
    status: Status
    status_reason: StatusReason | None
    publish_status: PublishStatus | None
    count: int


async def state_counts(session: AsyncSession, filters: Sequence[RecordFilter]) -> list[list[StateCount]]:
    """For each filter the states of the records that match, with how many there are."""
    columns = (Record.type, Record.status, Record.status_reason, Record.publish_status)
    matches = [where(filter_) for filter_ in filters]
    counts = [func.count().filter(match) for match in matches]
    statement = select(*columns, *counts).where(or_(*matches)).group_by(*columns).order_by(*columns)
    rows = (await session.execute(statement)).all()
    return [[StateCount(*row[:4], row[4 + place]) for row in rows if row[4 + place]] for place in range(len(filters))]
