"""The checks within the event family: a session fits its event, and what stands above and below is live, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.checks.finding import Finding, Severity
from golive.models.checks.texts import error, warning
from golive.models.error_check.batch import Batch, Found, Target
from golive.models.records import Record
from golive.models.records.events import Event, EventSession
from golive.models.use import Scope, Use


async def family(batch: Batch, records: Sequence[Record]) -> Found:
    """PARENT_NOT_LIVE, CHILD_NOT_LIVE, SESSION_OUTSIDE_EVENT, SESSION_OVER_EVENT_CAPACITY."""
    children = await _children(batch, records)
    events = await _events(batch, records)
    found: list[tuple[UUID, Finding]] = []
    for record in records:
        found += [(record.id, finding) for finding in _relatives(batch, record)]
        if isinstance(record, Event):
            found += [(record.id, _child_not_live(child)) for child in children[record.id] if not child.live]
        elif isinstance(record, EventSession) and record.event_id in events:
            found += [(record.id, finding) for finding in _misfits(record, events[record.event_id])]
    return found


async def _events(batch: Batch, records: Sequence[Record]) -> dict[UUID, Event]:
    wanted = {record.event_id for record in records if isinstance(record, EventSession)}
    return {event.id: event for event in await batch.session.scalars(select(Event).where(Event.id.in_(wanted)))}


async def _children(batch: Batch, records: Sequence[Record]) -> dict[UUID, list[Target]]:
    """The sessions and tracks of each event, by name."""
    rows = await batch.session.execute(
        select(Use.used_id, Record.id, Record.type, Record.name, Record.is_live)
        .join(Record, (Record.workspace_id == Use.workspace_id) & (Record.id == Use.user_id))
        .where(
            Use.used_id.in_([record.id for record in records if isinstance(record, Event)]),
            Use.scope == Scope.COPY,
            Record.type.in_([RecordType.EVENT_SESSION, RecordType.EVENT_TRACK]),
        )
        .order_by(Record.name, Record.id)
    )
    found: dict[UUID, list[Target]] = defaultdict(list)
    for event_id, id_, type_, name, live in rows:
        found[event_id].append(Target(id_, type_, name, live))
    return found


def _relatives(batch: Batch, record: Record) -> Iterator[Finding]:
    """What the record names itself: the event above a session or track, the sessions below a track."""
    for reference in batch.references[record.id]:
        target = batch.targets.get(reference.id)
        if target is None or target.live:
            continue
        if target.type is RecordType.EVENT:
            message = f"The event '{target.name}' is not published, so that the website doesn't show this yet: publish the event, too."
            yield Finding("PARENT_NOT_LIVE", Severity.WARNING, message, reference.path, record_id=_public(target))
        elif target.type is RecordType.EVENT_SESSION:
            yield _child_not_live(target, *reference.path)


def _child_not_live(child: Target, *path: str) -> Finding:
    kind = child.type.words.removeprefix("event ")
    message = f"The {kind} '{child.name}' is not published, so that the website doesn't show it yet: publish it, too."
    return Finding("CHILD_NOT_LIVE", Severity.WARNING, message, path, record_id=_public(child))


def _misfits(session: EventSession, event: Event) -> Iterator[Finding]:
    if session.starts_at is not None and event.starts_at is not None and session.starts_at < event.starts_at:
        yield warning("SESSION_OUTSIDE_EVENT", "The session starts before its event does: change one of the dates.", "startsAt")
    if session.ends_at is not None and event.ends_at is not None and session.ends_at > event.ends_at:
        yield warning("SESSION_OUTSIDE_EVENT", "The session ends after its event does: change one of the dates.", "endsAt")
    if session.capacity is not None and event.capacity is not None and session.capacity > event.capacity:
        message = f"The session has room for {session.capacity:,} people and its event for {event.capacity:,}: change one of the two."
        yield error("SESSION_OVER_EVENT_CAPACITY", message, "capacity")


def _public(target: Target) -> str:
    return ids.encode(target.type.prefix, target.id)
