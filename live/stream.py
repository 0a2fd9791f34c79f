"""The stream: hands every change to those who subscribed to it, from any cursor on, without a gap and without doubling."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from golive.live.doorbell import Doorbell
from golive.live.ended import End, StreamEnded
from golive.live.index import LASTING, Index
from golive.live.members import Member, Past, Subscription, Watch, matches
from golive.live.positions import Positions
from golive.live.remembering import Remembering
from golive.live.tail import POLL, Tail, read_events
from golive.live.works import Works
from golive.models.change import Cursor
from golive.models.database import Database
from golive.models.events import Event, first_of
from golive.models.filters import RecordFilter
from golive.models.history import CursorExpired, cursor_at, number_of

__all__ = ["End", "Feed", "Place", "Stream", "StreamEnded", "StreamStats", "Subscription", "Watch"]

KEPT = 5.0  # seconds for which a batch of the past is kept for others who want the same
BATCHES = 8


class Channel:
    """The subscriptions with equal filters; what they want is looked for once."""

    __slots__ = ("filter", "subscriptions")

    def __init__(self, filter: RecordFilter) -> None:
        self.filter = filter
        self.subscriptions: set[Subscription] = set()

    def take(self, event: Event) -> None:
        """Hand on the event if it matches."""
        if matches(self.filter, event):
            for subscription in self.subscriptions:
                subscription.take(event)


class Feed:
    """One workspace's events as the tail reads them, and all who follow them here. `moved` is set, and replaced, when it has."""

    def __init__(self, stream: Stream, at: Cursor) -> None:
        self.stream = stream
        self.position = at
        self.moved = asyncio.Event()
        self._channels: dict[RecordFilter, Channel] = {}
        self._index: Index[Channel] = Index()
        self._watches: set[Watch] = set()
        self._watched: Index[Watch] = Index(LASTING)

    def members(self) -> list[Member]:
        """All who follow here."""
        return [*self._watches, *(each for channel in self._channels.values() for each in channel.subscriptions)]

    def add_watch(self, watch: Watch) -> None:
        """Tell `watch` of what may concern its filter."""
        self._watches.add(watch)
        self._watched.add(watch.filter, watch)

    def add(self, subscription: Subscription) -> None:
        """Hand on to `subscription` what matches its filter."""
        channel = self._channels.get(subscription.filter)
        if channel is None:
            channel = self._channels[subscription.filter] = Channel(subscription.filter)
            self._index.add(channel.filter, channel)
        channel.subscriptions.add(subscription)

    def leave(self, member: Member) -> None:
        """Forget `member`; the last one ends the reading."""
        if isinstance(member, Watch) and member in self._watches:
            self._watches.discard(member)
            self._watched.discard(member.filter, member)
        elif isinstance(member, Subscription) and (channel := self._channels.get(member.filter)) is not None:
            channel.subscriptions.discard(member)
            if not channel.subscriptions:
                del self._channels[member.filter]
                self._index.discard(channel.filter, channel)
        if not self._watches and not self._channels:
            self.stream.drop(self)

    def take(self, events: Sequence[Event]) -> None:
        """Hand on the events to those who may want them, which costs nothing for all the others."""
        self.position = events[-1].cursor
        self.stream.lag = (datetime.now(UTC) - events[-1].change.at).total_seconds()
        for event in events:
            for channel in self._index.candidates(event.change, event.facts):
                channel.take(event)
            for watch in self._watched.candidates(event.change, event.facts):
                watch.take(event)
        self.tell()

    def tell(self) -> None:
        """Wake who waits for `moved`."""
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    def expire(self, oldest: Cursor) -> None:
        """End all, for the log no longer reaches back to where they are."""
        for member in self.members():
            member.end(End.CURSOR_EXPIRED, oldest)

    async def past(self, after: Cursor, records: frozenset[UUID] | None) -> Past:
        """What follows a cursor: a batch, or all up to where the feed is and perhaps beyond.

        Read once for all who ask while the feed stands still. Where `records` says of which ones changes are wanted, what comes
        before the first of these isn't read. Raises `CursorExpired` and `Unavailable`.
        """
        return await self.stream.past.ask((after, self.position, records), lambda: self._past(after, self.position, records))

    async def _past(self, after: Cursor, position: Cursor, records: frozenset[UUID] | None) -> Past:
        database = self.stream.database
        if records is not None and after.epoch == position.epoch:
            async with database.system() as session:
                first = await first_of(session, after, records)
            wanted = position.number if first is None else min(first - 1, position.number)
            after = replace(after, number=max(after.number, wanted))
        return Past(after, await read_events(database, after))


