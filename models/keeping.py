"""What a workspace keeps besides records: schedules, saved views, templates, bulk operations, answered requests, live services."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, ForeignKeyConstraint, Index, Integer, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import Action, RecordType, Role
from golive.models import ids
from golive.models.base import Base
from golive.models.records.record import Record, enum_column

MOMENT = DateTime(timezone=True)


class Schedule(Base):
    """An action that is due at a time; one of a kind per record."""

    __tablename__ = "schedule"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "record_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        Index("ix_schedule_at", "at"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    action: Mapped[Action] = mapped_column(enum_column(Action), primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    scheduled_by: Mapped[str] = mapped_column(Text)
    confirm: Mapped[bool] = mapped_column(Boolean, default=False)


class SavedView(Base):
    """A filter and an order under a name."""

    __tablename__ = "saved_view"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    name: Mapped[str] = mapped_column(Text)
    filter: Mapped[dict[str, Any]] = mapped_column(JSONB)
    order_by: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
    created_by: Mapped[str | None] = mapped_column(Text)


class Blueprint(Base):
    """A template that records are made from: content by input names."""

    __tablename__ = "blueprint"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[RecordType] = mapped_column(enum_column(RecordType))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
    created_by: Mapped[str | None] = mapped_column(Text)


class BulkStatus(StrEnum):
    """How far a bulk operation is."""

    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


class BulkItemStatus(StrEnum):
    """What became of one record of a bulk operation."""

    WAITING = "WAITING"
    STARTED = "STARTED"
    DONE = "DONE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    CANCELLED = "CANCELLED"


class Bulk(Base):
    """One action on many records."""

    __tablename__ = "bulk"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    action: Mapped[Action] = mapped_column(enum_column(Action))
    status: Mapped[BulkStatus] = mapped_column(enum_column(BulkStatus), default=BulkStatus.RUNNING)
    confirm: Mapped[bool] = mapped_column(Boolean, default=False)
    dry_run: Mapped[bool] = mapped_column(Boolean, default=False)
    plan: Mapped[bool] = mapped_column(Boolean, default=False)
    actor: Mapped[str] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    created_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)


class BulkItem(Base):
    """One record of a bulk operation; `needs` are the records that must be live before it can start."""

    __tablename__ = "bulk_item"
    __table_args__ = (ForeignKeyConstraint(["workspace_id", "bulk_id"], [Bulk.workspace_id, Bulk.id], ondelete="CASCADE"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    bulk_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_id: Mapped[UUID]
    record_type: Mapped[RecordType] = mapped_column(enum_column(RecordType))
    needs: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    status: Mapped[BulkItemStatus] = mapped_column(enum_column(BulkItemStatus), default=BulkItemStatus.WAITING)
    code: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
    findings: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    change_number: Mapped[int | None]


class AnsweredRequest(Base):
    """What a mutation with an idempotency key answered, so that its repetition answers the same."""

    __tablename__ = "answered_request"
    __table_args__ = (Index("ix_answered_request_at", "at"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())


class OutsideService(Base):
    """The outside live service that a record type was handed over to."""

    __tablename__ = "outside_service"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[RecordType] = mapped_column(enum_column(RecordType), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str | None] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
