"""What each move does to a record besides the new state: versions, working copy, dates, work; called by `perform` alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, Arrow, Happening, PublishStatus, RecordType, Status, StatusReason, Target
from golive.models import copying, drafts, keeping, scheduling, standing
from golive.models.change import ChangeCause, ChangeKind, Cursor, position
from golive.models.checks.finding import Finding
from golive.models.forms import render_form
from golive.models.journal import Journal
from golive.models.moves import Done, Order
from golive.models.preparing import prepare
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.uses import keep_live_uses
from golive.models.version import Version
from golive.models.versions import drop_version, freeze, open_version, start, version_of
from golive.models.work import Work, WorkKind
from golive.models.working import begin, cancel, finish, work_of


@dataclass(slots=True)
class Moving:
    """One move under way."""

    session: AsyncSession
    settings: Settings
    record: Record
    order: Order
    arrow: Arrow
    journal: Journal
    warnings: list[Finding] = field(default_factory=list)
    work: Work | None = None

    @property
    def now(self) -> datetime:
        """The database's time when the record was locked."""
        return self.journal.now

    @property
    def has_version_states(self) -> bool:
        """Whether each version of the record has a state of its own."""
        return self.record.type is RecordType.REAL_TIME_JOURNEY

    async def done(self) -> Done:
        """Write the log and answer."""
        await keep_live_uses(self.session, self.record)
        cursor = await self.journal.write(self.session)
        return Done(self.record, self.journal.first, cursor, self.warnings)

    async def nothing_changed(self) -> Done:
        """Answer with where the log stands."""
        counter = await position(self.session, self.record.workspace_id)
        return Done(self.record, None, Cursor(counter.epoch, counter.workspace_id, counter.number), self.warnings)


async def apply(
    session: AsyncSession,
    settings: Settings,
    record: Record,
    order: Order,
    arrow: Arrow,
    journal: Journal,
    warnings: list[Finding],
) -> Done:
    """Carry out a move that nothing forbids."""
    moving = Moving(session, settings, record, order, arrow, journal, warnings)
    if order.move in scheduling.SCHEDULABLE and order.actor.cause in (ChangeCause.USER, ChangeCause.SCHEDULE):
        await scheduling.forget(session, record, Action(order.move))
    return await _EFFECTS[order.move](moving)


async def end_of_work(session: AsyncSession, record: Record, order: Order) -> Arrow:
    """The arrow that the work which `order` names leads along now."""
    work = await work_of(session, record, order)
    return Arrow(work.then if order.move is Happening.DONE or work.failed is None else work.failed)


async def go_live(m: Moving) -> Done:
    """goLive and save: a job where the arrow says that there is work, else the push within the call."""
    record, order = m.record, m.order
    if isinstance(m.arrow.to, PublishStatus):
        record.publish_status = m.arrow.to
    elif m.arrow.then is not None:
        await _begin(m, WorkKind(str(m.arrow.to)), version=None)
    else:
        await _push(m)
    standing.settle(record, m.now)
    number = record.live_version if m.arrow.then is None else record.newest_version if m.has_version_states else None
    m.journal.note(ChangeKind.STATE, version=number)
    if record.type is RecordType.SEGMENT and record.state is StatusReason.LIVE:
        await cancel(m.session, record)  # the build of the version before
        await begin(m.session, m.settings, record, WorkKind.BUILDING, Arrow(StatusReason.LIVE), order, version=record.live_version)
    return await m.done()


async def _push(m: Moving) -> None:
    record = m.record
    version = await freeze(m.session, record, m.now, m.order.actor.name, m.order.comment)
    if record.type is RecordType.MARKETING_FORM:
        try:
            version.prepared = {"html": render_form(version.snapshot, f"/f/{record.public_id}")}
        except Exception as error:  # whatever breaks a form's rendering must not break the call
            assert m.arrow.failed is not None
            record.status_reason, record.last_error = m.arrow.failed, f"The form could not be rendered: {error}"
            return
    elif record.type is RecordType.AUDIENCE_JOURNEY:
        version.prepared = await prepare(m.session, record, version)
    assert isinstance(m.arrow.to, StatusReason)
    record.status_reason = m.arrow.to
    await _run(m, version)


async def _run(m: Moving, version: Version) -> None:
    """The version runs from now on, instead of the one before."""
    record = m.record
    if not m.has_version_states:
        await standing.end_versions(m.session, record, m.now, but=version.number)
    start(record, version, m.now)
    record.has_working_copy, record.last_error, record.expires_at, record.ended_by_date = False, None, None, False
    record.resume_at = record.pause_ends_at = None


