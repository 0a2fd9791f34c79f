"""How contacts are written and taken away: one at a time, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from golive.models import ids, jsonb
from golive.models.contact import Contact, ContactEvent, SegmentMember
from golive.models.contacts.attributes import TooManyAttributes, register, type_of
from golive.models.contacts.checking import InvalidContact, checked, conflicts, finding
from golive.models.contacts.leads import leads_of
from golive.models.mail.mending import forget_contact, mails_to
from golive.models.membership_changes import leave_all
from golive.models.records.record import Record


async def create_contact(session: AsyncSession, workspace_id: UUID, values: Mapping[str, Any]) -> Contact:
    """A new contact with `values` by column: email, first_name, last_name, status, attributes, consent, suppressed_reason.

    Attributes that are new to the workspace are registered with the type of their value. Raises `InvalidContact`.
    """
    contact = Contact(workspace_id=workspace_id, id=ids.new(), status="ACTIVE", attributes={}, consent={})
    await _apply(session, contact, values)
    return contact


async def update_contact(session: AsyncSession, workspace_id: UUID, contact_id: UUID, values: Mapping[str, Any]) -> Contact | None:
    """Set what `values` gives and leave the rest; null clears, within attributes and consent too. None: there is no such contact.

    Raises `InvalidContact`; `updated_at` moves only when something changes.
    """
    contact = await session.get(Contact, (workspace_id, contact_id), with_for_update=True, populate_existing=True)
    if contact is not None:
        await _apply(session, contact, values)
    return contact


async def erase_contact(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> bool:
    """Remove a contact for good, with its events and memberships; its mails forget it. False: there is no such contact."""
    await forget_contact(session, workspace_id, contact_id)
    here = (Contact.workspace_id == workspace_id, Contact.id == contact_id)
    if await session.scalar(select(Contact.id).where(*here).with_for_update()) is None:
        return False
    await leave_all(session, workspace_id, contact_id)
    await session.execute(delete(Contact).where(*here))
    return True


async def export_contact(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> dict[str, Any] | None:
    """All that is stored about a contact, as JSON with the API's names and ids. None: there is no such contact."""
    contact = await session.get(Contact, (workspace_id, contact_id))
    if contact is None:
        return None
    events = select(ContactEvent).where(ContactEvent.workspace_id == workspace_id, ContactEvent.contact_id == contact_id)
    there = exists().where(Record.workspace_id == workspace_id, Record.id == SegmentMember.segment_id)  # of deleted ones some may be left
    mine = (SegmentMember.workspace_id == workspace_id, SegmentMember.contact_id == contact_id)
    segments = select(SegmentMember.segment_id).where(*mine, there)
    return {
        "id": ids.encode("contact", contact.id),
        "key": contact.key,
        "email": contact.email,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "status": contact.status,
        "attributes": contact.attributes,
        "consent": contact.consent,
        "suppressedReason": contact.suppressed_reason,
        "createdAt": contact.created_at.isoformat(),
        "updatedAt": contact.updated_at.isoformat(),
        "events": [
            {"name": event.name, "at": event.at.isoformat(), "properties": event.properties}
            for event in await session.scalars(events.order_by(ContactEvent.at, ContactEvent.id))
        ],
        "leads": await leads_of(session, workspace_id, contact_id),
        "mails": await mails_to(session, workspace_id, contact_id),
        "segments": [ids.encode("segment", segment) for segment in await session.scalars(segments.order_by(SegmentMember.segment_id))],
    }


async def _apply(session: AsyncSession, contact: Contact, values: Mapping[str, Any]) -> None:
    new = checked(values)
    try:
        async with session.begin_nested():  # a caller that goes on after a refusal keeps nothing of it
            await _fit_types(session, contact.workspace_id, new.get("attributes", {}))
            _set(contact, new)
            session.add(contact)
            await session.flush()
    except IntegrityError as error:
        if "uq_contact_workspace_id_email" not in str(error.orig):
            raise
        message = f"Another contact has the e-mail address {new['email']}; update that one, or use another address."
        raise InvalidContact([finding(message, "email")]) from error
    await session.refresh(contact)


def _set(contact: Contact, new: dict[str, Any]) -> None:
    for name in ("attributes", "consent"):
        if name in new:
            merged = {**getattr(contact, name), **new[name]}
            new[name] = {key: value for key, value in merged.items() if value is not None}
    # Compared as they are stored, for 1.50 equals 1.5 but is written differently.
    changed = {name: value for name, value in new.items() if jsonb.dumps(value) != jsonb.dumps(getattr(contact, name))}
    for name, value in changed.items():
        setattr(contact, name, value)
        flag_modified(contact, name)
    if changed:
        contact.updated_at = func.now()


async def _fit_types(session: AsyncSession, workspace_id: UUID, given: Mapping[str, Any]) -> None:
    wanted = {name: type_ for name, value in given.items() if (type_ := type_of(value))}
    try:
        types = await register(session, workspace_id, wanted)
    except TooManyAttributes as error:
        raise InvalidContact([finding(str(error), "attributes")]) from error
    if findings := conflicts(given, types):
        raise InvalidContact(findings)
