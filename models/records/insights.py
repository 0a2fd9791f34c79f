"""Segments and lead-scoring models: what the customer-insights service runs."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models import fields
from golive.models.records.record import Record, own_table


class SegmentType(StrEnum):
    """How a segment's members are found."""

    DYNAMIC = "DYNAMIC"
    STATIC = "STATIC"
    COMPOUND = "COMPOUND"


class Segment(Record):
    """A group of contacts."""

    __tablename__ = "segment"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.SEGMENT}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    segment_type: Mapped[SegmentType] = fields.choice(SegmentType, "How the members are found.", SegmentType.DYNAMIC)
    segment_id: Mapped[str | None] = fields.words("An id of your own for the segment, such as the one in another system.", 200)
    description: Mapped[str | None] = fields.words("What the segment is for.", 5000)
    dynamic_query: Mapped[str | None] = fields.condition("Who is a member, for dynamic and compound segments.")
    filter: Mapped[str | None] = fields.condition("Finds members of a static segment besides the listed ones, when it goes live.")
    static_members: Mapped[list[UUID]] = fields.contacts("The listed members of a static segment.")


class LeadScoringModel(Record):
    """Gives leads points and grades."""

    __tablename__ = "lead_scoring_model"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.LEAD_SCORING_MODEL}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conditions: Mapped[list[Any]] = fields.shapes("ScoringCondition", "What gives points.", maximum=1000)
    grades: Mapped[list[Any]] = fields.shapes("Grade", "Ranges of the score and their names.", maximum=100)
    sales_ready_score: Mapped[int | None] = fields.integer("From this score on a lead is ready for sales.", -1_000_000, 1_000_000)
