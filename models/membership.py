"""Who is in a segment: found by the database for whole ranges of contacts at once, and never row by row here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, ColumnElement, Uuid, and_, delete, false, func, insert, literal, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.checks.texts import blank
from golive.models.conditions import Attributes, Checked, check
from golive.models.contact import Contact, SegmentMember
from golive.models.contacts.attributes import attributes as attributes_of
from golive.models.database import Database
from golive.models.journeys.handing_over import HandOver
from golive.models.lapsing import keep_lapses
from golive.models.membership_changes import count_moves, tell
from golive.models.off_loop import off_loop, size
from golive.models.within import EVERYBODY, Chosen, Range, Within

Json = Mapping[str, Any]
Progress = Callable[[AsyncSession, int, int], Awaitable[None]]
"""Told within each batch's transaction how many contacts are done, of how many; what it raises undoes that batch and ends the build."""

BATCH = 40_000
"""Contacts that one transaction looks at."""

# In one order, so that two who want several don't wait for each other.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(record, 0)) FROM unnest(CAST(:records AS text[])) AS record")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a segment takes: who fulfils the condition, and the listed contacts, in order of their ids.

    Conditions find active contacts only; who is listed stays a member of a static segment while inactive.
    """

    workspace_id: UUID
    condition: ColumnElement[bool] | None
    listed: Sequence[UUID] = ()
    handed_to: UUID | None = None
    """The static segment whose members those are, too, whom journeys hand over to it."""
    turn: ColumnElement[datetime] | None = None
    """When the passing of time may next change whether a contact is a member, where it is kept current."""

    @classmethod
    async def of(cls, workspace_id: UUID, fields: Json, attributes: Attributes, now: datetime) -> Rule:
        """The rule in a segment's content, by input names; raises `ConditionError` for a condition with a mistake."""
        return await off_loop(_rule, workspace_id, fields, attributes, now, size=size(fields))

    def takes(self, within: Within = EVERYBODY) -> CTE:
        """The ids of the contacts within who are members."""
        here = select(Contact.id).where(Contact.workspace_id == self.workspace_id, within.holds(Contact.id))
        found = here.where(false() if self.condition is None else self.condition)
        listed = here.where(Contact.id == func.any(literal(self._listed(within), ARRAY(Uuid))))
        handed = select(HandOver.contact_id).where(
            HandOver.workspace_id == self.workspace_id, HandOver.segment_id == self.handed_to, within.holds(HandOver.contact_id)
        )
        # An OR would compare each contact with each that is listed.
        return (union(found, listed, handed) if self.handed_to is not None or self.listed else found).cte("taken")

    def _listed(self, within: Within) -> list[UUID]:
        if isinstance(within, Chosen):
            return sorted(set(self.listed).intersection(within.ids))
        start = bisect_right(self.listed, within.after) if within.after is not None else 0
        end = bisect_right(self.listed, within.upto) if within.upto is not None else len(self.listed)
        return list(self.listed[start:end])


@dataclass(frozen=True, slots=True)
class Definition:
    """A segment's content with its condition checked, from which rules are made.

    A static one's filter is asked at go-live, once; later on it only takes whom journeys hand over.
    """

    checked: Checked | None
    listed: Sequence[UUID] = ()
    static: bool = False

    @classmethod
    def of(cls, fields: Json, attributes: Attributes) -> Definition:
        """What is in a segment's content, by input names; raises `ConditionError` for a condition with a mistake."""
        static = fields.get("segmentType") == "STATIC"
        condition = fields.get("filter" if static else "dynamicQuery")
        listed = sorted({ids.decode(each)[1] for each in fields.get("staticMembers") or ()}) if static else []
        return cls(None if condition is None or blank(condition) else check(condition, attributes), listed, static)

    @property
    def dynamic(self) -> bool:
        """Whether it is a condition, which any contact may come to fulfil."""
        return self.checked is not None and not self.static

    def names(self, segment_id: UUID) -> frozenset[str]:
        """What its members depend on once they are found, as `Touched` names what changes."""
        if self.static:
            return frozenset({handed_over(segment_id)})
        return frozenset() if self.checked is None else self.checked.names | {"status"}

    def at(self, workspace_id: UUID, now: datetime, segment_id: UUID | None = None) -> Rule:
        """Whom it takes at a moment; without an id it is no segment yet."""
        found = None if self.checked is None else active(workspace_id, self.checked, now)
        turn = None if self.checked is None or self.static else self.checked.next_turn(workspace_id, now)
        return Rule(workspace_id, found, self.listed, segment_id if self.static else None, turn)


def handed_over(segment_id: UUID) -> str:
    """How `Touched` names that a contact was handed over to a static segment."""
    return f"segments.{segment_id}"


def _rule(workspace_id: UUID, fields: Json, attributes: Attributes, now: datetime) -> Rule:
    return Definition.of(fields, attributes).at(workspace_id, now)


async def matching(workspace_id: UUID, condition: str, attributes: Attributes, now: datetime) -> ColumnElement[bool]:
    """Over golive.contact: whether a contact of the workspace is active and fulfils the condition; raises `ConditionError`."""
    return await off_loop(_matching, workspace_id, condition, attributes, now, size=len(condition))


def _matching(workspace_id: UUID, condition: str, attributes: Attributes, now: datetime) -> ColumnElement[bool]:
    return active(workspace_id, check(condition, attributes), now)


