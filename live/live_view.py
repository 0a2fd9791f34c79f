"""A list that stays true: one snapshot of its first page, then what entered, changed or left it, and the counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.live.ended import End, StreamEnded
from golive.live.members import Watch
from golive.live.patience import patiently
from golive.models import ids
from golive.models.change import Change, Cursor, position
from golive.models.counts import RecordCount, record_counts
from golive.models.database import Database, TooSlow
from golive.models.filters import RecordFilter, where
from golive.models.history import cursor_at
from golive.models.ordering import RecordOrder, Window, rows_of
from golive.models.records.record import Record

_RECORD = Record.__table__.c
State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class LiveViewEvent:
    """Ids of the first page in order (first event only), of what entered or changed in it, public ids of what left it.

    `counts` are those that changed over the whole filter, a fallen one with 0; `total_count` is all that match.
    """

    at: Cursor
    snapshot: list[UUID] | None
    changed: list[UUID]
    removed: list[str]
    counts: list[RecordCount]
    total_count: int

    @property
    def cursor(self) -> str:
        """How far in the workspace's log the list is seen."""
        return str(self.at)


@dataclass(frozen=True, slots=True)
class View:
    """What a list showed once all changes up to `cursor` had happened."""

    cursor: Cursor
    window: Mapping[UUID, RecordType]
    counts: Mapping[State, RecordCount]
    touched: frozenset[UUID]
    """Which records of the window changed since the last look."""

    def first_event(self) -> LiveViewEvent:
        return self._event(list(self.window), [], [], list(self.counts.values()))

    def event_after(self, was: View) -> LiveViewEvent | None:
        """What to tell somebody who knows `was`, if anything."""
        changed = [id_ for id_ in self.window if id_ not in was.window or id_ in self.touched]
        removed = [ids.encode(type_.prefix, id_) for id_, type_ in was.window.items() if id_ not in self.window]
        counts = [count for state, count in self.counts.items() if was.counts.get(state) != count]
        counts += [replace(count, count=0) for state, count in was.counts.items() if state not in self.counts]
        return self._event(None, changed, removed, counts) if changed or removed or counts else None

    def _event(self, snapshot: list[UUID] | None, changed: list[UUID], removed: list[str], counts: list[RecordCount]) -> LiveViewEvent:
        return LiveViewEvent(self.cursor, snapshot, changed, removed, counts, sum(count.count for count in self.counts.values()))


class LiveView:
    """The first page of a list, then what becomes of it; changes that come while one event is looked at make one event.

    Iterating raises `StreamEnded`; `seen` is what the last look showed.
    """

    def __init__(self, watch: Watch, order: RecordOrder, size: int) -> None:
        self.watch = watch
        self.seen: View | None = None
        self._asked = (watch.filter, order, size)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> LiveViewEvent:
        while True:
            known = self.seen
            if known is not None:
                await self.watch.moved()
            look = partial(_look, self.watch.database, self.watch.passed, *self._asked)
            seen = await patiently(look, but=TooSlow if known is None else ())  # what could be looked at once may be again
            self.seen = seen
            self.watch.looked(seen.cursor)
            event = seen.first_event() if known is None else seen.event_after(known)
            if event is not None:
                return event

    async def since(self, number: int) -> View:
        """What is seen once all changes up to `number` had happened."""
        while self.seen is None or self.watch.cursor.number < number:
            await self.watch.step()
        self.seen = replace(self.seen, cursor=self.watch.cursor)  # nothing that concerns it happened since it was looked at
        return self.seen


async def _look(database: Database, since: Cursor, filter: RecordFilter, order: RecordOrder, size: int) -> View:
    """The list as it is at the moment of its position in the log."""
    async with database.transaction(since.workspace_id, one_moment=True) as session:
        counter = await position(session, since.workspace_id)
        found = await rows_of(session, select(_RECORD.id, _RECORD.type).where(where(filter)), order.order, Window(first=size))
        window = {row[0]: row[1] for row in found[:size]}
        touched = await _touched(session, since, counter.number, window)
        counts = (await record_counts(session, [filter]))[0]
    if counter.kept_from > since.number + 1:  # what changed is forgotten
        raise StreamEnded(End.CURSOR_EXPIRED, cursor_at(counter, counter.number))
    by_state: dict[State, RecordCount] = {(count.type, count.status, count.status_reason, count.publish_status): count for count in counts}
    return View(cursor_at(counter, counter.number), window, by_state, touched)


async def _touched(session: AsyncSession, since: Cursor, until: int, window: Mapping[UUID, RecordType]) -> frozenset[UUID]:
    span = (Change.number > since.number, Change.number <= until)
    touched = select(Change.record_id).distinct().where(Change.workspace_id == since.workspace_id, *span, Change.record_id.in_(window))
    return frozenset(await session.scalars(touched))
