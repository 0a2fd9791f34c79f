"""What every record has: name, state, revision, the dates that timers sweep."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Computed, DateTime, ForeignKeyConstraint, Index, Integer, Text, func, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import EVENT_FAMILY, PublishStatus, RecordType, State, Status, StatusReason
from golive.models import ids
from golive.models.base import Base
from golive.models.fields import Kind, Own

MOMENT = DateTime(timezone=True)
RUNS_SOON = text("is_live OR status_reason IN ('GOING_LIVE', 'PUBLISHING')")


def enum_column(enum: Any) -> Any:
    """An enum kept as text, so that a new value needs no migration."""
    return EnumType(enum, native_enum=False, length=40)


class Record(Base):
    """The working copy of one record and where in its life it is; its own fields stand in the table of its type.

    `lower_name` is for lists in the order of names: row-level security lets no index be asked about what `lower` returns.
    """

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_created_at", "workspace_id", "created_at", "id"),
        Index("ix_record_type_created_at", "workspace_id", "type", "created_at", "id"),
        Index("ix_record_updated_at", "workspace_id", "updated_at", "id"),
        Index("ix_record_live_since", "workspace_id", "live_since", "id"),
        Index("ix_record_name", "workspace_id", "lower_name", "id"),
        Index("ix_record_type_name", "workspace_id", "type", "lower_name", "id"),
        Index("ix_record_state", "workspace_id", "type", "status_reason", "publish_status", "status"),
        Index("ix_record_ends", "runs_until", postgresql_where=text("runs_until IS NOT NULL")),
        Index("ix_record_resumes", "resume_at", postgresql_where=text("resume_at IS NOT NULL")),
        Index("ix_record_pause_ends", "pause_ends_at", postgresql_where=text("pause_ends_at IS NOT NULL")),
        Index("ix_record_expires", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
        Index("ix_record_listens", "workspace_id", "type", postgresql_where=RUNS_SOON),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    type: Mapped[RecordType] = mapped_column(enum_column(RecordType))
    name: Mapped[str] = mapped_column(Text)
    lower_name: Mapped[str] = mapped_column(Text, Computed("lower(name)", persisted=True), deferred=True)
    owner_id: Mapped[str | None] = mapped_column(
        Text, info={"own": Own(Kind.OWNER, "Who owns the record, as the client names people.", maximum=200)}
    )
    status: Mapped[Status] = mapped_column(enum_column(Status), default=Status.ACTIVE)
    status_reason: Mapped[StatusReason | None] = mapped_column(enum_column(StatusReason))
    publish_status: Mapped[PublishStatus | None] = mapped_column(enum_column(PublishStatus))
    is_live: Mapped[bool] = mapped_column(Boolean, default=False)
    ever_live: Mapped[bool] = mapped_column(Boolean, default=False)
    has_started: Mapped[bool] = mapped_column(Boolean, default=False)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.clock_timestamp())
    live_since: Mapped[datetime | None] = mapped_column(MOMENT)
    last_error: Mapped[str | None] = mapped_column(Text)
    has_working_copy: Mapped[bool] = mapped_column(Boolean, default=False)
    live_version: Mapped[int | None] = mapped_column(Integer)
    newest_version: Mapped[int] = mapped_column(Integer, default=0)
    runs_from: Mapped[datetime | None] = mapped_column(MOMENT)
    runs_until: Mapped[datetime | None] = mapped_column(MOMENT)
    resume_at: Mapped[datetime | None] = mapped_column(MOMENT)
    pause_ends_at: Mapped[datetime | None] = mapped_column(MOMENT)
    expires_at: Mapped[datetime | None] = mapped_column(MOMENT)
    ended_by_date: Mapped[bool] = mapped_column(Boolean, default=False)

    __mapper_args__ = {"polymorphic_on": "type", "eager_defaults": True}  # noqa: RUF012 - SQLAlchemy's own convention

    @property
    def lifecycle(self) -> Lifecycle:
        """The tables of the record's type."""
        return LIFECYCLES[self.type]

    @property
    def state(self) -> State:
        """What the table's columns are keyed by: the status reason, or the publish status in the event family."""
        if self.type in EVENT_FAMILY:
            assert self.publish_status is not None
            return self.publish_status
        assert self.status_reason is not None
        return self.status_reason

    @property
    def public_id(self) -> str:
        """The id that clients see."""
        return ids.encode(self.type.prefix, self.id)


def own_table(name: str) -> tuple[Any, ...]:
    """Table arguments of a record type: the foreign key to what every record has."""
    return (ForeignKeyConstraint(["workspace_id", "id"], [Record.workspace_id, Record.id], ondelete="CASCADE", name=f"fk_{name}_record"),)
