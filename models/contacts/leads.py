"""How leads are made and taken away, one at a time; imports make many (see importing)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.contact import Contact
from golive.models.contacts.checking import InvalidContact, finding, text_problem
from golive.models.lead import Lead, LeadScore, LeadSource

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


async def leads_of(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> list[dict[str, Any]]:
    """A contact's leads with their scores, as JSON with the API's names and ids, the oldest first."""
    leads = select(Lead).where(Lead.workspace_id == workspace_id, Lead.contact_id == contact_id).order_by(Lead.id)
    own = (LeadScore.workspace_id == Lead.workspace_id) & (LeadScore.lead_id == Lead.id)
    asked = select(LeadScore).join(Lead, own).where(Lead.workspace_id == workspace_id, Lead.contact_id == contact_id)
    scores: dict[UUID, list[dict[str, Any]]] = {}
    for score in await session.scalars(asked.order_by(LeadScore.model_id)):
        model = ids.encode(RecordType.LEAD_SCORING_MODEL.prefix, score.model_id)
        told = {"modelId": model, "score": score.score, "grade": score.grade, "salesReady": score.sales_ready}
        scores.setdefault(score.lead_id, []).append(told)
    return [
        {
            "id": ids.encode("lead", lead.id),
            "name": lead.name,
            "source": lead.source,
            "createdAt": lead.created_at.isoformat(),
            "scores": scores.get(lead.id, []),
        }
        for lead in await session.scalars(leads)
    ]


async def delete_lead(session: AsyncSession, workspace_id: UUID, lead: str) -> bool:
    """Take a lead and its scores away. False: there is no such lead."""
    gone = delete(Lead).where(Lead.workspace_id == workspace_id, Lead.id == ids.uuid_of(lead, "lead")).returning(Lead.id)
    return await session.scalar(gone) is not None
