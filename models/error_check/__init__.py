"""The error check: everything that keeps records from going live, or that their editors should know, found at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.checks.finding import Finding, Severity
from golive.models.error_check import contents, events, names, pages, references, segments
from golive.models.error_check.batch import Batch, Check
from golive.models.records import Record, column_of

CHECKS: dict[str, tuple[Check, ...]] = {
    "NAME": (names.name,),
    "JOURNEY": (contents.journey, segments.empty_segments, segments.destinations),
    "EMAIL": (contents.email,),
    "CONTENT_SETTINGS": (contents.content_settings, pages.subscription_center),
    "LEAD_SCORING": (contents.lead_scoring,),
    "SEGMENT": (contents.segment, segments.cycles, segments.empty_estimates),
    "PAGE": (pages.page, pages.address),
    "FORM": (contents.form,),
    "EVENT": (contents.event_family, events.family),
    "REFERENCES": (references.dependencies,),
}
"""What each name in a lifecycle's `checks` stands for."""


async def error_check(
    session: AsyncSession, records: Sequence[Record], now: datetime, *, second_check: bool = False, hold: bool = False
) -> dict[UUID, list[Finding]]:
    """What is wrong with each record's working copy: errors before warnings, each in the order of the fields.

    The records are of the session's workspace, with all their columns loaded. However many they are, the number of
    statements is the same. `second_check` is that of the work behind a transitional state, which leaves dates that have
    passed since the first to the timers; `hold` keeps what the records use from being moved until the transaction ends.
    """
    batch = await Batch.gather(session, records, now, second_check=second_check, hold=hold)
    found: dict[UUID, list[Finding]] = {record.id: [] for record in records}
    named = {name for record in records for name in record.lifecycle.checks}
    for name, checks in CHECKS.items():
        if name not in named:
            continue
        concerned = [record for record in records if name in record.lifecycle.checks]
        for check in checks:
            for record_id, finding in await check(batch, concerned):
                found[record_id].append(finding)
    return {record.id: _ordered(record, found[record.id]) if found[record.id] else [] for record in records}


def _ordered(record: Record, findings: list[Finding]) -> list[Finding]:
    fields = {name: place for place, name in enumerate(column_of(record.type))}

    def place(finding: Finding) -> tuple[bool, int, list[tuple[int, str]]]:
        path = [(int(part), "") if part.isdecimal() else (-1, part) for part in finding.path]
        return finding.severity is Severity.WARNING, fields.get(finding.path[0], len(fields)) if path else -1, path[1:]

    return sorted(dict.fromkeys(findings), key=place)
