"""A worker of small batches in a process of its own, for tests that kill it between any two of them."""

from __future__ import annotations

import asyncio
import sys

import live_worker

from golive.live.journeys import runs, ticking
from golive.models.journeys import entering, leaving, pausing

if __name__ == "__main__":
    entering.BATCH = leaving.BATCH = pausing.BATCH = 40
    runs.ADVANCED = runs.WOKEN = ticking.FIRST = ticking.MOST = 40
    asyncio.run(live_worker.main(sys.argv[1]))
