"""Contacts, the attributes they have, and whom a condition finds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, true

from golive.lifecycles.words import GuardCode, Role
from golive.models import contacts, ids
from golive.models.conditions import ConditionError, Node, tree
from golive.models.contact import Attribute, Contact
from golive.models.contacts.checking import text_problem
from golive.models.membership import preview
from golive.models.ordering import Order, Page, Window, page, total
from golive.models.refusal import Refusal, Refused
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, bad_input, not_found

BY_ID = Order("contact", (Contact.__table__.c.id,))
LONGEST_SEARCH = 320
_SEARCHED = (Contact.email, Contact.first_name, Contact.last_name, Contact.key)


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a condition finds: how many and the first of them, or what is wrong with it."""

    count: int | None
    contacts: Sequence[Contact]
    findings: Sequence[ConditionError] = ()


async def list_contacts(context: Context, search: str | None, window: Window) -> Page[Contact]:
    """A page of the contacts, the oldest first. Raises `InvalidCursor`, FORBIDDEN for a search by who may not see addresses."""
    wanted = _found(context, search)
    async with context.read() as session:
        return await page(session, select(Contact).where(wanted), BY_ID, window)


async def count_contacts(context: Context, search: str | None) -> int:
    """How many contacts there are."""
    wanted = _found(context, search)
    async with context.read() as session:
        return await total(session, select(Contact.id).where(wanted))


def _found(context: Context, search: str | None) -> ColumnElement[bool]:
    if search is None:
        return true()
    context.need(Role.EDITOR)  # what a search finds tells the address
    if problem := text_problem(search, LONGEST_SEARCH):
        raise bad_input(f"The search {problem}.")
    return or_(*(func.strpos(func.lower(column), func.lower(literal(search))) > 0 for column in _SEARCHED))


async def contact_of(context: Context, public_id: str) -> Contact | None:
    """The contact with this id; None when there is none in the workspace."""
    uuid = ids.uuid_of(public_id, "contact")
    found: Contact | None = await context.loaders.contacts.load(uuid) if uuid is not None else None
    return found


async def export_contact(context: Context, public_id: str) -> dict[str, Any] | None:
    """All that is stored about a contact; None when there is none. Raises FORBIDDEN."""
    context.need(Role.ADMIN)
    uuid = ids.uuid_of(public_id, "contact")
    if uuid is None:
        return None
    async with context.read() as session:
        return await contacts.export_contact(session, context.viewer.workspace_id, uuid)


async def list_attributes(context: Context) -> Sequence[Attribute]:
    """The attributes that contacts of the workspace may have, by name."""
    async with context.read() as session:
        return (await session.scalars(select(Attribute).order_by(Attribute.name))).all()


async def preview_condition(context: Context, condition: str, first: int) -> Preview:
    """How many active contacts fulfil a condition, and the first of them. Raises FORBIDDEN: it can ask for any attribute."""
    context.need(Role.EDITOR)
    async with context.read() as session:
        known = await contacts.attributes(session)
        try:
            count, found = await preview(session, context.viewer.workspace_id, condition, known, context.now, first)
        except ConditionError as error:
            return Preview(None, (), error.all)
    return Preview(count, found)


async def condition_tree(condition: str) -> list[Node]:
    """The parsed form of a condition, read in a thread. Raises BAD_USER_INPUT with the place in its extensions where it isn't CEL."""
    try:
        return await asyncio.to_thread(tree, condition)
    except ConditionError as error:
        message = f"The condition can't be read because of line {error.line}, column {error.column}: {error.message}"
        place = {"position": error.position, "length": error.length, "line": error.line, "column": error.column}
        raise ApiError(ErrorCode.BAD_USER_INPUT, message, **place) from None


async def create_contact(context: Context, values: Mapping[str, Any]) -> Contact:
    """A new contact; `values` by column. Raises `Refused` with INVALID_INPUT and every problem, and FORBIDDEN."""
    context.need(Role.EDITOR)
    async with context.write() as session:
        try:
            return await contacts.create_contact(session, context.viewer.workspace_id, values)
        except contacts.InvalidContact as error:
            raise _refused(error) from None


async def update_contact(context: Context, public_id: str, values: Mapping[str, Any]) -> Contact:
    """Set what `values` gives, null clearing. Raises as `create_contact` does, and NOT_FOUND."""
    context.need(Role.EDITOR)
    uuid = ids.uuid_of(public_id, "contact")
    async with context.write() as session:
        try:
            contact = uuid and await contacts.update_contact(session, context.viewer.workspace_id, uuid, values)
        except contacts.InvalidContact as error:
            raise _refused(error) from None
    if not contact:
        raise not_found("contact")
    return contact


async def erase_contact(context: Context, public_id: str) -> str:
    """Remove a contact for good and give its id back. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.ADMIN)
    uuid = ids.uuid_of(public_id, "contact")
    async with context.write() as session:
        gone = uuid is not None and await contacts.erase_contact(session, context.viewer.workspace_id, uuid)
    if not gone:
        raise not_found("contact")
    return public_id


def _refused(error: contacts.InvalidContact) -> Refused:
    first, *more = error.findings
    also = f" {len(more)} more problems are listed in findings." if more else ""
    return Refused(Refusal(GuardCode.INVALID_INPUT, first.message + also, findings=error.findings))
