"""How a job works: it takes a piece of work up under a claim, writes down how far it is, and ends it, fails it or puts it off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Happening
from golive.live.doorbell import Doorbell
from golive.models.checks.finding import Finding
from golive.models.connecting import is_deadlock
from golive.models.database import Database, Unavailable
from golive.models.locking import lock
from golive.models.moves import SYSTEM, Order
from golive.models.perform import perform
from golive.models.queue import Bell, Handler, JobInfo, Retry
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.work import Work
from golive.models.working import LostClaim, checkpoint, claim, put_off, retry_pause

BROKE_OFF = "It broke off for a reason of our own, which the server's log tells, and is tried again."
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Machine:
    """What jobs, timers and bulk operations work with."""

    database: Database
    settings: Settings
    doorbell: Doorbell
    bell: Bell

    def committed(self, workspace_id: UUID) -> None:
        """Ring after a commit: subscribers for the change, workers for the jobs."""
        self.doorbell.ring(workspace_id)
        self.bell.ring()


class NotNow(Exception):
    """The work can't go on now, and can later: after the growing pauses of retries, and not before `pause`."""

    def __init__(self, message: str, pause: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.pause = pause


class Later(Exception):
    """All is well, and there is nothing to do before `pause` is over."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(f"again in {pause}")
        self.pause = pause


class Interrupted(Exception):
    """The worker shuts down: the work is for the next one."""


@dataclass(slots=True)
class Task:
    """A piece of work that this worker has claimed."""

    machine: Machine
    work: Work
    claimed: float
    """When, by the event loop's clock."""
    left_then: timedelta | None
    """How long it was to the deadline."""

    @property
    def workspace_id(self) -> UUID:
        """Whose work it is."""
        return self.work.workspace_id

    @property
    def left(self) -> float | None:
        """Seconds to the deadline; None without one."""
        if self.left_then is None:
            return None
        return self.left_then.total_seconds() - (asyncio.get_running_loop().time() - self.claimed)

    @asynccontextmanager
    async def step(self, **progress: Any) -> AsyncIterator[tuple[AsyncSession, Record, datetime]]:
        """A transaction with the record locked and the database's time. Raises `LostClaim`; `progress` is written with it."""
        async with self.machine.database.transaction(self.workspace_id) as session:
            record, now = await lock(session, self.work.record_id)
            session.add(record)  # which writes what the step changes of it
            await checkpoint(session, self.work, **progress)
            yield session, record, now
        self.machine.doorbell.ring(self.workspace_id)

    async def end(self, how: Happening, error: str | None = None, findings: Sequence[Finding] = ()) -> None:
        """Move the record on, by the work's end or its failure. Raises `LostClaim`."""
        order = Order(self.work.record_id, how, SYSTEM, work_id=self.work.id, claim=self.work.claim, error=error, findings=findings)
        async with self.machine.database.transaction(self.workspace_id) as session:
            await perform(session, self.machine.settings, order)
        self.machine.committed(self.workspace_id)

    async def put_off(self, error: str | None, pause: timedelta, *, in_order: bool = True) -> Retry:
        """Write down why the work waits; raise what is returned. Without `in_order` this was a try that broke off."""
        if self.left is not None:
            pause = min(pause, timedelta(seconds=max(self.left, 0)))
        async with self.machine.database.transaction(self.workspace_id) as session:
            await put_off(session, self.work, pause, error, in_order=in_order)
        self.machine.doorbell.ring(self.workspace_id)
        return Retry(pause, error)


async def take_up(machine: Machine, payload: dict[str, Any]) -> Task | None:
    """Claim the work that a job is about; None when it is over."""
    async with machine.database.transaction(UUID(payload["workspace"])) as session:
        claimed = await claim(session, UUID(payload["work"]))
    if claimed is None:
        return None
    work, now = claimed
    machine.doorbell.ring(work.workspace_id)
    left = work.deadline - now if work.deadline is not None else None
    return Task(machine, work, asyncio.get_running_loop().time(), left)


def handler(machine: Machine, run: Callable[[Task], Awaitable[None]]) -> Handler:
    """The queue's handler for jobs that `run` one attempt at a piece of work.

    `run` ends the task, or raises: `NotNow`, `Later`, `Interrupted` and deadlocks put the work off in good order, whatever else
    breaks the try off. A try that somebody else has taken over ends silently.
    """

    async def handle(payload: dict[str, Any], job: JobInfo) -> None:
        task = await take_up(machine, payload)
        if task is None:
            return
        pause = retry_pause(machine.settings, task.work.claim)
        told = log.bind(job=job.name, record=str(task.work.record_id), claim=task.work.claim)
        try:
            try:
                await run(task)
                told.info("A job is done")
            except NotNow as reason:
                told.info("A job is put off", reason=str(reason))
                raise await task.put_off(str(reason), max(pause, reason.pause)) from reason
            except Later as reason:
                raise await task.put_off(None, reason.pause) from reason
            except Interrupted as reason:
                raise await task.put_off(task.work.last_error, timedelta(0)) from reason
            except LostClaim:
                raise
            except Unavailable as reason:
                with suppress(Unavailable):  # a full pool is nobody's failed try; a database that is away can't be told
                    raise await task.put_off(task.work.last_error, pause) from reason
                raise
            except Exception as error:
                if is_deadlock(error):
                    told.info("A job met a deadlock, and is tried again at once")
                    raise await task.put_off(task.work.last_error, timedelta(0)) from error
                told.exception("A job broke off")
                raise await task.put_off(BROKE_OFF, pause, in_order=False) from error
        except LostClaim:
            told.info("A job was taken over, or is over")

    return handle
