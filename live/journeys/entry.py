"""A look at a journey's entry: pauses are made up for, the iteration is begun that is due, and whom the journey takes is let in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Happening, RecordType
from golive.live.jobs import Interrupted, Machine
from golive.live.journeys.runs import start_scheduled
from golive.models.connecting import is_deadlock
from golive.models.journeys import entering, recurring
from golive.models.journeys.intake import Intake
from golive.models.journeys.letting_in import Batch
from golive.models.journeys.opened import Door, doors, unbuilt
from golive.models.journeys.passage import JourneyRun, Passage
from golive.models.journeys.pausing import make_up
from golive.models.journeys.recurring import Cycle
from golive.models.journeys.words import EntryMode
from golive.models.moves import SYSTEM, Order
from golive.models.perform import perform
from golive.models.queue import Handler, JobInfo, Retry
from golive.models.records.insights import Segment, SegmentType
from golive.models.records.record import Record
from golive.models.refusal import Refused

Result = TypeVar("Result")
AGAIN = timedelta(seconds=2)
"""After which a journey is looked at again that waits for a segment's members, or couldn't end."""

# Whoever evaluates a segment holds this lock until their transaction ends: those who began before the journey was live are through.
_BARRIER = text("SELECT pg_advisory_xact_lock(hashtextextended(:segment, 0))")
log = structlog.get_logger()


class Moved(Exception):
    """The journey has changed since the look began: another one is due, or will be."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look finds at a moment: the version that lets somebody in, if one does; whether its audience is still to be let in; and
    when to look again. `exhausted`: nobody else is to enter, ever."""

    at: datetime
    door: Door | None = None
    wanted: bool = False
    again: datetime | None = None
    exhausted: bool = False


def handler(machine: Machine, shutdown: asyncio.Event) -> Handler:
    """The queue's handler of looks. One that breaks off is taken up again, and does nothing twice."""

    async def handle(payload: dict[str, Any], _: JobInfo) -> None:
        try:
            await Look(machine, UUID(payload["workspace"]), UUID(payload["journey"]), shutdown).take()
        except Interrupted:
            raise Retry(timedelta(0)) from None
        except Exception as error:
            if is_deadlock(error):
                raise Retry(timedelta(0), "It met a deadlock.") from error
            raise

    return handle


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one journey."""

    machine: Machine
    workspace_id: UUID
    journey_id: UUID
    shutdown: asyncio.Event

    async def take(self) -> None:
        """Do all that is due, a batch in a transaction of its own each."""
        due_at, type_ = await self._do(self._due)
        if due_at is None or type_ is None:
            return
        if type_ is RecordType.AUDIENCE_JOURNEY:
            await self._do(lambda session, now: start_scheduled(session, self.workspace_id, self.journey_id, now))
            self.machine.bell.ring()
            return
        while await self._do(lambda session, now: make_up(session, self.journey_id, now)):
            pass
        found = await self._do(self._find)
        if found.door is not None:
            try:
                await self._let_in(found, due_at)
            except Moved:
                return
        again = found.again
        if (found.exhausted or (found.door is not None and await self._do(self._has_everybody))) and not await self._exhaust():
            again = found.at + AGAIN
        settled = update(Intake).where(Intake.journey_id == self.journey_id, Intake.due_at == due_at).values(due_at=again)
        await self._do(lambda session, _: session.execute(settled))

    async def _do(self, what: Callable[[AsyncSession, datetime], Awaitable[Result]]) -> Result:
        """One transaction, at the database's time."""
        if self.shutdown.is_set():
            raise Interrupted
        async with self.machine.database.transaction(self.workspace_id) as session:
            now = await session.scalar(select(func.clock_timestamp()))
            assert now is not None
            done = await what(session, now)
        self.machine.doorbell.ring(self.workspace_id)
        return done

    async def _due(self, session: AsyncSession, now: datetime) -> tuple[datetime | None, RecordType | None]:
        """The date that this look is about, and the journey's type; None where nothing is due."""
        here = select(Intake.due_at, Record.type).join(
            Record.__table__, (Record.workspace_id == Intake.workspace_id) & (Record.id == Intake.journey_id)
        )
        row = (await session.execute(here.where(Intake.journey_id == self.journey_id, Intake.due_at <= now))).one_or_none()
        return (None, None) if row is None else (row[0], row[1])

    async def _find(self, session: AsyncSession, now: datetime) -> Found:
        """The version that lets somebody in now, with the iteration begun that is due."""
        to = await self._running(session)
        if to is None or (to.ends_at is not None and to.ends_at <= now):
            return Found(now)
        if to.starts_at is not None and to.starts_at > now:
            return Found(now, again=to.starts_at)
        intake = await session.get(Intake, (self.workspace_id, self.journey_id))
        assert intake is not None
        begun, recurrence = to.cycle, to.recurrence
        if recurrence is not None:
            begun = recurring.advanced(to.cycle, recurrence, to.starts_at or now, now, to.zone, intake.resumed_at)
            await _keep(session, intake, to, begun, now)
            if recurring.is_used_up(begun, recurrence, now):
                return Found(now, exhausted=True)
            to = replace(to, cycle=begun)
        if not to.is_open(now):
            return Found(now, again=begun.next_at)
        if await unbuilt(session, [*to.sources, *to.kept_out]):
            return Found(now, again=now + AGAIN)
        return Found(now, to, intake.scanned_version != to.version, begun.next_at if recurrence is not None else None)

    async def _running(self, session: AsyncSession) -> Door | None:
        running = [each for each in await doors(session, journey_id=self.journey_id) if not each.paused]
        return running[-1] if running else None

    async def _let_in(self, found: Found, due_at: datetime) -> None:
        """Those whose triggers waited, and the members of the segments, all of them unless something else has come up since `due_at`."""
        to = found.door
        assert to is not None
        for segment in to.sources if found.wanted else ():
            await self._do(partial(_wait_for_evaluations, segment))
        if to.trigger is not None:
            await self._batches(to, lambda session, now, _: entering.take_up(session, to, now))
        elif found.wanted:
            await self._batches(to, lambda session, now, after: entering.enter_batch(session, to, after, now))
        if found.wanted:
            here = update(Intake).where(Intake.journey_id == self.journey_id, Intake.due_at == due_at)
            await self._do(lambda session, _: session.execute(here.values(scanned_version=to.version)))

    async def _batches(self, to: Door, enter: Callable[[AsyncSession, datetime, UUID | None], Awaitable[Batch]]) -> None:
        """Batch after batch, as long as the journey stays as it is."""
        after: UUID | None = None

        async def one(session: AsyncSession, now: datetime) -> Batch:
            still = await self._running(session)
            if still is None or (still.version, still.cycle.iteration) != (to.version, to.cycle.iteration) or not still.is_open(now):
                raise Moved
            return await enter(session, now, after)

        while (batch := await self._do(one)).upto is not None:
            after = batch.upto

    async def _has_everybody(self, session: AsyncSession, _: datetime) -> bool:
        """Whether every member of a one-time segment has entered: of a static one, which nobody joins."""
        to = await self._running(session)
        if to is None or to.type is not RecordType.REAL_TIME_JOURNEY or to.segment_entry is None or to.recurrence is not None:
            return False
        if to.segment_entry.get("mode") == EntryMode.REPEATING:
            return False
        kinds = set(await session.scalars(select(Segment.segment_type).where(Segment.id.in_(to.sources))))
        return kinds == {SegmentType.STATIC}

    async def _exhaust(self) -> bool:
        """End the journey as its lifecycle says; False while it can't be."""
        try:
            async with self.machine.database.transaction(self.workspace_id) as session:
                await perform(session, self.machine.settings, Order(self.journey_id, Happening.EXHAUSTED, SYSTEM))
        except Refused as refused:
            log.info("A journey whose entry is exhausted can't end yet", journey=str(self.journey_id), reason=str(refused))
            return False
        self.machine.committed(self.workspace_id)
        return True


