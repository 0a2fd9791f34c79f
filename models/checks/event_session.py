"""The error check of an event's session."""

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error
from golive.models.checks.times import starts_before_it_ends


def check(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings for the fields of a session, but for those about its event."""
    if blank(fields.get("eventId")):
        yield error("EVENT_REQUIRED", "The session belongs to no event, so that no site would show it: choose one.", "eventId")
    yield from starts_before_it_ends(fields)
