"""What a pause did to waits, made up for when it is over: a batch at a time, and only then does anybody go on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.journeys.intake import JourneyHold
from golive.models.journeys.leaving import OVERDUE, SOURCE_CHANGED, Which, steps_of, take_out
from golive.models.journeys.opened import door
from golive.models.journeys.passage import PARTS
from golive.models.journeys.words import StepKind
from golive.models.records.journeys import PauseClock
from golive.models.session import driver_of

BATCH = 4_000
"""Waits that one statement looks at."""
SWAP = "SWAP"
"""The clock of a hold that is no pause: a save that changed the segments."""

_SHIFT = """
    WITH batch AS (
        SELECT id, step, until, due_at FROM golive.passage
        WHERE workspace_id = $1 AND journey_id = $2 AND version = $3 AND part = $4 AND status = 'INSIDE'
        AND due_at > $5 AND ($6::timestamptz IS NULL OR (due_at, id) < ($6, $7))
        ORDER BY due_at DESC, id DESC LIMIT $8 FOR UPDATE
    ), later AS (
        UPDATE golive.passage p SET until = p.until + $9::interval, due_at = p.due_at + $9::interval
        FROM batch b WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.id = b.id AND b.step = ANY($10) AND b.until IS NOT NULL
    )
    SELECT (SELECT count(*) FROM batch) AS looked, due_at, id FROM batch ORDER BY due_at, id LIMIT 1
"""


async def make_up(session: AsyncSession, journey_id: UUID, now: datetime) -> bool:
    """One batch of making up for the oldest hold of the journey that is over; False when there is none left.

    FREEZE: waits of a fixed length end later by as much as the pause was long; dates and time limits don't move. DROP_OVERDUE:
    whose wait ran out in the pause leaves. After a save with other segments, who hasn't left the first step and is in none of them.
    """
    oldest = select(JourneyHold).where(JourneyHold.journey_id == journey_id, JourneyHold.resumed_at.is_not(None))
    hold = await session.scalar(oldest.order_by(JourneyHold.paused_at, JourneyHold.version).limit(1).with_for_update())
    if hold is None:
        return False
    here = (hold.workspace_id, journey_id, hold.version)
    order = await steps_of(session, *here)
    if hold.clock == PauseClock.FREEZE:
        over = await _shift(session, hold, await steps_of(session, *here, StepKind.WAIT))
    elif hold.clock == SWAP:
        over = not await _swap(session, hold, now, order)
    else:
        dated = await steps_of(session, *here, StepKind.WAIT, StepKind.WAIT_UNTIL)
        ran_out = Which(
            hold.workspace_id, journey_id, [hold.version], "p.step = ANY($9) AND p.until > $10 AND p.until <= $11",
            (dated, hold.paused_at, hold.resumed_at),
        )  # fmt: skip
        over = not await take_out(session, ran_out, "EXITED", OVERDUE, now, order)
    if over:
        await session.delete(hold)
    return True


async def _shift(session: AsyncSession, hold: JourneyHold, waits: list[str]) -> bool:
    """Put the next waits off, from the latest date down, so that none is met again; True when all are done."""
    assert hold.resumed_at is not None
    length = hold.resumed_at - hold.paused_at
    driver = await driver_of(session)
    mine = (hold.workspace_id, hold.journey_id, hold.version, hold.part)
    row = await driver.fetchrow(_SHIFT, *mine, hold.paused_at, hold.before, hold.before_id, BATCH, length, waits)
    if row is None or row["looked"] < BATCH:
        hold.part, hold.before, hold.before_id = hold.part + 1, None, None
    else:
        hold.before, hold.before_id = row["due_at"], row["id"]
    return hold.part >= PARTS


async def _swap(session: AsyncSession, hold: JourneyHold, now: datetime, order: list[str]) -> int:
    """Take out who came by segments that the saved version doesn't name, and is still at the first step; returns how many."""
    to = await door(session, hold.journey_id, hold.version)
    if to is None or not to.sources:
        return 0
    member = "EXISTS (SELECT FROM golive.segment_member m WHERE m.workspace_id = $1 AND m.segment_id = {} AND m.contact_id = p.contact_id)"
    joined = " AND " if to.together else " OR "
    inside = joined.join(member.format(f"${place}") for place in range(10, 10 + len(to.sources)))
    older = [*range(1, hold.version)]
    which = Which(hold.workspace_id, hold.journey_id, older, f"p.step = $9 AND NOT ({inside})", (to.first, *to.sources))
    return await take_out(session, which, "EXITED", SOURCE_CHANGED, now, order)
