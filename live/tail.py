"""The tail: one reader per process of the logs that somebody follows here, in order and without a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

import structlog
from sqlalchemy import select

from golive.live.doorbell import Doorbell
from golive.live.ending import end
from golive.live.patience import FIRST_PAUSE, LONGEST_PAUSE
from golive.models.change import Cursor, LogCounter
from golive.models.database import Database, Unavailable
from golive.models.events import Event, events_after
from golive.models.history import CursorExpired

BATCH = 500
READERS = 4  # logs that are read at once; the pool's other connections are for those who call
POLL = timedelta(seconds=1)
log = structlog.get_logger()


class Follower(Protocol):
    """Who takes what is read of one workspace's log."""

    position: Cursor

    def take(self, events: Sequence[Event]) -> None:
        """Take the events that follow `position`, and move it."""

    def expire(self, oldest: Cursor) -> None:
        """The log no longer reaches back to `position`, or began anew."""


async def read_events(database: Database, after: Cursor) -> list[Event]:
    """The next events, `BATCH` at most; no session stays open. Raises `CursorExpired` and `Unavailable`."""
    async with database.system() as session:
        return await events_after(session, after, BATCH)


class Tail:
    """Reads for its followers, woken by the doorbell and by a slow poll that asks for all their positions in one statement.

    A database that is away is asked again, with growing pauses; then reading goes on where it stood. Each log has a reader of its
    own while it is behind, so that one that can't be read keeps no other waiting.
    """

    def __init__(self, database: Database, doorbell: Doorbell, poll: timedelta = POLL) -> None:
        self._database = database
        self._doorbell = doorbell
        self._poll = poll.total_seconds()
        self._followers: dict[UUID, Follower] = {}
        self._behind: set[UUID] = set()
        self._reading: set[UUID] = set()
        self._turns = asyncio.Semaphore(READERS)
        self._wake = asyncio.Event()
        self._next_poll = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await end(self._task)

    def follow(self, follower: Follower) -> None:
        """Read for `follower` from its position on."""
        self._followers[follower.position.workspace_id] = follower
        self.look(follower.position.workspace_id)

    def leave(self, follower: Follower) -> None:
        """Read no more for `follower`."""
        if self._followers.get(follower.position.workspace_id) is follower:
            del self._followers[follower.position.workspace_id]

    def look(self, workspace_id: UUID) -> None:
        """The workspace's log may have grown."""
        if workspace_id in self._followers:
            self._behind.add(workspace_id)
            self._wake.set()

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        with self._doorbell.listen(self.look):
            async with asyncio.TaskGroup() as readers:
                while True:
                    try:
                        await self._round(readers)
                        pause = FIRST_PAUSE
                    except Exception as error:  # nobody may be left waiting in silence, whatever goes wrong
                        pause = await _paused(error, pause)

    async def _round(self, readers: asyncio.TaskGroup) -> None:
        """Have each log that is behind read; where all that are have a reader, wait for the doorbell or the poll."""
        if self._behind <= self._reading:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._next_poll):
                    await self._wake.wait()
        self._wake.clear()
        if asyncio.get_running_loop().time() >= self._next_poll:
            await self._compare()
            self._next_poll = asyncio.get_running_loop().time() + self._poll
        for workspace_id in self._behind - self._reading:
            self._reading.add(workspace_id)
            readers.create_task(self._read(workspace_id))

    async def _read(self, workspace_id: UUID) -> None:
        """Read a log until it is no longer behind, batch by batch."""
        pause = FIRST_PAUSE
        while workspace_id in self._behind:
            self._behind.discard(workspace_id)  # before reading: who rings meanwhile wants another look
            try:
                async with self._turns:
                    await self._advance(workspace_id)
                pause = FIRST_PAUSE
            except Exception as error:
                self._behind.add(workspace_id)
                pause = await _paused(error, pause)
        self._reading.discard(workspace_id)

    async def _compare(self) -> None:
        """Find the followers whose logs have moved on, or began anew."""
        followed = list(self._followers)
        if not followed:
            return
        columns = (LogCounter.workspace_id, LogCounter.epoch, LogCounter.number)
        async with self._database.system() as session:
            found = (await session.execute(select(*columns).where(LogCounter.workspace_id.in_(followed)))).all()
        for cursor in (Cursor(row.epoch, row.workspace_id, row.number) for row in found):
            follower = self._followers.get(cursor.workspace_id)
            if follower is not None and follower.position != cursor:
                self.look(cursor.workspace_id)

    async def _advance(self, workspace_id: UUID) -> None:
        follower = self._followers.get(workspace_id)
        if follower is None:
            return
        try:
            events = await read_events(self._database, follower.position)
        except CursorExpired as error:
            follower.expire(error.oldest)
            return
        if events:
            follower.take(events)
        if len(events) == BATCH:
            self._behind.add(workspace_id)


async def _paused(error: Exception, pause: float) -> float:
    """Say that the log can't be read, and wait; how long to wait the next time."""
    log.warning("The log can't be read; trying again", error=repr(error), pause=pause, exc_info=not isinstance(error, Unavailable))
    await asyncio.sleep(pause)
    return min(2 * pause, LONGEST_PAUSE)
