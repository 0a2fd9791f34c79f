"""What leaves the state as it is: copies, templates, schedules; and deleting."""

from __future__ import annotations

from sqlalchemy import delete

from golive.models import copying, keeping, leftover, scheduling
from golive.models.change import ChangeKind
from golive.models.effects.moving import Moving
from golive.models.moves import Done


async def remove(m: Moving) -> Done:
    """Delete the record for good, with its versions; the log keeps what happened."""
    await m.journal.remember(m.session)
    m.journal.note(ChangeKind.DELETED)
    await m.session.execute(delete(keeping.Schedule).where(keeping.Schedule.record_id == m.record.id))
    leftover.leave(m.session, m.record)
    await m.session.delete(m.record)
    cursor = await m.journal.write(m.session)
    return Done(None, m.journal.first, cursor)


async def copy(m: Moving) -> Done:
    """A new record with the working copy's content."""
    return await copying.copy(m.session, m.record, m.order, m.now)


async def save_as_template(m: Moving) -> Done:
    """A template with the working copy's content."""
    answer = await m.nothing_changed()
    answer.blueprint = copying.save_as_template(m.session, m.record, m.order)
    await m.session.flush()
    return answer


async def schedule(m: Moving) -> Done:
    """Write an action down for later; a second one of the kind replaces the first."""
    await scheduling.write(m.session, m.record, m.order)
    m.journal.note(ChangeKind.UPDATED)
    return await m.done()


async def unschedule(m: Moving) -> Done:
    """Take a scheduled action back."""
    await scheduling.take_back(m.session, m.record, m.order)
    m.journal.note(ChangeKind.UPDATED)
    return await m.done()
