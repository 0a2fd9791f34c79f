"""Prints each change of state as it happens, for as long as it runs. API_URL and API_TOKEN say where, and who asks.

A place that was printed before can be given, and nothing since is missed: python watch.py CURSOR
"""

import asyncio
import os
import sys
from contextlib import aclosing

from golive_client import Golive


async def main() -> None:
    async with Golive(os.environ["API_URL"], os.environ["API_TOKEN"]) as golive:
        after = sys.argv[1] if len(sys.argv) > 1 else None
        async with aclosing(golive.status_changed(after=after)) as changes:
            async for change in changes:
                state = change.to_status_reason or change.to_publish_status
                print(change.cursor, change.record_name, state.value if state else "deleted", flush=True)


asyncio.run(main())
