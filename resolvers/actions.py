"""The actions: one transaction each, through the one door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, RecordType, Role, role_for
from golive.models import ids
from golive.models.locking import lock
from golive.models.moves import Order
from golive.models.perform import perform
from golive.models.refusal import Refusal
from golive.models.uses import RECORD_PREFIXES
from golive.resolvers.answers import Success, answered, success
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found


def named(public_id: str) -> tuple[RecordType, UUID]:
    """The type and the UUID behind a record's public id; NOT_FOUND for anything else."""
    try:
        prefix, uuid = ids.decode(public_id)
    except ValueError:
        raise not_found("record") from None
    if prefix not in RECORD_PREFIXES:
        raise not_found("record")
    return RECORD_PREFIXES[prefix], uuid


async def act(context: Context, action: Action, public_id: str, idempotency_key: str | None = None, **arguments: Any) -> Success | Refusal:
    """Take `action` on a record; `arguments` are those of `Order`. Raises NOT_FOUND and FORBIDDEN."""
    context.need(role_for(action, ever_live=False))

    async def go(session: AsyncSession) -> Success:
        type_, uuid = named(public_id)
        if action is Action.DELETE and not context.viewer.role.may(Role.PUBLISHER):
            record, _ = await lock(session, uuid, type_)
            context.need(role_for(action, record.ever_live))
        return success(await perform(session, context.server.settings, Order(uuid, action, context.actor, type_, **arguments)))

    return await answered(context, action.value, idempotency_key, {"id": public_id, **arguments}, go)
