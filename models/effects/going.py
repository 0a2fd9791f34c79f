"""goLive and save, and the end of the work that they begin."""

from __future__ import annotations

import structlog

from golive.lifecycles.words import Arrow, Happening, PublishStatus, RecordType, StatusReason
from golive.models import standing
from golive.models.change import ChangeKind
from golive.models.effects import people
from golive.models.effects.moving import Moving, begin_work
from golive.models.effects.stopping import move_version
from golive.models.forms import render_form
from golive.models.moves import Done
from golive.models.preparing import JOURNEYS, prepare
from golive.models.sentences import named
from golive.models.version import Version
from golive.models.versions import freeze, start, version_of
from golive.models.work import Work, WorkKind
from golive.models.working import cancel, finish, work_of

log = structlog.get_logger()


async def go_live(m: Moving) -> Done:
    """goLive and save: a job where the arrow says that there is work, else the push within the call."""
    record = m.record
    if isinstance(m.arrow.to, PublishStatus):
        record.publish_status = m.arrow.to
    elif m.arrow.then is not None:
        await begin_work(m, WorkKind(str(m.arrow.to)), version=None)
    else:
        await _push(m)
    standing.settle(record, m.now)
    number = record.live_version if m.arrow.then is None else record.newest_version if m.has_version_states else None
    m.journal.note(ChangeKind.STATE, version=number, error=record.last_error if record.state is StatusReason.ERROR else None)
    if record.type is RecordType.SEGMENT and record.state is StatusReason.LIVE:
        await cancel(m.session, record)  # the build of the version before
        m.begin(WorkKind.BUILDING, Arrow(StatusReason.LIVE), version=record.live_version)
    return await m.done()


async def _push(m: Moving) -> None:
    record = m.record
    version = await freeze(m.session, record, m.now, m.order.actor.name, m.order.comment)
    if record.type is RecordType.MARKETING_FORM:
        try:
            version.prepared = {"html": render_form(version.snapshot, f"/f/{record.public_id}")}
        except Exception:  # whatever breaks a form's rendering must not break the call
            log.exception("A form could not be rendered", record=record.public_id)
            assert m.arrow.failed is not None
            record.status_reason = m.arrow.failed
            record.last_error = f"{named(record)} could not be rendered: try again, and tell your administrator if it stays so."
            return
    elif record.type is RecordType.AUDIENCE_JOURNEY:
        version.prepared = await prepare(m.session, record, version)
    assert isinstance(m.arrow.to, StatusReason)
    record.status_reason = m.arrow.to
    await _run(m, version)


async def _run(m: Moving, version: Version) -> None:
    """The version runs from now on, instead of the one before."""
    record = m.record
    if record.type in JOURNEYS:
        await people.went_live(m, version, await version_of(m.session, record, record.live_version))
    if not m.has_version_states:
        m.running = version
        await standing.end_versions(m.session, record, m.now, but=version.number)
    start(record, version, m.now)
    record.has_working_copy, record.last_error, record.expires_at, record.ended_by_date = False, None, None, False
    record.resume_at = record.pause_ends_at = None


async def went_live(m: Moving, work: Work) -> Done:
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
        await move_version(m, version, arrow)


async def failed(m: Moving) -> Done:
    """Going live failed for good: to Error where the type has it, else back; an older version runs on."""
    work = await work_of(m.session, m.record, m.order)
    await finish(m.session, work)
    assert isinstance(m.arrow.to, StatusReason)
    m.record.status_reason, m.record.last_error = m.arrow.to, m.order.error
    if m.has_version_states:
        draft = await version_of(m.session, m.record, m.record.newest_version)
        if draft is not None:
            draft.status_reason, draft.frozen_at, draft.snapshot, draft.prepared = StatusReason.DRAFT, None, {}, None
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.STATE, error=m.order.error)
    return await m.done()
