"""How far bulk operations are, for many at once in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.keeping import BulkItem, BulkItemStatus


async def bulk_counts(session: AsyncSession, bulk_ids: Sequence[UUID]) -> list[Counter[BulkItemStatus]]:
    """For each operation how many of its records have which status."""
    rows = await session.execute(
        select(BulkItem.bulk_id, BulkItem.status, func.count())
        .where(BulkItem.bulk_id.in_(bulk_ids))
        .group_by(BulkItem.bulk_id, BulkItem.status)
    )
    found = {bulk_id: Counter[BulkItemStatus]() for bulk_id in bulk_ids}
    for bulk_id, status, count in rows:
        found[bulk_id][status] = count
    return [found[bulk_id] for bulk_id in bulk_ids]
