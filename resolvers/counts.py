"""How far bulk operations are, for many at once in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.keeping import BulkItem, BulkItemStatus


async def bulk_counts(session: AsyncSession, bulk_ids: Sequence[UUID]) -> list[tuple[int, int]]:
    """For each operation how many of its records are over, and how many there are."""
    over = func.count().filter(BulkItem.status.not_in([BulkItemStatus.WAITING, BulkItemStatus.STARTED]))
    rows = await session.execute(
        select(BulkItem.bulk_id, over, func.count()).where(BulkItem.bulk_id.in_(bulk_ids)).group_by(BulkItem.bulk_id)
    )
    found = {row[0]: (row[1], row[2]) for row in rows}
    return [found.get(bulk_id, (0, 0)) for bulk_id in bulk_ids]
