"""Leads and what live scoring models make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import GuardCode, RecordType, Role
from golive.models import ids
from golive.models.contacts.checking import InvalidContact
from golive.models.contacts.leads import create_lead, delete_lead
from golive.models.lead import Lead, LeadScore
from golive.models.ordering import Order, Page, Window, page, total
from golive.models.records import Record
from golive.models.refusal import Refusal, Refused
from golive.models.texts import cleaned
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found
from golive.resolvers.nested import Nested

_L = Lead.__table__.c
BY_ID = Order("lead", (_L.id,))
OF_CONTACT = Nested(Lead, _L.contact_id, (_L.workspace_id, _L.id), BY_ID, select().select_from(Lead.__table__))


@dataclass(frozen=True, slots=True)
class WhichLeads:
    """Leads by what a model makes of them; a part that is None doesn't matter."""

    model: str | None = None
    grade: str | None = None
    sales_ready: bool | None = None

    def statement(self) -> Select[Lead]:
        """The leads; a grade or readiness without a model is that of any."""
        if self == WhichLeads():
            return select(Lead)
        rated = select(LeadScore.lead_id).join(Record, _SAME).where(_LIVE)
        if self.model is not None:
            rated = rated.where(LeadScore.model_id == ids.uuid_of(self.model, RecordType.LEAD_SCORING_MODEL.prefix))
        if self.grade is not None:
            rated = rated.where(LeadScore.grade == cleaned(self.grade))
        if self.sales_ready is not None:
            rated = rated.where(LeadScore.sales_ready == self.sales_ready)
        return select(Lead).where(Lead.id.in_(rated))


_SAME = (Record.workspace_id == LeadScore.workspace_id) & (Record.id == LeadScore.model_id)
_LIVE: ColumnElement[bool] = Record.is_live.expression


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many leads of a model have a grade, None for none, and how many of these are ready for sales."""

    grade: str | None
    count: int
    sales_ready: int


async def list_leads(context: Context, which: WhichLeads, window: Window) -> Page[Lead]:
    """A page of leads, the oldest first. Raises `InvalidCursor`."""
    async with context.read() as session:
        return await page(session, which.statement(), BY_ID, window)


async def count_leads(context: Context, which: WhichLeads) -> int:
    """How many leads there are."""
    async with context.read() as session:
        return await total(session, which.statement().with_only_columns(Lead.id))


async def scores_of(session: AsyncSession, keys: Sequence[UUID]) -> list[list[LeadScore]]:
    """The scores of leads by live models, in order of the models' names."""
    asked = select(LeadScore).join(Record, _SAME).where(LeadScore.lead_id.in_(keys), _LIVE).order_by(Record.lower_name, Record.id)
    found: dict[UUID, list[LeadScore]] = {key: [] for key in keys}
    for score in await session.scalars(asked):
        found[score.lead_id].append(score)
    return [found[key] for key in keys]


async def grade_counts(session: AsyncSession, keys: Sequence[UUID]) -> list[list[GradeCount]]:
    """The counts of models, the grade with the highest scores first."""
    ready = func.count().filter(LeadScore.sales_ready)
    counted = select(LeadScore.model_id, LeadScore.grade, func.count(), ready).where(LeadScore.model_id.in_(keys))
    found: dict[UUID, list[GradeCount]] = {key: [] for key in keys}
    grouped = counted.group_by(LeadScore.model_id, LeadScore.grade).order_by(func.max(LeadScore.score).desc())
    for model, grade, count, sales_ready in await session.execute(grouped):
        found[model].append(GradeCount(grade, count, sales_ready))
    return [found[key] for key in keys]


async def create(context: Context, contact: str, name: str | None) -> Lead:
    """A new lead of a contact. Raises `Refused` with INVALID_INPUT, and FORBIDDEN."""
    context.need(Role.EDITOR)
    async with context.write() as session:
        try:
            return await create_lead(session, context.viewer.workspace_id, contact, name)
        except InvalidContact as error:
            raise Refused(Refusal(GuardCode.INVALID_INPUT, error.findings[0].message, findings=error.findings)) from None


async def remove(context: Context, lead: str) -> str:
    """Take a lead away and give its id back. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.EDITOR)
    async with context.write() as session:
        gone = await delete_lead(session, context.viewer.workspace_id, lead)
    if not gone:
        raise not_found("lead")
    return lead
