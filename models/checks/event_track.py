"""The error check of an event's track."""

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error, warning


def check(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings for the fields of a track, but for those about its event and sessions."""
    if blank(fields.get("eventId")):
        yield error("EVENT_REQUIRED", "The track belongs to no event, so that no site would show it: choose one.", "eventId")
    if fields.get("audience") == "INTERNAL":
        yield error(
            "TRACK_INTERNAL",
            "The track is internal, and only external tracks are published: change its audience, or leave it unpublished.",
            "audience",
        )
    if not fields.get("sessionIds"):
        yield warning("TRACK_EMPTY", "The track has no sessions, so that visitors would see an empty one: add some.", "sessionIds")
