"""How leads are made and taken away, one at a time; imports make many (see importing)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.contact import Contact
from golive.models.contacts.checking import InvalidContact, finding, text_problem
from golive.models.lead import Lead, LeadSource

LONGEST_NAME = 200


async def create_lead(session: AsyncSession, workspace_id: UUID, contact: str, name: str | None) -> Lead:
    """A new lead of the contact with this public id; raises `InvalidContact`."""
    uuid, name = ids.uuid_of(contact, "contact"), (name or "").strip()
    findings = [finding(f"name {problem}.", "name")] if (problem := text_problem(name, LONGEST_NAME)) else []
    here = (Contact.workspace_id == workspace_id, Contact.id == uuid)
    if uuid is None or await session.scalar(select(Contact.id).where(*here).with_for_update(read=True, key_share=True)) is None:
        findings.append(finding("There is no contact with this id: create it first.", "contactId"))
    if findings:
        raise InvalidContact(findings)
    lead = Lead(workspace_id=workspace_id, id=ids.new(), contact_id=uuid, name=name, source=LeadSource.API.value)
    session.add(lead)
    await session.flush()
    await session.refresh(lead)
    return lead


async def delete_lead(session: AsyncSession, workspace_id: UUID, lead: str) -> bool:
    """Take a lead and its scores away. False: there is no such lead."""
    gone = delete(Lead).where(Lead.workspace_id == workspace_id, Lead.id == ids.uuid_of(lead, "lead")).returning(Lead.id)
    return await session.scalar(gone) is not None
