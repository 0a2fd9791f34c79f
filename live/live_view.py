"""A list that stays true: one snapshot of its first page, then what entered, changed or left it, and the counts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.live.stream import End, StreamEnded, Watch
from golive.models import ids
from golive.models.change import Change, Cursor, position
from golive.models.counts import RecordCount, record_counts
from golive.models.database import Database
from golive.models.filters import RecordFilter, where
from golive.models.history import cursor_at
from golive.models.ordering import RecordOrder, Window
from golive.models.records.record import Record

_RECORD = Record.__table__.c
State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class LiveViewEvent:
    """Ids of the first page in order (first event only), of what entered or changed in it, public ids of what left it.

    `counts` are those that changed over the whole filter, a fallen one with 0; `total_count` is all that match.
    """

    cursor: str
    snapshot: list[UUID] | None
    changed: list[UUID]
    removed: list[str]
    counts: list[RecordCount]
    total_count: int


@dataclass(frozen=True, slots=True)
class _View:
    """What a list showed once all changes up to `cursor` had happened."""

    cursor: Cursor
    window: Mapping[UUID, RecordType]
    counts: Mapping[State, RecordCount]
    touched: frozenset[UUID]
    """Which records of the window changed since the last look."""

    def first_event(self) -> LiveViewEvent:
        return self._event(list(self.window), [], [], list(self.counts.values()))

    def event_after(self, was: _View) -> LiveViewEvent | None:
        """What to tell somebody who knows `was`, if anything."""
        changed = [id_ for id_ in self.window if id_ not in was.window or id_ in self.touched]
        removed = [ids.encode(type_.prefix, id_) for id_, type_ in was.window.items() if id_ not in self.window]
        counts = [count for state, count in self.counts.items() if was.counts.get(state) != count]
        counts += [replace(count, count=0) for state, count in was.counts.items() if state not in self.counts]
        return self._event(None, changed, removed, counts) if changed or removed or counts else None

    def _event(self, snapshot: list[UUID] | None, changed: list[UUID], removed: list[str], counts: list[RecordCount]) -> LiveViewEvent:
        return LiveViewEvent(str(self.cursor), snapshot, changed, removed, counts, sum(count.count for count in self.counts.values()))


async def live_view(
    watch: Watch, filter: RecordFilter, order: RecordOrder, first: int | None = None
) -> AsyncGenerator[LiveViewEvent, None]:
    """The first page of a list, then what becomes of it; changes that come while one event is looked at make one event.

    Raises `StreamEnded` and `Unavailable`, and `ValueError` for a `first` that is not from 1 to 100.
    """
    size = Window(first=first).size
    view = await _look(watch.database, watch.passed, filter, order, size)
    watch.passed = view.cursor
    yield view.first_event()
    while True:
        await watch.moved()
        known, view = view, await _look(watch.database, view.cursor, filter, order, size)
        watch.passed = view.cursor
        event = view.event_after(known)
        if event is not None:
            yield event


async def _look(database: Database, since: Cursor, filter: RecordFilter, order: RecordOrder, size: int) -> _View:
    """The list as it is. The position is read first: what comes after it is seen, now or at the next look, or both."""
    async with database.transaction(since.workspace_id) as session:
        counter = await position(session, since.workspace_id)
        columns = order.order.sorted(backward=False)
        found = select(_RECORD.id, _RECORD.type).where(where(filter)).order_by(*columns).limit(size)
        window = {row.id: row.type for row in await session.execute(found)}
        touched = await _touched(session, since, counter.number, window)
        counts = (await record_counts(session, [filter]))[0]
    if counter.kept_from > since.number + 1:  # what changed is forgotten
        raise StreamEnded(End.CURSOR_EXPIRED, cursor_at(counter, counter.number))
    by_state: dict[State, RecordCount] = {(count.type, count.status, count.status_reason, count.publish_status): count for count in counts}
    return _View(cursor_at(counter, counter.number), window, by_state, touched)


async def _touched(session: AsyncSession, since: Cursor, until: int, window: Mapping[UUID, RecordType]) -> frozenset[UUID]:
    span = (Change.number > since.number, Change.number <= until)
    touched = select(Change.record_id).distinct().where(Change.workspace_id == since.workspace_id, *span, Change.record_id.in_(window))
    return frozenset(await session.scalars(touched))
