"""The kinds of groups: changes of state, a live view, progress of whatever kind. They differ in what a newcomer needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

from golive.graph.publishable import progress_of
from golive.graph.subscriptions import JourneyProgressChanged, LiveView, ProgressChanged, Source, StatusChanged
from golive.graph.transport.groups import Group
from golive.graph.transport.selection import Selection
from golive.graph.transport.subscriber import Subscribed
from golive.live.ended import End, StreamEnded
from golive.live.journey_progress import journey_progress
from golive.live.live_view import LiveView as View
from golive.live.members import Subscription, Watch, matches
from golive.live.progress import progress_changed
from golive.live.stream import Place, Stream
from golive.models.change import Cursor
from golive.models.filters import RecordFilter
from golive.models.history import CursorExpired
from golive.resolvers.journeys import JourneySeen


def group_of(source: Source, selection: Selection, stream: Stream, now: Cursor, drop: Callable[[], object]) -> Group:
    """A new group that follows `source` from `now` on."""
    place = Place(now, now)
    match source:
        case StatusChanged():
            return ChangeGroup(selection, stream.subscribe(place, source.filter), drop)
        case LiveView():
            return ViewGroup(selection, stream.watch(place, source.filter), source, drop)
        case ProgressChanged():
            watch = stream.watch(place, RecordFilter(ids=(source.public_id,)))
            return ProgressGroup(selection, watch, partial(_progress_of_work, watch, source), drop)
        case JourneyProgressChanged():
            watch = stream.watch(place, RecordFilter(ids=(source.public_id,)))
            return ProgressGroup(selection, watch, partial(_progress_of_journey, watch, source), drop)


async def _progress_of_work(watch: Watch, source: ProgressChanged) -> AsyncIterator[object]:
    async for work in progress_changed(watch, source.record_id):
        yield progress_of(source.public_id, work)


async def _progress_of_journey(watch: Watch, source: JourneyProgressChanged) -> AsyncIterator[object]:
    async for faring in journey_progress(watch, source.record_id):
        yield JourneySeen(source.public_id, source.record_id, faring.live_version, faring.counts)


class ChangeGroup(Group):
    """Those who are told changes of state. A newcomer reads what it lacks from the table, at the pace at which it takes it."""

    def __init__(self, selection: Selection, subscription: Subscription, drop: Callable[[], object]) -> None:
        self._subscription = subscription
        super().__init__(selection, subscription, drop)

    def add(self, newcomer: Subscribed) -> None:
        if newcomer.passed.number >= self.position.number:
            newcomer.group = self
            self.become_member(newcomer)
        else:
            super().add(newcomer)

    async def events(self) -> AsyncIterator[tuple[object, Cursor]]:
        async for event in self._subscription:
            yield event.change, event.cursor

    async def welcome(self, newcomer: Subscribed) -> None:
        while not (newcomer.closed or self.join(newcomer)):
            await newcomer.subscriber.ready()
            try:
                await self._read_on(newcomer)
            except CursorExpired as error:
                raise StreamEnded(End.CURSOR_EXPIRED, error.oldest) from error
            await asyncio.sleep(0)  # what was read for others comes at once, and there may be a lot of it

    async def _read_on(self, newcomer: Subscribed) -> None:
        """Hand on a batch, or as much of it as there is room for: nothing is kept while a client takes its time."""
        past = await self._subscription.past(newcomer.passed)
        newcomer.passed = past.after
        for event in past.events:
            if matches(self._subscription.filter, event):
                payload = await self.selection.past_result(event.change, event.cursor)
                if newcomer.closed or not newcomer.subscriber.next(payload, str(event.cursor)):
                    return
            newcomer.passed = event.cursor


class ViewGroup(Group):
    """Those who are told what becomes of a list. A newcomer is shown the list as it is, and then goes on with the changes."""

    def __init__(self, selection: Selection, watch: Watch, source: LiveView, drop: Callable[[], object]) -> None:
        self._view = View(watch, source.order, source.size)
        super().__init__(selection, watch, drop)

    async def events(self) -> AsyncIterator[tuple[object, Cursor]]:
        async for event in self._view:
            if event.snapshot is None:  # the first is for newcomers, who ask for it themselves
                yield event, event.at

    async def welcome(self, newcomer: Subscribed) -> None:
        shown = False
        while not (shown or newcomer.closed):
            await newcomer.subscriber.ready()
            seen = await self._view.since(newcomer.passed.number)
            payload = await self.selection.past_result(seen.first_event(), seen.cursor)
            if self.has_recent_after(seen.cursor) and not newcomer.closed:
                shown = newcomer.subscriber.next(payload, str(seen.cursor))
                newcomer.passed = seen.cursor if shown else newcomer.passed
        await newcomer.subscriber.ready()  # the list may fill by itself what may wait
        while not (newcomer.closed or self.join(newcomer)):
            if not self.has_recent_after(newcomer.passed):
                self.slow(newcomer)
                return
            await newcomer.subscriber.ready()


class ProgressGroup(Group):
    """Those who are told how far something is. A newcomer is told what the others were told last."""

    has_cursors = False

    def __init__(self, selection: Selection, watch: Watch, follow: Callable[[], AsyncIterator[object]], drop: Callable[[], object]) -> None:
        self._watch = watch
        self._follow = follow
        self._latest: bytes | None = None
        super().__init__(selection, watch, drop)

    async def events(self) -> AsyncIterator[tuple[object, Cursor]]:
        async for progress in self._follow():
            yield progress, self._watch.passed

    async def hand(self, payload: bytes, cursor: Cursor) -> None:
        self._latest = payload
        await super().hand(payload, cursor)

    async def welcome(self, newcomer: Subscribed) -> None:
        newcomer.passed = self.position  # progress has no place in the log, and the watch may be further there
        if self._latest is None or newcomer.subscriber.next(self._latest, None):
            self.become_member(newcomer)
        else:
            self.slow(newcomer)
