"""How contacts enter a journey, and when an audience journey runs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from golive.models.journeys.words import EntryMode, SegmentMerge, Weekday
from golive.models.shape import ConditionText, DurationText, SegmentId, Shape, TimeOfDay, Words


class SegmentEntry(Shape):
    """Members of live segments enter, save those of the exclusion segments.

    `every` is from one repetition to the next; when repeating without it, who left the segments and came back enters again.
    """

    segment_ids: list[SegmentId] = Field(default_factory=list, max_length=100)
    merge: SegmentMerge = SegmentMerge.UNION
    exclusion_segment_ids: list[SegmentId] = Field(default_factory=list, max_length=100)
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
