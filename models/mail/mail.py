"""The send log: each mail is written down before it is tried, and what became of it is written where it stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKeyConstraint, Index, Integer, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from golive.models import ids
from golive.models.base import Base

MOMENT = DateTime(timezone=True)
HELD = text("status = 'QUEUED' AND due_at = 'infinity'")


class MailStatus(StrEnum):
    """How far a mail is."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"
    CANCELLED = "CANCELLED"


HANDED_OVER = (MailStatus.SENDING, MailStatus.SENT, MailStatus.UNKNOWN)
"""Those that may have reached somebody."""
CALLED_OFF = "JOURNEY_STOPPED"
"""The reason of those that aren't tried again, as their journey was stopped while they were handed over."""


class Mail(Base):
    """One mail to one contact. Its id makes the Message-ID, by which what comes back is told.

    `claim` is the worker that is at it; `due_at` is infinity while its journey is paused or its content settings are stopped.
    A contact that is erased leaves its mails without id and address, so that the counts stay true.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("status IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'BLOCKED', 'UNKNOWN', 'CANCELLED')", name="status"),
        Index("uq_mail_passage_step", "workspace_id", "passage_id", "step", unique=True),
        Index("ix_mail_due", "workspace_id", "due_at", "id", postgresql_where=text("status = 'QUEUED'")),
        Index("ix_mail_held", "workspace_id", "journey_id", "version", postgresql_where=HELD),
        Index("ix_mail_sending", "workspace_id", "claim", postgresql_where=text("status = 'SENDING'")),
        Index("ix_mail_unknown", "workspace_id", "id", postgresql_where=text("status = 'UNKNOWN'")),
        Index("ix_mail_journey", "workspace_id", "journey_id", "version", "step", "id"),
        Index("ix_mail_email", "workspace_id", "email_id", "id"),
        Index("ix_mail_address_key", "workspace_id", "address_key", postgresql_where=text("address_key IS NOT NULL")),
        Index("ix_mail_contact", "workspace_id", "contact_id", "id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    passage_id: Mapped[UUID | None]
    journey_id: Mapped[UUID | None]
    version: Mapped[int | None] = mapped_column(Integer)
    step: Mapped[str | None] = mapped_column(Text)
    iteration: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    contact_id: Mapped[UUID | None]
    email_id: Mapped[UUID]
    email_version: Mapped[int | None] = mapped_column(Integer)
    content_settings_id: Mapped[UUID | None]
    commercial: Mapped[bool | None]
    test: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    address: Mapped[str | None] = mapped_column(Text)
    address_key: Mapped[str | None] = mapped_column(Text)
    """The address, the e-mail and the passage's iteration where contacts may share an address."""
    status: Mapped[str] = mapped_column(Text, default=MailStatus.QUEUED, server_default="QUEUED")
    reason: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    expires_at: Mapped[datetime | None] = mapped_column(MOMENT)
    queued_at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
    tried_at: Mapped[datetime | None] = mapped_column(MOMENT)
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    claim: Mapped[UUID | None]
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)
    delivered_at: Mapped[datetime | None] = mapped_column(MOMENT)
    opened_at: Mapped[datetime | None] = mapped_column(MOMENT)
    clicked_at: Mapped[datetime | None] = mapped_column(MOMENT)
    bounced_at: Mapped[datetime | None] = mapped_column(MOMENT)
    bounce: Mapped[str | None] = mapped_column(Text)
    complained_at: Mapped[datetime | None] = mapped_column(MOMENT)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(MOMENT)


class OutboxMail(Base):
    """A mail as it would have left the machine, kept where no mail server is set."""

    __tablename__ = "outbox"
    __table_args__ = (ForeignKeyConstraint(["workspace_id", "mail_id"], [Mail.workspace_id, Mail.id], ondelete="CASCADE"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    mail_id: Mapped[UUID] = mapped_column(primary_key=True)
    message: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(MOMENT, server_default=func.now())
