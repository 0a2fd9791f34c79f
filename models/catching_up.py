"""What follows from changes: segments and scores are brought up to date for the contacts that were touched, then journeys are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.connecting import sqlstate
from golive.models.contact import SegmentMember
from golive.models.following import Follower, Followers
from golive.models.journeys.entering import enter_by_events, enter_members, readmit
from golive.models.journeys.waking import wake
from golive.models.lapsing import take_lapsed
from golive.models.membership import Definition, lock_members, reevaluate
from golive.models.membership_changes import count_moves
from golive.models.scoring import score
from golive.models.touched import Touched
from golive.models.within import Chosen

BATCH = 5_000
"""Changes, and contacts whom time has changed, that one transaction follows up."""
_FAULTS = ("21", "22", "42", "54")
"""SQLSTATE classes of what a condition brings about whenever it is asked: it is not the moment that is to blame."""
log = structlog.get_logger()
Moves = defaultdict[UUID, set[UUID]]
"""Contacts by segment."""


@dataclass(slots=True)
class Changes:
    """A batch of what was touched: contacts by the names of what changed (None: they are new), events, and whom time may have changed."""

    contacts: list[tuple[frozenset[str] | None, Sequence[UUID]]] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    lapsed: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)

    def about(self, follower: Follower) -> set[UUID]:
        """The contacts of whom the follower may have to think otherwise."""
        lists = [contacts for names, contacts in self.contacts if follower.concerned(names)]
        return {contact for contacts in [*lists, self.lapsed.get(follower.id, ())] for contact in contacts}

    def moved(self, segment: Follower, contacts: Sequence[UUID]) -> None:
        """Have those who depend on the segment look at who joined or left it."""
        if contacts:
            self.contacts.append((frozenset({segment.name}), contacts))

    @property
    def everybody(self) -> set[UUID]:
        """All contacts of the batch."""
        lists = [contacts for _, contacts in self.contacts] + list(self.lapsed.values())
        return {contact for contacts in lists for contact in contacts}


async def catch_up(session: AsyncSession, workspace_id: UUID, followers: Followers, *, apart: bool = False) -> int:
    """Follow up a batch of changes in this transaction; returns how many there were. One at a time in a workspace.

    What was touched goes with the transaction that follows it up, so that a crash leaves it for the next. With `apart`, a follower
    that the database can't evaluate stays as it is, and the log says so; otherwise it is the end of the transaction.
    """
    changes, count = await _take(session, workspace_id)
    if not count:
        return 0
    known = await followers.of(session, workspace_id)
    held = _concerned(changes, known)
    await lock_members(session, held)
    now = await session.scalar(select(func.clock_timestamp()))
    assert now is not None
    # Read again, for one may run another version now. One that went live since finds what is here by itself.
    current = [each for each in await followers.of(session, workspace_id) if each.id in held]
    moves: dict[UUID, tuple[int, int]] = {}
    joined, left = await _moved_elsewhere(session, workspace_id, changes, known)
    for follower in current:
        contacts = list(changes.about(follower))
        if not contacts:
            continue
        try:
            async with session.begin_nested() if apart else nullcontext():
                came, gone = await _evaluate(session, workspace_id, follower, contacts, now)
        except DBAPIError as error:
            if not (apart and sqlstate(error).startswith(_FAULTS)):
                raise
            log.exception("A segment or scoring model can't be kept current: save it again once it is mended", record=str(follower.id))
            continue
        changes.moved(follower, [*came, *gone])
        moves[follower.id] = len(came), len(gone)
        if not follower.first_build:
            joined[follower.id].update(came)
            left[follower.id].update(gone)
    await count_moves(session, workspace_id, moves)
    await _tell_journeys(session, changes, joined, left)
    return count


async def _evaluate(
    session: AsyncSession, workspace_id: UUID, follower: Follower, contacts: Sequence[UUID], now: datetime
) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Bring a follower up to date for these contacts; returns who joined the segment, and who left it."""
    if isinstance(follower.content, Definition):
        rule = follower.content.at(workspace_id, now, follower.id)
        return await reevaluate(session, follower.id, rule, contacts)
    await score(session, workspace_id, follower.id, follower.content, now, Chosen(contacts))
    return (), ()


async def _take(session: AsyncSession, workspace_id: UUID) -> tuple[Changes, int]:
    first = select(Touched.number).where(Touched.workspace_id == workspace_id).order_by(Touched.number).limit(BATCH)
    gone = (
        delete(Touched)
        .where(Touched.workspace_id == workspace_id, Touched.number.in_(first))
        .returning(Touched.contact_id, Touched.event_id, Touched.names, Touched.number)
        .cte("gone")
    )
    events = func.array_agg(aggregate_order_by(gone.c.event_id, gone.c.number)).filter(gone.c.event_id.is_not(None))
    grouped = select(gone.c.names, func.count(), func.array_agg(gone.c.contact_id.distinct()), events).group_by(gone.c.names)
    changes, count = Changes(), 0
    for names, rows, contacts, tracked in await session.execute(grouped):
        changes.contacts.append((None if names is None else frozenset(names), contacts))
        changes.events += tracked or ()
        count += rows
    changes.lapsed = await take_lapsed(session, workspace_id, BATCH)
    return changes, count + sum(map(len, changes.lapsed.values()))


def _concerned(changes: Changes, followers: Sequence[Follower]) -> set[UUID]:
    """Those that may change, and those that depend on them: `followers` stand in that order."""
    names = [each for each, _ in changes.contacts]
    found: dict[UUID, str] = {}
    for follower in followers:
        if follower.id in changes.lapsed or any(map(follower.concerned, names)) or follower.names.intersection(found.values()):
            found[follower.id] = follower.name
    return set(found)


async def _moved_elsewhere(
    session: AsyncSession, workspace_id: UUID, changes: Changes, followers: Iterable[Follower]
) -> tuple[Moves, Moves]:
    """Who joined and who left while a segment was built again.

    A first build isn't told: journeys find all members when it ends.
    """
    built = {each.name: each.id for each in followers if isinstance(each.content, Definition) and not each.first_build}
    joined, left = defaultdict[UUID, set[UUID]](set), defaultdict[UUID, set[UUID]](set)
    for names, contacts in changes.contacts:
        for segment in (built[name] for name in names or () if name in built):
            here = (SegmentMember.workspace_id == workspace_id, SegmentMember.segment_id == segment)
            found = select(SegmentMember.contact_id).where(*here, Chosen(contacts).holds(SegmentMember.contact_id))
            members = set(await session.scalars(found))
            joined[segment] |= members
            left[segment] |= set(contacts) - members
    return joined, left


async def _tell_journeys(session: AsyncSession, changes: Changes, joined: Moves, left: Moves) -> None:
    await wake(session, sorted(changes.everybody))  # first, as entering counts, and a tick that holds passages waits for counts
    for segment in sorted({*joined, *left}):
        await enter_members(session, segment, sorted(joined[segment]))
        await readmit(session, segment, sorted(left[segment]))
    await enter_by_events(session, changes.events)
