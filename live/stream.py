"""The stream: hands every change to those who subscribed to it, from any cursor on, without a gap and without doubling."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from golive.live.doorbell import Doorbell
from golive.live.ended import End, StreamEnded
from golive.live.tail import POLL, Event, Tail, read_events
from golive.models.change import ChangeKind, Cursor, position
from golive.models.database import Database
from golive.models.facts import change_matches
from golive.models.filters import RecordFilter
from golive.models.history import CursorExpired, cursor_at, number_of

__all__ = ["End", "Member", "Stream", "StreamEnded", "StreamStats", "Subscription", "Watch"]

QUEUE = 1000  # events that wait for one subscriber


class Member:
    """Somebody who follows a workspace's log until the stream ends, or they close it. `passed` is how far they got."""

    def __init__(self, feed: Feed, passed: Cursor) -> None:
        self._feed = feed
        self._wake = asyncio.Event()
        self._ended: StreamEnded | None = None
        self._closed = False
        self.passed = passed
        feed.members.add(self)

    @property
    def cursor(self) -> Cursor:
        """Where a new subscription would go on."""
        return self.passed

    def end(self, code: End, cursor: Cursor | None = None) -> None:
        """End the stream with `StreamEnded`, whatever it is doing."""
        if self._ended is None:
            self._ended = StreamEnded(code, cursor or self.cursor)
        self._feed.leave(self)
        self._wake.set()

    def close(self) -> None:
        """Follow no more."""
        self._closed = True
        self._feed.leave(self)
        self._wake.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def notice(self) -> None:
        """The feed has moved."""
        self._wake.set()

    @property
    def database(self) -> Database:
        """Where the log is."""
        return self._feed.stream.database

    async def _wait(self) -> None:
        """Wait for a notice, also one that came since the last wait. Raises `StreamEnded`."""
        if self._ended is None and not self._closed:
            await self._wake.wait()
            self._wake.clear()
        if self._ended is not None:
            raise self._ended


class Watch(Member):
    """Knows that the log has moved, and keeps nothing, so that it can't be too slow."""

    async def moved(self) -> None:
        """Wait until the log goes further than `passed`, which the caller moves. Raises `StreamEnded`."""
        while not self._closed and (self._ended is not None or self._feed.position.number <= self.passed.number):
            await self._wait()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice every ring for the workspace, also where its log has not moved, for as long as the block runs."""
        with self._feed.stream.doorbell.listen(lambda rung: self.notice() if rung == self.passed.workspace_id else None):
            yield

    async def noticed(self) -> None:
        """Wait for a notice, no longer than the slow poll does. Raises `StreamEnded`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._feed.stream.poll.total_seconds()):
                await self._wait()


class Subscription(Member):
    """The events that match, in order: from the table up to where the feed is, then from the feed."""

    def __init__(self, feed: Feed, passed: Cursor, filter: RecordFilter, updates: bool) -> None:
        super().__init__(feed, passed)
        self.wanted = (filter, updates)
        self._examined = passed
        self._events: deque[Event] = deque()
        self._joined = False
        self._join()

    @property
    def cursor(self) -> Cursor:
        return self.passed if self._events else self._examined

    def end(self, code: End, cursor: Cursor | None = None) -> None:
        super().end(code, cursor)
        self._events.clear()

    def take(self, events: Sequence[Event], examined: Cursor) -> None:
        """Queue what matched of the feed's events up to `examined`."""
        if not self._joined or examined.number <= self._examined.number:
            return
        new = [event for event in events if event.cursor.number > self._examined.number]
        if len(self._events) + len(new) > QUEUE:
            self._feed.stream.slow += 1
            self.end(End.SLOW_CONSUMER)
            return
        self._examined = examined
        self._events.extend(new)
        if new:
            self._wake.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self._closed:
                raise StopAsyncIteration
            if self._joined or self._ended is not None:
                await self._wait()
            else:
                await self._catch_up()
        event = self._events.popleft()
        self.passed = event.cursor
        return event

    async def _catch_up(self) -> None:
        try:
            events = await read_events(self.database, self._examined)
        except CursorExpired as error:
            self.end(End.CURSOR_EXPIRED, error.oldest)
            return
        if events and self._ended is None:
            self._events.extend(matching(events, *self.wanted))
            self._examined = events[-1].cursor
        self._join()

    def _join(self) -> None:
        """Go on with the feed once all before it is read; nothing can come between, for nobody else runs meanwhile."""
        self._joined = self._examined.number >= self._feed.position.number


