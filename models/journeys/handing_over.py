"""Contacts that Activate steps hand over, and the deliveries that take them there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, Integer, SmallInteger, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from golive.models import ids
from golive.models.base import Base
from golive.models.contact import Contact
from golive.models.records.record import Record

MOMENT = DateTime(timezone=True)
QUEUED = text("status = 'QUEUED'")


class Delivery(Base):
    """Contacts of one step that go to one of its destinations together; its id tells its repetitions to who receives it.

    `destination` counts from 0; `target` is the URL or the file's name. Status: QUEUED, SENT or FAILED.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        CheckConstraint("status IN ('QUEUED', 'SENT', 'FAILED')", name="status"),
        Index("ix_delivery_due_at", "workspace_id", "due_at", postgresql_where=QUEUED),
        Index("ix_delivery_journey", "workspace_id", "journey_id", "id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    journey_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(Text)
    destination: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    contacts: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text, default="QUEUED", server_default="QUEUED")
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    last_error: Mapped[str | None] = mapped_column(Text)
    queued_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)


class HandOver(Base):
    """A contact that goes to a destination of an Activate step: by a delivery, or into a static segment at once.

    Goes with its passage, or with the segment that has the contact as a member.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        CheckConstraint("status IN ('QUEUED', 'SENT', 'FAILED')", name="status"),
        Index("ix_hand_over_contact_id", "workspace_id", "contact_id"),
        Index(
            "ix_hand_over_queued", "workspace_id", "journey_id", "version", "step", "destination",
            postgresql_where=text("status = 'QUEUED' AND delivery_id IS NULL"),
        ),
        Index("ix_hand_over_delivery_id", "workspace_id", "delivery_id", postgresql_where=text("delivery_id IS NOT NULL")),
        Index("ix_hand_over_segment_id", "workspace_id", "segment_id", "contact_id", postgresql_where=text("segment_id IS NOT NULL")),
    )  # fmt: skip

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    passage_id: Mapped[UUID] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(Text, primary_key=True)
    destination: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    journey_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(Integer)
    contact_id: Mapped[UUID]
    segment_id: Mapped[UUID | None]
    delivery_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(Text, default="QUEUED", server_default="QUEUED")
    at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
