"""Scheduled actions: written, replaced, taken back, forgotten when the same is done by hand."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, GuardCode
from golive.models.change import ChangeKind, Cursor
from golive.models.journal import Journal
from golive.models.keeping import Schedule
from golive.models.moves import Order
from golive.models.records import Record
from golive.models.refusal import Refusal, Refused
from golive.models.sentences import named

SCHEDULABLE = (Action.GO_LIVE, Action.STOP, Action.PAUSE, Action.RESUME)


async def write(session: AsyncSession, record: Record, order: Order) -> None:
    """Write the action down; a second one of the same kind replaces the first."""
    values = {"at": order.at, "scheduled_by": order.actor.name or "", "confirm": order.confirm}
    row = insert(Schedule).values(workspace_id=record.workspace_id, record_id=record.id, action=order.scheduled_action, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["workspace_id", "record_id", "action"], set_=values))


async def take_back(session: AsyncSession, record: Record, order: Order) -> None:
    """Delete the scheduled action; NOT_SCHEDULED when there is none."""
    assert order.scheduled_action is not None
    if not await forget(session, record, order.scheduled_action):
        message = f"{named(record)} has no scheduled {order.scheduled_action.words}: there is nothing to take back."
        raise Refused(Refusal(GuardCode.NOT_SCHEDULED, message, Action.UNSCHEDULE, record.id))


async def forget(session: AsyncSession, record: Record, action: Action) -> bool:
    """Delete the scheduled action if there is one."""
    where = (Schedule.workspace_id == record.workspace_id, Schedule.record_id == record.id, Schedule.action == action)
    return await session.scalar(delete(Schedule).where(*where).returning(Schedule.action)) is not None


async def refused(session: AsyncSession, journal: Journal, refusal: Refusal) -> Cursor:
    """Leave a change that says why a scheduled action was refused, and the reason on the record."""
    record = journal.record
    record.last_error = refusal.message
    assert refusal.action is not None
    await forget(session, record, refusal.action)
    journal.note(ChangeKind.REFUSED, error=refusal.message)
    return await journal.write(session)
