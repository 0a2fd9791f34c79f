"""edit, discard and restoreVersion; pause and resume; the moves that only switch a state."""

from __future__ import annotations

from golive.lifecycles.words import Action, Happening, Status, StatusReason, Target
from golive.models import drafts, standing
from golive.models.change import ChangeKind
from golive.models.effects import people
from golive.models.effects.moving import Moving, begin_work, rest, set_running
from golive.models.moves import Done
from golive.models.versions import drop_version, open_version, version_of
from golive.models.work import WorkKind
from golive.models.working import cancel


async def edit(m: Moving) -> Done:
    """Open a working copy; for a record whose versions have states, a new Draft version."""
    m.record.has_working_copy = True
    number = None
    if m.has_version_states:
        number = open_version(m.session, m.record, m.order.actor.name).number
    return await rest(m, number)


async def discard(m: Moving) -> Done:
    """Drop the working copy: the fields are again what runs."""
    running = await version_of(m.session, m.record, m.record.live_version)
    assert running is not None
    number = None
    if m.has_version_states:
        number = m.record.newest_version
        await drop_version(m.session, m.record, number)
        m.record.newest_version -= 1
    await drafts.restore_copy(m.session, m.settings, m.record, running)
    m.record.has_working_copy, m.record.last_error = False, None
    return await rest(m, number)


async def restore_version(m: Moving) -> Done:
    """Make an old version's content the working copy; in Live as `edit` plus the content."""
    changed = await drafts.restore_version(m.session, m.settings, m.record, m.order, m.now)
    if isinstance(m.arrow.to, StatusReason):
        m.record.has_working_copy = True
        number = open_version(m.session, m.record, m.order.actor.name).number if m.has_version_states else None
        return await rest(m, number)
    if not changed:
        return await m.nothing_changed()
    m.journal.note(ChangeKind.UPDATED)
    return await m.done()


async def pause(m: Moving) -> Done:
    """Hold everybody where they are, until a resume by hand, by date or by the limit."""
    m.record.resume_at = m.order.resume_at
    if Happening.PAUSE_LIMIT in m.record.lifecycle.table:
        m.record.pause_ends_at = m.now + m.settings.pause_limit
    await set_running(m, StatusReason.PAUSED)
    await people.paused(m)
    return await rest(m, m.record.live_version)


async def resume(m: Moving) -> Done:
    """Go on; when the end date passed meanwhile, only those inside do."""
    m.record.resume_at = m.record.pause_ends_at = None
    number = m.record.live_version
    await people.resumed(m, await version_of(m.session, m.record, number))
    if m.arrow.then is not None:
        await begin_work(m, WorkKind(str(m.arrow.to)), version=number)
        standing.settle(m.record, m.now)
        m.journal.note(ChangeKind.STATE, version=number)
        return await m.done()
    await set_running(m, StatusReason.LIVE)
    return await rest(m, number)


async def switch(m: Moving) -> Done:
    """activate, deactivate, revert, expiry: the state alone, and an end of what runs when it no longer does."""
    record = m.record
    if isinstance(m.arrow.to, Status):
        record.status = m.arrow.to
    elif m.arrow.to is Target.STOPPED_OR_DRAFT:
        record.status_reason = StatusReason.STOPPED if record.ever_live else StatusReason.DRAFT
    else:
        record.status_reason = StatusReason(str(m.arrow.to))
        if record.is_live:
            await cancel(m.session, record)
            await standing.end_versions(m.session, record, m.now)
            record.live_version, record.has_working_copy = None, False
    if m.order.move is Action.REVERT:
        record.last_error = None
    standing.settle(record, m.now)
    m.journal.note(ChangeKind.STATE)
    return await m.done()


async def set_publish_status(m: Moving) -> Done:
    """Any publish status from any; the one it has is no change."""
    if m.order.publish_status is m.record.publish_status:
        return await m.nothing_changed()
    m.record.publish_status = m.order.publish_status
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.STATE)
    return await m.done()
