"""Who uses whom: the references in each record's working copy and live version, kept with every write of either."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from golive.models.base import Base
from golive.models.records.record import Record, enum_column


class Scope(StrEnum):
    """Which content of the user holds the reference."""

    COPY = "COPY"
    LIVE = "LIVE"


class Use(Base):
    """A reference from one record to another, which may be gone."""

    __tablename__ = "use"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "user_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        Index("ix_use_used", "workspace_id", "used_id", "scope"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[Scope] = mapped_column(enum_column(Scope), primary_key=True)
    used_id: Mapped[UUID] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    step_id: Mapped[str | None] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
