"""Contacts, the attributes a workspace registered, what contacts did, and who is in which segment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, DateTime, ForeignKeyConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from golive.models import ids
from golive.models.base import Base

EMPTY = text("'{}'::jsonb")


class Contact(Base):
    """A person: the builtin fields, the workspace's own attributes, and consent such as `{"email:commercial": "OPTED_IN"}`.

    `lower_email` is for finding by address: row-level security lets no index be asked about what `lower` returns.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("status IN ('ACTIVE', 'INACTIVE')", name="status"),
        Index("uq_contact_workspace_id_key", "workspace_id", "key", unique=True),
        Index("uq_contact_workspace_id_email", "workspace_id", "lower_email", unique=True),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    key: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    lower_email: Mapped[str | None] = mapped_column(Text, Computed("lower(email)", persisted=True), deferred=True)
    first_name: Mapped[str | None] = mapped_column(Text)
    last_name: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="ACTIVE", server_default="ACTIVE")
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=EMPTY)
    consent: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=EMPTY)
    suppressed_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Attribute(Base):
    """The name and type of an attribute that contacts of the workspace may have."""

    __tablename__ = "attribute"
    __table_args__ = (CheckConstraint("type IN ('STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE_TIME')", name="type"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    type: Mapped[str] = mapped_column(Text)


class ContactEvent(Base):
    """Something a contact did, once: a client key makes a second telling of it harmless."""

    __tablename__ = "contact_event"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        Index(None, "workspace_id", "contact_id", "name", "at"),
        Index("uq_contact_event_workspace_id_client_key", "workspace_id", "client_key", unique=True),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    contact_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=EMPTY)
    client_key: Mapped[str | None] = mapped_column(Text)


class SegmentMember(Base):
    """A contact that is in a segment now."""

    __tablename__ = "segment_member"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        Index(None, "workspace_id", "contact_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class MembershipChange(Base):
    """How many contacts joined and left a segment on a day of UTC."""

    __tablename__ = "membership_change"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    joined: Mapped[int] = mapped_column(BigInteger, default=0)
    departed: Mapped[int] = mapped_column(BigInteger, default=0)
