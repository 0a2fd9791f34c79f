"""The error check of a segment, as far as its own fields tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.conditions import condition_findings
from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error
from golive.models.conditions import Attributes
from golive.models.journeys.references import segments_in


def check(fields: Mapping[str, Any], attributes: Attributes) -> Iterator[Finding]:
    """Findings for the fields of a segment; `attributes` are the workspace's, name to type."""
    if fields.get("segmentType") == "STATIC":
        if not fields.get("staticMembers") and blank(fields.get("filter")):
            message = "The segment has no members and no filter to find them, so that it would be empty: add one of the two."
            yield error("MEMBERS_REQUIRED", message, "staticMembers")
    elif blank(fields.get("dynamicQuery")):
        message = "The segment doesn't say who is a member: write a condition into its query."
        yield error("QUERY_REQUIRED", message, "dynamicQuery")
    for name in ("dynamicQuery", "filter"):
        yield from condition_findings(fields.get(name), attributes, name)


def segments_of(fields: Mapping[str, Any]) -> list[str]:
    """The public ids of the segments that the segment's conditions ask for, each once, in order."""
    return list(dict.fromkeys(id_ for name in ("dynamicQuery", "filter") for id_ in segments_in(fields.get(name))))
