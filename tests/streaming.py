"""A running stream, writers of a log, and readers that know when they have enough."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from recording import write
from sqlalchemy import select

from golive.live.doorbell import Doorbell
from golive.live.stream import Stream, Subscription, Watch
from golive.models.change import Change, ChangeKind
from golive.models.database import Database
from golive.models.filters import RecordFilter

ALL = RecordFilter()
HOURS = timedelta(hours=1)
OFTEN = timedelta(milliseconds=200)


@asynccontextmanager
async def streaming(database: Database, url: str = "memory://", poll: timedelta = OFTEN) -> AsyncIterator[Stream]:
    """A stream with its doorbell; `memory://` rings in this process alone."""
    async with Doorbell(url) as doorbell, Stream(database, doorbell, poll) as stream:
        yield stream


async def subscribe(stream: Stream, workspace: UUID, filter: RecordFilter = ALL, after: str | None = None) -> Subscription:
    """The changes that match, after a cursor or from now on."""
    return stream.subscribe(await stream.place(workspace, after), filter)


async def watch(stream: Stream, workspace: UUID, filter: RecordFilter = ALL) -> Watch:
    """A signal that the log has moved from now on."""
    return stream.watch(await stream.place(workspace), filter)


async def take(subscription: Subscription, number: int, seconds: float = 30) -> list[int]:
    """The numbers of the next events."""
    async with asyncio.timeout(seconds):
        return [(await anext(subscription)).change.number for _ in range(number)]


async def take_until(subscription: Subscription, last: int, seconds: float = 60) -> list[int]:
    """The numbers of the events up to `last`."""
    found: list[int] = []
    async with asyncio.timeout(seconds):
        while not found or found[-1] < last:
            found.append((await anext(subscription)).change.number)
    return found


async def write_many(database: Database, workspace: UUID, writers: int, each: int, doorbell: Doorbell | None = None) -> None:
    """Concurrent writers of a workspace's log, some of whose transactions fail."""

    async def writer(place: int) -> None:
        for number in range(each):
            kind = ChangeKind.UPDATED if (place + number) % 5 == 0 else ChangeKind.STATE
            await write(database, workspace, kind)
            if doorbell:
                doorbell.ring(workspace)

    await asyncio.gather(*(writer(place) for place in range(writers)))


async def logged(database: Database, workspace: UUID, after: int = 0) -> list[int]:
    """The numbers that a subscriber should see."""
    numbers = select(Change.number).where(Change.number > after).order_by(Change.number)
    async with database.transaction(workspace) as session:
        return list(await session.scalars(numbers.where(Change.kind != ChangeKind.UPDATED)))
