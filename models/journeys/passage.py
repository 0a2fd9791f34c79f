"""Who passes through journeys: where each contact is, the path that it took, the counts of each step, and runs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from golive.models import ids
from golive.models.base import Base
from golive.models.contact import Contact
from golive.models.records.record import Record

MOMENT = DateTime(timezone=True)
PARTS = 8
"""Parts that the people inside a version are dealt out to; each is ticked by itself."""

INSIDE = "INSIDE"
ZERO = text("0")


class Passage(Base):
    """A contact's way through a journey, one for each iteration, and one more each time that it comes again.

    `since` when it is at `step`; `until` is when the wait or time limit there ends, null before that was worked out; `due_at` when
    the engine looks at it next, null while nothing but an event, a resume or a release moves it on. `held` says why it is kept where
    it is; `listens`, that a change about the contact may move it on or end it before then. Of a deleted journey it is a `Leftover`.
    Status: INSIDE, COMPLETED, EXITED, REMOVED or FAILED.
    """

    __tablename__ = "passage"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        CheckConstraint("status IN ('INSIDE', 'COMPLETED', 'EXITED', 'REMOVED', 'FAILED')", name="status"),
        Index("uq_passage_contact", "workspace_id", "contact_id", "journey_id", "iteration", "pass", unique=True),
        Index("uq_passage_inside", "workspace_id", "contact_id", "journey_id", unique=True, postgresql_where=text("status = 'INSIDE'")),
        Index("ix_passage_due", "workspace_id", "journey_id", "version", "part", "due_at", postgresql_where=text("status = 'INSIDE'")),
        Index("ix_passage_held", "workspace_id", "journey_id", "version", postgresql_where=text("status = 'INSIDE' AND held IS NOT NULL")),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    version: Mapped[int] = mapped_column(Integer)
    iteration: Mapped[int] = mapped_column(Integer, default=0, server_default=ZERO)
    pass_: Mapped[int] = mapped_column("pass", Integer, default=0, server_default=ZERO)
    contact_id: Mapped[UUID]
    part: Mapped[int] = mapped_column(SmallInteger, Computed(f"(uuid_hash(contact_id) & {PARTS - 1})::smallint", persisted=True))
    event_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(Text, default=INSIDE, server_default=INSIDE)
    reason: Mapped[str | None] = mapped_column(Text)
    step: Mapped[str | None] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    until: Mapped[datetime | None] = mapped_column(MOMENT)
    due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    held: Mapped[str | None] = mapped_column(Text)
    listens: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    entered_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)


class PassageStep(Base):
    """A step that a contact has left. `number` is the step's place in the version's order, so that nobody can leave one twice.

    Outcome: PASSED, FAILED, EXITED or REMOVED; `branch` is the way that it took where there were several. Goes with its passage.
    """

    __tablename__ = "passage_step"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    passage_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(MOMENT)
    left_at: Mapped[datetime] = mapped_column(MOMENT)
    outcome: Mapped[str] = mapped_column(Text)
    branch: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)


class StepCount(Base):
    """How many contacts of a version came to a step, and how they left it; who is left waits there."""

    __tablename__ = "step_count"
    __table_args__ = (ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(Text, primary_key=True)
    entered: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    passed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    failed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    exited: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)


class StepReason(Base):
    """How many contacts failed at a step of a version, or left the journey there, for a reason."""

    __tablename__ = "step_reason"
    __table_args__ = (ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    journey_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(Text, primary_key=True)
    outcome: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(Text, primary_key=True)
    contacts: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)


class JourneyRun(Base):
    """A run of an audience journey, or an iteration of one that recurs.

    A run's `tries` are how often a worker took it up; its entry rules have been asked of contacts up to `scanned_upto`, and in the
    end of all: `scanned`.
    """

    __tablename__ = "journey_run"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "journey_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        CheckConstraint("status IN ('RUNNING', 'SUCCEEDED', 'FAILED')", name="status"),
        Index("uq_journey_run_number", "workspace_id", "journey_id", "number", unique=True),
        Index(
            "uq_journey_run_running",
            "workspace_id",
            "journey_id",
            unique=True,
            postgresql_where=text("status = 'RUNNING' AND trigger IS NOT NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    journey_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    trigger: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="RUNNING", server_default="RUNNING")
    error: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    entered: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    progressed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    exited: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    completed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    failed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default=ZERO)
    scanned_upto: Mapped[UUID | None]
    scanned: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
