"""A worker that ticks parts of a journey when it is told to: takes URL, workspace, journey and parts; for each line on standard
input it moves on whoever is due, and prints how many steps they passed."""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

import uvloop

from golive.live.doorbell import Doorbell
from golive.live.jobs import Machine
from golive.live.journeys.ticking import tick
from golive.models.database import Database
from golive.models.journeys.running import Part, Plans
from golive.models.queue import Bell
from golive.models.settings import Settings


async def main(url: str, workspace: UUID, journey: UUID, parts: list[int]) -> None:
    """Tick the parts one after another, as often as told."""
    database, plans = await Database.open(Settings.model_construct(), url), Plans()
    async with Doorbell("memory://") as doorbell:
        machine = Machine(database, Settings.model_construct(), doorbell, Bell(database))
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            steps = 0
            for number in parts:
                while done := await tick(machine, plans, Part(workspace, journey, 1, number), asyncio.Event()):
                    steps += done
            print(steps, flush=True)
    await database.close()


if __name__ == "__main__":
    url, workspace, journey, parts = sys.argv[1:]
    uvloop.run(main(url, UUID(workspace), UUID(journey), [int(part) for part in parts.split(",")]))
