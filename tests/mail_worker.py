"""A worker that sends mail in a process of its own, for tests that kill it."""

from __future__ import annotations

import asyncio
import sys

import structlog

from golive.live.doorbell import Doorbell
from golive.live.jobs import Machine
from golive.live.mail import sending
from golive.models.database import Database
from golive.models.queue import Bell
from golive.models.settings import Settings


async def main(url: str, smtp: str) -> None:
    settings = Settings.model_construct(smtp_url=smtp)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    database = await Database.open(settings, url)
    async with Doorbell("memory://") as doorbell:
        print("ready", flush=True)
        await sending.run(Machine(database, settings, doorbell, Bell(database)), asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
