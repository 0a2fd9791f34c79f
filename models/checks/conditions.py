"""What the checks say of conditions."""

from __future__ import annotations

from collections.abc import Iterator

from golive.models.checks.finding import Finding, Severity
from golive.models.checks.texts import blank
from golive.models.conditions import Attributes, ConditionError
from golive.models.conditions import check as check_condition


def condition_findings(
    text: str | None, attributes: Attributes, *path: str, event: bool = False, step_id: str | None = None
) -> Iterator[Finding]:
    """CONDITION_INVALID for each mistake in the condition, with its place; a blank one is none, and fine.

    With `event` the condition may ask for the properties of the event that it comes with.
    """
    if text is None or blank(text):
        return
    try:
        check_condition(text, attributes, event=event)
    except ConditionError as error:
        for each in error.all:
            message = f"The condition can't be used because of line {each.line}, column {each.column}: {each.message}"
            yield Finding("CONDITION_INVALID", Severity.ERROR, message, path, step_id)
