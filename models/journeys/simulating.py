"""A dry run of a journey's working copy: the engine plays it with real contacts and a clock that runs ahead, and all is rolled back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models.conditions import ConditionError, check
from golive.models.connecting import DRIVER_ERRORS, Busy, sqlstate
from golive.models.contact import Contact, ContactEvent
from golive.models.contacts.attributes import attributes
from golive.models.database import Database
from golive.models.error_check import error_check
from golive.models.journeys import entering, simulated
from golive.models.journeys.advancing import Progress, advance
from golive.models.journeys.handing_over import HandOver
from golive.models.journeys.letting_in import in_sources
from golive.models.journeys.opened import Door, door, member_of
from golive.models.journeys.passage import INSIDE, Passage
from golive.models.journeys.plan import Plan
from golive.models.journeys.recurring import next_run
from golive.models.journeys.simulated import Simulation
from golive.models.journeys.standing_in import stand_in
from golive.models.journeys.words import StepKind
from golive.models.mail.deciding import decide
from golive.models.mail.mail import Mail, MailStatus
from golive.models.preparing import PreparationError
from golive.models.records import Record

LIMIT = 1_000
"""Contacts that are played with unless somebody asks for another number."""
MOST = 10_000
BATCH = 1_000
MOMENTS = 1_000
"""Moments at which something happens; a play that has more is broken off."""
STATEMENT = timedelta(seconds=5)
"""How long one statement takes at most."""
RECENT = timedelta(days=30)
"""Whoever did what triggers a journey within this time is taken to do it again."""
UNPLAYABLE = frozenset({"STEP_UNCONFIGURED", "SEGMENT_GROUPS_INVALID", "SPLIT_NOT_100", "TOO_MANY_BRANCHES", "CONDITION_SOURCE_MISSING"})
"""Findings of steps that the engine couldn't take, as a version that has them never gets to it."""
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('dry run of ' || :workspace, 0))")
_BOUNDS = text("SET LOCAL lock_timeout = '1s'")
_LOCKED = "55P03"
_REACTING = frozenset({StepKind.TRACK_EVENT, StepKind.UPDATE_CONTACT})

_contact: FromClause = Contact.__table__
_event: FromClause = ContactEvent.__table__
_mail: FromClause = Mail.__table__
_hand_over: FromClause = HandOver.__table__
_passage: FromClause = Passage.__table__


Turn = Callable[[datetime], datetime]


class Occupied(Busy):
    """The dry run can't be made at this moment; the text says why and what to do."""


class _Undone(Exception):
    """Ends the transaction, and all that was done in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is played: with how many contacts, for how many seconds at most, and of which contacts the ways are told."""

    limit: int = LIMIT
    seconds: float = 20.0
    first: int = 50
    after: UUID | None = None


async def simulate(database: Database, record: Record, wanted: Wanted) -> Simulation:
    """Play the journey's working copy as if it went live now and nobody had passed through it; nothing of it stays.

    The clock jumps from one moment at which something is due to the next. Nobody does anything meanwhile but what the journey
    does. Holds no lock on records; contacts that a step updates are held for as long as the play takes. Raises `TooSlow` for a
    statement that takes too long, and `Occupied` while another one is made or somebody else is changing such a contact.
    """
    try:
        async with database.transaction(record.workspace_id, at_most=STATEMENT) as session:
            if not await session.scalar(_ALONE, {"workspace": str(record.workspace_id)}):
                raise Occupied("Another dry run is under way in your workspace: wait until it has ended.")
            await session.execute(_BOUNDS)
            found = await _play(session, record, wanted)
            raise _Undone
    except _Undone:
        return found
    except DRIVER_ERRORS as error:
        if sqlstate(error) == _LOCKED:
            raise Occupied("Somebody else is changing contacts that the journey would update: try again in a moment.") from error
        raise


async def _play(session: AsyncSession, record: Record, wanted: Wanted) -> Simulation:
    now = (await session.scalars(select(func.now()))).one()
    findings = (await error_check(session, [record], now))[record.id]
    if any(finding.code in UNPLAYABLE for finding in findings):
        return Simulation(findings, now, now, complete=False)
    try:
        version, stands_for = await stand_in(session, record, now)
    except PreparationError:  # the findings say why
        return Simulation(findings, now, now, complete=False)
    assert version.prepared is not None
    plan = Plan.of(record.workspace_id, version.record_id, record.type, version.number, version.prepared)
    to = await door(session, plan.journey_id, plan.version)
    assert to is not None
    turn = partial(_turn, to, now)
    began = turn(max(now, to.starts_at or now))
    try:
        would_enter, entered = await _enter(session, to, began, wanted.limit)
    except ConditionError:
        return Simulation(findings, now, now, complete=False)
    halts = to.ends_at if to.type is RecordType.CUSTOMER_JOURNEY else None  # the others let those inside finish
    until, complete = await _run_ahead(session, plan, began, turn, halts, wanted.seconds)
    read = simulated.Reader(session, plan.workspace_id, plan.journey_id, stands_for)
    return Simulation(
        findings, began, until, would_enter, entered, complete,
        steps=version.snapshot.get("steps") or [],
        counts=await read.counts(),
        mails=await read.mails(),
        ends=await read.ends(),
        contacts=await read.contacts(wanted.after, wanted.first),
    )  # fmt: skip


