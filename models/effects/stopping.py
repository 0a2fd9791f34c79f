"""stop, the dates that end a record, and the end of the work that they begin."""

from __future__ import annotations

from golive.lifecycles.words import Arrow, Happening, PublishStatus, StatusReason
from golive.models import standing
from golive.models.change import ChangeKind
from golive.models.effects.moving import Moving, begin_work
from golive.models.moves import Done
from golive.models.version import Version
from golive.models.versions import version_of
from golive.models.work import Work, WorkKind
from golive.models.working import cancel


async def stop(m: Moving) -> Done:
    """stop, and what ends a record by date: by a job where the arrow says so, else at once."""
    record, order = m.record, m.order
    if order.version is not None and order.version != record.live_version:
        version = await version_of(m.session, record, order.version)
        assert version is not None
        await cancel(m.session, record, version=version.number)
        await move_version(m, version, m.arrow)
        return await m.done()
    number = record.live_version
    record.ended_by_date = order.move is Happening.END_DATE
    record.has_started = standing.has_started(record, m.now)
    record.resume_at = record.pause_ends_at = None
    if isinstance(m.arrow.to, PublishStatus):
        record.publish_status = m.arrow.to
    elif m.arrow.then is not None:
        await begin_work(m, WorkKind(str(m.arrow.to)), version=number)
    elif order.move in (Happening.END_DATE, Happening.EXHAUSTED):
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
    """The end of a real-time journey with a new version open: the record is a Draft at once, the old version completes."""
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
    await move_version(m, version, arrow)
    return await m.done()


async def move_version(m: Moving, version: Version, arrow: Arrow) -> None:
    """An older version moves and the record's reason stays."""
    assert isinstance(arrow.to, StatusReason)
    before, version.status_reason = version.status_reason, arrow.to
    m.journal.note(ChangeKind.VERSION, version=version.number, from_reason=before, to_reason=arrow.to)
    m.begin(WorkKind(arrow.to.value), arrow, version=version.number, of_version=True)


async def version_ended(m: Moving, work: Work) -> Done:
    before = StatusReason(work.kind.value)
    await end_version(m, work.version, work.then)
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.VERSION, version=work.version, from_reason=before, to_reason=work.then)
    return await m.done()


async def end_version(m: Moving, number: int | None, reason: StatusReason) -> None:
    version = await version_of(m.session, m.record, number)
    if version is not None:
        version.live_until = m.now
        if m.has_version_states:
            version.status_reason = reason
    if m.has_version_states:
        m.record.live_version = await standing.running_version(m.session, m.record)
    else:
        m.record.live_version = None
