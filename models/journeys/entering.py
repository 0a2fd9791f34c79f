"""Who enters journeys: as a member of their segments, by an event, or by an audience journey's rules; a batch in one statement each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, CTE, ColumnElement, FromClause, Uuid, and_, any_, delete, func, literal, or_, select, true, union, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.conditions import ConditionError, check
from golive.models.contact import Contact, ContactEvent, SegmentMember
from golive.models.contacts.attributes import attributes
from golive.models.journeys.intake import HeldTrigger, Intake
from golive.models.journeys.letting_in import Batch, came_back, count, in_sources, let_in, passed
from golive.models.journeys.opened import ENTRY, Door, door, doors, unbuilt
from golive.models.use import Scope, Use

BATCH = 4_000
"""Contacts that one statement looks at."""
MOST_HELD = 100_000
"""Triggers that wait for the resume of a journey; further ones are dropped."""

_contact: FromClause = Contact.__table__
_event: FromClause = ContactEvent.__table__
_member: FromClause = SegmentMember.__table__
log = structlog.get_logger()


async def enter_members(session: AsyncSession, segment_id: UUID, contact_ids: Sequence[UUID], now: datetime | None = None) -> int:
    """Let contacts who just joined the segment into the journeys that enter by it; returns how many passages began."""
    return await _enter_some(session, segment_id, contact_ids, now, lambda door: door.sources)


async def readmit(session: AsyncSession, segment_id: UUID, contact_ids: Sequence[UUID], now: datetime | None = None) -> int:
    """Let contacts who just left the segment into the journeys that it kept them out of; returns how many passages began."""
    return await _enter_some(session, segment_id, contact_ids, now, lambda door: door.kept_out)


async def _enter_some(
    session: AsyncSession, segment_id: UUID, contact_ids: Sequence[UUID], now: datetime | None, by: Callable[[Door], list[UUID]]
) -> int:
    if not contact_ids:
        return 0
    entered, now = [], now or await _now(session)
    for each in await doors(session, segment_ids=[segment_id]):
        if each.segment_entry is None or segment_id not in by(each) or each.paused or not each.is_open(now):
            continue
        if await unbuilt(session, [*each.sources, *each.kept_out]):
            continue
        given = func.unnest(literal(list(contact_ids), ARRAY(Uuid))).table_valued("contact_id", name="given").render_derived()
        who = select(given.c.contact_id, literal(None, Uuid).label("event_id")).distinct().cte("who")
        joined = [segment_id] if segment_id in each.sources else each.sources
        batch = await let_in(session, each, who, now, in_sources(each), _back(each, joined, who))
        entered.append((each, batch.entered))
    return await count(session, entered)


def _back(to: Door, segments: Sequence[UUID], who: CTE) -> ColumnElement[bool] | None:
    """Whether a contact has come back by one of the segments; None where nobody enters again."""
    return or_(*(came_back(to, segment, who.c.contact_id) for segment in segments)) if to.again else None


async def enter_by_events(
    session: AsyncSession, event_ids: Sequence[UUID], now: datetime | None = None, journey: Door | None = None
) -> int:
    """Let contacts into the journeys that these events of theirs trigger, or have the events wait where a journey is paused.

    With `journey`, into that one alone, whatever state it is in. Returns how many passages began.
    """
    if not event_ids:
        return 0
    entered, now = [], now or await _now(session)
    told = and_(_event.c.id == any_(literal(list(event_ids), ARRAY(Uuid))))
    names = list(await session.scalars(select(_event.c.name).where(told).distinct()))
    for each in [journey] if journey is not None else await doors(session, events=names):
        if not each.is_open(now) or each.trigger is None:
            continue
        try:
            who = await _triggered(session, each, told, now)
        except ConditionError as error:
            log.warning("A journey's trigger can't be used", journey=str(each.journey_id), error=str(error))
            continue
        if each.paused:
            await _hold(session, each, who)
        else:
            entered.append((each, (await let_in(session, each, who, now)).entered))
    return await count(session, entered)


async def _triggered(session: AsyncSession, to: Door, told: ColumnElement[bool], now: datetime) -> CTE:
    """The contacts whose event fulfils the journey's condition, each with the first that does."""
    trigger = to.trigger or {}
    same = (_event.c.workspace_id == _contact.c.workspace_id) & (_event.c.contact_id == _contact.c.id)
    found = select(_event.c.contact_id, _event.c.id.label("event_id")).join_from(_event, _contact, same)
    found = found.where(_event.c.workspace_id == to.workspace_id, told, _event.c.name == trigger.get("event"))
    if trigger.get("condition"):
        condition = check(trigger["condition"], await attributes(session), event=True)
        found = found.where(condition.where(to.workspace_id, now))
    return found.ext(distinct_on(_event.c.contact_id)).order_by(_event.c.contact_id, _event.c.at, _event.c.id).cte("who")


