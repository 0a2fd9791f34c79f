"""Versions: frozen snapshots of a record, what they pinned and what was prepared for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import StatusReason
from golive.models import ids
from golive.models.base import Base
from golive.models.records.record import Record, enum_column


class Version(Base):
    """One version. `snapshot` is the content by input names; `pins` the versions of what each step uses; `prepared` what the
    live service runs (a compiled journey, a rendered page)."""

    __tablename__ = "version"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "record_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        Index("ix_version_id", "workspace_id", "id", unique=True),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[UUID] = mapped_column(default=ids.new)
    status_reason: Mapped[StatusReason | None] = mapped_column(enum_column(StatusReason))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    pins: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    prepared: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    frozen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    live_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    live_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    author: Mapped[str | None] = mapped_column(Text)
    comment: Mapped[str | None] = mapped_column(Text)
