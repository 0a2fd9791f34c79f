"""Ticks: a sweep finds where contacts are due and has the queue hand the parts out, and any worker moves their contacts on."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import structlog

from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models.connecting import is_deadlock
from golive.models.database import TooSlow
from golive.models.journeys.advancing import Progress, advance
from golive.models.journeys.running import Part, Plans, parts_due, release
from golive.models.queue import Handler, JobInfo, enqueue, run_worker

JOB = "JOURNEY_TICK"
SWEEP = 0.5  # seconds
SLICE = 5.0  # seconds after which a tick ends, so that each part has its turn
FIRST, MOST = 1_000, 4_000
"""Contacts of a batch: as many as go on within a quarter of a second, so that others have the database in between."""
SHORT, LONG = 0.1, 0.25  # seconds
log = structlog.get_logger()


async def sweep(machine: Machine, shutdown: asyncio.Event) -> None:
    """Look twice a second where somebody is due, until `shutdown`. A part that is being ticked already isn't handed out again."""

    async def turn() -> float:
        async with machine.database.system() as session:
            parts = await parts_due(session)
            new = [await enqueue(session, JOB, _payload(part), dedupe_key=_key(part)) for part in parts]
        if any(new):
            machine.bell.ring()
        return SWEEP

    await repeat("ticking", turn, shutdown, otherwise=SWEEP)


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Work off ticks until `shutdown`, one after another: the other parts are for other workers.

    A lane of their own, as what is quick must not wait behind a million contacts.
    """
    one_by_one = machine.settings.model_copy(update={"worker_jobs": 2})  # of which the second waits for the first to end
    await run_worker(machine.database, {JOB: handler(machine, shutdown)}, shutdown, one_by_one, "golive ticks")


def handler(machine: Machine, shutdown: asyncio.Event) -> Handler:
    """The queue's handler for ticks."""
    plans, turn = Plans(), asyncio.Lock()

    async def handle(payload: dict[str, Any], _: JobInfo) -> None:
        part = Part(UUID(payload["workspace"]), UUID(payload["journey"]), payload["version"], payload["part"])
        async with turn:
            await tick(machine, plans, part, shutdown)

    return handle


async def tick(machine: Machine, plans: Plans, part: Part, shutdown: asyncio.Event) -> int:
    """Move the contacts of a part on until nobody is due, or it is the next one's turn; returns how many steps they passed."""
    clock = asyncio.get_running_loop().time
    start, steps, batch = clock(), 0, FIRST
    while not shutdown.is_set() and clock() - start < SLICE:
        began = clock()
        try:
            done = await _batch(machine, plans, part, batch)
        except TooSlow:
            if batch == 1:
                raise
            log.warning("A batch of contacts took too long; a smaller one is tried", journey=str(part.journey_id), batch=batch)
            batch = max(batch // 10, 1)
            continue
        except Exception as error:
            if is_deadlock(error):
                continue
            raise
        if done is None or not done.claimed:
            break
        steps += done.steps
        machine.doorbell.ring(part.workspace_id)
        took = clock() - began
        batch = min(batch * 2, MOST) if took < SHORT else max(batch // 2, 1) if took > LONG else batch
        await asyncio.sleep(0)
    return steps


async def _batch(machine: Machine, plans: Plans, part: Part, batch: int) -> Progress | None:
    """One batch in a transaction of its own; None when the version doesn't run now."""
    async with machine.database.transaction(part.workspace_id) as session:
        running = await plans.running(session, part.journey_id, part.version)
        if running is None:
            return None
        plan, now = running
        await release(session, plan, now, part.number)
        return await advance(session, plan, now, batch, (part.number,))


def _payload(part: Part) -> dict[str, Any]:
    return {"workspace": str(part.workspace_id), "journey": str(part.journey_id), "version": part.version, "part": part.number}


def _key(part: Part) -> str:
    return f"{JOB}:{part.journey_id}:{part.version}:{part.number}"