async def _enter(session: AsyncSession, to: Door, now: datetime, limit: int) -> tuple[int, int]:
    """Let contacts in; returns how many would enter, and how many did."""
    if to.trigger is not None:
        return await _triggered(session, to, now, limit)
    entered = await entering.enter_all(session, to.journey_id, to.version, now, limit)
    if entered < limit:
        return entered, entered
    known = await attributes(session)
    fulfils = in_sources(to)
    if to.segment_entry is None:
        fulfils = and_(*(check(rule, known).where(to.workspace_id, now) for rule in to.content.get("entryRules") or []))
    here = (_contact.c.workspace_id == to.workspace_id, _contact.c.status == "ACTIVE", fulfils)
    kept_out = (~member_of(segment, _contact.c.id, to.workspace_id) for segment in to.kept_out)
    return (await session.scalars(select(func.count()).select_from(_contact).where(*here, *kept_out))).one(), entered


async def _triggered(session: AsyncSession, to: Door, now: datetime, limit: int) -> tuple[int, int]:
    """Let those in who did lately what triggers the journey: the latest time of each."""
    named = (_event.c.workspace_id == to.workspace_id, _event.c.name == (to.trigger or {}).get("event"), _event.c.at > now - RECENT)
    each = select(_event.c.id, _event.c.contact_id).where(*named).ext(distinct_on(_event.c.contact_id))
    latest = each.order_by(_event.c.contact_id, _event.c.at.desc(), _event.c.id).subquery()
    count = (await session.scalars(select(func.count()).select_from(latest))).one()
    event_ids = (await session.scalars(select(latest.c.id).order_by(latest.c.contact_id).limit(limit))).all()
    entered = await entering.enter_by_events(session, event_ids, now, to)
    return (entered if len(event_ids) == count else count), entered


def _turn(to: Door, start: datetime, at: datetime) -> datetime:
    """When it is the turn of what is due `at` a moment: at once, in an audience journey with a schedule at its next run."""
    schedule = to.content.get("schedule") if to.type is RecordType.AUDIENCE_JOURNEY else None
    return next_run(schedule, start, at - timedelta(microseconds=1)) or at


async def _run_ahead(
    session: AsyncSession, plan: Plan, now: datetime, turn: Turn, halts: datetime | None, seconds: float
) -> tuple[datetime, bool]:
    """Let the clock run from one due moment to the next; returns where it stood, and whether nothing more was due."""
    given_up = asyncio.get_running_loop().time() + seconds
    for _ in range(MOMENTS):
        while await _moment(session, plan, now, turn):
            if asyncio.get_running_loop().time() > given_up:
                return now, False
        following = [turn(max(now, at)) for at in await session.scalars(_waits(plan)) if at is not None]
        following += [max(now, at) for at in await session.scalars(_mails(plan)) if at is not None]
        if not following or (halts is not None and min(following) >= halts):
            return now, True
        now = min(following)
    return now, False


async def _moment(session: AsyncSession, plan: Plan, now: datetime, turn: Turn) -> bool:
    """Do what is due now; whether anything was. Who is handed over arrives at once."""
    progress = await advance(session, plan, now, BATCH) if turn(now) == now else Progress()
    due = select(Mail.id).where(*_here(_mail, plan), _mail.c.status == MailStatus.QUEUED, _mail.c.due_at <= now)
    mails = (await session.scalars(due)).all()
    decided = await decide(session, plan.workspace_id, mails, now, MailStatus.SENT) if mails else []
    handed = update(HandOver).where(*_here(_hand_over, plan), HandOver.status == "QUEUED").values(status="SENT")
    arrived = (await session.scalars(handed.returning(HandOver.passage_id))).all() if progress.steps else []
    if decided or arrived or (progress.steps and any(step.kind in _REACTING for step in plan.steps.values())):
        waits = update(Passage).where(*_here(_passage, plan), Passage.status == INSIDE, Passage.held.is_(None), Passage.due_at > now)
        await session.execute(waits.values(due_at=now).execution_options(synchronize_session=False))
    return bool(progress.claimed or decided)


def _waits(plan: Plan) -> Select[Any]:
    """When somebody goes on next."""
    return select(func.min(_passage.c.due_at)).where(*_here(_passage, plan), _passage.c.status == INSIDE)


def _mails(plan: Plan) -> Select[Any]:
    """When a mail is due next."""
    queued = (_mail.c.status == MailStatus.QUEUED, _mail.c.due_at < text("'infinity'"))
    return select(func.min(_mail.c.due_at)).where(*_here(_mail, plan), *queued)


def _here(table: FromClause, plan: Plan) -> tuple[ColumnElement[bool], ...]:
    return table.c.workspace_id == plan.workspace_id, table.c.journey_id == plan.journey_id
