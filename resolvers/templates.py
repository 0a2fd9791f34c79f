"""Templates: listed, made into records, deleted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select, true

from golive.lifecycles.words import RecordType, Role
from golive.models import ids
from golive.models.keeping import Blueprint
from golive.models.ordering import Order, Page, Window, page, total
from golive.models.refusal import Refusal
from golive.resolvers import edits
from golive.resolvers.answers import Success
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found

_BY_ID = Order("template", (Blueprint.__table__.c.id,))


async def list_templates(context: Context, type_: RecordType | None, window: Window) -> Page[Blueprint]:
    """A page of the templates, the oldest first. Raises `InvalidCursor`."""
    async with context.read() as session:
        return await page(session, select(Blueprint).where(_makes(type_)), _BY_ID, window)


async def count_templates(context: Context, type_: RecordType | None) -> int:
    """How many templates there are."""
    async with context.read() as session:
        return await total(session, select(Blueprint.id).where(_makes(type_)))


def _makes(type_: RecordType | None) -> ColumnElement[bool]:
    return Blueprint.type == type_ if type_ is not None else true()


async def create_from_template(context: Context, public_id: str, name: str | None, key: str | None) -> Success | Refusal:
    """A new record with a template's content. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.EDITOR)
    uuid = ids.uuid_of(public_id, "template")
    found: Blueprint | None = await context.loaders.blueprints.load(uuid) if uuid is not None else None
    if found is None:
        raise not_found("template")
    return await edits.create_from_template(context, found, name, key)


async def delete_template(context: Context, public_id: str) -> str:
    """Delete a template and give its id back; records made from it stay. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.PUBLISHER)
    where = (Blueprint.workspace_id == context.viewer.workspace_id, Blueprint.id == ids.uuid_of(public_id, "template"))
    async with context.write() as session:
        if await session.scalar(delete(Blueprint).where(*where).returning(Blueprint.id)) is None:
            raise not_found("template")
    return public_id
