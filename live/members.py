"""Who follows a workspace's log: with every change that matches, or only to know that it has moved."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import UUID

from golive.live.ended import End, StreamEnded
from golive.live.index import records_of_filter
from golive.live.patience import patiently
from golive.live.works import Followed
from golive.models.change import Cursor
from golive.models.database import Database
from golive.models.events import Event
from golive.models.facts import change_matches
from golive.models.filters import RecordFilter
from golive.models.history import HISTORY, CursorExpired

if TYPE_CHECKING:
    from golive.live.stream import Feed

QUEUE = 1000  # events that wait for one subscription


@dataclass(frozen=True, slots=True)
class Past:
    """Events that follow a cursor, which is further on than the one that was asked for where nothing between can match."""

    after: Cursor
    events: list[Event]


class Member:
    """Somebody who follows a workspace's log until the stream ends, or they close it. `passed` is how far they got."""

    def __init__(self, feed: Feed, passed: Cursor) -> None:
        self._feed = feed
        self._wake = asyncio.Event()
        self._closed = False
        self.passed = passed
        self.ended: StreamEnded | None = None
        self.when_ended: Callable[[StreamEnded], None] | None = None
        """Told at once, whatever the member is waiting for."""

    @property
    def cursor(self) -> Cursor:
        """Where a new subscription would go on."""
        return self.passed

    @property
    def database(self) -> Database:
        """Where the log is."""
        return self._feed.stream.database

    def end(self, code: End, cursor: Cursor | None = None) -> None:
        """End the stream with `StreamEnded`, whatever it is doing."""
        if self.ended is None and not self._closed:
            self.ended = StreamEnded(code, cursor or self.cursor)
            self._feed.leave(self)
            self._wake.set()
            if self.when_ended is not None:
                self.when_ended(self.ended)

    def close(self) -> None:
        """Follow no more."""
        self._closed = True
        self._feed.leave(self)
        self._wake.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    async def _wait(self) -> None:
        """Wait for a notice, also one that came since the last wait. Raises `StreamEnded`."""
        if self.ended is None and not self._closed:
            await self._wake.wait()
            self._wake.clear()
        if self.ended is not None:
            raise self.ended


class Watch(Member):
    """Knows that the log has moved in a way that may concern a filter, and keeps nothing, so that it can't be too slow.

    `passed` moves on by itself while nothing concerns it; who has looked at what did moves it further.
    """

    def __init__(self, feed: Feed, passed: Cursor, filter: RecordFilter) -> None:
        super().__init__(feed, passed)
        self.filter = filter
        self._concerned = passed.number
        feed.add_watch(self)

    @property
    def cursor(self) -> Cursor:
        concerned = self._concerned > self.passed.number
        return self.passed if concerned else max(self.passed, self._feed.position, key=lambda cursor: cursor.number)

    def take(self, event: Event) -> None:
        """Notice that an event may concern it."""
        number = event.cursor.number
        if number <= self.passed.number:
            return
        if self._concerned <= self.passed.number:
            self.passed = replace(event.cursor, number=number - 1)  # nothing before it did
        self._concerned = number
        self._wake.set()

    async def moved(self) -> None:
        """Wait for something of concern after `passed`. Raises `StreamEnded`."""
        while not self._closed and (self.ended is not None or self._concerned <= self.passed.number):
            await self._wait()

    async def step(self) -> None:
        """Wait until the log has moved at all, or somebody has looked."""
        await self._feed.moved.wait()

    def looked(self, at: Cursor) -> None:
        """What happened up to `at` is known."""
        self.passed = at
        self._feed.tell()

    def following(self, record_id: UUID) -> AbstractContextManager[Followed]:
        """What is under way for a record; there is a notice when it was seen, and whenever it changed, for as long as the block runs."""
        return self._feed.stream.works.follow(self.passed.workspace_id, record_id, self._wake.set)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice every ring for the workspace, also where its log has not moved, for as long as the block runs."""
        with self._feed.stream.doorbell.listen(lambda rung: self._wake.set() if rung == self.passed.workspace_id else None):
            yield

    async def noticed(self) -> None:
        """Wait for a notice. Raises `StreamEnded`."""
        await self._wait()

    async def noticed_or_polled(self) -> None:
        """Wait for a notice, no longer than the slow poll does. Raises `StreamEnded`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._feed.stream.poll.total_seconds()):
                await self._wait()


class Subscription(Member):
    """The changes of state that match, in order: from the table up to where the feed is, then from the feed.

    One that lets too many wait loses none: it goes back to the table, where the rest is read when there is time for it.
    """

    def __init__(self, feed: Feed, passed: Cursor, filter: RecordFilter) -> None:
        super().__init__(feed, passed)
        self.filter = filter
        self._records = records_of_filter(filter)
        self._examined = passed
        self._events: deque[Event] = deque()
        self._joined = False
        feed.add(self)
        self._join()

    @property
    def cursor(self) -> Cursor:
        if self._events or not self._joined:
            return self.passed if self._events else self._examined
        return max(self._examined, self._feed.position, key=lambda cursor: cursor.number)

    def take(self, event: Event) -> None:
        """Queue one of the feed's events, which matches."""
        if not self._joined or event.cursor.number <= self._examined.number:
            return
        if len(self._events) == QUEUE:
            self._events.clear()
            self._examined, self._joined = self.passed, False
        else:
            self._examined = event.cursor
            self._events.append(event)
        self._wake.set()

    def end(self, code: End, cursor: Cursor | None = None) -> None:
        super().end(code, cursor)
        self._events.clear()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        """The next event. Raises `StreamEnded`."""
        while not self._events:
            if self._closed:
                raise StopAsyncIteration
            if self._joined or self.ended is not None:
                await self._wait()
            else:
                await self._catch_up()
        event = self._events.popleft()
        self.passed = event.cursor
        return event

    async def past(self, after: Cursor) -> Past:
        """The events that follow a cursor, whether they match or not: a batch, or all up to where the feed is. Raises `CursorExpired`."""
        return await patiently(partial(self._feed.past, after, self._records))

    async def _catch_up(self) -> None:
        try:
            past = await self.past(self._examined)
        except CursorExpired as error:
            self.end(End.CURSOR_EXPIRED, error.oldest)
            return
        if self.ended is None and not self._closed:
            self._events.extend(event for event in past.events if matches(self.filter, event))
            self._examined = past.events[-1].cursor if past.events else past.after
            self._join()

    def _join(self) -> None:
        """Go on with the feed once all before it is read; nothing can come between, for nobody else runs meanwhile."""
        self._joined = self._examined.number >= self._feed.position.number


def matches(filter: RecordFilter, event: Event) -> bool:
    """Whether the event is a change of state, and one that `filter` asks for."""
    return event.change.kind in HISTORY and change_matches(filter, event.change, event.facts)
