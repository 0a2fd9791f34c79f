"""The inputs and outputs of a journey's entry and schedule."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from golive.graph.scalars import Condition, Duration
from golive.graph.structures import enums as enums
from golive.graph.structures.references import records_field
from golive.lifecycles.words import RecordType
from golive.models.journeys.words import EntryMode, SegmentMerge, Weekday

_EVERY = "From one repetition to the next; without it, who left the segments and came back enters again."


@strawberry.input(description="Members of live segments enter.")
class SegmentEntryInput:
    segment_ids: list[strawberry.ID] | None = strawberry.field(default=UNSET, description="The segments, 15 at most.")
    merge: SegmentMerge = strawberry.field(default=SegmentMerge.UNION, description="Whom several segments let in together.")
    exclusion_segment_ids: list[strawberry.ID] | None = strawberry.field(default=UNSET, description="Members of these don't enter.")
    mode: EntryMode = strawberry.field(default=EntryMode.ONCE, description="How often members enter.")
    every: Duration | None = strawberry.field(default=UNSET, description=_EVERY)


@strawberry.input(description="Contacts enter by an event of theirs.")
class TriggerEntryInput:
    event: str | None = strawberry.field(default=UNSET, description="The event's name.")
    condition: Condition | None = strawberry.field(default=UNSET, description="What the event or the contact has to fulfil.")


@strawberry.input(one_of=True, description="Who enters a journey: exactly one of the two.")
class JourneyEntryInput:
    segment: SegmentEntryInput | None = strawberry.field(default=UNSET, description="Members of live segments enter.")
    trigger: TriggerEntryInput | None = strawberry.field(default=UNSET, description="Contacts enter by an event of theirs.")


@strawberry.input(description="When an audience journey's runs start: every so often, or at a time of day.")
class JourneyScheduleInput:
    every: Duration | None = strawberry.field(default=UNSET, description="From the start of one run to that of the next.")
    at: str | None = strawberry.field(default=UNSET, description="The time of day, such as 09:00.")
    weekdays: list[Weekday] | None = strawberry.field(default=UNSET, description="The days of the week; all if none is named.")
    time_zone: str | None = strawberry.field(default=UNSET, description="The IANA time zone, such as Europe/Berlin; UTC if left out.")


@strawberry.type(description="Members of live segments enter.")
class SegmentEntry:
    segment_ids: list[strawberry.ID] = strawberry.field(description="The segments' ids.")
    segments = records_field(RecordType.SEGMENT, "segment_ids", "The segments, without those that are gone.")
    merge: SegmentMerge = strawberry.field(description="Whom several segments let in together.")
    exclusion_segment_ids: list[strawberry.ID] = strawberry.field(description="The ids of the segments whose members don't enter.")
    exclusion_segments = records_field(
        RecordType.SEGMENT, "exclusion_segment_ids", "The segments whose members don't enter, without those that are gone."
    )
    mode: EntryMode = strawberry.field(description="How often members enter.")
    every: Duration | None = strawberry.field(description=_EVERY)


@strawberry.type(description="Contacts enter by an event of theirs.")
class TriggerEntry:
    event: str | None = strawberry.field(description="The event's name.")
    condition: Condition | None = strawberry.field(description="What the event or the contact has to fulfil.")


@strawberry.type(description="Who enters a journey: one of the two is set.")
class JourneyEntry:
    segment: SegmentEntry | None = strawberry.field(description="Members of live segments enter.")
    trigger: TriggerEntry | None = strawberry.field(description="Contacts enter by an event of theirs.")


@strawberry.type(description="When an audience journey's runs start: every so often, or at a time of day.")
class JourneySchedule:
    every: Duration | None = strawberry.field(description="From the start of one run to that of the next.")
    at: str | None = strawberry.field(description="The time of day.")
    weekdays: list[Weekday] = strawberry.field(description="The days of the week; all if none is named.")
    time_zone: str | None = strawberry.field(description="The IANA time zone; UTC if null.")
