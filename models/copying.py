"""Copies of records, templates made from them, and records made from templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import drafts, ids
from golive.models.content import NAME_LENGTH, content
from golive.models.keeping import Blueprint
from golive.models.moves import Done, Order
from golive.models.records import Record

NOT_COPIED = frozenset({"partialUrl", "segmentId", "isDefault"})
"""What names one record alone: a page's address, a segment's own id, being the default."""


async def copy(session: AsyncSession, record: Record, order: Order, now: datetime) -> Done:
    """A new Draft with the working copy's content, without history, schedule, people, page address or segment id."""
    values = {name: value for name, value in content(record).items() if name not in NOT_COPIED}
    values["name"] = order.name if order.name is not None else await _free_name(session, record)
    return await drafts.create(session, record.type, record.workspace_id, values, order.actor, now, move=order.move)


async def _free_name(session: AsyncSession, record: Record) -> str:
    """ "Copy of X", with a number where that is taken, cut to what fits."""
    base = f"Copy of {record.name}"[:NAME_LENGTH]
    stem = base[: NAME_LENGTH - 8].lower()
    names = await session.scalars(select(Record.lower_name).where(Record.type == record.type, func.starts_with(Record.lower_name, stem)))
    taken = set(names)
    number, name = 2, base
    while name.lower() in taken:
        suffix = f" ({number})"
        name, number = base[: NAME_LENGTH - len(suffix)] + suffix, number + 1
    return name


def save_as_template(session: AsyncSession, record: Record, order: Order) -> Blueprint:
    """A template with the working copy's content."""
    values = {name: value for name, value in content(record).items() if name not in NOT_COPIED | {"name", "templateId"}}
    blueprint = Blueprint(
        workspace_id=record.workspace_id,
        id=ids.new(),
        name=order.name or record.name,
        type=record.type,
        content=values,
        created_by=order.actor.name,
    )
    session.add(blueprint)
    return blueprint


def from_template(blueprint: Blueprint, name: str | None) -> dict[str, Any]:
    """The content of a new record made from a template."""
    made_from: UUID = blueprint.id
    return {**blueprint.content, "name": name or blueprint.name, "templateId": ids.encode("template", made_from)}