@dataclass(frozen=True)
class StreamStats:
    """Workspaces followed here, and seconds from the last delivered change to its delivery."""

    workspaces: int
    lag: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workspace's log ended at some moment after the question, and where a subscriber begins."""

    now: Cursor
    start: Cursor


class Stream:
    """All streams of this process; one tail reads for them. Leaving the block ends them with SHUTTING_DOWN."""

    def __init__(self, database: Database, doorbell: Doorbell, poll: timedelta = POLL) -> None:
        self.database = database
        self.doorbell = doorbell
        self.poll = poll
        self.works = Works(database, doorbell, poll)
        self.lag = 0.0
        self.past: Remembering[tuple[Cursor, Cursor, frozenset[UUID] | None], Past] = Remembering(KEPT, BATCHES)
        self._positions = Positions(database)
        self._tail = Tail(database, doorbell, poll)
        self._feeds: dict[UUID, Feed] = {}
        self._closed = False

    async def __aenter__(self) -> Self:
        await self._tail.__aenter__()
        await self.works.__aenter__()
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()
        await self.works.__aexit__(None, None, None)
        await self._tail.__aexit__(None, None, None)

    def close(self) -> None:
        """End every stream, now and from now on, so that their clients go elsewhere."""
        self._closed = True
        for feed in list(self._feeds.values()):
            for member in feed.members():
                member.end(End.SHUTTING_DOWN)

    async def place(self, workspace_id: UUID, after: str | None = None) -> Place:
        """Where a subscriber begins: after a cursor, or with what is committed from now on.

        Raises `InvalidCursor`, `StreamEnded` and `Unavailable`.
        """
        counter = await self._positions.of(workspace_id)
        now = cursor_at(counter, counter.number)
        try:
            start = now if after is None else cursor_at(counter, number_of(after, counter))
        except CursorExpired as error:
            raise StreamEnded(End.CURSOR_EXPIRED, error.oldest) from error
        if self._closed:
            raise StreamEnded(End.SHUTTING_DOWN, start)
        feed = self._feeds.get(workspace_id)
        if feed is not None and feed.position.number < now.number:
            self._tail.look(workspace_id)  # whose ring was lost, or is on its way
        return Place(now, start)

    def subscribe(self, place: Place, filter: RecordFilter) -> Subscription:
        """The changes of state that match, from `place.start` on; close it, or use `async with`."""
        return Subscription(self._feed(place), place.start, filter)

    def watch(self, place: Place, filter: RecordFilter) -> Watch:
        """The workspace's log as a signal that something after `place.start` may concern `filter`."""
        return Watch(self._feed(place), place.start, filter)

    def drop(self, feed: Feed) -> None:
        """Read no more for `feed`."""
        if self._feeds.get(feed.position.workspace_id) is feed:
            del self._feeds[feed.position.workspace_id]
        self._tail.leave(feed)

    def stats(self) -> StreamStats:
        """The numbers as they are now."""
        return StreamStats(len(self._feeds), self.lag)

    def _feed(self, place: Place) -> Feed:
        feed = self._feeds.get(place.now.workspace_id)
        if feed is None:
            feed = self._feeds[place.now.workspace_id] = Feed(self, place.now)
            self._tail.follow(feed)
        return feed
