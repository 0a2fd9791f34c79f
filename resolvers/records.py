"""Lists, counts and single records in the caller's workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.change import Change, Cursor, position
from golive.models.contact import Contact, ContactEvent
from golive.models.counts import RecordCount
from golive.models.filters import RecordFilter, where
from golive.models.journeys.passage import JourneyRun, Passage
from golive.models.keeping import Blueprint, Bulk
from golive.models.lead import Lead
from golive.models.mail.mail import Mail
from golive.models.ordering import Page, RecordOrder, Window, page, page_of
from golive.models.perform import EVERY
from golive.models.records import CLASSES, Record
from golive.models.records.reading import reading
from golive.models.uses import RECORD_PREFIXES
from golive.models.version import Version
from golive.models.workspace import Token
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode
from golive.resolvers.views import view_of

NODES: dict[str, Any] = {
    "contact": Contact,
    "change": Change,
    "version": Version,
    "template": Blueprint,
    "bulk": Bulk,
    "token": Token,
    "contact_event": ContactEvent,
    "lead": Lead,
    "passage": Passage,
    "journey_run": JourneyRun,
    "mail": Mail,
}
"""Nodes that aren't records, by their ids' prefix."""


async def node(context: Context, public_id: str, columns: frozenset[str] | None = None) -> Any:
    """Whatever has this id in the caller's workspace, a record with these of its own columns, or all; None when nothing has."""
    try:
        prefix, uuid = ids.decode(public_id)
    except ValueError:
        return None
    if prefix in RECORD_PREFIXES:
        return await context.loaders.record(prefix, public_id, columns)
    if prefix == "view":
        return await view_of(context, public_id)
    entity = NODES.get(prefix)
    if entity is None or (entity is Token and not context.viewer.role.may(Role.ADMIN)):
        return None
    found = await context.loaders.by_id(entity).load(uuid)
    if isinstance(found, Passage) and await context.loaders.records.load(found.journey_id) is None:
        return None  # of a deleted journey, soon to be cleared away
    return found


async def list_records(
    context: Context, filter_: RecordFilter, order: RecordOrder, window: Window, columns: frozenset[str] | None = None
) -> Page[Record]:
    """A page of the records that match, with these of their own columns, or all. Raises `InvalidCursor`."""
    one_type = next(iter(filter_.types)) if filter_.types and len(set(filter_.types)) == 1 else None
    async with context.read() as session:
        if columns is None:
            entity = EVERY if one_type is None else CLASSES[one_type]
            return await page(session, select(entity).where(where(filter_)), order.order, window)
        read = reading(one_type, columns)
        return await page_of(session, read.statement.where(where(filter_)), order.order, window, read.record)


async def count_records(context: Context, filter_: RecordFilter) -> int:
    """How many records match."""
    async with context.read() as session:
        return await session.scalar(select(func.count()).select_from(Record.__table__).where(where(filter_))) or 0


async def record_counts(context: Context, filter_: RecordFilter) -> list[RecordCount]:
    """How many records match, by type, status, status reason and publish status."""
    return await context.loaders.state_counts.load(filter_)


async def at_least(context: Context, cursor: str | None) -> None:
    """See to it that what is read next isn't older than the cursor's change. Raises INVALID_CURSOR.

    There is one database, and whoever holds a cursor had it after the commit, so a cursor that isn't reached yet was made up.
    """
    if cursor is None:
        return
    await context.refresh()
    try:
        wanted = Cursor.parse(cursor)
    except ValueError:
        wanted = None
    async with context.read() as session:
        log = await position(session, context.viewer.workspace_id)
    if wanted is None or (wanted.workspace_id, wanted.epoch) != (log.workspace_id, log.epoch) or wanted.number > log.number:
        raise ApiError(ErrorCode.INVALID_CURSOR, "`atLeast` is no cursor of a change of your workspace: use one that a change gave you.")
