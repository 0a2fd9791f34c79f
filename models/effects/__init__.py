"""What each move does to a record besides the new state: versions, working copy, dates, work; called by `perform` alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, Arrow, Happening, PublishStatus, StatusReason
from golive.models import scheduling, standing
from golive.models.change import ChangeCause, ChangeKind
from golive.models.checks.finding import Finding
from golive.models.effects.editing import discard, edit, pause, restore_version, resume, set_publish_status, switch
from golive.models.effects.filing import copy, remove, save_as_template, schedule, unschedule
from golive.models.effects.going import failed, go_live, went_live
from golive.models.effects.moving import Moving
from golive.models.effects.people import run
from golive.models.effects.stopping import end_version, stop, version_ended
from golive.models.journal import Journal
from golive.models.moves import Done, Order
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.work import WorkKind
from golive.models.working import finish, work_of


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
    same = _scheduled_as(order) if order.actor.cause in (ChangeCause.USER, ChangeCause.SCHEDULE) else None
    return await _EFFECTS[order.move](Moving(session, settings, record, order, arrow, journal, warnings, same))


def _scheduled_as(order: Order) -> Action | None:
    """The scheduled action that the move does by hand."""
    if order.move is Action.SET_PUBLISH_STATUS:
        return Action.GO_LIVE if order.publish_status is PublishStatus.PUBLISHED else Action.STOP
    return order.move if isinstance(order.move, Action) and order.move in scheduling.SCHEDULABLE else None


async def end_of_work(session: AsyncSession, record: Record, order: Order) -> Arrow:
    """The arrow that the work which `order` names leads along now."""
    work = await work_of(session, record, order)
    return Arrow(work.then if order.move is Happening.DONE or work.failed is None else work.failed)


async def done(m: Moving) -> Done:
    """The work behind a transitional state is done."""
    work = await work_of(m.session, m.record, m.order)
    await finish(m.session, work)
    if work.of_version:
        return await version_ended(m, work)
    assert isinstance(m.arrow.to, StatusReason)
    if work.kind in (WorkKind.GOING_LIVE, WorkKind.PUBLISHING):
        return await went_live(m, work)
    m.record.status_reason = m.arrow.to
    number = work.version or m.record.live_version
    await end_version(m, number, StatusReason.COMPLETED if work.kind is WorkKind.COMPLETING else StatusReason.STOPPED)
    await standing.stopped(m.session, m.settings, m.record, m.now)
    m.journal.note(ChangeKind.STATE, version=number if m.arrow.to is not StatusReason.DRAFT else None)
    if m.has_version_states and m.arrow.to is StatusReason.DRAFT:
        m.journal.note(ChangeKind.VERSION, version=number, from_reason=StatusReason.STOPPING, to_reason=StatusReason.STOPPED)
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
    Action.RUN_NOW: run,
    Action.FULL_RUN: run,
    Action.SCHEDULE: schedule,
    Action.UNSCHEDULE: unschedule,
    Happening.DONE: done,
    Happening.FAILED: failed,
    Happening.END_DATE: stop,
    Happening.EXHAUSTED: stop,
    Happening.PAUSE_LIMIT: stop,
    Happening.EXPIRY: switch,
}
