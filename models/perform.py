"""The one door: every change of a record's state goes through `perform`, whoever asks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import with_polymorphic

from golive.lifecycles.table import Cell
from golive.lifecycles.words import Action, Arrow, GuardCode, Happening, PublishStatus, StatusReason
from golive.models import effects, ids
from golive.models.arguments import verify_arguments
from golive.models.checks.finding import Finding, Severity
from golive.models.error_check import error_check
from golive.models.guards import LEAVING, User, family_warnings, protection, users_of
from golive.models.journal import Journal
from golive.models.journeys.counting import NOBODY, inside_of
from golive.models.locking import lock
from golive.models.moves import Done, Order
from golive.models.records import Record
from golive.models.refusal import Refusal, Refused
from golive.models.sentences import cell_message, check_message, conflict_message
from golive.models.settings import Settings
from golive.models.versions import version_of

EVERY = with_polymorphic(Record, "*")


async def perform(session: AsyncSession, settings: Settings, order: Order) -> Done:
    """Move a record as `order` says, within the session's transaction, and write the log.

    Raises `NotFound`, or `Refused` with the first reason in the law's order of precedence; either way the caller's
    transaction has to be rolled back, and nothing has changed. Ring the doorbell after the commit.
    """
    record, now = await lock(session, order.record_id, order.type)
    if isinstance(order.move, Action):
        await verify_arguments(session, record, order, now)
    if order.expected_revision is not None and order.expected_revision != record.revision:
        raise Refused(Refusal(GuardCode.REVISION_CONFLICT, conflict_message(record, order.expected_revision), _action(order), record.id))
    arrow = await _arrow(session, record, order, now)
    journal = Journal(record, order, now)
    warnings = await _guard(session, record, order, now) if isinstance(order.move, Action) else []
    return await effects.apply(session, settings, record, order, arrow, journal, warnings)


async def cell_of(session: AsyncSession, record: Record, order: Order) -> Cell:
    """What the record's table, or that of the older version that the order names, says of the move."""
    version = await version_of(session, record, order.version)
    if version is not None and version.status_reason is not None:
        speaks_for_record = version.number == record.newest_version and version.status_reason is not StatusReason.DRAFT
        if not speaks_for_record and version.status_reason not in (StatusReason.LIVE, StatusReason.PAUSED):
            return record.lifecycle.version_cell(order.move, version.status_reason)
    return record.lifecycle.cell(order.move, record.state, record.status)


async def _arrow(session: AsyncSession, record: Record, order: Order, now: datetime) -> Arrow:
    if order.move in (Happening.DONE, Happening.FAILED):
        return await effects.end_of_work(session, record, order)
    cell = await cell_of(session, record, order)
    if isinstance(cell, Arrow):
        cell = needs_working_copy(record, order.move) or cell
    if isinstance(cell, GuardCode):
        ended = order.version if cell is GuardCode.ACTION_NOT_ALLOWED else None
        raise Refused(Refusal(cell, cell_message(record, order.move, cell, ended), _action(order), record.id))
    if cell.ended is not None and record.runs_until is not None and record.runs_until <= now:
        return cell.ended
    return cell


def needs_working_copy(record: Record, move: object) -> GuardCode | None:
    """The refusal of an action that needs a working copy to be open, or none to be."""
    for state, needs in record.lifecycle.working_copy.items():
        if state == record.state and isinstance(move, Action) and needs.get(move, record.has_working_copy) != record.has_working_copy:
            return GuardCode.ACTION_NOT_ALLOWED
    return None


async def _guard(session: AsyncSession, record: Record, order: Order, now: datetime) -> list[Finding]:
    action = order.move
    assert isinstance(action, Action)
    users: list[User] = []
    if action in record.lifecycle.guards:
        users = (await users_of(session, [record.id])).get(record.id, [])
        inside = (await inside_of(session, [record.id])).get(record.id, NOBODY)
        found = protection(record, action, users, now, order.publish_status, inside)
        if found is not None and not (found.confirmable and order.confirm):
            raise Refused(Refusal(found.code, found.message, action, record.id, (), found.blocked_by, found.confirmable))
    if not _is_checked(record, order):
        return family_warnings(record, users) if action in LEAVING else []
    findings = (await error_check(session, [record], now, hold=True))[record.id]
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise Refused(check_refusal(record, action, findings))
    return findings


def check_refusal(record: Record, action: Action, findings: list[Finding]) -> Refusal:
    """CHECK_FAILED with everything found, or DEPENDENCY_NOT_LIVE where every error is of that kind."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    only_dependencies = all(finding.code == "DEPENDENCY_NOT_LIVE" for finding in errors)
    code = GuardCode.DEPENDENCY_NOT_LIVE if only_dependencies else GuardCode.CHECK_FAILED
    blocked = [ids.decode(each.record_id)[1] for each in errors if each.code == "DEPENDENCY_NOT_LIVE" and each.record_id]
    return Refusal(code, check_message(record, action, errors), action, record.id, findings, list(dict.fromkeys(blocked)))


def _is_checked(record: Record, order: Order) -> bool:
    """Whether the move pushes something live and so runs the error check; setting the publish status it has is no push."""
    published = order.move is Action.SET_PUBLISH_STATUS and order.publish_status is PublishStatus.PUBLISHED
    return order.move in (Action.GO_LIVE, Action.SAVE) or (published and record.publish_status is not PublishStatus.PUBLISHED)


def _action(order: Order) -> Action | None:
    return order.move if isinstance(order.move, Action) else None
