"""A worker: it works off jobs, watches the clock and looks for work that was left lying, until it is told to stop."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from golive.live import bulk, reconciler, timers, touching, upkeep
from golive.live.building import build
from golive.live.doorbell import Doorbell
from golive.live.going_live import go_live
from golive.live.jobs import Machine, handler
from golive.live.journeys import agenda, entry, handing_over, runs, ticking
from golive.live.mail import sending
from golive.live.outside import Outside
from golive.live.stopping import stop
from golive.models.database import Database
from golive.models.journeys.runs import RUN
from golive.models.queue import Bell, Handler, run_worker
from golive.models.settings import Settings
from golive.models.work import WorkKind


def handlers(machine: Machine, outside: Outside, shutdown: asyncio.Event) -> dict[str, Handler]:
    """What does each kind of job."""
    going = handler(machine, partial(go_live, outside=outside, shutdown=shutdown))
    stopping = handler(machine, partial(stop, outside=outside, shutdown=shutdown))
    return {
        WorkKind.GOING_LIVE: going,
        WorkKind.PUBLISHING: going,
        WorkKind.STOPPING: stopping,
        WorkKind.COMPLETING: stopping,
        WorkKind.BUILDING: handler(machine, partial(build, shutdown=shutdown)),
        bulk.JOB: bulk.handler(machine, shutdown),
        agenda.ENTRY: entry.handler(machine, shutdown),
        RUN: runs.handler(machine, shutdown),
    }


async def run(database: Database, settings: Settings, shutdown: asyncio.Event, doorbell: Doorbell, data: Path) -> None:
    """Work until `shutdown` is set, then finish or put off what was begun. Any number of workers may run at once.

    Files that contacts are handed over in are written below `data`.
    """
    bell = Bell(database)
    machine = Machine(database, settings, doorbell, bell)
    async with Outside(shutdown, settings.private_destinations) as outside, asyncio.TaskGroup() as group:
        group.create_task(run_worker(database, handlers(machine, outside, shutdown), shutdown, settings))
        watched = (timers.run, reconciler.run, upkeep.run, upkeep.clear_away, touching.run, sending.run, agenda.run)
        for keep in (*watched, ticking.run, ticking.sweep):
            group.create_task(keep(machine, shutdown))
        group.create_task(handing_over.run(handing_over.Handing(machine, outside, data), shutdown))
    await bell.close()
