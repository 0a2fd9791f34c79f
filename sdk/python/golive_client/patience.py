"""How long to wait before the next try: longer each time, by chance, so that clients don't all come back at once."""

from __future__ import annotations

import asyncio
import random
from time import monotonic

SHORTEST = 0.1  # seconds
LONGEST = 5.0


class Patience:
    """Waits between tries; once `seconds` are over, it raises instead. None never ends."""

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else monotonic() + seconds
        self.tries = 0

    def renew(self) -> None:
        """It went well: the next wait is a short one again."""
        self.tries = 0

    async def wait(self, why: Exception, at_least: float = 0.0) -> None:
        """Wait before another try, as long as the server asks for at least; raises `why` when the time is over."""
        longest = min(LONGEST, SHORTEST * 2**self.tries)
        delay = max(at_least, random.uniform(longest / 2, longest))
        if self._end is not None and monotonic() + delay > self._end:
            raise why
        self.tries += 1
        await asyncio.sleep(delay)
