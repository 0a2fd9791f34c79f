"""What the error check finds, as the API shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import strawberry

from golive.graph import enums  # noqa: F401 - gives the enums below their descriptions
from golive.graph.arguments import Info, LazyPublishable
from golive.graph.enums import CheckResult
from golive.graph.selected import columns_of, selected
from golive.models.checks.finding import Finding as FoundFinding
from golive.models.checks.finding import Severity


async def _finding_record(root: strawberry.Parent[FoundFinding], info: Info) -> Any:
    return await info.context.loaders.any_record(root.record_id, columns_of(selected(info))) if root.record_id else None


@strawberry.type(description="One problem of a record.")
class Finding:
    code: str = strawberry.field(description="A stable code; the set is open, so take unknown ones.")
    severity: Severity = strawberry.field(description="Whether it blocks.")
    message: str = strawberry.field(description="One sentence: what is wrong, why, what to do.")
    path: list[str] = strawberry.field(description="The input field that it is about.")
    step_id: strawberry.ID | None = strawberry.field(description="The journey's step that it is about.")
    record: LazyPublishable | None = strawberry.field(resolver=_finding_record, description="The other record that it is about.")


@strawberry.type(description="What the error check found, all at once.")
class ErrorCheck:
    result: CheckResult = strawberry.field(description="The gravest severity.")
    findings: list[Finding] = strawberry.field(description="Every finding, errors first.")


def findings_of(stored: Sequence[dict[str, Any]] | None) -> list[FoundFinding]:
    """Findings as the log keeps them."""
    return [FoundFinding(**{**each, "severity": Severity(each["severity"]), "path": tuple(each["path"])}) for each in stored or []]
