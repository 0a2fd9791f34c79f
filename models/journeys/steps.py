"""A journey's steps: one model per kind, read from the JSON that records and frozen versions keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, TypeAdapter

from golive.models.journeys.references import references as references
from golive.models.journeys.words import StepKind, StepOutcome, Weekday
from golive.models.shape import (
    ConditionText,
    DurationText,
    EmailId,
    FileName,
    Json,
    Moment,
    SegmentId,
    Shape,
    StepId,
    TimeOfDay,
    Url,
    Words,
)

MAX_STEPS = 500


class Branch(Shape):
    """One way out of a step; `percent` is a split's, `condition` or `segment_id` a segment group's."""

    name: Words = ""
    next: StepId | None = None
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    condition: ConditionText | None = None
    segment_id: SegmentId | None = None


class Destination(Shape):
    """Where an Activate step hands contacts over to: exactly one of the three."""

    webhook_url: Url | None = None
    csv_file: FileName | None = None
    segment_id: SegmentId | None = None


class BaseStep(Shape):
    """What all steps have; `branches` is empty where `next` is the only way out, and the other way round."""

    branching: ClassVar[bool] = False
    kind: StepKind

    id: StepId
    name: Words = ""
    next: StepId | None = None
    branches: list[Branch] = Field(default_factory=list, max_length=100)


class SendEmail(BaseStep):
    """Sends an e-mail, unless the contact gets here later than `expires_after` from entering the journey."""

    kind: Literal[StepKind.SEND_EMAIL] = StepKind.SEND_EMAIL
    email_id: EmailId | None = None
    expires_after: DurationText | None = None


class Wait(BaseStep):
    """Waits for a time of fixed length."""

    kind: Literal[StepKind.WAIT] = StepKind.WAIT
    duration: DurationText | None = None


class WaitUntil(BaseStep):
    """Waits until a moment, or until the next of some weekdays at a time of day in the journey's time zone."""

    kind: Literal[StepKind.WAIT_UNTIL] = StepKind.WAIT_UNTIL
    until: Moment | None = None
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7)
    time: TimeOfDay | None = None


class WaitFor(BaseStep):
    """Waits for an event or a membership: branch "yes" once it is met, "no" when the time limit is over."""

    branching: ClassVar[bool] = True

    kind: Literal[StepKind.WAIT_FOR] = StepKind.WAIT_FOR
    event: Words | None = None
    condition: ConditionText | None = None
    segment_id: SegmentId | None = None
    time_limit: DurationText | None = None


class IfThen(BaseStep):
    """Asks a condition, an event or an earlier step's outcome: branches "yes" and "no", decided by the time limit if there is one."""

    branching: ClassVar[bool] = True

    kind: Literal[StepKind.IF_THEN] = StepKind.IF_THEN
    condition: ConditionText | None = None
    event: Words | None = None
    step_id: StepId | None = None
    outcome: StepOutcome | None = None
    time_limit: DurationText | None = None


class Split(BaseStep):
    """Deals contacts out to the branches at random, by percent."""

    branching: ClassVar[bool] = True

    kind: Literal[StepKind.SPLIT] = StepKind.SPLIT


class SegmentGroup(BaseStep):
    """Sends each contact down the first branch whose condition or segment takes it, else down the branch "other"."""

    branching: ClassVar[bool] = True

    kind: Literal[StepKind.SEGMENT_GROUP] = StepKind.SEGMENT_GROUP


class Activate(BaseStep):
    """Hands contacts over to destinations."""

    kind: Literal[StepKind.ACTIVATE] = StepKind.ACTIVATE
    destinations: list[Destination] = Field(default_factory=list, max_length=25)


class UpdateContact(BaseStep):
    """Sets an attribute of the contact."""

    kind: Literal[StepKind.UPDATE_CONTACT] = StepKind.UPDATE_CONTACT
    attribute: Words | None = None
    value: Json = None


class TrackEvent(BaseStep):
    """Writes down an event of the contact."""

    kind: Literal[StepKind.TRACK_EVENT] = StepKind.TRACK_EVENT
    event: Words | None = None
    properties: Json = None


class Exit(BaseStep):
    """Ends the journey for the contact."""

    kind: Literal[StepKind.EXIT] = StepKind.EXIT


Step = SendEmail | Wait | WaitUntil | WaitFor | IfThen | Split | SegmentGroup | Activate | UpdateContact | TrackEvent | Exit

STEPS: TypeAdapter[list[Step]] = TypeAdapter(Annotated[list[Annotated[Step, Field(discriminator="kind")]], Field(max_length=MAX_STEPS)])


def read(steps: Sequence[Mapping[str, Any]] | None) -> list[Step]:
    """The steps of a record or a frozen version. Raises pydantic's `ValidationError` for what `validate` would refuse."""
    return STEPS.validate_python(list(steps or ()))


def pipeline(steps: Sequence[Mapping[str, Any]] | None) -> list[Any]:
    """Ids, kinds and edges in order: what a go-live fixes for ever. The rest of the JSON are tile settings."""
    return [
        [step["id"], step["kind"], step.get("next"), [branch.get("next") for branch in step.get("branches") or ()]] for step in steps or ()
    ]
