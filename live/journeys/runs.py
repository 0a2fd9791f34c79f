"""Runs of audience journeys: entry is evaluated, then the people inside go on as far as they can; a killed worker's run is taken up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType, StatusReason
from golive.live.jobs import Interrupted, Machine
from golive.models.conditions import ConditionError
from golive.models.connecting import is_deadlock
from golive.models.journeys import runs
from golive.models.journeys.advancing import advance
from golive.models.journeys.entering import enter_batch
from golive.models.journeys.intake import Intake
from golive.models.journeys.opened import door
from golive.models.journeys.passage import INSIDE, JourneyRun, Passage
from golive.models.journeys.plan import Plan
from golive.models.journeys.recurring import next_run
from golive.models.journeys.runs import Trigger
from golive.models.queue import Handler, JobInfo, Retry
from golive.models.records.record import Record
from golive.models.version import Version

ADVANCED, WOKEN = 2_000, 4_000
"""Contacts whom one batch takes on, and whom it has looked at."""


async def start_scheduled(session: AsyncSession, workspace_id: UUID, journey_id: UUID, now: datetime) -> None:
    """Begin the run that the schedule asks for, unless one is under way, and write down when the next one is due."""
    running = select(Record.live_version, Version.snapshot["schedule"].label("schedule"), Version.live_from).join(
        Version.__table__,
        (Version.workspace_id == Record.workspace_id) & (Version.record_id == Record.id) & (Version.number == Record.live_version),
    )
    active = running.where(Record.id == journey_id, Record.status_reason == StatusReason.ACTIVE)
    row = (await session.execute(active.with_for_update(read=True, key_share=True, of=Record.__table__))).one_or_none()
    due_at = None
    if row is not None and row.schedule:
        await runs.begin(session, workspace_id, journey_id, row.live_version, Trigger.SCHEDULE, now)
        due_at = next_run(row.schedule, row.live_from, now)
    await session.execute(update(Intake).where(Intake.journey_id == journey_id).values(due_at=due_at))


def handler(machine: Machine, shutdown: asyncio.Event) -> Handler:
    """The queue's handler of runs."""

    async def handle(payload: dict[str, Any], _: JobInfo) -> None:
        try:
            await Runner(machine, UUID(payload["workspace"]), UUID(payload["run"]), shutdown).run()
        except Interrupted:
            raise Retry(timedelta(0)) from None
        except Exception as error:
            if is_deadlock(error):
                raise Retry(timedelta(0), "It met a deadlock.") from error
            raise

    return handle


class Over(Exception):
    """The run has ended."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One worker's try at a run. Each batch is written down with what the run has done so far."""

    machine: Machine
    workspace_id: UUID
    run_id: UUID
    shutdown: asyncio.Event

    async def run(self) -> None:
        """Evaluate the entry, advance, and end the run."""
        try:
            await self._count_try()
            await self._enter()
            await self._advance()
            async with self._step() as (session, run, now):
                await runs.end(session, run, now)
        except ConditionError as error:
            async with self._step() as (session, run, now):
                await runs.end(session, run, now, f"A rule of the journey can't be used: {error}")
        except Over:
            pass

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[tuple[AsyncSession, JourneyRun, datetime]]:
        """A transaction of the run, at the database's time; raises `Over`."""
        if self.shutdown.is_set():
            raise Interrupted
        async with self.machine.database.transaction(self.workspace_id) as session:
            run = await runs.take_up(session, self.run_id)
            now = await session.scalar(select(func.clock_timestamp()))
            assert now is not None
            if run is None:
                raise Over
            yield session, run, now
        self.machine.doorbell.ring(self.workspace_id)

    @asynccontextmanager
    async def _active(self) -> AsyncIterator[tuple[AsyncSession, JourneyRun, datetime]]:
        """The same while the journey is active, which it stays until the transaction ends; otherwise the run fails."""
        async with self._step() as (session, run, now):
            active = select(Record.id).where(Record.id == run.journey_id, Record.status_reason == StatusReason.ACTIVE)
            if await session.scalar(active.with_for_update(read=True, key_share=True, of=Record.__table__)) is not None:
                yield session, run, now
                return
        async with self._step() as (session, run, now):
            await runs.end(session, run, now, "The journey was paused while the run was under way.")
        raise Over

    async def _count_try(self) -> None:
        """End a run that broke off too often."""
        most = self.machine.settings.going_live_attempts
        async with self._step() as (session, run, now):
            run.tries += 1
            if run.tries > most:
                await runs.end(session, run, now, f"It was tried {most} times and broke off each time: tell an administrator.")
        if run.status != runs.RUNNING:
            raise Over

    async def _enter(self) -> None:
        """Let in who fulfils the entry rules, each once in the run, and once at all where nobody may come again."""
        scanned = False
        while not scanned:
            async with self._active() as (session, run, now):
                scanned = run.scanned
                to = await door(session, run.journey_id, run.version)
                if to is None or scanned:
                    break
                number = run.number if to.content.get("allowRepeat") else 0
                batch = await enter_batch(session, to, run.scanned_upto, now, iteration=number)
                run.entered += batch.entered
                run.scanned_upto, run.scanned = batch.upto, batch.upto is None

    async def _advance(self) -> None:
        """Let the people inside go on as far as they can, in a full run until nothing is due any more."""
        async with self._active() as (session, run, now):
            at, full, journey_id = now, run.trigger == Trigger.FULL_RUN, run.journey_id
        while full:
            async with self._active() as (session, run, now):
                full = bool(await runs.wake_everybody(session, self.workspace_id, journey_id, at, WOKEN))
        claimed = True
        while claimed:
            claimed = False
            for plan in await self._plans():
                while await self._batch(plan, at):
                    claimed = True
            async with self._active() as (session, run, now):
                at = now if run.trigger == Trigger.FULL_RUN else at

    async def _batch(self, plan: Plan, at: datetime) -> bool:
        """One batch of one version; False when nobody is due."""
        async with self._active() as (session, run, _):
            done = await advance(session, plan, at, ADVANCED)
            run.progressed += done.steps
            run.completed += done.completed
            run.exited += done.exited
            run.failed += done.failed
            return bool(done.claimed)

    async def _plans(self) -> list[Plan]:
        """The versions that have people inside; the exit rules of the one that runs hold for all."""
        async with self._active() as (session, run, _):
            inside = exists().where(
                Passage.workspace_id == Version.workspace_id, Passage.journey_id == Version.record_id,
                Passage.version == Version.number, Passage.status == INSIDE,
            )  # fmt: skip
            prepared = select(Version.number, Version.prepared).where(Version.record_id == run.journey_id, Version.prepared.is_not(None))
            rules = await session.scalar(prepared.with_only_columns(Version.prepared).where(Version.number == run.version))
            rows = (await session.execute(prepared.where(inside).order_by(Version.number))).all()
            type_ = RecordType.AUDIENCE_JOURNEY
            return [Plan.of(self.workspace_id, run.journey_id, type_, number, each, rules) for number, each in rows]
