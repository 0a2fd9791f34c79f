"""The three kinds of journeys."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models import fields
from golive.models.records.record import Record, own_table


class PauseClock(StrEnum):
    """What a pause does to the waits of the people inside."""

    FREEZE = "FREEZE"
    RUN = "RUN"
    DROP_OVERDUE = "DROP_OVERDUE"


class EmailBinding(StrEnum):
    """Which version of an e-mail a live journey sends."""

    LATEST = "LATEST"
    PINNED = "PINNED"


class Steps:
    """What all journeys have."""

    template_id: Mapped[UUID | None] = fields.blueprint()
    content_settings_id: Mapped[UUID | None] = fields.reference(
        RecordType.CONTENT_SETTINGS, "The sender's address and subscription center that the journey's mails use."
    )
    steps: Mapped[list[Any]] = fields.shapes("Step", "The steps; the first in the list comes first.", maximum=500)


class Dates(Steps):
    """What journeys have that begin and end by date and may recur."""

    suppression_segment_id: Mapped[UUID | None] = fields.reference(RecordType.SEGMENT, "Members of this segment get no message.")
    entry: Mapped[dict[str, Any] | None] = fields.shape(
        "JourneyEntry", "Who enters: segments' members, or contacts whose event triggers it."
    )
    starts_at: Mapped[datetime | None] = fields.moment("When it starts; in the past: at once.")
    ends_at: Mapped[datetime | None] = fields.moment("When it ends.")
    time_zone: Mapped[str | None] = fields.words("The IANA time zone of its local times, such as Europe/Berlin.", 100)
    is_recurring: Mapped[bool] = fields.flag("Whether the journey runs again and again.")
    recurrence_interval: Mapped[str | None] = fields.duration("From the start of one iteration to that of the next.")
    recurrence_count: Mapped[int | None] = fields.integer("How many iterations.", 1, 100_000)


class CustomerJourney(Dates, Record):
    """An outbound journey."""

    __tablename__ = "customer_journey"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.CUSTOMER_JOURNEY}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)


class RealTimeJourney(Dates, Record):
    """A journey that reacts to triggers or runs over segments, version by version."""

    __tablename__ = "real_time_journey"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.REAL_TIME_JOURNEY}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    exit_rules: Mapped[list[Any]] = fields.conditions("Who fulfils one of these leaves the journey, whichever step they are on.")
    pause_clock: Mapped[PauseClock] = fields.choice(PauseClock, "What a pause does to waits.", PauseClock.FREEZE)
    email_binding: Mapped[EmailBinding] = fields.choice(
        EmailBinding, "Whether an e-mail saved live reaches the journey's future sends.", EmailBinding.LATEST
    )


class AudienceJourney(Steps, Record):
    """A journey over an audience that entry rules define, run on a schedule."""

    __tablename__ = "audience_journey"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.AUDIENCE_JOURNEY}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_rules: Mapped[list[Any]] = fields.conditions("Who fulfils all of these may enter.")
    exit_rules: Mapped[list[Any]] = fields.conditions("Who fulfils one of these leaves the journey, whichever step they are on.")
    schedule: Mapped[dict[str, Any] | None] = fields.shape("JourneySchedule", "When the journey's runs start.")
    allow_repeat: Mapped[bool] = fields.flag("Whether a contact may pass through more than once.")
