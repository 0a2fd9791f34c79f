"""The log: every change of a workspace's records, numbered without gaps; both history and outbox."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text, Uuid, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import Action, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.base import Base
from golive.models.records.record import enum_column


class ChangeKind(StrEnum):
    """What sort of change it was."""

    CREATED = "CREATED"
    STATE = "STATE"
    VERSION = "VERSION"
    DELETED = "DELETED"
    REFUSED = "REFUSED"
    UPDATED = "UPDATED"


class ChangeCause(StrEnum):
    """Who or what brought it about."""

    USER = "USER"
    SYSTEM = "SYSTEM"
    SCHEDULE = "SCHEDULE"
    TIMER = "TIMER"


class Change(Base):
    """One committed change; `was` keeps what filters need of a record that is gone, and of its state before and after."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_record", "workspace_id", "record_id", "number"),
        Index("ix_change_id", "workspace_id", "id", unique=True),
        Index("ix_change_at", "at"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(default=ids.new)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    record_id: Mapped[UUID]
    record_type: Mapped[RecordType] = mapped_column(enum_column(RecordType))
    record_name: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer)
    version: Mapped[int | None] = mapped_column(Integer)
    action: Mapped[Action | None] = mapped_column(enum_column(Action))
    actor: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[ChangeCause] = mapped_column(enum_column(ChangeCause))
    from_status: Mapped[Status | None] = mapped_column(enum_column(Status))
    from_status_reason: Mapped[StatusReason | None] = mapped_column(enum_column(StatusReason))
    from_publish_status: Mapped[PublishStatus | None] = mapped_column(enum_column(PublishStatus))
    to_status: Mapped[Status | None] = mapped_column(enum_column(Status))
    to_status_reason: Mapped[StatusReason | None] = mapped_column(enum_column(StatusReason))
    to_publish_status: Mapped[PublishStatus | None] = mapped_column(enum_column(PublishStatus))
    from_is_live: Mapped[bool | None]
    to_is_live: Mapped[bool | None]
    error: Mapped[str | None] = mapped_column(Text)
    findings: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    was: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class LogCounter(Base):
    """How far a workspace's log goes, and from which number on it is kept; the row is held until the commit."""

    __tablename__ = "log_counter"

    workspace_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    kept_from: Mapped[int] = mapped_column(BigInteger, default=1, server_default=text("1"))
    epoch: Mapped[str] = mapped_column(Text, server_default=text("substr(md5(random()::text || clock_timestamp()::text), 1, 8)"))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a workspace's log. The epoch tells a log from one that began anew, as after a restore from nothing."""

    epoch: str
    workspace_id: UUID
    number: int

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.epoch}.{self.workspace_id.hex}.{self.number}".encode()).decode().rstrip("=")

    @staticmethod
    def parse(text_: str) -> Cursor:
        """The cursor behind its text; `ValueError` when it is none."""
        try:
            padded = text_.encode("ascii") + b"=" * (-len(text_) % 4)
            epoch, workspace, number = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split(".")
            if not number.isascii() or not number.isdigit() or len(number) > 18:
                raise ValueError(number)
            return Cursor(epoch, UUID(hex=workspace), int(number))
        except (ValueError, UnicodeError, binascii.Error) as error:
            raise ValueError("this is no cursor of a change") from error


async def position(session: AsyncSession, workspace_id: UUID) -> LogCounter:
    """Where the workspace's log stands now; number 0 of a log without entries."""
    found = await session.scalar(
        select(LogCounter).where(LogCounter.workspace_id == workspace_id).execution_options(populate_existing=True)
    )
    return found or LogCounter(workspace_id=workspace_id, number=0, kept_from=1, epoch="new")
