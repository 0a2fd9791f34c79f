"""Work under way for a record: going live, stopping, completing, a segment's first build; fenced by its claim."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, DateTime, ForeignKeyConstraint, Index, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import Action, StatusReason
from golive.models import ids
from golive.models.base import Base
from golive.models.records.record import Record, enum_column


class WorkKind(StrEnum):
    """What is being done; also the name of the job that does it, and the phase that clients see."""

    GOING_LIVE = "GOING_LIVE"
    PUBLISHING = "PUBLISHING"
    STOPPING = "STOPPING"
    COMPLETING = "COMPLETING"
    BUILDING = "BUILDING"


class Work(Base):
    """A piece of work that leads to `then`, or to `failed` when it fails for good.

    Each worker that takes it up raises `claim`; whoever holds an older claim must not write any more. `tries` are the claims
    since one last ended in good order, which a worker that died did not. `of_version`: it moves an older version alone and
    leaves the record's state as it is.
    """

    __tablename__ = "work"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "record_id"], [Record.workspace_id, Record.id], ondelete="CASCADE"),
        Index("ix_work_record", "workspace_id", "record_id"),
        Index("ix_work_retry_at", "retry_at"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    record_id: Mapped[UUID]
    version: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[WorkKind] = mapped_column(enum_column(WorkKind))
    then: Mapped[StatusReason] = mapped_column(enum_column(StatusReason))
    failed: Mapped[StatusReason | None] = mapped_column(enum_column(StatusReason))
    of_version: Mapped[bool] = mapped_column(Boolean, default=False)
    action: Mapped[Action | None] = mapped_column(enum_column(Action))
    actor: Mapped[str | None] = mapped_column(Text)
    comment: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    deadline: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    retry_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    claim: Mapped[int] = mapped_column(Integer, default=0)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(Text)
