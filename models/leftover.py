"""What deleted records leave behind: too many rows to go with them, so that they are cleared away afterwards, some at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models.base import Base
from golive.models.journeys.leaving import unsend
from golive.models.records.record import Record
from golive.models.session import driver_of

BATCH = 1_000
"""Rows that are cleared away in one statement; a passage goes with its path."""
_LEAVE = frozenset(
    {RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY, RecordType.SEGMENT}
    | {RecordType.LEAD_SCORING_MODEL}  # one that failed to go live has scored some leads
)
_ROWS = {
    "passage": "journey_id",
    "segment_member": "segment_id",
    "membership_change": "segment_id",
    "lapse": "record_id",
    "lead_score": "model_id",
    "hand_over": "segment_id",
}
"""The tables whose rows have no foreign key to their record, and the column that names it, second in a key or index."""
_CLEAR = """
    DELETE FROM golive.{table} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM golive.{table} WHERE workspace_id = $1 AND {record} = $2 ORDER BY workspace_id, {record} LIMIT $3 FOR UPDATE
    ))
"""


class Leftover(Base):
    """A deleted record of which rows may still be there; nobody sees those any more."""

    __tablename__ = "leftover"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def leave(session: AsyncSession, record: Record) -> None:
    """The record is being deleted: what it leaves behind is to be cleared away."""
    if record.type in _LEAVE:
        session.add(Leftover(workspace_id=record.workspace_id, record_id=record.id))


async def clear(session: AsyncSession) -> bool:
    """Clear away the next `BATCH` rows of the record that was deleted first; False when there is nothing left, or others are at it.

    As the system, which sees all workspaces.
    """
    oldest = select(Leftover).order_by(Leftover.at).limit(1).with_for_update(skip_locked=True)
    leftover = await session.scalar(oldest)
    if leftover is None:
        return False
    if await unsend(session, leftover.workspace_id, leftover.record_id, None):
        return True
    driver = await driver_of(session)
    for table, record in _ROWS.items():
        statement = _CLEAR.format(table=table, record=record)
        done: str = await driver.execute(statement, leftover.workspace_id, leftover.record_id, BATCH)
        if done != "DELETE 0":
            return True
    await session.delete(leftover)
    return True
