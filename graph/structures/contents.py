"""The inputs and outputs of what e-mails, forms and lead-scoring models hold."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from golive.graph.scalars import Condition, Duration
from golive.graph.structures import enums as enums
from golive.models.structures import DesignFormat, FormFieldType


@strawberry.input(description="An e-mail's body.")
class DesignInput:
    format: DesignFormat = strawberry.field(default=DesignFormat.HTML, description="What the source is written in.")
    source: str = strawberry.field(description="The body, with Liquid.")


@strawberry.type(description="An e-mail's body.")
class Design:
    format: DesignFormat = strawberry.field(description="What the source is written in.")
    source: str = strawberry.field(description="The body, with Liquid.")


@strawberry.input(description="Gives points to the leads that fulfil a condition.")
class ScoringConditionInput:
    condition: Condition | None = strawberry.field(default=UNSET, description="Which leads get the points.")
    points: int | None = strawberry.field(default=UNSET, description="How many; a negative number takes points away.")


@strawberry.type(description="Gives points to the leads that fulfil a condition.")
class ScoringCondition:
    condition: Condition | None = strawberry.field(description="Which leads get the points.")
    points: int | None = strawberry.field(description="How many; a negative number takes points away.")


@strawberry.input(description="The name of a range of scores.")
class GradeInput:
    from_: int | None = strawberry.field(name="from", default=UNSET, description="The lowest score of the grade; none: however low.")
    to: int | None = strawberry.field(default=UNSET, description="The highest score of the grade, itself included; none: however high.")
    name: str = strawberry.field(description="The grade's name.")


@strawberry.type(description="The name of a range of scores.")
class Grade:
    from_: int | None = strawberry.field(name="from", description="The lowest score of the grade; null: however low.")
    to: int | None = strawberry.field(description="The highest score of the grade, itself included; null: however high.")
    name: str = strawberry.field(description="The grade's name.")


@strawberry.input(description="A question of a form.")
class FormFieldInput:
    key: str = strawberry.field(description="What the answer is called in the form's HTML, unique within the form.")
    label: str | None = strawberry.field(default=UNSET, description="What visitors read.")
    type: FormFieldType = strawberry.field(default=FormFieldType.TEXT, description="How the form asks.")
    required: bool = strawberry.field(default=False, description="Whether it has to be answered.")
    options: list[str] | None = strawberry.field(default=UNSET, description="The answers to choose from.")
    attribute: str | None = strawberry.field(default=UNSET, description="The contact's attribute that the answer fills.")


@strawberry.type(description="A question of a form.")
class FormField:
    key: str = strawberry.field(description="What the answer is called in the form's HTML, unique within the form.")
    label: str | None = strawberry.field(description="What visitors read.")
    type: FormFieldType = strawberry.field(description="How the form asks.")
    required: bool = strawberry.field(description="Whether it has to be answered.")
    options: list[str] = strawberry.field(description="The answers to choose from.")
    attribute: str | None = strawberry.field(description="The contact's attribute that the answer fills.")


@strawberry.input(one_of=True, description="What follows a submission: exactly one of the two.")
class AfterSubmitInput:
    message: str | None = strawberry.field(default=UNSET, description="A text that is shown.")
    redirect_url: str | None = strawberry.field(default=UNSET, description="An address where the visitor is sent.")


@strawberry.type(description="What follows a submission: one of the two is set.")
class AfterSubmit:
    message: str | None = strawberry.field(description="A text that is shown.")
    redirect_url: str | None = strawberry.field(description="An address where the visitor is sent.")


@strawberry.input(description="At most so many mails to a contact within a time that goes on rolling.")
class FrequencyCapInput:
    mails: int = strawberry.field(description="How many commercial mails, from 1 to 10,000.")
    period: Duration = strawberry.field(description="Within how long, such as P1D, P7D or P30D.")


@strawberry.type(description="At most so many mails to a contact within a time that goes on rolling.")
class FrequencyCap:
    mails: int = strawberry.field(description="How many commercial mails, from 1 to 10,000.")
    period: Duration = strawberry.field(description="Within how long, such as P1D, P7D or P30D.")


@strawberry.input(description="Hours of the day in which no commercial mail is sent.")
class QuietTimeInput:
    from_: str = strawberry.field(name="from", description="When it begins, such as 21:00.")
    until: str = strawberry.field(description="When it ends, such as 08:00; before the beginning: on the next day.")
    time_zone: str | None = strawberry.field(
        default=UNSET, description="The IANA time zone, where the journey names none; UTC if neither does."
    )


@strawberry.type(description="Hours of the day in which no commercial mail is sent.")
class QuietTime:
    from_: str = strawberry.field(name="from", description="When it begins, such as 21:00.")
    until: str = strawberry.field(description="When it ends, such as 08:00; before the beginning: on the next day.")
    time_zone: str | None = strawberry.field(description="The IANA time zone, where the journey names none; UTC if neither does.")
