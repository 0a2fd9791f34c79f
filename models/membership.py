"""Who is in a segment: found by the database for whole ranges of contacts at once, and never row by row here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, ColumnElement, Uuid, and_, delete, false, func, literal, select, text, true, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.checks.texts import blank
from golive.models.conditions import Attributes, check
from golive.models.contact import Contact, SegmentMember
from golive.models.contacts.attributes import attributes as attributes_of
from golive.models.database import Database
from golive.models.off_loop import off_loop

Json = Mapping[str, Any]
Progress = Callable[[AsyncSession, int, int], Awaitable[None]]
"""Told within each batch's transaction how many contacts are done, of how many; what it raises undoes that batch and ends the build."""

BATCH = 10_000
"""Contacts that one transaction looks at."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:segment, 0))")


@dataclass(frozen=True, slots=True)
class Range:
    """The contacts with ids above `after` up to and with `upto`; None is no bound."""

    after: UUID | None = None
    upto: UUID | None = None

    def holds(self, id_: Any) -> ColumnElement[bool]:
        """Whether a column's id is in the range."""
        above = id_ > self.after if self.after is not None else true()
        return and_(above, id_ <= self.upto) if self.upto is not None else above


EVERYBODY = Range()


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a segment takes: who fulfils the condition, and the listed contacts, in order of their ids.

    Conditions find active contacts only; who is listed stays a member of a static segment while inactive.
    """

    workspace_id: UUID
    condition: ColumnElement[bool] | None
    listed: Sequence[UUID] = ()

    @classmethod
    async def of(cls, workspace_id: UUID, fields: Json, attributes: Attributes, now: datetime) -> Rule:
        """The rule in a segment's content, by input names; raises `ConditionError` for a condition with a mistake."""
        static = fields.get("segmentType") == "STATIC"
        condition = fields.get("filter" if static else "dynamicQuery")
        listed = sorted({ids.decode(each)[1] for each in fields.get("staticMembers") or ()}) if static else []
        found = None if condition is None or blank(condition) else await matching(workspace_id, condition, attributes, now)
        return cls(workspace_id, found, listed)

    def takes(self, within: Range = EVERYBODY) -> CTE:
        """The ids of the contacts of the range who are members."""
        here = select(Contact.id).where(Contact.workspace_id == self.workspace_id, within.holds(Contact.id))
        found = here.where(false() if self.condition is None else self.condition)
        listed = here.where(Contact.id == func.any(literal(self._listed(within), ARRAY(Uuid))))
        return union(found, listed).cte("taken")  # an OR of the two would compare each contact with each that is listed

    def _listed(self, within: Range) -> list[UUID]:
        start = bisect_right(self.listed, within.after) if within.after is not None else 0
        end = bisect_right(self.listed, within.upto) if within.upto is not None else len(self.listed)
        return list(self.listed[start:end])


async def matching(workspace_id: UUID, condition: str, attributes: Attributes, now: datetime) -> ColumnElement[bool]:
    """Over golive.contact: whether a contact of the workspace is active and fulfils the condition; raises `ConditionError`."""
    fulfils = await off_loop(_fulfilling, workspace_id, condition, attributes, now, size=len(condition))
    return and_(Contact.workspace_id == workspace_id, Contact.status == "ACTIVE", fulfils)


def _fulfilling(workspace_id: UUID, condition: str, attributes: Attributes, now: datetime) -> ColumnElement[bool]:
    return check(condition, attributes).where(workspace_id, now)


