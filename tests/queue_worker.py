"""A worker in a process of its own, for tests that kill it: prints a line when its job begins, then never ends it."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from golive.models.database import Database
from golive.models.queue import JobInfo, run_worker
from golive.models.settings import Settings


async def hang(payload: dict[str, Any], job: JobInfo) -> None:
    """Say what was begun, and never end."""
    print(f"begun {payload['number']}", flush=True)
    await asyncio.Event().wait()


async def main(url: str) -> None:
    settings = Settings.model_construct()
    database = await Database.open(settings, url)
    print("ready", flush=True)
    await run_worker(database, {"work": hang}, asyncio.Event(), settings)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
