"""Leads, and what each scoring model makes of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from golive.models import ids
from golive.models.base import Base
from golive.models.contact import Contact


class LeadSource(StrEnum):
    """How a lead came to be."""

    API = "API"
    IMPORT = "IMPORT"
    FORM = "FORM"


class Lead(Base):
    """A contact's interest in buying, which scoring models rate."""

    __tablename__ = "lead"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        Index(None, "workspace_id", "contact_id", "id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    contact_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class LeadScore(Base):
    """A lead's points by a model that is live, their grade, and whether they are enough for sales; `at` they last changed."""

    __tablename__ = "lead_score"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "lead_id"], [Lead.workspace_id, Lead.id], ondelete="CASCADE"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "workspace_id", "model_id", "score", "lead_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    model_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(BigInteger)
    grade: Mapped[str | None] = mapped_column(Text)
    sales_ready: Mapped[bool]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
