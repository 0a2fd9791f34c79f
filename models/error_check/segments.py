"""The checks of segments that ask the database: who reaches itself, who has no members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from golive.lifecycles.words import RecordType
from golive.models.checks.texts import blank, error, warning
from golive.models.conditions import ConditionError
from golive.models.contact import Contact, SegmentMember
from golive.models.error_check.batch import Batch, Found
from golive.models.membership import matching
from golive.models.records import Record
from golive.models.records.insights import Segment, SegmentType
from golive.models.use import Scope, Use
from golive.models.work import Work, WorkKind

ENTRY = ("entry", "segment", "segmentIds")


async def cycles(batch: Batch, records: Sequence[Record]) -> Found:
    """SEGMENT_CYCLE. What counts of another segment is what runs of it, or its working copy where nothing does."""
    uses = select(Use.user_id, Use.path, Use.used_id).where(Use.prefix == RecordType.SEGMENT.prefix)
    first = uses.where(Use.user_id.in_([record.id for record in records]), Use.scope == Scope.COPY)
    reach = first.cte("reach", recursive=True)
    counts = case((Record.is_live, Scope.LIVE.value), else_=Scope.COPY.value)
    reach = reach.union(
        select(reach.c.user_id, reach.c.path, Use.used_id)
        .join(Record, Record.id == reach.c.used_id)
        .join(Use, (Use.workspace_id == Record.workspace_id) & (Use.user_id == Record.id) & (Use.scope == counts))
        .where(Record.type == RecordType.SEGMENT, Use.prefix == RecordType.SEGMENT.prefix)
    )
    rows = await batch.session.execute(select(reach.c.user_id, reach.c.path).where(reach.c.user_id == reach.c.used_id).distinct())
    message = "The segment depends on itself, so that nobody could say who is in it: take the segment that leads back here out."
    return [(segment_id, error("SEGMENT_CYCLE", message, *path.split("."))) for segment_id, path in rows]


async def empty_segments(batch: Batch, records: Sequence[Record]) -> Found:
    """EMPTY_SEGMENT for a journey's entry segments that are live and, once built, have no member."""
    entries = [(record.id, reference) for record in records for reference in batch.references[record.id] if reference.path[:3] == ENTRY]
    wanted = {reference.id for _, reference in entries if (target := batch.targets.get(reference.id)) and target.live}
    member = select(SegmentMember.contact_id).where(
        SegmentMember.workspace_id == Record.workspace_id, SegmentMember.segment_id == Record.id
    )
    building = select(Work.id).where(Work.workspace_id == Record.workspace_id, Work.record_id == Record.id, Work.kind == WorkKind.BUILDING)
    rows = await batch.session.scalars(select(Record.id).where(Record.id.in_(wanted), ~member.exists(), ~building.exists()))
    empty = set(rows)
    return [
        (record_id, warning("EMPTY_SEGMENT", _nobody(batch.targets[reference.id].name), *reference.path))
        for record_id, reference in entries
        if reference.id in empty
    ]


async def destinations(batch: Batch, records: Sequence[Record]) -> Found:
    """STEP_UNCONFIGURED for a segment that an Activate step hands contacts over to, and that takes nobody but by its condition."""
    given = [(record.id, reference) for record in records for reference in batch.references[record.id] if "destinations" in reference.path]
    if not given:
        return []
    named = select(Segment.id).where(Segment.id.in_({reference.id for _, reference in given}), Segment.segment_type != SegmentType.STATIC)
    closed = set(await batch.session.scalars(named))
    return [
        (record_id, replace(error("STEP_UNCONFIGURED", _closed(batch.targets[each.id].name), *each.path), step_id=each.step_id))
        for record_id, each in given
        if each.id in closed
    ]


def _closed(name: str) -> str:
    return f"The step can't be run yet: the segment '{name}' takes members by its condition alone, so choose a static one."


def _nobody(name: str) -> str:
    return f"The segment '{name}' has no members now, so that nobody enters by it: look at its condition or wait for members."


async def empty_estimates(batch: Batch, records: Sequence[Record]) -> Found:
    """EMPTY_ESTIMATE for segments that would take nobody now; what is missing or wrong in a condition has other findings."""
    asked: list[tuple[UUID, str]] = []
    questions = []
    for record in records:
        fields = batch.contents[record.id]
        static = fields["segmentType"] == SegmentType.STATIC
        condition = fields["filter" if static else "dynamicQuery"]
        either = [_is_listed(record)] if static else []
        try:
            either += [] if blank(condition) else [await matching(record.workspace_id, condition, batch.attributes, batch.now)]
        except ConditionError:
            continue
        if either and not (static and blank(condition) and not fields["staticMembers"]):
            asked.append((record.id, "staticMembers" if static else "dynamicQuery"))
            questions.append(select(Contact.id).where(or_(*either)).exists())
    if not questions:
        return []
    answers = (await batch.session.execute(select(*questions))).one()
    message = "Nobody matches the segment now, so that it would be empty: correct it, or put it live as it is to wait for members."
    return [(id_, warning("EMPTY_ESTIMATE", message, field)) for (id_, field), somebody in zip(asked, answers, strict=True) if not somebody]


def _is_listed(record: Record) -> ColumnElement[bool]:
    """Read from the record's row: the list may be long."""
    listed = select(func.unnest(Segment.static_members)).where(Segment.workspace_id == record.workspace_id, Segment.id == record.id)
    return and_(Contact.workspace_id == record.workspace_id, Contact.id.in_(listed))
