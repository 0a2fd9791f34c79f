"""The actions: one transaction each, through the one door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, Role, role_for
from golive.models import ids
from golive.models.moves import Order
from golive.models.perform import lock, perform
from golive.models.refusal import NotFound, Refusal
from golive.models.uses import RECORD_PREFIXES
from golive.resolvers.answers import Success, answered, success
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found


def record_uuid(public_id: str) -> UUID:
    """The UUID behind a record's public id; NOT_FOUND for anything else."""
    try:
        prefix, uuid = ids.decode(public_id)
    except ValueError:
        raise not_found("record") from None
    if prefix not in RECORD_PREFIXES:
        raise not_found("record")
    return uuid


async def act(context: Context, action: Action, public_id: str, idempotency_key: str | None = None, **arguments: Any) -> Success | Refusal:
    """Take `action` on a record; `arguments` are those of `Order`. Raises NOT_FOUND and FORBIDDEN."""
    context.need(role_for(action, ever_live=False))

    async def go(session: AsyncSession) -> Success:
        uuid = record_uuid(public_id)
        if action is Action.DELETE and not context.viewer.role.may(Role.PUBLISHER):
            record, _ = await lock(session, uuid)
            context.need(role_for(action, record.ever_live))
        done = await perform(session, context.server.settings, Order(uuid, action, context.actor, **arguments))
        if done.record is not None and action is not Action.COPY and done.record.public_id != public_id:
            raise NotFound(public_id)
        return success(done)

    return await answered(context, action.value, idempotency_key, {"id": public_id, **arguments}, go)
