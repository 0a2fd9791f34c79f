"""The beginning of passages: those of some contacts that may enter a version now, each once however many try at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, FromClause, Uuid, and_, func, literal, literal_column, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.contact import Contact, SegmentMember
from golive.models.journeys import counts
from golive.models.journeys.counts import Tally
from golive.models.journeys.opened import Door, member_of, some
from golive.models.journeys.passage import INSIDE, JourneyRun, Passage

_contact: FromClause = Contact.__table__
_member: FromClause = SegmentMember.__table__
_passage: Any = Passage.__table__


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of one batch: how many entered, and the last contact that was looked at, None when there are no more."""

    entered: int
    upto: UUID | None


def in_sources(to: Door) -> ColumnElement[bool]:
    """Over golive.contact: whether a contact is a member of the segments, of one or all as they let in."""
    found = [member_of(source, _contact.c.id, to.workspace_id) for source in to.sources]
    return and_(*found) if to.together else or_(*found)


def came_back(to: Door, segment_id: UUID, contact: Any) -> ColumnElement[bool]:
    """Whether the contact was in none of the segments before it joined this one, and has joined since it was last out.

    Where the segments let in together, joining one is coming back to all.
    """
    mine, other = _member.alias(), _member.alias()
    here = (mine.c.workspace_id == to.workspace_id, mine.c.segment_id == segment_id, mine.c.contact_id == contact)
    latest = select(func.max(_passage.c.ended_at)).where(*_of_journey(to, contact)).correlate(contact.table).scalar_subquery()
    joined = some(*here, mine.c.joined_at > latest)
    if to.together:
        return joined
    elsewhere = (other.c.workspace_id == to.workspace_id, other.c.segment_id.in_(to.sources), other.c.contact_id == contact)
    return and_(joined, ~some(*here, *elsewhere, other.c.joined_at < mine.c.joined_at))


def _of_journey(to: Door, contact: Any) -> tuple[ColumnElement[bool], ...]:
    return (_passage.c.workspace_id == to.workspace_id, _passage.c.contact_id == contact, _passage.c.journey_id == to.journey_id)


def passed(to: Door, contact: Any, iteration: int | None = None) -> ColumnElement[bool]:
    """Whether the contact is inside, or has entered this iteration, or was still in an earlier one when this one began."""
    wanted = [_passage.c.iteration == (to.iteration if iteration is None else iteration), _passage.c.status == INSIDE]
    if to.recurrence is not None and to.cycle.began_at is not None:
        wanted.append(_passage.c.ended_at > to.cycle.began_at)
    return some(*_of_journey(to, contact), or_(*wanted))


async def let_in(
    session: AsyncSession,
    to: Door,
    who: CTE,
    now: datetime,
    fulfils: ColumnElement[bool] | None = None,
    back: ColumnElement[bool] | None = None,
    iteration: int | None = None,
) -> Batch:
    """Begin the passages of those of `who` that may enter, each once however many try at a time.

    `who` has contact_id and event_id; `fulfils` is over golive.contact. With `back`, also of those who passed before, are out and
    fulfil that.
    """
    number = to.iteration if iteration is None else iteration
    contact = who.c.contact_id
    inside = some(*_of_journey(to, contact), _passage.c.status == INSIDE)
    new = ~passed(to, contact, number)
    before = select(func.coalesce(func.max(_passage.c["pass"]) + 1, 0)).where(*_of_journey(to, contact), _passage.c.iteration == number)
    over = to.first is None
    values = {
        "workspace_id": literal(to.workspace_id, Uuid), "journey_id": literal(to.journey_id, Uuid), "id": func.golive.uuid7(),
        "version": literal(to.version), "iteration": literal(number),
        "pass": literal(0) if back is None else before.scalar_subquery(),
        "contact_id": contact, "event_id": who.c.event_id, "status": literal("COMPLETED" if over else INSIDE),
        "step": literal(to.first, _passage.c.step.type), "since": literal(now), "entered_at": literal(now),
        "due_at": literal(None if over else now, _passage.c.due_at.type),
        "ended_at": literal(now if over else None, _passage.c.ended_at.type),
    }  # fmt: skip
    same = (_contact.c.workspace_id == to.workspace_id, _contact.c.id == contact, _contact.c.status == "ACTIVE")
    active = select(_contact.c.id).where(*same, *([] if fulfils is None else [fulfils])).offset(literal_column("0")).lateral("active")
    eligible = (
        select(*(value.label(name) for name, value in values.items()))
        .join_from(who, active, true())
        .where(new if back is None else or_(new, and_(~inside, back)))
        .where(*(~member_of(segment, contact, to.workspace_id) for segment in to.kept_out))
        .order_by(contact)
    )
    begun = insert(_passage).from_select(list(values), eligible, include_defaults=False)
    entered = begun.on_conflict_do_nothing().returning(_passage.c.id).cte("entered")
    last = select(contact).order_by(contact.desc()).limit(1).scalar_subquery()
    row = (await session.execute(select(select(func.count()).select_from(entered).scalar_subquery(), last))).one()
    return Batch(row[0], row[1])


async def count(session: AsyncSession, entered: Iterable[tuple[Door, int]]) -> int:
    """Count who entered, last in the transaction; returns how many they are."""
    total = 0
    for to, number in entered:
        total += number
        if number and to.first is not None:
            await counts.add(session, to.workspace_id, to.journey_id, to.version, {to.first: Tally(entered=number)})
        if number and to.iteration:
            mine = (JourneyRun.journey_id == to.journey_id, JourneyRun.number == to.iteration, JourneyRun.trigger.is_(None))
            await session.execute(update(JourneyRun).where(*mine).values(entered=JourneyRun.entered + number))
    return total