def active(workspace_id: UUID, checked: Checked, now: datetime) -> ColumnElement[bool]:
    """The same for a condition that is checked."""
    return and_(Contact.workspace_id == workspace_id, Contact.status == "ACTIVE", checked.where(workspace_id, now))


async def build(database: Database, workspace_id: UUID, segment_id: UUID, snapshot: Json, on_progress: Progress) -> None:
    """Make the segment's members those whom its live version's content takes.

    Works in a transaction for each batch of contacts, so that others see the members come and go meanwhile. Doing it
    again, after a crash too, leads to the same members. Raises `ConditionError`, and whatever `on_progress` raises.
    """
    async with database.transaction(workspace_id) as session:
        definition = await off_loop(Definition.of, snapshot, await attributes_of(session), size=size(snapshot))
        total = await session.scalar(select(func.count()).select_from(Contact).where(Contact.workspace_id == workspace_id)) or 0
    done, within = 0, EVERYBODY
    while True:
        async with database.transaction(workspace_id) as session:
            await lock_members(session, [segment_id])
            now, upto = await _batch(session, workspace_id, within.upto)
            within = Range(within.upto, upto)
            await _evaluate(session, segment_id, definition.at(workspace_id, now, segment_id), within)
            done = min(done + BATCH, total) if within.upto is not None else total
            await on_progress(session, done, total)
        if within.upto is None:
            return


async def _batch(session: AsyncSession, workspace_id: UUID, after: UUID | None) -> tuple[datetime, UUID | None]:
    """The time, and where the next batch ends: None for the last one, which takes in whoever is created meanwhile.

    The batch's commit doesn't wait for the disk: a build is over with the commit that ends its work, which does, for all before it.
    To compile its statement anew each time takes PostgreSQL longer than it gains.
    """
    rest = select(Contact.id).where(Contact.workspace_id == workspace_id, Range(after).holds(Contact.id))
    end = rest.order_by(Contact.id).offset(BATCH - 1).limit(1).scalar_subquery()
    settings = [func.set_config(name, "off", True) for name in ("synchronous_commit", "jit")]
    now, upto, *_ = (await session.execute(select(func.clock_timestamp(), end, *settings))).one()
    return now, upto


async def evaluate(session: AsyncSession, segment_id: UUID, rule: Rule, within: Within) -> tuple[int, int]:
    """Make members of those within whom the rule takes, and of nobody else there; returns how many joined and left.

    Until the transaction ends nobody else evaluates the segment: of two at once the slower would bring back what the other
    has seen change. Who follows the segment is told of everybody who joined or left.
    """
    await lock_members(session, [segment_id])
    return await _evaluate(session, segment_id, rule, within)


async def _evaluate(session: AsyncSession, segment_id: UUID, rule: Rule, within: Within) -> tuple[int, int]:
    """The same for who holds the lock."""
    came, gone = _moves(segment_id, rule, within)
    moved = select(came.c.contact_id).union_all(select(gone.c.contact_id)).subquery()
    told = tell(rule.workspace_id, segment_id, moved)
    counts = select(select(func.count()).select_from(came).scalar_subquery(), select(func.count()).select_from(gone).scalar_subquery())
    joined, left = (await session.execute(counts.add_cte(told))).one()
    await keep_lapses(session, rule.workspace_id, segment_id, rule.turn, Contact.status == "ACTIVE", within)
    await count_moves(session, rule.workspace_id, {segment_id: (joined, left)})
    return joined, left


async def reevaluate(session: AsyncSession, segment_id: UUID, rule: Rule, contacts: Sequence[UUID]) -> tuple[list[UUID], list[UUID]]:
    """The same for some contacts, by whoever holds the lock, tells the followers and counts: returns who joined and who left."""
    within = Chosen(contacts)
    came, gone = _moves(segment_id, rule, within)
    moved = select(*(select(func.array_agg(each.c.contact_id)).scalar_subquery() for each in (came, gone)))
    joined, left = (await session.execute(moved)).one()
    if rule.turn is not None:
        await keep_lapses(session, rule.workspace_id, segment_id, rule.turn, Contact.status == "ACTIVE", within)
    return joined or [], left or []


def _moves(segment_id: UUID, rule: Rule, within: Within) -> tuple[CTE, CTE]:
    """Lets in those within whom the rule takes, and out whom it doesn't: the ids of either as `contact_id`."""
    taken = rule.takes(within)
    here = (SegmentMember.workspace_id == rule.workspace_id) & (SegmentMember.segment_id == segment_id)
    left = (
        delete(SegmentMember)
        .where(here, within.holds(SegmentMember.contact_id), SegmentMember.contact_id.not_in(select(taken.c.id)))
        .returning(SegmentMember.contact_id)
        .cte("gone")
    )
    new = select(literal(rule.workspace_id, Uuid), literal(segment_id, Uuid), taken.c.id)
    # Whoever holds the lock need not look out for others, who would cost a look at the index for each contact.
    new = new.where(taken.c.id.not_in(select(SegmentMember.contact_id).where(here, within.holds(SegmentMember.contact_id))))
    joined = insert(SegmentMember).from_select(["workspace_id", "segment_id", "contact_id"], new, include_defaults=False)
    return joined.returning(SegmentMember.contact_id).cte("came"), left


async def lock_members(session: AsyncSession, segments: Iterable[UUID]) -> None:
    """Be the only one who changes the members of these segments until the transaction ends."""
    await session.execute(_LOCK, {"records": sorted(map(str, segments))})


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