async def done(m: Moving) -> Done:
    """The work behind a transitional state is done."""
    work = await work_of(m.session, m.record, m.order)
    await finish(m.session, work)
    if work.of_version:
        return await _version_ended(m, work)
    assert isinstance(m.arrow.to, StatusReason)
    if work.kind in (WorkKind.GOING_LIVE, WorkKind.PUBLISHING):
        return await _went_live(m, work)
    m.record.status_reason = m.arrow.to
    number = work.version or m.record.live_version
    await _end_version(m, number, StatusReason.COMPLETED if work.kind is WorkKind.COMPLETING else StatusReason.STOPPED)
    await standing.stopped(m.session, m.settings, m.record, m.now)
    m.journal.note(ChangeKind.STATE, version=number if m.arrow.to is not StatusReason.DRAFT else None)
    if m.has_version_states and m.arrow.to is StatusReason.DRAFT:
        m.journal.note(ChangeKind.VERSION, version=number, from_reason=StatusReason.STOPPING, to_reason=StatusReason.STOPPED)
    return await m.done()


async def _went_live(m: Moving, work: Work) -> Done:
    record = m.record
    assert isinstance(m.arrow.to, StatusReason)
    version = await version_of(m.session, record, record.newest_version)
    assert version is not None
    older = record.live_version
    record.status_reason = m.arrow.to
    await _run(m, version)
    if m.has_version_states:
        version.status_reason = StatusReason.LIVE
    standing.settle(record, m.now)
    m.journal.note(ChangeKind.STATE, version=version.number)
    if m.has_version_states and older is not None:
        await _supersede(m, older)
    return await m.done()


async def _supersede(m: Moving, older: int) -> None:
    """The version that ran until now lets nobody in any more, by the arrow of the older versions' table."""
    version = await version_of(m.session, m.record, older)
    if version is None or version.status_reason is None:
        return
    arrow = m.record.lifecycle.version_cell(Happening.SUPERSEDED, version.status_reason)
    if isinstance(arrow, Arrow):
        await _move_version(m, version, arrow)


async def _move_version(m: Moving, version: Version, arrow: Arrow) -> None:
    """An older version moves and the record's reason stays."""
    assert isinstance(arrow.to, StatusReason)
    before, version.status_reason = version.status_reason, arrow.to
    m.journal.note(ChangeKind.VERSION, version=version.number, from_reason=before, to_reason=arrow.to)
    await begin(m.session, m.settings, m.record, WorkKind(arrow.to.value), arrow, m.order, version=version.number, of_version=True)


async def _version_ended(m: Moving, work: Work) -> Done:
    before = StatusReason(work.kind.value)
    await _end_version(m, work.version, work.then)
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.VERSION, version=work.version, from_reason=before, to_reason=work.then)
    return await m.done()


async def _end_version(m: Moving, number: int | None, reason: StatusReason) -> None:
    version = await version_of(m.session, m.record, number)
    if version is not None:
        version.live_until = m.now
        if m.has_version_states:
            version.status_reason = reason
    if m.has_version_states:
        m.record.live_version = await standing.running_version(m.session, m.record)
    else:
        m.record.live_version = None


async def failed(m: Moving) -> Done:
    """Going live failed for good: to Error where the type has it, else back; an older version runs on."""
    work = await work_of(m.session, m.record, m.order)
    await finish(m.session, work)
    assert isinstance(m.arrow.to, StatusReason)
    m.record.status_reason, m.record.last_error = m.arrow.to, m.order.error
    await _set_newest(m, StatusReason.DRAFT)
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.STATE, error=m.order.error)
    return await m.done()


async def _set_newest(m: Moving, reason: StatusReason) -> None:
    if m.has_version_states:
        version = await version_of(m.session, m.record, m.record.newest_version)
        if version is not None:
            version.status_reason = reason


async def _begin(m: Moving, kind: WorkKind, *, version: int | None) -> None:
    """Enter the transitional state that the arrow leads to, with its work enqueued in the same transaction."""
    assert isinstance(m.arrow.to, StatusReason)
    m.record.status_reason = m.arrow.to
    if kind is WorkKind.PUBLISHING:
        await _set_newest(m, StatusReason.PUBLISHING)
    elif m.has_version_states:
        running = await version_of(m.session, m.record, version)
        if running is not None:
            running.status_reason = m.arrow.to
    await begin(m.session, m.settings, m.record, kind, m.arrow, m.order, version=version)


async def stop(m: Moving) -> Done:
    """stop, and what ends a record by date: by a job where the arrow says so, else at once."""
    record, order = m.record, m.order
    if order.version is not None and order.version != record.live_version:
        version = await version_of(m.session, record, order.version)
        assert version is not None
        await cancel(m.session, record, version=version.number)
        await _move_version(m, version, m.arrow)
        return await m.done()
    number = record.live_version
    record.ended_by_date = order.move is Happening.END_DATE
    record.has_started = standing.has_started(record, m.now)
    record.resume_at = record.pause_ends_at = None
    if isinstance(m.arrow.to, PublishStatus):
        record.publish_status = m.arrow.to
    elif m.arrow.then is not None:
        await _begin(m, WorkKind(str(m.arrow.to)), version=number)
    elif order.move is Happening.END_DATE:
        return await _ended_while_editing(m, number)
    else:
        record.status_reason = StatusReason(str(m.arrow.to))
        await cancel(m.session, record)
        await standing.end_versions(m.session, record, m.now)
        await standing.stopped(m.session, m.settings, record, m.now)
    if m.arrow.then is not StatusReason.DRAFT:
        record.has_working_copy = False
    standing.settle(record, m.now)
    m.journal.note(ChangeKind.STATE, version=number)
    return await m.done()


