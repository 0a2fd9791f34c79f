"""Events, their sessions and their tracks."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models import fields
from golive.models.records.record import Record, own_table


class TrackAudience(StrEnum):
    """Whom a track is for; only external ones are published."""

    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"


class Event(Record):
    """An event."""

    __tablename__ = "event"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.EVENT}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime | None] = fields.moment("When it starts.")
    ends_at: Mapped[datetime | None] = fields.moment("When it ends.")
    time_zone: Mapped[str | None] = fields.words("The IANA time zone of its local times, such as Europe/Berlin.", 100)
    venue: Mapped[str | None] = fields.words("Where it takes place.", 500)
    capacity: Mapped[int | None] = fields.integer("How many people there is room for.", 0)
    waiting_list: Mapped[bool] = fields.flag("Whether people can wait for a seat once it is full.")
    description: Mapped[str | None] = fields.words("What it is about.", 5000)


class EventSession(Record):
    """One session of an event."""

    __tablename__ = "event_session"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.EVENT_SESSION}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID | None] = fields.reference(RecordType.EVENT, "The event that it belongs to.", required=True)
    starts_at: Mapped[datetime | None] = fields.moment("When it starts.")
    ends_at: Mapped[datetime | None] = fields.moment("When it ends.")
    room: Mapped[str | None] = fields.words("Where it takes place.", 500)
    speakers: Mapped[list[Any]] = fields.texts("Who speaks.")
    capacity: Mapped[int | None] = fields.integer("How many people there is room for.", 0)
    description: Mapped[str | None] = fields.words("What it is about.", 5000)


class EventTrack(Record):
    """A track that gathers sessions of an event."""

    __tablename__ = "event_track"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.EVENT_TRACK}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID | None] = fields.reference(RecordType.EVENT, "The event that it belongs to.", required=True)
    session_ids: Mapped[list[UUID]] = fields.references(RecordType.EVENT_SESSION, "The sessions that it gathers.")
    audience: Mapped[TrackAudience] = fields.choice(TrackAudience, "Whom the track is for.", TrackAudience.EXTERNAL)
    description: Mapped[str | None] = fields.words("What it is about.", 5000)
