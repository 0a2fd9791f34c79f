"""The journey steps that the API gives: one interface, one type per kind, made from the models of the steps."""

from __future__ import annotations

from datetime import datetime

import strawberry

from golive.graph.scalars import JSON, Condition, Duration, JSONObject
from golive.graph.structures import enums as enums
from golive.graph.structures.references import record_field
from golive.lifecycles.words import RecordType
from golive.models.journeys.words import StepKind, StepOutcome, Weekday


@strawberry.type(description="A way out of a step.")
class StepEdge:
    branch: str | None = strawberry.field(description="The branch's name; null where the step has one way out.")
    step_id: strawberry.ID | None = strawberry.field(description="The step that it leads to; null: the journey ends there.")


@strawberry.type(description="A branch of a step with its settings.")
class StepBranch:
    name: str = strawberry.field(description="The branch's name.")
    next: strawberry.ID | None = strawberry.field(description="The id of the step that comes next; null: the journey ends there.")
    percent: int | None = strawberry.field(description="How many percent of the contacts go here; splits only.")
    condition: Condition | None = strawberry.field(description="Who goes here; segment groups only.")
    segment_id: strawberry.ID | None = strawberry.field(description="The segment whose members go here; segment groups only.")
    segment = record_field(RecordType.SEGMENT, "segment_id", "The segment whose members go here; null when it is gone.")


@strawberry.type(description="Where contacts are handed over to: one of the fields is set.")
class Destination:
    webhook_url: str | None = strawberry.field(description="An address that gets each contact as a signed POST.")
    csv_file: str | None = strawberry.field(description="The name of a CSV file that gets a line for each contact.")
    segment_id: strawberry.ID | None = strawberry.field(description="A static segment that gets the contacts as members.")
    segment = record_field(RecordType.SEGMENT, "segment_id", "The segment that gets the contacts; null when it is gone.")


@strawberry.interface(description="A step of a journey.")
class JourneyStep:
    id: strawberry.ID = strawberry.field(description="The id that the client gave, unique within the journey.")
    name: str = strawberry.field(description="What editors see.")
    kind: StepKind = strawberry.field(description="What the step does.")
    next: list[StepEdge] = strawberry.field(description="The ways out; none: the journey ends there.")


@strawberry.type(description="Sends an e-mail.")
class SendEmailStep(JourneyStep):
    email_id: strawberry.ID | None = strawberry.field(description="The marketing e-mail's id.")
    email = record_field(RecordType.MARKETING_EMAIL, "email_id", "The marketing e-mail; null when it is gone.")
    expires_after: Duration | None = strawberry.field(
        description="From entering the journey; a contact that gets here later isn't sent the e-mail and goes on."
    )


@strawberry.type(description="Waits for a time of fixed length.")
class WaitStep(JourneyStep):
    duration: Duration | None = strawberry.field(description="How long.")


@strawberry.type(description="Waits until a moment, or until the next of some weekdays at a time of day.")
class WaitUntilStep(JourneyStep):
    until: datetime | None = strawberry.field(description="The moment.")
    weekdays: list[Weekday] = strawberry.field(description="The days on which the wait can end; all if none is named.")
    time: str | None = strawberry.field(description="The time of day in the journey's time zone.")


@strawberry.type(description="Waits for an event of the contact or for a membership, up to a time limit.")
class WaitForStep(JourneyStep):
    event: str | None = strawberry.field(description="The name of the event that is waited for.")
    condition: Condition | None = strawberry.field(description="What the event has to fulfil.")
    segment_id: strawberry.ID | None = strawberry.field(description="The segment whose membership is waited for.")
    segment = record_field(RecordType.SEGMENT, "segment_id", "The segment whose membership is waited for; null when it is gone.")
    time_limit: Duration | None = strawberry.field(description="How long.")
    branches: list[StepBranch] = strawberry.field(description="“yes” for those who meet it in time, “no” for the others.")


@strawberry.type(description="Branches on a condition, an event or how an earlier step went.")
class IfThenStep(JourneyStep):
    condition: Condition | None = strawberry.field(description="What the contact has to fulfil; with `event`, what the event has to.")
    event: str | None = strawberry.field(description="The name of an event that has to happen.")
    step_id: strawberry.ID | None = strawberry.field(description="The earlier step whose outcome is asked for.")
    outcome: StepOutcome | None = strawberry.field(description="The outcome that the earlier step has to have.")
    time_limit: Duration | None = strawberry.field(description="How long a contact can take to meet it; null: it is asked once.")
    branches: list[StepBranch] = strawberry.field(description="“yes” for those who meet it, “no” for the others.")


@strawberry.type(description="Deals contacts out to the branches at random.")
class SplitStep(JourneyStep):
    branches: list[StepBranch] = strawberry.field(description="The branches and their percents.")


@strawberry.type(description="Sends each contact down the first branch whose group takes it.")
class SegmentGroupStep(JourneyStep):
    branches: list[StepBranch] = strawberry.field(description="The groups in order, and the branch called “other”.")


@strawberry.type(description="Hands contacts over to destinations.")
class ActivateStep(JourneyStep):
    destinations: list[Destination] = strawberry.field(description="Where to.")


@strawberry.type(description="Sets an attribute of the contact.")
class UpdateContactStep(JourneyStep):
    attribute: str | None = strawberry.field(description="The attribute's name.")
    value: JSON | None = strawberry.field(description="The value that it gets; null empties it.")


@strawberry.type(description="Writes down an event of the contact.")
class TrackEventStep(JourneyStep):
    event: str | None = strawberry.field(description="The event's name.")
    properties: JSONObject | None = strawberry.field(description="The event's properties.")


@strawberry.type(description="Ends the journey for the contact.")
class ExitStep(JourneyStep):
    pass


STEP_TYPES: dict[StepKind, type[JourneyStep]] = {
    StepKind.SEND_EMAIL: SendEmailStep,
    StepKind.WAIT: WaitStep,
    StepKind.WAIT_UNTIL: WaitUntilStep,
    StepKind.WAIT_FOR: WaitForStep,
    StepKind.IF_THEN: IfThenStep,
    StepKind.SPLIT: SplitStep,
    StepKind.SEGMENT_GROUP: SegmentGroupStep,
    StepKind.ACTIVATE: ActivateStep,
    StepKind.UPDATE_CONTACT: UpdateContactStep,
    StepKind.TRACK_EVENT: TrackEventStep,
    StepKind.EXIT: ExitStep,
}
"""The schema has to name these types: the interface alone doesn't lead to them."""
