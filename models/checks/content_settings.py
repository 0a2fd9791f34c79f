"""The error check of content settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error
from golive.models.checks.times import known_time_zone


def check(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings for the fields of content settings, but for those about the subscription center page."""
    if blank(fields.get("address")):
        yield error(
            "ADDRESS_REQUIRED",
            "There is no main postal address, which the law asks for in commercial mail: enter it.",
            "address",
        )
    yield from known_time_zone(fields.get("quietTime") or {}, "quietTime")
