"""A worker in a process of its own, for tests that kill it: says when it is ready, then works until it is killed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from golive.live import worker
from golive.live.doorbell import Doorbell
from golive.models.database import Database
from golive.models.settings import Settings


async def main(url: str, smtp_url: str | None = None) -> None:
    settings = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1), smtp_url=smtp_url)
    database = await Database.open(settings, url)
    async with Doorbell("memory://") as doorbell:
        print("ready", flush=True)
        await worker.run(database, settings, asyncio.Event(), doorbell, Path(tempfile.mkdtemp()))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
