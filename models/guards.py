"""What protects a record from an action that its state allows: who uses it, who is inside, whether it is the default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import EVENT_FAMILY, Action, GuardCode, PublishStatus, RecordType, StatusReason
from golive.models import ids
from golive.models.checks.finding import Finding, Severity
from golive.models.compiled import IDS, Compiled
from golive.models.journeys.counting import NOBODY, Inside
from golive.models.journeys.words import EntryMode
from golive.models.records import Record
from golive.models.sentences import named
from golive.models.session import flushed
from golive.models.standing import has_started
from golive.models.use import Scope, Use


@dataclass(frozen=True, slots=True)
class User:
    """A record that uses another one, in its working copy or in what runs."""

    id: UUID
    type: RecordType
    name: str
    live: bool


@dataclass(frozen=True, slots=True)
class Protection:
    """One reason to refuse; a confirmable one yields to `confirm: true`."""

    code: GuardCode
    message: str
    blocked_by: Sequence[UUID] = ()
    confirmable: bool = False


_USERS = Compiled(
    select(Use.used_id, Record.id, Record.type, Record.name, func.bool_or(Use.scope == Scope.LIVE).label("live"))
    .join(Record, (Record.workspace_id == Use.workspace_id) & (Record.id == Use.user_id))
    .where(Use.used_id == any_(IDS), Use.user_id != Use.used_id)
    .group_by(Use.used_id, Record.workspace_id, Record.id)
    .order_by(Record.name, Record.id)
)


async def users_of(session: AsyncSession, record_ids: Iterable[UUID]) -> dict[UUID, list[User]]:
    """Who uses each of these records, by name."""
    await flushed(session)
    users: dict[UUID, list[User]] = {}
    for used, id_, type_, name, live in await _USERS.all(session, ids=list(record_ids)):
        users.setdefault(used, []).append(User(id_, RecordType[type_], name, live))
    return users


def protection(
    record: Record,
    action: Action,
    users: Sequence[User],
    now: datetime,
    publish_status: PublishStatus | None = None,
    inside: Inside = NOBODY,
) -> Protection | None:
    """The first thing that protects `record` from `action`, by its lifecycle's guards; None when nothing does."""
    for code in record.lifecycle.guards.get(action, ()):
        found = _of_people(code, record, inside) or _check(code, record, action, users, now, publish_status)
        if found is not None:
            return found
    return None


def protects_itself(record: Record, now: datetime) -> tuple[bool, bool, bool]:
    """What the guards ask of a record itself: live, the default, run once and started. All else is who uses it."""
    return record.is_live, getattr(record, "is_default", False), _one_time_and_started(record, now)


LEAVING = frozenset({Action.STOP, Action.DEACTIVATE, Action.SET_PUBLISH_STATUS})
"""Actions that may take a record of the event family off the website."""


def family_warnings(record: Record, users: Sequence[User]) -> list[Finding]:
    """What is published within the event family and uses a record that leaves the website."""
    if record.type not in EVENT_FAMILY or not record.is_live:
        return []
    code = "PARENT_NOT_LIVE" if record.type is RecordType.EVENT else "CHILD_NOT_LIVE"
    words = f"without the {record.type.words} '{record.name}' it is not shown whole: publish both, or take both off the website."
    return [
        Finding(
            code,
            Severity.WARNING,
            f"The {user.type.words} '{user.name}' is published; {words}",
            (),
            None,
            ids.encode(user.type.prefix, user.id),
        )
        for user in users
        if user.live and user.type in EVENT_FAMILY
    ]


def _of_people(code: GuardCode, record: Record, inside: Inside) -> Protection | None:
    match code:
        case GuardCode.RUN_IN_PROGRESS if inside.running:
            return Protection(code, f"{named(record)} has a run under way: wait until it has ended.")
        case GuardCode.PEOPLE_INSIDE if inside.anybody:
            sentence = f"{named(record)} has contacts inside, who would be removed with it: confirm to delete it all the same."
            return Protection(code, sentence, confirmable=True)
        case _:
            return None


def _check(
    code: GuardCode, record: Record, action: Action, users: Sequence[User], now: datetime, publish_status: PublishStatus | None
) -> Protection | None:
    match code:
        case GuardCode.DELETE_LIVE if record.is_live:
            return Protection(code, f"{named(record)} is live and can't be deleted: stop it first.")
        case GuardCode.IS_DEFAULT if getattr(record, "is_default", False):
            return Protection(
                code, f"{named(record)} are the workspace's default and can't be {_done(action)}: make others the default first."
            )
        case GuardCode.IN_USE if users:
            return Protection(
                code, f"{named(record)} can't be deleted as it is used by {_names(users)}: remove it there first.", _ids(users)
            )
        case GuardCode.IN_USE_BY_LIVE_RECORD:
            return _live_use(record, action, users, publish_status)
        case GuardCode.EDIT_NOT_ALLOWED_ONE_TIME if record.state is StatusReason.LIVE and _one_time_and_started(record, now):
            return Protection(
                code, f"{named(record)} runs once over its segments and has started, so that it can't be edited: make a copy."
            )
        case _:
            return None


def _live_use(record: Record, action: Action, users: Sequence[User], publish_status: PublishStatus | None) -> Protection | None:
    if action is Action.SET_PUBLISH_STATUS and (publish_status is PublishStatus.PUBLISHED or not record.is_live):
        return None
    live = [user for user in users if user.live and not (record.type in EVENT_FAMILY and user.type in EVENT_FAMILY)]
    if not live:
        return None
    sentence = (
        f"The {record.type.words} '{record.name}' is used by {_names(live)}, which {'is' if len(live) == 1 else 'are'} live: "
        f"stop {'those' if len(live) > 1 else 'that'} first, or confirm to {action.words} it all the same."
    )
    return Protection(GuardCode.IN_USE_BY_LIVE_RECORD, sentence, _ids(live), confirmable=True)


def _one_time_and_started(record: Record, now: datetime) -> bool:
    entry = (getattr(record, "entry", None) or {}).get("segment")
    return entry is not None and entry.get("mode") != EntryMode.REPEATING and has_started(record, now)


def _names(users: Sequence[User]) -> str:
    shown = [f"the {user.type.words} '{user.name}'" for user in users[:3]]
    if len(users) > 3:
        return f"{', '.join(shown)} and {len(users) - 3} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _ids(users: Sequence[User]) -> list[UUID]:
    return [user.id for user in users]


def _done(action: Action) -> str:
    return {Action.STOP: "stopped", Action.DEACTIVATE: "deactivated"}.get(action, "deleted")
