"""Who leaves journeys before the end, and why: by exit rules and segments that keep people out, or because the journey stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.contact import Contact
from golive.models.journeys import counts
from golive.models.journeys.counts import Tally
from golive.models.journeys.intake import HeldTrigger, JourneyHold
from golive.models.journeys.opened import member_of
from golive.models.journeys.passage import INSIDE, Passage
from golive.models.journeys.plan import Plan
from golive.models.journeys.words import StepKind
from golive.models.mail.mail import CALLED_OFF, HANDED_OVER, Mail, MailStatus
from golive.models.records.journeys import PauseClock
from golive.models.session import driver_of
from golive.models.version import Version

BATCH = 4_000
"""Contacts that one statement takes out."""
STOPPED, OVERDUE, SOURCE_CHANGED = "STOPPED", "OVERDUE", "SOURCE_CHANGED"
"""Why contacts are taken out, besides the reasons of `reason`."""

_contact: FromClause = Contact.__table__
_passage: Any = Passage.__table__


def reason(plan: Plan, now: datetime) -> ColumnElement[str | None]:
    """Over golive.contact: why the contact has to leave before its next step, null for who stays.

    INACTIVE, SUPPRESSED, EXCLUDED, or EXIT_RULE and its place, counted from 1, as in EXIT_RULE:2.
    """
    suppression = [plan.suppression_segment_id] if plan.suppression_segment_id is not None else []
    segments = [(each, "SUPPRESSED") for each in suppression] + [(each, "EXCLUDED") for each in plan.exclusion_segment_ids]
    kept_out = [(member_of(each, _contact.c.id, plan.workspace_id), literal(why, Text)) for each, why in segments]
    exits = [(rule.where(plan.workspace_id, now), literal(f"EXIT_RULE:{place}", Text)) for place, rule in enumerate(plan.exit_rules, 1)]
    return case((_contact.c.status != "ACTIVE", literal("INACTIVE", Text)), *kept_out, *exits, else_=null())


@dataclass(frozen=True, slots=True)
class Which:
    """Some of the people inside versions of a journey, by a condition in SQL over golive.passage and its parameters, from $9 on."""

    workspace_id: UUID
    journey_id: UUID
    versions: Sequence[int]
    condition: str = "true"
    parameters: tuple[Any, ...] = ()


_TAKE_OUT = """
    WITH batch AS (
        SELECT p.id, p.version, p.step, p.since FROM golive.passage p
        WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.version = ANY($3) AND p.status = 'INSIDE' AND ({condition})
        LIMIT $4 FOR UPDATE
    ), out AS (
        UPDATE golive.passage p
        SET status = $5, reason = $6, step = NULL, until = NULL, due_at = NULL, held = NULL, ended_at = $7
        FROM batch b WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.id = b.id
    ), path AS (
        INSERT INTO golive.passage_step (workspace_id, passage_id, number, step, entered_at, left_at, outcome, reason)
        SELECT $1, b.id, coalesce(array_position($8::text[], b.step) - 1, 32767), b.step, b.since, $7, $5, $6 FROM batch b
    )
    SELECT version, step, count(*) AS contacts FROM batch GROUP BY version, step
