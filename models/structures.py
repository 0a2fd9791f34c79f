"""The record structures by the names that `fields.shape` gives them, and whether JSON is one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from golive.models.checks.finding import Finding
from golive.models.journeys.entry import JourneyEntry, JourneySchedule
from golive.models.journeys.steps import Step
from golive.models.journeys.words import StepKind
from golive.models.shape import ConditionText, DurationText, LongText, Paragraph, Shape, TimeOfDay, Url, Words, findings_of


class DesignFormat(StrEnum):
    """What a design is written in."""

    HTML = "HTML"
    MJML = "MJML"


class Design(Shape):
    """An e-mail's body, with Liquid."""

    format: DesignFormat = DesignFormat.HTML
    source: LongText = ""


Score = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


class ScoringCondition(Shape):
    """Who fulfils the condition gets the points."""

    condition: ConditionText | None = None
    points: Score | None = None


class Grade(Shape):
    """The name of the scores between two, both included; without a bound the range is open there."""

    from_: Annotated[Score | None, Field(alias="from")] = None
    to: Score | None = None
    name: Words = ""


class FormFieldType(StrEnum):
    """How a form asks."""

    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    NUMBER = "NUMBER"
    DATE = "DATE"
    CHECKBOX = "CHECKBOX"
    CHOICE = "CHOICE"
    HIDDEN = "HIDDEN"


class FormField(Shape):
    """A question of a form and the contact's attribute that the answer fills."""

    key: Words
    label: Words | None = None
    type: FormFieldType = FormFieldType.TEXT
    required: bool = False
    options: list[Words] = Field(default_factory=list, max_length=500)
    attribute: Words | None = None


class AfterSubmit(Shape):
    """What a visitor sees after a submission: exactly one of the two."""

    message: Paragraph | None = None
    redirect_url: Url | None = None


class FrequencyCap(Shape):
    """At most so many mails within a time that goes on rolling."""

    mails: Annotated[int, Field(ge=1, le=10_000)]
    period: DurationText


class QuietTime(Shape):
    """From a time of day to another, over midnight where it is the later one, in the journey's time zone or else in this one."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    until: TimeOfDay
    time_zone: Words | None = None


MODELS: Mapping[str, Any] = {
    "Step": Annotated[Step, Field(discriminator="kind")],
    "JourneyEntry": JourneyEntry,
    "JourneySchedule": JourneySchedule,
    "Design": Design,
    "ScoringCondition": ScoringCondition,
    "Grade": Grade,
    "FormField": FormField,
    "AfterSubmit": AfterSubmit,
    "FrequencyCap": FrequencyCap,
    "QuietTime": QuietTime,
}


@cache
def adapter(name: str) -> TypeAdapter[Any]:
    """Reads the structure's JSON into its model."""
    return TypeAdapter(MODELS[name])


_TAGS = {kind.value: kind.key for kind in StepKind}


def validate(name: str, value: Any, path: tuple[str, ...]) -> list[Finding]:
    """INVALID_INPUT findings for the JSON of the structure `name`; none if it can be stored.

    The paths are the GraphQL input's below `path`, such as ("steps", "2", "sendEmail", "emailId"). What is merely incomplete
    or contradictory isn't refused: a draft may hold it, and the error check reports it.
    """
    try:
        adapter(name).validate_python(value)
    except ValidationError as error:
        return findings_of(error, path, _TAGS)
    return []
