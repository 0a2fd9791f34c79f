"""What a record refers to, read from its own contents, and the table of uses kept in step with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.content import content
from golive.models.fields import Kind
from golive.models.journeys.references import segments_in
from golive.models.journeys.steps import references as step_references
from golive.models.off_loop import off_loop, size
from golive.models.records import Record, camel, own_fields
from golive.models.templates import TemplateError, parse
from golive.models.use import Scope, Use
from golive.models.version import Version

GOING = frozenset({StatusReason.GOING_LIVE, StatusReason.PUBLISHING})
RECORD_PREFIXES = {type_.prefix: type_ for type_ in RecordType}


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: the input field that holds it, the journey step it is in, and what it points to."""

    path: tuple[str, ...]
    step_id: str | None
    type: RecordType
    id: UUID


def references(type_: RecordType, values: Mapping[str, Any]) -> list[Reference]:
    """Every reference to another record in this content, in the order of the fields."""
    found: list[tuple[tuple[str, ...], str | None, str]] = []
    for column, own in own_fields(type_).items():
        name = camel(column)
        value = values.get(name)
        if not value:
            continue
        match own.kind:
            case Kind.REFERENCE:
                found.append(((name,), None, value))
            case Kind.REFERENCES:
                found += [((name, str(index)), None, each) for index, each in enumerate(value)]
            case Kind.CONDITION:
                found += [((name,), None, segment) for segment in segments_in(value)]
            case Kind.CONDITIONS:
                for index, each in enumerate(value):
                    found += [((name, str(index)), None, segment) for segment in segments_in(each)]
            case Kind.TEMPLATE:
                found += [((name,), None, form) for form in forms_of(value)]
    if "steps" in values or "entry" in values:
        found += [(each.path, each.step_id, each.public_id) for each in step_references(values.get("steps") or [], values.get("entry"))]
    for index, scoring in enumerate(values.get("conditions") or []):
        segments = segments_in(scoring.get("condition") or "")
        found += [(("conditions", str(index), "condition"), None, segment) for segment in segments]
    return [each for each in (_resolve(*entry) for entry in found) if each is not None]


async def references_of(record: Record, values: Mapping[str, Any]) -> list[Reference]:
    """The same for content of this record, long templates off the event loop."""
    return await off_loop(references, record.type, values, size=size(values))


def _resolve(path: tuple[str, ...], step_id: str | None, public_id: str) -> Reference | None:
    try:
        prefix, uuid = ids.decode(public_id)
    except ValueError:
        return None
    type_ = RECORD_PREFIXES.get(prefix)
    return Reference(path, step_id, type_, uuid) if type_ is not None else None


def forms_of(template: str) -> list[str]:
    """The ids in the template's `{% form "…" %}` tags; none where it doesn't parse."""
    try:
        return parse(template).forms()
    except TemplateError:
        return []


async def keep_copy_uses(session: AsyncSession, record: Record) -> None:
    """Write down what the working copy uses; for the event family that is what runs, too."""
    values = content(record)
    await _replace(session, record, Scope.COPY, await references_of(record, values))
    if record.publish_status is not None:
        await keep_live_uses(session, record)


async def keep_live_uses(session: AsyncSession, record: Record) -> None:
    """Write down what the record uses live."""
    await _replace(session, record, Scope.LIVE, await live_references(session, record))


async def live_references(session: AsyncSession, record: Record, running: Version | None = None) -> list[Reference]:
    """What the running versions use, and the one that is going live: nothing when the record isn't live.

    `running` is the one version that runs, where the caller knows it.
    """
    if record.publish_status is not None:
        return await references_of(record, content(record)) if record.is_live else []
    if running is not None:
        return await references_of(record, running.snapshot)
    if not record.newest_version:
        return []
    mine = (Version.workspace_id == record.workspace_id, Version.record_id == record.id)
    runs = and_(Version.live_from.is_not(None), Version.live_until.is_(None))
    about_to = and_(Version.number == record.newest_version, Version.frozen_at.is_not(None))
    counts = or_(runs, about_to) if record.status_reason in GOING else runs
    snapshots = await session.scalars(select(Version.snapshot).where(*mine, counts))
    return [reference for snapshot in snapshots for reference in await references_of(record, snapshot)]


async def _replace(session: AsyncSession, record: Record, scope: Scope, found: Iterable[Reference]) -> None:
    await session.execute(delete(Use).where(Use.workspace_id == record.workspace_id, Use.user_id == record.id, Use.scope == scope))
    rows = {
        (reference.id, ".".join(reference.path)): {
            "workspace_id": record.workspace_id,
            "user_id": record.id,
            "scope": scope,
            "used_id": reference.id,
            "path": ".".join(reference.path),
            "step_id": reference.step_id,
            "prefix": reference.type.prefix,
        }
        for reference in found
    }
    if rows:
        await session.execute(insert(Use), list(rows.values()))
