"""The check of what a record uses: it must be there, and live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from golive.lifecycles.words import EVENT_FAMILY, RecordType
from golive.models import ids
from golive.models.checks.finding import Finding, Severity
from golive.models.error_check.batch import Batch, Found, Target
from golive.models.records import Record
from golive.models.uses import Reference, forms_of


async def dependencies(batch: Batch, records: Sequence[Record]) -> Found:
    """DEPENDENCY_MISSING and DEPENDENCY_NOT_LIVE for each reference; the event family has findings of its own."""
    found: list[tuple[UUID, Finding]] = []
    for record in records:
        found += [(record.id, finding) for finding in _unfit(batch.contents[record.id])]
        for reference in batch.references[record.id]:
            finding = _finding(batch, record, reference)
            if finding is not None:
                found.append((record.id, finding))
    return found


def _unfit(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Form tags whose id can't be a form's."""
    form = RecordType.MARKETING_FORM.prefix
    for public_id in forms_of(fields.get("content") or ""):
        if ids.uuid_of(public_id, form) is None:
            message = f"The page places a form '{public_id[:60]}', and no form has such an id: take it from the form's id."
            yield Finding("DEPENDENCY_MISSING", Severity.ERROR, message, ("content",))


def _finding(batch: Batch, record: Record, reference: Reference) -> Finding | None:
    target = batch.targets.get(reference.id)
    if target is None or target.type is not reference.type:
        message = f"The {reference.type.words} that is used here is gone: choose another."
        return Finding("DEPENDENCY_MISSING", Severity.ERROR, message, reference.path, reference.step_id)
    within_family = record.type in EVENT_FAMILY and target.type in EVENT_FAMILY
    if target.live or within_family or target.id == record.id:  # a segment that needs itself is a cycle
        return None
    already = (record.id, target.id) in batch.in_live_use
    severity, message = (Severity.WARNING, _still(target)) if already else (Severity.ERROR, _first(target))
    public_id = ids.encode(target.type.prefix, target.id)
    return Finding("DEPENDENCY_NOT_LIVE", severity, message, reference.path, reference.step_id, public_id)


def _first(target: Target) -> str:
    return f"The {target.type.words} '{target.name}' is not live, and what uses it needs it to be: put it live first."


def _still(target: Target) -> str:
    return f"The {target.type.words} '{target.name}', which the live version uses already, is not live any more: put it live or replace it."
