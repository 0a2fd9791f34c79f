"""What a journey has to do next about those who enter it, who waits for a resume, and pauses to be made up for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, Integer, SmallInteger, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from golive.models.base import Base
from golive.models.contact import Contact
from golive.models.records.record import Record

MOMENT = DateTime(timezone=True)
ZERO = text("0")


class Intake(Base):
    """When a journey's entry is to be looked at next, and how far its recurrence is (see `recurring.Cycle`).

    Whoever gives it a reason to look sets `due_at`; who has looked moves it on only if nobody has set it since. `scanned_version`
    is the version whose audience has been let in, of the iteration under way.
    """

    __tablename__ = "intake"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        Index("ix_intake_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    resumed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    scanned_version: Mapped[int | None] = mapped_column(Integer)
    iteration: Mapped[int] = mapped_column(Integer, default=0, server_default=ZERO)
    began_at: Mapped[datetime | None] = mapped_column(MOMENT)
    next_at: Mapped[datetime | None] = mapped_column(MOMENT)
    every: Mapped[str | None] = mapped_column(Text)
    anchor: Mapped[datetime | None] = mapped_column(MOMENT)
    nth: Mapped[int] = mapped_column(Integer, default=0, server_default=ZERO)


class HeldTrigger(Base):
    """An event that would have let its contact in while the journey was paused."""

    __tablename__ = "held_trigger"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())


class JourneyHold(Base):
    """A pause of a version. From its resume until the waits have been put right, by `clock`, nobody goes on.

    `part`, `before` and `before_id` say which waits have been: those of lower parts, and of this part those with a later date.
    """

    __tablename__ = "journey_hold"
    __table_args__ = (ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    paused_at: Mapped[datetime] = mapped_column(MOMENT, primary_key=True)
    resumed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    clock: Mapped[str] = mapped_column(Text)
    part: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=ZERO)
    before: Mapped[datetime | None] = mapped_column(MOMENT)
    before_id: Mapped[UUID | None]
