"""The API's values as the reference reads them: instants, and what of a journey's steps is its pipeline."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def instant(text: str | None) -> float | None:
    """Seconds since 1970 of an RFC 3339 text."""
    return None if text is None else datetime.fromisoformat(text).timestamp()


def text_of(moment: float) -> str:
    """RFC 3339 UTC with microseconds, of seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def pipeline(steps: list[Mapping[str, Any]] | None) -> list[Any]:
    """Ids, kinds and edges of steps in GraphQL's @oneOf form; the rest of a step are tile settings."""
    found = []
    for step in steps or []:
        ((kind, settings),) = step.items()
        branches = [branch.get("next") for branch in settings.get("branches") or []]
        found.append((settings["id"], kind, settings.get("next"), branches))
    return found
