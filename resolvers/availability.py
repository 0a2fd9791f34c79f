"""Which actions a caller could take now, and why not the others: by role, by state, by what depends on the record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from golive.lifecycles.words import Action, GuardCode, role_for
from golive.models.guards import User, protection
from golive.models.perform import needs_working_copy
from golive.models.records import Record
from golive.models.sentences import cell_message, named
from golive.resolvers.context import Context
from golive.resolvers.loaders import Need

NOT_OFFERED = frozenset({Action.RUN_NOW, Action.FULL_RUN})
"""Rows of the tables whose engine isn't built: nothing would run."""


@dataclass(frozen=True, slots=True)
class Availability:
    """One action: allowed or not, whether it asks for confirmation, and the code and sentence that say why."""

    action: Action
    allowed: bool
    confirm_needed: bool = False
    code: GuardCode | None = None
    message: str | None = None
    blocked_by: Sequence[UUID] = ()


async def availability(context: Context, record: Record) -> list[Availability]:
    """Every action that the record's type has a row for, in the order of the API's enum."""
    users, needs = await asyncio.gather(context.loaders.users.load(record.id), context.loaders.needs.load(record.id))
    actions = [action for action in Action if record.lifecycle.has(action) and action not in NOT_OFFERED]
    return [_availability(context, record, action, users, needs) for action in actions]


async def allowed_actions(context: Context, record: Record) -> list[Action]:
    """Those that would go through, if need be with confirmation."""
    return [each.action for each in await availability(context, record) if each.allowed]


def _availability(context: Context, record: Record, action: Action, users: Sequence[User], needs: Sequence[Need]) -> Availability:
    role = role_for(action, record.ever_live)
    if not context.viewer.role.may(role):
        sentence = f"This needs the role {role.value}, and yours is {context.viewer.role.value}: ask an administrator."
        return Availability(action, False, code=GuardCode.ACTION_NOT_ALLOWED, message=sentence)
    cell = record.lifecycle.cell(action, record.state, record.status)
    if not isinstance(cell, GuardCode):
        cell = needs_working_copy(record, action) or cell
    if isinstance(cell, GuardCode):
        return Availability(action, False, code=cell, message=cell_message(record, action, cell))
    found = protection(record, action, users, context.now)
    if found is not None:
        return Availability(action, found.confirmable, found.confirmable, found.code, found.message, found.blocked_by)
    if action in (Action.GO_LIVE, Action.SAVE) and record.publish_status is None:
        missing = [need.id for need in needs if not need.is_live and not (need.used_live and action is Action.SAVE)]
        if missing:
            sentence = f"{named(record)} uses {len(missing)} record{'s' if len(missing) > 1 else ''} that must go live first."
            return Availability(action, False, code=GuardCode.DEPENDENCY_NOT_LIVE, message=sentence, blocked_by=missing)
    return Availability(action, True)