"""


async def take_out(session: AsyncSession, which: Which, status: str, why: str, now: datetime, order: Sequence[str]) -> int:
    """End the passages of the next `BATCH` of them with `status` (REMOVED or EXITED); returns how many those were, 0 when nobody is left.

    Waits for who is being moved on. `order` are the ids of the version's steps in its order.
    """
    driver = await driver_of(session)
    where = (which.workspace_id, which.journey_id, list(which.versions))
    rows = await driver.fetch(_TAKE_OUT.format(condition=which.condition), *where, BATCH, status, why, now, list(order), *which.parameters)
    tallies: dict[int, dict[str, Tally]] = {}
    for row in rows:
        tally = Tally(exited=row["contacts"])
        tally.reasons[status, why] = row["contacts"]
        tallies.setdefault(row["version"], {})[row["step"]] = tally
    for version, by_step in sorted(tallies.items()):
        await counts.add(session, which.workspace_id, which.journey_id, version, by_step)
    return sum(row["contacts"] for row in rows)


_UNSEND = """
    WITH mine AS (
        SELECT id, status, tried_at FROM golive.mail
        WHERE workspace_id = $1 AND journey_id = $2 AND ($3::int[] IS NULL OR version = ANY($3))
          AND (status = 'QUEUED' OR status = 'SENDING' AND reason IS NULL)
        LIMIT $4 FOR UPDATE
    ), unsent AS (
        DELETE FROM golive.mail m USING mine
        WHERE m.workspace_id = $1 AND m.id = mine.id AND mine.status = 'QUEUED' AND mine.tried_at IS NULL
    ), called_off AS (
        UPDATE golive.mail m SET reason = $5, status = CASE mine.status WHEN 'QUEUED' THEN 'CANCELLED' ELSE mine.status END
        FROM mine WHERE m.workspace_id = $1 AND m.id = mine.id AND (mine.status = 'SENDING' OR mine.tried_at IS NOT NULL)
    )
    SELECT count(*) FROM mine
"""


async def unsend(session: AsyncSession, workspace_id: UUID, journey_id: UUID, versions: Sequence[int] | None) -> int:
    """Delete the next `BATCH` mails of the versions, or of all, that wait to be sent, and call off those being handed over.

    Returns how many those were.

    One that is handed over stays if the server takes it, and is CANCELLED if it would have to be tried again, as is one that waits for
    another try: somebody may have it all the same, and follow its links.
    """
    driver = await driver_of(session)
    number: int = await driver.fetchval(_UNSEND, workspace_id, journey_id, versions and list(versions), BATCH, CALLED_OFF)
    return number


@dataclass(frozen=True, slots=True)
class Counts:
    """The people of a journey: how many are inside, whose wait has run out, whose mails wait to be sent or were handed over.

    `triggers` are events that wait for the resume.
    """

    inside: int
    overdue: int
    queued: int
    handed_over: int
    triggers: int


async def counts_of(session: AsyncSession, journey_id: UUID, version: int | None, now: datetime) -> Counts:
    """The people of a version of a journey, or of all its versions with None, at `now`."""
    overdue = _passage.c.until <= now
    frozen = select(JourneyHold).where(JourneyHold.journey_id == journey_id, JourneyHold.clock == PauseClock.FREEZE)
    for hold in await session.scalars(frozen):
        waits = await steps_of(session, hold.workspace_id, journey_id, hold.version, StepKind.WAIT)
        put_off = and_(_passage.c.until > hold.paused_at, _passage.c.until <= (hold.resumed_at or now))  # or has yet to be
        overdue = and_(overdue, ~and_(_passage.c.version == hold.version, _passage.c.step.in_(waits), put_off))
    people = select(func.count(), func.count().filter(overdue)).where(_passage.c.journey_id == journey_id, _passage.c.status == INSIDE)
    mails = select(func.count().filter(Mail.status == MailStatus.QUEUED), func.count().filter(Mail.status.in_(HANDED_OVER))).where(
        Mail.journey_id == journey_id
    )
    if version is not None:
        people, mails = people.where(_passage.c.version == version), mails.where(Mail.version == version)
    inside, overdue = (await session.execute(people)).one()
    queued, handed_over = (await session.execute(mails)).one()
    triggers = await session.scalar(select(func.count()).select_from(HeldTrigger).where(HeldTrigger.journey_id == journey_id))
    return Counts(inside, overdue, queued, handed_over, triggers or 0)


async def steps_of(session: AsyncSession, workspace_id: UUID, journey_id: UUID, version: int, *kinds: StepKind) -> list[str]:
    """The ids of a version's steps of these kinds, of all without any, in the version's order."""
    prepared = await session.scalar(
        select(Version.prepared).where(Version.workspace_id == workspace_id, Version.record_id == journey_id, Version.number == version)
    )
    return [node["id"] for node in (prepared or {}).get("nodes", []) if not kinds or node["kind"] in kinds]
