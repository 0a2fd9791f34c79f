"""What has changed about contacts and is not yet followed up, and when time alone will change what is known of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKeyConstraint, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from golive.models.base import Base
from golive.models.contact import Contact


class Touched(Base):
    """A change about a contact, written by the triggers of migration 0003 in the transaction that changed it.

    `names` tell what changed: the contact's fields and attributes as they are called, an event as `events.NAME`, a membership
    as the segment's public id. Null says that the contact is new; no names, that one of its leads is.
    """

    __tablename__ = "touched"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True, cache=100), primary_key=True)
    contact_id: Mapped[UUID]
    event_id: Mapped[UUID | None]
    names: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Lapse(Base):
    """When a segment or scoring model has to look at a contact again, though nothing changes but the time."""

    __tablename__ = "lapse"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "contact_id"], [Contact.workspace_id, Contact.id], ondelete="CASCADE"),
        Index(None, "workspace_id", "at"),
        Index(None, "workspace_id", "contact_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