async def build(database: Database, workspace_id: UUID, segment_id: UUID, snapshot: Json, now: datetime, on_progress: Progress) -> int:
    """Make the segment's members those whom its live version's content takes; returns how many they are.

    Works in a transaction for each batch of contacts, so that others see the members come and go meanwhile. Doing it
    again, after a crash too, leads to the same members. Raises `ConditionError`, and whatever `on_progress` raises.
    """
    async with database.transaction(workspace_id) as session:
        rule = await Rule.of(workspace_id, snapshot, await attributes_of(session), now)
        total = await session.scalar(select(func.count()).select_from(Contact).where(Contact.workspace_id == workspace_id)) or 0
    done, within = 0, EVERYBODY
    while True:
        async with database.transaction(workspace_id) as session:
            within = Range(within.upto, await _last_of_batch(session, rule, within.upto))
            await evaluate(session, segment_id, rule, within)
            done = min(done + BATCH, total) if within.upto is not None else total
            await on_progress(session, done, total)
        if within.upto is None:
            break
    async with database.transaction(workspace_id) as session:
        return (await member_count(session, workspace_id, [segment_id]))[segment_id]


async def _last_of_batch(session: AsyncSession, rule: Rule, after: UUID | None) -> UUID | None:
    """Where the next batch ends, None for the last one, which takes in whoever is created meanwhile."""
    rest = select(Contact.id).where(Contact.workspace_id == rule.workspace_id, Range(after).holds(Contact.id))
    return await session.scalar(rest.order_by(Contact.id).offset(BATCH - 1).limit(1))


async def evaluate(session: AsyncSession, segment_id: UUID, rule: Rule, within: Range) -> tuple[int, int]:
    """Make members of those in the range whom the rule takes, and of nobody else there; returns how many joined and left.

    Until the transaction ends nobody else evaluates the segment: of two at once the slower would bring back what the other
    has seen change.
    """
    await session.execute(_LOCK, {"segment": str(segment_id)})
    taken = rule.takes(within)
    here = (SegmentMember.workspace_id == rule.workspace_id) & (SegmentMember.segment_id == segment_id)
    left = (
        delete(SegmentMember)
        .where(here, within.holds(SegmentMember.contact_id), SegmentMember.contact_id.not_in(select(taken.c.id)))
        .returning(SegmentMember.contact_id)
        .cte("gone")
    )
    new = select(literal(rule.workspace_id, Uuid), literal(segment_id, Uuid), taken.c.id)
    joined = (
        insert(SegmentMember)
        .from_select(["workspace_id", "segment_id", "contact_id"], new)
        .on_conflict_do_nothing()
        .returning(SegmentMember.contact_id)
        .cte("came")
    )
    counts = select(select(func.count()).select_from(joined).scalar_subquery(), select(func.count()).select_from(left).scalar_subquery())
    came, gone = (await session.execute(counts)).one()
    return came, gone


async def estimate(session: AsyncSession, workspace_id: UUID, fields: Json, attributes: Attributes, now: datetime) -> int:
    """How many members a segment with this content would have now; raises `ConditionError`."""
    taken = (await Rule.of(workspace_id, fields, attributes, now)).takes()
    return await session.scalar(select(func.count()).select_from(taken)) or 0


async def preview(
    session: AsyncSession, workspace_id: UUID, condition: str, attributes: Attributes, now: datetime, first: int
) -> tuple[int, Sequence[Contact]]:
    """How many active contacts fulfil the condition, and the first of them; raises `ConditionError`."""
    fulfils = await matching(workspace_id, condition, attributes, now)
    count = await session.scalar(select(func.count()).select_from(Contact).where(fulfils)) or 0
    contacts = await session.scalars(select(Contact).where(fulfils).order_by(Contact.id).limit(first))
    return count, contacts.all()


async def member_count(session: AsyncSession, workspace_id: UUID, segment_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many members each segment has now."""
    wanted = list(segment_ids)
    rows = await session.execute(
        select(SegmentMember.segment_id, func.count())
        .where(SegmentMember.workspace_id == workspace_id, SegmentMember.segment_id.in_(wanted))
        .group_by(SegmentMember.segment_id)
    )
    counts = dict(rows.all())
    return {segment_id: counts.get(segment_id, 0) for segment_id in wanted}
