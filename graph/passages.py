"""Passages in the API: who is where in a journey, since when, and the way that a contact took through it, step by step."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable, backed_by
from golive.graph.enums import _described
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.selected import columns_of, selected
from golive.graph.structures import enums as enums
from golive.models.journeys.passage import Passage as StoredPassage
from golive.models.journeys.passage import PassageStep as StoredStep
from golive.models.journeys.words import StepKind
from golive.models.ordering import InvalidCursor
from golive.resolvers import journeys
from golive.resolvers.journeys import WhichPassages

LazyContact = Annotated["Contact", strawberry.lazy("golive.graph.contacts")]  # type: ignore[name-defined]  # noqa: F821


class PassageStatus(Enum):
    """How a passage stands."""

    INSIDE = "INSIDE"
    COMPLETED = "COMPLETED"
    EXITED = "EXITED"
    REMOVED = "REMOVED"
    FAILED = "FAILED"


class PassageOutcome(Enum):
    """How a step went for a contact."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    EXITED = "EXITED"
    REMOVED = "REMOVED"


_described(PassageStatus, "How a contact's passage through a journey stands.", {
    "INSIDE": "It is at a step.",
    "COMPLETED": "It came to an end of the journey.",
    "EXITED": "It left early: by an exit rule, or because it is suppressed, excluded or inactive.",
    "REMOVED": "It was taken out: the journey was stopped or deleted.",
    "FAILED": "A step failed for good.",
})  # fmt: skip
_described(PassageOutcome, "How a step went for a contact.", {
    "PASSED": "It went on.",
    "FAILED": "The step failed.",
    "EXITED": "It left the journey here.",
    "REMOVED": "It was taken out of the journey here.",
})  # fmt: skip

Status = Annotated[PassageStatus | None, strawberry.argument(description="Only those that stand so.")]
Version = Annotated[int | None, strawberry.argument(description="Only those on this version.")]
StepId = Annotated[strawberry.ID | None, strawberry.argument(description="Only those that are at this step now.")]


def _outcome(root: strawberry.Parent[Any]) -> PassageOutcome:
    return PassageOutcome(root.row.outcome)


def _of_row(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any]) -> Any:
        return getattr(root.row, name)

    return resolve


class _Left:
    """A step that a passage has left."""

    def __init__(self, passage: StoredPassage, row: StoredStep) -> None:
        self.passage, self.row = passage, row


async def _name(root: strawberry.Parent[_Left], info: Info) -> str:
    named = await journeys.step_names(info.context, root.passage.journey_id, root.passage.version)
    return named[root.row.step][0] if root.row.step in named else root.row.step


async def _kind(root: strawberry.Parent[_Left], info: Info) -> StepKind | None:
    named = await journeys.step_names(info.context, root.passage.journey_id, root.passage.version)
    return named[root.row.step][1] if root.row.step in named else None


@strawberry.type(description="A step that a contact has left, with times and reasons.")
class PassageStep:
    number: int = strawberry.field(resolver=_of_row("number"), description="Counts the steps of the passage.")
    step_id: strawberry.ID = strawberry.field(resolver=_of_row("step"), description="The step's id.")
    name: str = strawberry.field(resolver=_name, description="What editors see; the id where the version no longer has the step.")
    kind: StepKind | None = strawberry.field(resolver=_kind, description="What the step does; null where the version no longer has it.")
    entered_at: datetime = strawberry.field(resolver=_of_row("entered_at"), description="When the contact came to it.")
    left_at: datetime = strawberry.field(resolver=_of_row("left_at"), description="When the contact left it.")
    outcome: PassageOutcome = strawberry.field(resolver=_outcome, description="How it went.")
    branch: str | None = strawberry.field(resolver=_of_row("branch"), description="The branch that the contact took.")
    reason: str | None = strawberry.field(resolver=_of_row("reason"), description="Why it went so.")


PassageStepConnection = connection(PassageStep, "PassageStep", "steps")


async def _journey(root: strawberry.Parent[StoredPassage], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.journey_id)


async def _contact(root: strawberry.Parent[StoredPassage], info: Info) -> Any:
    return await info.context.loaders.contacts.load(root.contact_id)


def _status(root: strawberry.Parent[StoredPassage]) -> PassageStatus:
    return PassageStatus(root.status)


def _attribute(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any]) -> Any:
        return getattr(root, name)

    return resolve


async def _path(
    root: strawberry.Parent[StoredPassage],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    asked = window(first, after, last, before)
    try:
        page, total = await journeys.path_of(info.context, root.id, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total, lambda row: _Left(root, row))


@strawberry.type(description="A contact's way through a journey: where it is, or how it ended.")
class Passage(Node):
    is_type_of = backed_by(StoredPassage)

    journey: LazyPublishable | None = strawberry.field(resolver=_journey, description="The journey; null when it is gone.")
    version: int = strawberry.field(description="The journey's version that the contact is on.")
    iteration: int = strawberry.field(description="Which iteration of a recurring journey, or which run; 0 where there are none.")
    number: int = strawberry.field(resolver=_attribute("pass_"), description="How often the contact had entered before, in this iteration.")
    contact: LazyContact | None = strawberry.field(resolver=_contact, description="The contact.")
    status: PassageStatus = strawberry.field(resolver=_status, description="How it stands.")
    reason: str | None = strawberry.field(description="Why it ended so.")
    held: str | None = strawberry.field(description="Why it is kept where it is, whatever is due, as by stopped content settings.")
    step_id: strawberry.ID | None = strawberry.field(resolver=_attribute("step"), description="The step where it is; null once it is over.")
    since: datetime | None = strawberry.field(description="Since when it is at that step.")
    due_at: datetime | None = strawberry.field(description="When it goes on by itself; null where only something else moves it on.")
    entered_at: datetime = strawberry.field(description="When the contact entered.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    path = strawberry.field(resolver=_path, graphql_type=PassageStepConnection, description="The steps that it has left, in order.")


PassageConnection = connection(Passage, "Passage", "passages")


async def _of_journey(
    root: strawberry.Parent[Any],
    info: Info,
    status: Status = None,
    version: Version = None,
    step_id: StepId = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    which = WhichPassages(status.value if status else None, version, step_id)
    asked = window(first, after, last, before)
    try:
        page, total = await journeys.passages_of_journey(info.context, root.id, which, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total)


async def _of_contact(
    root: strawberry.Parent[Any],
    info: Info,
    status: Status = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    asked = window(first, after, last, before)
    try:
        page, total = await journeys.passages_of_contact(info.context, root.id, WhichPassages(status.value if status else None), asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total)


PASSAGES_OF_JOURNEY: Any = strawberry.field(
    resolver=_of_journey, graphql_type=PassageConnection, description="The contacts' ways through it, those inside and those that ended."
)
PASSAGES_OF_CONTACT: Any = strawberry.field(
    resolver=_of_contact, graphql_type=PassageConnection, description="The contact's ways through journeys, the oldest first."
)