class Feed:
    """One workspace's events as the tail reads them, and all who follow them here."""

    def __init__(self, stream: Stream, at: Cursor) -> None:
        self.stream = stream
        self.position = at
        self.members: set[Member] = set()

    def take(self, events: Sequence[Event]) -> None:
        """Hand on the events; what equal subscriptions want is looked for once."""
        self.position = events[-1].cursor
        self.stream.lag = (datetime.now(UTC) - events[-1].change.at).total_seconds()
        found: dict[tuple[RecordFilter, bool], list[Event]] = {}
        for member in list(self.members):
            if isinstance(member, Subscription):
                if member.wanted not in found:
                    found[member.wanted] = matching(events, *member.wanted)
                member.take(found[member.wanted], self.position)
            else:
                member.notice()

    def expire(self, oldest: Cursor) -> None:
        """End all, for the log no longer reaches back to where they are."""
        for member in list(self.members):
            member.end(End.CURSOR_EXPIRED, oldest)

    def leave(self, member: Member) -> None:
        """Forget `member`; the last one ends the reading."""
        self.members.discard(member)
        if not self.members:
            self.stream.drop(self)


def matching(events: Sequence[Event], filter: RecordFilter, updates: bool) -> list[Event]:
    """The events that match, of updates of fields only with `updates`."""
    return [
        event
        for event in events
        if (updates or event.change.kind is not ChangeKind.UPDATED) and change_matches(filter, event.change, event.facts)
    ]


@dataclass(frozen=True)
class StreamStats:
    """Workspaces and subscribers followed here, seconds from the last delivered change to its delivery, ends as SLOW_CONSUMER."""

    workspaces: int
    members: int
    lag: float
    slow: int


class Stream:
    """All streams of this process; one tail reads for them. Leaving the block ends them with SHUTTING_DOWN."""

    def __init__(self, database: Database, doorbell: Doorbell, poll: timedelta = POLL) -> None:
        self.database = database
        self.doorbell = doorbell
        self.poll = poll
        self.lag = 0.0
        self.slow = 0
        self._tail = Tail(database, doorbell, poll)
        self._feeds: dict[UUID, Feed] = {}
        self._closed = False

    async def __aenter__(self) -> Self:
        await self._tail.__aenter__()
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()
        await self._tail.__aexit__(None, None, None)

    def close(self) -> None:
        """End every stream, now and from now on, so that their clients go elsewhere."""
        self._closed = True
        for feed in list(self._feeds.values()):
            for member in list(feed.members):
                member.end(End.SHUTTING_DOWN)

    async def subscribe(self, workspace_id: UUID, filter: RecordFilter, after: str | None = None, *, updates: bool = False) -> Subscription:
        """Events that match, after a cursor or from now on, which is fixed when this returns; close it, or use `async with`.

        Iterating raises `StreamEnded`, and `Unavailable` when the database goes away before the past is read.
        Raises `InvalidCursor`, `StreamEnded` and `Unavailable`.
        """
        feed, start = await self._enter(workspace_id, after)
        return Subscription(feed, start, filter, updates)

    async def watch(self, workspace_id: UUID) -> Watch:
        """The workspace's log as a signal that it has moved. Raises `StreamEnded` and `Unavailable`."""
        return Watch(*await self._enter(workspace_id, None))

    def drop(self, feed: Feed) -> None:
        """Read no more for `feed`."""
        if self._feeds.get(feed.position.workspace_id) is feed:
            del self._feeds[feed.position.workspace_id]
        self._tail.leave(feed)

    def stats(self) -> StreamStats:
        """The numbers as they are now."""
        return StreamStats(len(self._feeds), sum(len(feed.members) for feed in self._feeds.values()), self.lag, self.slow)

    async def _enter(self, workspace_id: UUID, after: str | None) -> tuple[Feed, Cursor]:
        async with self.database.transaction(workspace_id) as session:
            counter = await position(session, workspace_id)
        now = cursor_at(counter, counter.number)
        try:
            start = now if after is None else cursor_at(counter, number_of(after, counter))
        except CursorExpired as error:
            raise StreamEnded(End.CURSOR_EXPIRED, error.oldest) from error
        if self._closed:
            raise StreamEnded(End.SHUTTING_DOWN, start)
        feed = self._feeds.get(workspace_id)
        if feed is None:
            feed = self._feeds[workspace_id] = Feed(self, now)
            self._tail.follow(feed)
        return feed, start
