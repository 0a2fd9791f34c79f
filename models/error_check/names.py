"""The check of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from golive.models import ids
from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error
from golive.models.content import NAME_LENGTH
from golive.models.error_check.batch import Batch, Found
from golive.models.records import Record


async def name(batch: Batch, records: Sequence[Record]) -> Found:
    """NAME_REQUIRED, NAME_TOO_LONG, NAME_TAKEN; whatever its state, a record holds its name."""
    return [(record.id, finding) for record in records for finding in _findings(record, batch.namesakes.get(record.id))]


def _findings(record: Record, other: UUID | None) -> Iterator[Finding]:
    if blank(record.name):
        yield error("NAME_REQUIRED", f"The {record.type.words} has no name, by which people find it: enter one.", "name")
        return
    if len(record.name) > NAME_LENGTH:
        yield error("NAME_TOO_LONG", f"The name has {len(record.name)} characters: shorten it to {NAME_LENGTH}.", "name")
    if other is not None:
        message = f"Another {record.type.words} is called '{record.name}' too, so that people can't tell them apart: rename one."
        yield error("NAME_TAKEN", message, "name", record_id=ids.encode(record.type.prefix, other))
