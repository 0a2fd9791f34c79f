"""What the coming and going of members leaves behind: word to those who follow the segment, and counts by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import CTE, Subquery, Text, Uuid, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.contact import MembershipChange, SegmentMember
from golive.models.touched import Touched
from golive.models.use import Scope, Use


def tell(workspace_id: UUID, segment_id: UUID, moved: Subquery) -> CTE:
    """Touches the contacts of `moved` in the segment's name, if something that is live uses it."""
    used = exists().where(Use.workspace_id == workspace_id, Use.used_id == segment_id, Use.scope == Scope.LIVE)
    names = literal([ids.encode("segment", segment_id)], ARRAY(Text))
    rows = select(literal(workspace_id, Uuid), *moved.c, names).where(used)
    return insert(Touched).from_select(["workspace_id", "contact_id", "names"], rows).cte("told")


async def count_moves(session: AsyncSession, workspace_id: UUID, moves: Mapping[UUID, tuple[int, int]]) -> None:
    """Add how many joined and left each segment to today's counts."""
    today = datetime.now(UTC).date()
    rows = [
        {"workspace_id": workspace_id, "segment_id": segment, "day": today, "joined": joined, "departed": left}
        for segment, (joined, left) in sorted(moves.items())  # in one order, so that two who count don't wait for each other
        if joined or left
    ]
    if rows:
        new = insert(MembershipChange).values(rows)
        sums = {"joined": MembershipChange.joined + new.excluded.joined, "departed": MembershipChange.departed + new.excluded.departed}
        keys = [MembershipChange.workspace_id, MembershipChange.segment_id, MembershipChange.day]
        await session.execute(new.on_conflict_do_update(index_elements=keys, set_=sums))


async def leave_all(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> None:
    """Take a contact out of every segment, and count it."""
    here = (SegmentMember.workspace_id == workspace_id, SegmentMember.contact_id == contact_id)
    left = await session.scalars(delete(SegmentMember).where(*here).returning(SegmentMember.segment_id))
    await count_moves(session, workspace_id, dict.fromkeys(left, (0, 1)))


@dataclass(frozen=True, slots=True)
class Day:
    """How many joined and left a segment on a day of UTC, which begins at `day`."""

    day: datetime
    joined: int
    left: int


async def moves_by_day(session: AsyncSession, workspace_id: UUID, segments: Sequence[UUID], today: date, days: int) -> list[list[Day]]:
    """For each segment the last days, today first, those on which nobody came or went among them."""
    wanted = (MembershipChange.workspace_id == workspace_id, MembershipChange.segment_id.in_(segments))
    last = [today - timedelta(days=n) for n in range(days)]
    counted = select(MembershipChange).where(*wanted, MembershipChange.day.between(last[-1], today))
    found = {(each.segment_id, each.day): (each.joined, each.departed) for each in await session.scalars(counted)}
    midnight = time(tzinfo=UTC)
    return [[Day(datetime.combine(day, midnight), *found.get((segment, day), (0, 0))) for day in last] for segment in segments]