async def _ended_while_editing(m: Moving, number: int | None) -> Done:
    """The end date of a real-time journey with a new version open: the record is a Draft at once, the old version completes."""
    record = m.record
    record.status_reason = StatusReason(str(m.arrow.to))
    record.runs_until = None
    standing.settle(record, m.now)
    m.journal.note(ChangeKind.STATE, version=record.newest_version)
    version = await version_of(m.session, record, number)
    assert version is not None
    assert version.status_reason is not None
    arrow = record.lifecycle.version_cell(Happening.END_DATE, version.status_reason)
    assert isinstance(arrow, Arrow)
    await _move_version(m, version, arrow)
    return await m.done()


async def edit(m: Moving) -> Done:
    """Open a working copy; for a record whose versions have states, a new Draft version."""
    m.record.has_working_copy = True
    number = None
    if m.has_version_states:
        number = open_version(m.session, m.record, m.order.actor.name).number
    return await _rest(m, number)


async def discard(m: Moving) -> Done:
    """Drop the working copy: the fields are again what runs."""
    running = await version_of(m.session, m.record, m.record.live_version)
    assert running is not None
    number = None
    if m.has_version_states:
        number = m.record.newest_version
        await drop_version(m.session, m.record, number)
        m.record.newest_version -= 1
    await drafts.restore_copy(m.session, m.record, running)
    m.record.has_working_copy, m.record.last_error = False, None
    return await _rest(m, number)


async def _rest(m: Moving, number: int | None) -> Done:
    """Move to the arrow's state, where no work is needed."""
    if isinstance(m.arrow.to, StatusReason):
        m.record.status_reason = m.arrow.to
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.VERSION if m.arrow.to is Target.SAME else ChangeKind.STATE, version=number)
    return await m.done()


async def pause(m: Moving) -> Done:
    """Hold everybody where they are, until a resume by hand, by date or by the limit."""
    m.record.resume_at = m.order.resume_at
    if Happening.PAUSE_LIMIT in m.record.lifecycle.table:
        m.record.pause_ends_at = m.now + m.settings.pause_limit
    await _set_running(m, StatusReason.PAUSED)
    return await _rest(m, m.record.live_version)


async def resume(m: Moving) -> Done:
    """Go on; when the end date passed meanwhile, only those inside do."""
    m.record.resume_at = m.record.pause_ends_at = None
    number = m.record.live_version
    if m.arrow.then is not None:
        await _begin(m, WorkKind(str(m.arrow.to)), version=number)
        standing.settle(m.record, m.now)
        m.journal.note(ChangeKind.STATE, version=number)
        return await m.done()
    await _set_running(m, StatusReason.LIVE)
    return await _rest(m, number)


async def _set_running(m: Moving, reason: StatusReason) -> None:
    if m.has_version_states:
        version = await version_of(m.session, m.record, m.record.live_version)
        if version is not None:
            version.status_reason = reason


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


async def remove(m: Moving) -> Done:
    """Delete the record for good, with its versions; the log keeps what happened."""
    await m.journal.remember(m.session)
    m.journal.note(ChangeKind.DELETED)
    await m.session.execute(delete(keeping.Schedule).where(keeping.Schedule.record_id == m.record.id))
    await m.session.delete(m.record)
    cursor = await m.journal.write(m.session)
    return Done(None, m.journal.first, cursor)


async def restore_version(m: Moving) -> Done:
    """Make an old version's content the working copy; in Live as `edit` plus the content."""
    changed = await drafts.restore_version(m.session, m.record, m.order, m.now)
    if isinstance(m.arrow.to, StatusReason):
        m.record.has_working_copy = True
        number = open_version(m.session, m.record, m.order.actor.name).number if m.has_version_states else None
        return await _rest(m, number)
    if not changed:
        return await m.nothing_changed()
    m.journal.note(ChangeKind.UPDATED)
    return await m.done()


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


_EFFECTS: dict[Move, Callable[[Moving], Awaitable[Done]]] = {
    Action.GO_LIVE: go_live,
    Action.SAVE: go_live,
    Action.STOP: stop,
    Action.EDIT: edit,
    Action.DISCARD: discard,
    Action.PAUSE: pause,
    Action.RESUME: resume,
    Action.REVERT: switch,
    Action.ACTIVATE: switch,
    Action.DEACTIVATE: switch,
    Action.SET_PUBLISH_STATUS: set_publish_status,
    Action.RESTORE_VERSION: restore_version,
    Action.COPY: copy,
    Action.SAVE_AS_TEMPLATE: save_as_template,
    Action.DELETE: remove,
    Action.SCHEDULE: schedule,
    Action.UNSCHEDULE: unschedule,
    Happening.DONE: done,
    Happening.FAILED: failed,
    Happening.END_DATE: stop,
    Happening.PAUSE_LIMIT: stop,
    Happening.EXPIRY: switch,
}