async def _hold(session: AsyncSession, to: Door, who: CTE) -> None:
    """Have triggers wait for the resume: one of each contact, those of contacts who passed already not at all."""
    held: FromClause = HeldTrigger.__table__
    waiting = select(func.count()).where(held.c.workspace_id == to.workspace_id, held.c.journey_id == to.journey_id).scalar_subquery()
    new = (
        select(literal(to.workspace_id, Uuid), literal(to.journey_id, Uuid), who.c.contact_id, who.c.event_id)
        .where(~passed(to, who.c.contact_id))
        .order_by(who.c.contact_id)
        .limit(func.greatest(literal(MOST_HELD) - waiting, 0))
    )
    columns = ["workspace_id", "journey_id", "contact_id", "event_id"]
    await session.execute(insert(HeldTrigger).from_select(columns, new, include_defaults=False).on_conflict_do_nothing())


async def take_up(session: AsyncSession, to: Door, now: datetime) -> Batch:
    """Let in whose triggers waited for the resume, the oldest first."""
    held: FromClause = HeldTrigger.__table__
    mine = (held.c.workspace_id == to.workspace_id, held.c.journey_id == to.journey_id)
    oldest = select(held.c.contact_id).where(*mine).order_by(held.c.at, held.c.contact_id).limit(BATCH).with_for_update(skip_locked=True)
    taken = delete(HeldTrigger).where(*mine, held.c.contact_id.in_(oldest)).returning(held.c.contact_id, held.c.event_id)
    batch = await let_in(session, to, taken.cte("who"), now)
    await count(session, [(to, batch.entered)])
    return batch


async def enter_batch(
    session: AsyncSession, to: Door, after: UUID | None, now: datetime, *, most: int | None = None, iteration: int | None = None
) -> Batch:
    """Let the next contacts above `after` in, by the door's segments or an audience journey's rules; raises `ConditionError`.

    It looks at `BATCH` of them, or at `most` if that is less; `iteration` takes the place of the door's.
    """
    size = min(BATCH, most or BATCH)
    who = _members(to, after, size) if to.segment_entry is not None else _everybody(to, after, size)
    fulfils = in_sources(to) if to.segment_entry is not None else await rules(session, to, now)
    batch = await let_in(session, to, who, now, fulfils, _back(to, to.sources, who), iteration)
    await count(session, [(to, batch.entered)])
    return batch


async def enter_all(session: AsyncSession, journey_id: UUID, version: int, now: datetime, limit: int) -> int:
    """Let in whom the version would let in at `now`, whatever state it is in, up to about `limit`; returns how many entered."""
    to = await door(session, journey_id, version)
    if to is None or to.trigger is not None:
        return 0
    entered, after = 0, None
    while entered < limit:
        batch = await enter_batch(session, to, after, now, most=limit)
        entered, after = entered + batch.entered, batch.upto
        if after is None:
            break
    return entered


async def built(session: AsyncSession, segment_id: UUID) -> None:
    """The segment's members have been found for the first time: journeys that wait for it look at who enters."""
    used = select(Use.user_id).where(Use.scope == Scope.LIVE, Use.used_id == segment_id, ENTRY)
    await session.execute(update(Intake).where(Intake.journey_id.in_(used)).values(due_at=func.clock_timestamp()))


def _members(to: Door, after: UUID | None, size: int) -> CTE:
    """The next members of the segments, of any, or where they let in together, of the first."""
    above = _member.c.contact_id > after if after is not None else true()
    parts = [
        select(_member.c.contact_id)
        .where(_member.c.workspace_id == to.workspace_id, _member.c.segment_id == source, above)
        .order_by(_member.c.contact_id)
        .limit(size)
        .subquery()
        for source in (to.sources[:1] if to.together else to.sources)
    ]
    every = union(*(select(part.c.contact_id) for part in parts)).subquery()
    found = select(every.c.contact_id, literal(None, Uuid).label("event_id"))
    return found.order_by(every.c.contact_id).limit(size).cte("who")


def _everybody(to: Door, after: UUID | None, size: int) -> CTE:
    here = _contact.alias()
    found = select(here.c.id.label("contact_id"), literal(None, Uuid).label("event_id"))
    above = here.c.id > after if after is not None else true()
    return found.where(here.c.workspace_id == to.workspace_id, above).order_by(here.c.id).limit(size).cte("who")


async def rules(session: AsyncSession, to: Door, now: datetime) -> ColumnElement[bool]:
    """Over golive.contact: whether a contact fulfils an audience journey's entry rules; raises `ConditionError`."""
    known = await attributes(session)
    return and_(*(check(rule, known).where(to.workspace_id, now) for rule in to.content.get("entryRules") or []))


async def _now(session: AsyncSession) -> datetime:
    found: datetime | None = await session.scalar(select(func.now()))
    assert found is not None
    return found
