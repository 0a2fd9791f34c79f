"""The vocabulary of journeys: kinds of steps, outcomes, weekdays, how members enter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class StepKind(StrEnum):
    """What a step does."""

    SEND_EMAIL = "SEND_EMAIL"
    WAIT = "WAIT"
    WAIT_UNTIL = "WAIT_UNTIL"
    WAIT_FOR = "WAIT_FOR"
    IF_THEN = "IF_THEN"
    SPLIT = "SPLIT"
    SEGMENT_GROUP = "SEGMENT_GROUP"
    ACTIVATE = "ACTIVATE"
    UPDATE_CONTACT = "UPDATE_CONTACT"
    TRACK_EVENT = "TRACK_EVENT"
    EXIT = "EXIT"

    @property
    def key(self) -> str:
        """The field of `StepInput` that takes such a step, such as sendEmail."""
        first, *rest = self.value.lower().split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def words(self) -> str:
        """How such a step is called that has no name of its own."""
        return "If/then" if self is StepKind.IF_THEN else self.value.replace("_", " ").capitalize()


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class StepOutcome(StrEnum):
    """How an earlier step went for a contact."""

    SENT = "SENT"
    FAILED = "FAILED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    BOUNCED = "BOUNCED"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    YES = "YES"
    NO = "NO"


OUTCOMES: Mapping[StepKind, frozenset[StepOutcome]] = {
    StepKind.SEND_EMAIL: frozenset(StepOutcome) - {StepOutcome.YES, StepOutcome.NO},
    StepKind.ACTIVATE: frozenset({StepOutcome.SENT, StepOutcome.FAILED}),
    StepKind.WAIT_FOR: frozenset({StepOutcome.YES, StepOutcome.NO}),
    StepKind.IF_THEN: frozenset({StepOutcome.YES, StepOutcome.NO}),
}
"""The outcomes that a kind of step can have; the other kinds have none to ask for."""

OTHER = "other"
"""The branch of a segment group for those whom no group takes."""

YES, NO = "yes", "no"
"""The branches of the steps that ask something."""


class SegmentMerge(StrEnum):
    """Whom several segments let in together."""

    UNION = "UNION"
    INTERSECTION = "INTERSECTION"


class EntryMode(StrEnum):
    """How often a segment's members enter."""

    ONCE = "ONCE"
    REPEATING = "REPEATING"
