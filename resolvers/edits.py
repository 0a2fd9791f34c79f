"""Creating and updating records, also with a form's autoPublish, where an update goes live in the same step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, RecordType, Role, StatusReason
from golive.models.change import Cursor, position
from golive.models.copying import from_template
from golive.models.drafts import changes_of, create, update_fields
from golive.models.keeping import Blueprint
from golive.models.locking import lock
from golive.models.moves import Done, Order
from golive.models.perform import perform
from golive.models.records import Record
from golive.models.records.portals import MarketingForm
from golive.models.refusal import NotFound, Refusal
from golive.resolvers.actions import named
from golive.resolvers.answers import Success, answered, success
from golive.resolvers.context import Context

PUBLISHED_BY_UPDATE = frozenset({StatusReason.DRAFT, StatusReason.STOPPED, StatusReason.ERROR, StatusReason.LIVE})


async def create_record(context: Context, type_: RecordType, values: Mapping[str, Any], key: str | None) -> Success | Refusal:
    """A new record; `values` are JSON by input names."""
    context.need(Role.EDITOR)

    async def go(session: AsyncSession) -> Success:
        return success(await create(session, type_, context.viewer.workspace_id, values, context.actor))

    return await answered(context, f"create {type_}", key, values, go)


async def create_from_template(context: Context, blueprint: Blueprint, name: str | None, key: str | None) -> Success | Refusal:
    """A new record with a template's content."""
    return await create_record(context, blueprint.type, from_template(blueprint, name), key)


async def update_record(
    context: Context, type_: RecordType, public_id: str, values: Mapping[str, Any], expected_revision: int | None, key: str | None
) -> Success | Refusal:
    """Set the fields in `values`, null clearing."""
    context.need(Role.EDITOR)

    async def go(session: AsyncSession) -> Success:
        named_type, uuid = named(public_id)
        if named_type is not type_:
            raise NotFound(public_id)
        record, now = await lock(session, uuid, type_)
        changes = changes_of(record, values, expected_revision)
        if not changes:
            counter = await position(session, record.workspace_id)
            return Success(record.id, None, str(Cursor(counter.epoch, record.workspace_id, counter.number)))
        if _auto_publishes(record, changes):
            return success(await _update_and_publish(context, session, record, changes, now))
        cursor = await update_fields(session, context.server.settings, record, changes, context.actor, now)
        return Success(record.id, None, str(cursor))

    return await answered(context, "update", key, {"id": public_id, "input": values, "revision": expected_revision}, go)


def _auto_publishes(record: Record, changes: Mapping[str, Any]) -> bool:
    """Whether the update also goes live: by `autoPublish` as it will be, in Live as it is, where the fields are locked without it."""
    if not isinstance(record, MarketingForm) or record.state not in PUBLISHED_BY_UPDATE:
        return False
    return bool(record.auto_publish if record.is_live else changes.get("autoPublish", record.auto_publish))


async def _update_and_publish(context: Context, session: AsyncSession, record: Record, changes: Mapping[str, Any], now: datetime) -> Done:
    """The update and what puts it live; a refusal of either takes both back."""
    context.need(Role.PUBLISHER)
    settings, actor = context.server.settings, context.actor
    is_live = record.state is StatusReason.LIVE
    if is_live:
        await perform(session, settings, Order(record.id, Action.EDIT, actor))
        record, now = await lock(session, record.id, record.type)
    await update_fields(session, settings, record, changes, actor, now)
    return await perform(session, settings, Order(record.id, Action.SAVE if is_live else Action.GO_LIVE, actor))
