"""The arguments of actions: refused with INVALID_INPUT before anything else is looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action
from golive.models.checks.finding import Finding
from golive.models.content import NAME_LENGTH, rfc3339
from golive.models.moves import Order
from golive.models.records import Record
from golive.models.refusal import NotFound, invalid, refuse_input
from golive.models.scheduling import SCHEDULABLE
from golive.models.versions import version_by_id, version_of

SOONEST = timedelta(minutes=1)
COMMENT_LENGTH = 5000


async def verify_arguments(session: AsyncSession, record: Record, order: Order, now: datetime) -> None:
    """Raise `Refused` with INVALID_INPUT when an argument can't be, `NotFound` for a version that isn't the record's."""
    findings: list[Finding] = []
    match order.move:
        case Action.STOP if order.version is not None:
            findings += await _version_problems(session, record, order.version)
        case Action.PAUSE if order.resume_at is not None and order.resume_at <= now:
            findings.append(invalid(f"resumeAt {rfc3339(order.resume_at)} is in the past: choose a later time.", "resumeAt"))
        case Action.COPY | Action.SAVE_AS_TEMPLATE if order.name is not None:
            findings += _name_problems(order.name)
        case Action.SAVE if order.comment is not None and (len(order.comment) > COMMENT_LENGTH or "\0" in order.comment):
            findings.append(invalid(f"The comment must have at most {COMMENT_LENGTH} characters and no NUL.", "comment"))
        case Action.SCHEDULE | Action.UNSCHEDULE:
            findings += _schedule_problems(record, order, now)
        case Action.RESTORE_VERSION:
            findings += await _restore_problems(session, record, order)
    if findings:
        action = order.move if isinstance(order.move, Action) else None
        raise refuse_input(findings, action, record.id)


async def _version_problems(session: AsyncSession, record: Record, number: int) -> list[Finding]:
    if not record.lifecycle.versions:
        return [invalid(f"{record.type.one.capitalize()} is stopped as a whole: leave out the version.", "version")]
    if not 0 < number < 2**31 or await version_of(session, record, number) is None:
        return [invalid(f"There is no version {number}: choose one of its versions.", "version")]
    return []


def _name_problems(name: str) -> list[Finding]:
    if not name.strip() or len(name) > NAME_LENGTH or "\0" in name:
        return [invalid(f"The name must have 1 to {NAME_LENGTH} characters and no NUL.", "name")]
    return []


def _schedule_problems(record: Record, order: Order, now: datetime) -> list[Finding]:
    action = order.scheduled_action
    if action not in SCHEDULABLE or not record.lifecycle.has(action):
        possible = ", ".join(each.value for each in SCHEDULABLE if record.lifecycle.has(each))
        return [invalid(f"{action} can't be scheduled for {record.type.one}: choose one of {possible}.", "action")]
    if order.move is Action.SCHEDULE and (order.at is None or order.at < now + SOONEST):
        return [invalid("A schedule must be at least a minute ahead: choose a later time, or do it now.", "at")]
    return []


async def _restore_problems(session: AsyncSession, record: Record, order: Order) -> list[Finding]:
    version = await version_by_id(session, record, order.version_id) if order.version_id is not None else None
    if version is None:
        raise NotFound(str(order.version_id), "version of this record")
    if version.frozen_at is None:
        return [invalid("This version was never frozen, it is the draft itself: choose one that was.", "versionId")]
    return []
