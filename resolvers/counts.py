"""How many records are in which state, and how far bulk operations are: for many at once in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models.filters import RecordFilter, where
from golive.models.keeping import BulkItem, BulkItemStatus
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
    rows: Sequence[Any] = (await session.execute(statement)).all()
    return [[StateCount(row[0], row[1], row[2], row[3], row[place]) for row in rows if row[place]] for place in range(4, 4 + len(filters))]


async def bulk_counts(session: AsyncSession, bulk_ids: Sequence[UUID]) -> list[tuple[int, int]]:
    """For each operation how many of its records are over, and how many there are."""
    over = func.count().filter(BulkItem.status.not_in([BulkItemStatus.WAITING, BulkItemStatus.STARTED]))
    rows = await session.execute(
        select(BulkItem.bulk_id, over, func.count()).where(BulkItem.bulk_id.in_(bulk_ids)).group_by(BulkItem.bulk_id)
    )
    found = {row[0]: (row[1], row[2]) for row in rows}
    return [found.get(bulk_id, (0, 0)) for bulk_id in bulk_ids]
