"""Which actions a caller could take now, and why not the others: by role, by state, by what depends on the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from golive.lifecycles.words import Action, GuardCode, Role, role_for
from golive.models.guards import protection, protects_itself
from golive.models.journeys.counting import NOBODY
from golive.models.perform import needs_working_copy
from golive.models.records import Record
from golive.models.sentences import cell_reason, named
from golive.resolvers.context import Context
from golive.resolvers.loaders import Around, Soon, soon


class Availability(NamedTuple):
    """One action: allowed or not, whether it asks for confirmation, and the code and sentence that say why."""

    action: Action
    allowed: bool
    confirm_needed: bool = False
    code: GuardCode | None = None
    message: str | None = None
    blocked_by: Sequence[UUID] = ()


async def availability(context: Context, record: Record) -> list[Availability]:
    """Every action that the record's type has a row for, in the order of the API's enum."""
    return _available(context, record, await context.loaders.around.load(record.id))


async def allowed_actions(context: Context, record: Record) -> list[Action]:
    """Those that would go through, if need be with confirmation."""
    return _allowed(context, record, await context.loaders.around.load(record.id))


def availability_soon(context: Context, record: Record) -> Soon[list[Availability]]:
    """`availability`, at once for a record whose surroundings are loaded."""
    return soon(context.loaders.around.load(record.id), lambda around: _available(context, record, around))


def allowed_actions_soon(context: Context, record: Record) -> Soon[list[Action]]:
    """`allowed_actions`, at once for a record whose surroundings are loaded."""
    return soon(context.loaders.around.load(record.id), lambda around: _allowed(context, record, around))


def _allowed(context: Context, record: Record, around: Around) -> list[Action]:
    if around.users or around.needs or around.inside != NOBODY:
        return [each.action for each in _available(context, record, around) if each.allowed]
    stands = (_stands(record, context.viewer.role), protects_itself(record, context.now))
    if stands not in _ALLOWED_ALONE:
        _ALLOWED_ALONE[stands] = [each.action for each in _available(context, record, around) if each.allowed]
    return _ALLOWED_ALONE[stands]


_ALLOWED_ALONE: dict[tuple[object, ...], list[Action]] = {}
"""What is allowed of records that nothing surrounds: the same for all that stand alike, and so worked out once."""


def _available(context: Context, record: Record, around: Around) -> list[Availability]:
    known = context.loaders.available
    if record.id not in known:
        name = named(record)
        known[record.id] = [
            verdict.refusal(name) if verdict.code is not None else _by_surroundings(context, record, verdict, around)
            for verdict in _by_table(record, context.viewer.role)
        ]
    return known[record.id]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What role and table say of an action; without a code they allow it. `why` is the sentence, but for the record if it begins so."""

    action: Action
    code: GuardCode | None = None
    why: str = ""
    begins_with_record: bool = True
    is_guarded: bool = False

    def refusal(self, name: str) -> Availability:
        return Availability(self.action, False, code=self.code, message=f"{name} {self.why}" if self.begins_with_record else self.why)


_VERDICTS: dict[tuple[object, ...], list[_Verdict]] = {}


def _by_table(record: Record, role: Role) -> list[_Verdict]:
    """What role and table say of each action: the same for all records of a type in a state, and so worked out once."""
    stands = _stands(record, role)
    if stands not in _VERDICTS:
        actions = [action for action in Action if record.lifecycle.has(action)]
        _VERDICTS[stands] = [_verdict(record, role, action) for action in actions]
    return _VERDICTS[stands]


def _stands(record: Record, role: Role) -> tuple[object, ...]:
    """All that role and table look at."""
    return record.type, record.state, record.status, record.has_working_copy, record.ever_live, role


def _verdict(record: Record, role: Role, action: Action) -> _Verdict:
    needed = role_for(action, record.ever_live)
    if not role.may(needed):
        sentence = f"This needs the role {needed.value}, and yours is {role.value}: ask an administrator."
        return _Verdict(action, GuardCode.ACTION_NOT_ALLOWED, sentence, begins_with_record=False)
    cell = record.lifecycle.cell(action, record.state, record.status)
    if not isinstance(cell, GuardCode):
        cell = needs_working_copy(record, action) or cell
    if isinstance(cell, GuardCode):
        return _Verdict(action, cell, cell_reason(record, action, cell))
    return _Verdict(action, is_guarded=action in record.lifecycle.guards)


def _by_surroundings(context: Context, record: Record, verdict: _Verdict, around: Around) -> Availability:
    action = verdict.action
    found = protection(record, action, around.users, context.now, inside=around.inside) if verdict.is_guarded else None
    if found is not None:
        return Availability(action, found.confirmable, found.confirmable, found.code, found.message, found.blocked_by)
    if action in (Action.GO_LIVE, Action.SAVE) and record.publish_status is None:
        missing = [need.id for need in around.needs if not need.is_live and not (need.used_live and action is Action.SAVE)]
        if missing:
            sentence = f"{named(record)} uses {len(missing)} record{'s' if len(missing) > 1 else ''} that must go live first."
            return Availability(action, False, code=GuardCode.DEPENDENCY_NOT_LIVE, message=sentence, blocked_by=missing)
    return _ALLOWED[action]


_ALLOWED = {action: Availability(action, True) for action in Action}
