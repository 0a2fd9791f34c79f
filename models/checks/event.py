"""The error check of an event."""

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.times import known_time_zone, starts_before_it_ends


def check(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings for the fields of an event, but for those about its sessions."""
    yield from starts_before_it_ends(fields)
    yield from known_time_zone(fields)
