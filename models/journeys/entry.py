"""How contacts enter a journey, and when an audience journey runs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from golive.models.journeys.steps import Weekday
from golive.models.shape import ConditionText, DurationText, Id, Shape, TimeOfDay, Words


class SegmentMerge(StrEnum):
    """Whom several segments let in together."""

    UNION = "UNION"
    INTERSECTION = "INTERSECTION"


class EntryMode(StrEnum):
    """How often a segment's members enter."""

    ONCE = "ONCE"
    REPEATING = "REPEATING"


class SegmentEntry(Shape):
    """Members of live segments enter, save those of the exclusion segments; `every` is from one repetition to the next."""

    segment_ids: list[Id] = Field(default_factory=list, max_length=100)
    merge: SegmentMerge = SegmentMerge.UNION
    exclusion_segment_ids: list[Id] = Field(default_factory=list, max_length=100)
    mode: EntryMode = EntryMode.ONCE
    every: DurationText | None = None


class TriggerEntry(Shape):
    """Contacts enter by an event of theirs that fulfils the condition."""

    event: Words | None = None
    condition: ConditionText | None = None


class JourneyEntry(Shape):
    """Exactly one of the two."""

    segment: SegmentEntry | None = None
    trigger: TriggerEntry | None = None


class JourneySchedule(Shape):
    """Runs start every so often, or at a time of day on some weekdays (all, if none is named) in the time zone."""

    every: DurationText | None = None
    at: TimeOfDay | None = None
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7)
    time_zone: Annotated[Words, Field(max_length=100)] | None = None