async def _wait_for_evaluations(segment_id: UUID, session: AsyncSession, _: datetime) -> None:
    await session.execute(_BARRIER, {"segment": str(segment_id)})


async def _keep(session: AsyncSession, intake: Intake, to: Door, cycle: Cycle, now: datetime) -> None:
    """Write down how far the recurrence is, and that the iteration runs."""
    if cycle != to.cycle:
        for name in Cycle.__dataclass_fields__:
            setattr(intake, name, getattr(cycle, name))
        intake.scanned_version = None
        over = (JourneyRun.journey_id == to.journey_id, JourneyRun.trigger.is_(None), JourneyRun.status == "RUNNING")
        await session.execute(update(JourneyRun).where(*over).values(status="SUCCEEDED", ended_at=now))
    if cycle.began_at is not None:
        runs = insert(JourneyRun).values(
            workspace_id=to.workspace_id,
            journey_id=to.journey_id,
            version=to.version,
            number=cycle.iteration,
            started_at=cycle.began_at,
            entered=await _entered(session, to) if not to.cycle.iteration else 0,
        )
        await session.execute(
            runs.on_conflict_do_update(
                index_elements=["workspace_id", "journey_id", "number"], set_={"status": "RUNNING", "ended_at": None, "version": to.version}
            )
        )


async def _entered(session: AsyncSession, to: Door) -> int:
    """How many entered the first iteration before anybody looked."""
    mine = (Passage.workspace_id == to.workspace_id, Passage.journey_id == to.journey_id, Passage.iteration == 1)
    return await session.scalar(select(func.count()).where(*mine)) or 0
