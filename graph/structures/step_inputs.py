"""The inputs of a journey's steps: one type per kind, of which `StepInput` takes exactly one."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import UNSET

from golive.graph.scalars import JSON, Condition, Duration, JSONObject
from golive.graph.structures import enums as enums
from golive.models.journeys.words import StepKind, StepOutcome, Weekday

_BRANCHES = "The branches, called “yes” for those who meet it (in time) and “no” for the others; one without `next` ends there."
_CONDITION = "What the contact has to fulfil; with `event`, what the event has to."


@strawberry.input(description="One way out of a step.")
class BranchInput:
    name: str = strawberry.field(description="The branch's name, unique within the step.")
    next: strawberry.ID | None = strawberry.field(default=UNSET, description="The id of the step that comes next; none: the journey ends.")


@strawberry.input(description="One way out of a split.")
class SplitBranchInput(BranchInput):
    percent: int | None = strawberry.field(default=UNSET, description="How many percent of the contacts go here; all branches sum to 100.")


@strawberry.input(
    description="A group of contacts and where they go; the branch “other”, without a group, takes the rest and has to lead on."
)
class GroupBranchInput(BranchInput):
    condition: Condition | None = strawberry.field(default=UNSET, description="Who is in the group.")
    segment_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The live segment whose members are the group.")


@strawberry.input(one_of=True, description="Where contacts are handed over to.")
class DestinationInput:
    webhook_url: str | None = strawberry.field(default=UNSET, description="An https address that gets each contact as a signed POST.")
    csv_file: str | None = strawberry.field(default=UNSET, description="The name of a CSV file that gets a line for each contact.")
    segment_id: strawberry.ID | None = strawberry.field(default=UNSET, description="A static segment that gets the contacts as members.")


@strawberry.input(description="What all steps have.")
class BaseStepInput:
    id: strawberry.ID = strawberry.field(description="An id of the client's choice, unique within the journey, up to 100 characters.")
    name: str | None = strawberry.field(default=UNSET, description="What editors see; the kind's name if left out.")


@strawberry.input(description="What steps with one way out have.")
class PlainStepInput(BaseStepInput):
    next: strawberry.ID | None = strawberry.field(default=UNSET, description="The id of the step that comes next; none: the journey ends.")


@strawberry.input(description="Sends an e-mail.")
class SendEmailStepInput(PlainStepInput):
    email_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The marketing e-mail.")
    expires_after: Duration | None = strawberry.field(
        default=UNSET, description="From entering the journey; a contact that gets here later isn't sent the e-mail and goes on."
    )


@strawberry.input(description="Waits for a time of fixed length.")
class WaitStepInput(PlainStepInput):
    duration: Duration | None = strawberry.field(default=UNSET, description="How long, 365 days at most.")


@strawberry.input(description="Waits until a moment, or until the next of some weekdays at a time of day.")
class WaitUntilStepInput(PlainStepInput):
    until: datetime | None = strawberry.field(default=UNSET, description="The moment; leave out `weekdays` and `time` then.")
    weekdays: list[Weekday] | None = strawberry.field(
        default=UNSET, description="The days on which the wait can end; all if none is named."
    )
    time: str | None = strawberry.field(default=UNSET, description="The time of day in the journey's time zone, such as 09:00.")


@strawberry.input(description="Waits for an event of the contact or for a membership, up to a time limit.")
class WaitForStepInput(BaseStepInput):
    event: str | None = strawberry.field(default=UNSET, description="The name of the event that is waited for.")
    condition: Condition | None = strawberry.field(default=UNSET, description="What the event has to fulfil.")
    segment_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The segment whose membership is waited for.")
    time_limit: Duration | None = strawberry.field(default=UNSET, description="How long, 365 days at most.")
    branches: list[BranchInput] | None = strawberry.field(default=UNSET, description=_BRANCHES)


@strawberry.input(description="Branches on a condition, an event or how an earlier step went.")
class IfThenStepInput(BaseStepInput):
    condition: Condition | None = strawberry.field(default=UNSET, description=_CONDITION)
    event: str | None = strawberry.field(default=UNSET, description="The name of an event that has to happen.")
    step_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The earlier step whose outcome is asked for.")
    outcome: StepOutcome | None = strawberry.field(default=UNSET, description="The outcome that the earlier step has to have.")
    time_limit: Duration | None = strawberry.field(
        default=UNSET, description="How long a contact can take to meet it, 365 days at most; without one it is asked once."
    )
    branches: list[BranchInput] | None = strawberry.field(default=UNSET, description=_BRANCHES)


@strawberry.input(description="Deals contacts out to the branches at random.")
class SplitStepInput(BaseStepInput):
    branches: list[SplitBranchInput] | None = strawberry.field(default=UNSET, description="The branches and their percents, 25 at most.")


@strawberry.input(description="Sends each contact down the first branch whose group takes it.")
class SegmentGroupStepInput(BaseStepInput):
    branches: list[GroupBranchInput] | None = strawberry.field(
        default=UNSET, description="Up to 10 groups in order, and the branch called “other”."
    )


@strawberry.input(description="Hands contacts over to destinations.")
class ActivateStepInput(PlainStepInput):
    destinations: list[DestinationInput] | None = strawberry.field(default=UNSET, description="Where to; one at least.")


@strawberry.input(description="Sets an attribute of the contact.")
class UpdateContactStepInput(PlainStepInput):
    attribute: str | None = strawberry.field(default=UNSET, description="The attribute's name.")
    value: JSON | None = strawberry.field(default=UNSET, description="The value that it gets; null empties it.")


@strawberry.input(description="Writes down an event of the contact.")
class TrackEventStepInput(PlainStepInput):
    event: str | None = strawberry.field(default=UNSET, description="The event's name.")
    properties: JSONObject | None = strawberry.field(default=UNSET, description="The event's properties.")


@strawberry.input(description="Ends the journey for the contact.")
class ExitStepInput(BaseStepInput):
    pass


@strawberry.input(one_of=True, description="A step of a journey: exactly one of the kinds.")
class StepInput:
    send_email: SendEmailStepInput | None = strawberry.field(default=UNSET, description="Sends an e-mail.")
    wait: WaitStepInput | None = strawberry.field(default=UNSET, description="Waits for a time of fixed length.")
    wait_until: WaitUntilStepInput | None = strawberry.field(default=UNSET, description="Waits until a moment or a weekday and time.")
    wait_for: WaitForStepInput | None = strawberry.field(default=UNSET, description="Waits for an event or a membership.")
    if_then: IfThenStepInput | None = strawberry.field(default=UNSET, description="Branches on a condition, event or outcome.")
    split: SplitStepInput | None = strawberry.field(default=UNSET, description="Branches by percent.")
    segment_group: SegmentGroupStepInput | None = strawberry.field(default=UNSET, description="Branches by groups of contacts.")
    activate: ActivateStepInput | None = strawberry.field(default=UNSET, description="Hands contacts over to destinations.")
    update_contact: UpdateContactStepInput | None = strawberry.field(default=UNSET, description="Sets an attribute of the contact.")
    track_event: TrackEventStepInput | None = strawberry.field(default=UNSET, description="Writes down an event of the contact.")
    exit: ExitStepInput | None = strawberry.field(default=UNSET, description="Ends the journey for the contact.")


KINDS: dict[str, StepKind] = {kind.key: kind for kind in StepKind}
"""The kind of step that each field of `StepInput` takes."""
