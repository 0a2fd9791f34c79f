"""Reading the log: the history of a record, that of a workspace, and what follows a cursor, without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Select, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.change import Change, ChangeKind, Cursor, LogCounter, position
from golive.models.facts import changes_matching
from golive.models.filters import RecordFilter
from golive.models.ordering import InvalidCursor, Order, Page, Window, page

HISTORY = tuple(kind for kind in ChangeKind if kind is not ChangeKind.UPDATED)
PRUNED_AT_ONCE = 1000


class CursorExpired(Exception):
    """The log no longer reaches back to a cursor; `oldest` is the one that it still can be read on from."""

    def __init__(self, oldest: Cursor) -> None:
        super().__init__("The log no longer reaches back to this cursor. Read the records as they are, and go on from there.")
        self.oldest = oldest


def cursor_at(counter: LogCounter, number: int) -> Cursor:
    """The cursor behind which the change after `number` comes."""
    return Cursor(counter.epoch, counter.workspace_id, number)


def number_of(cursor: str, counter: LogCounter, *, kept: bool = True) -> int:
    """The number of a cursor of this workspace's log. Raises `InvalidCursor` and `CursorExpired`.

    Without `kept`, places that only histories of records still reach are good as well.
    """
    try:
        found = Cursor.parse(cursor)
    except ValueError as error:
        raise InvalidCursor("This is no cursor of a change") from error
    if found.workspace_id != counter.workspace_id:
        raise InvalidCursor("This is no cursor of a change in this workspace")
    require_reachable(found, counter, 1 if not kept else counter.kept_from)
    return found.number


def require_reachable(cursor: Cursor, counter: LogCounter, kept_from: int) -> None:
    """Raise `CursorExpired` unless the log still follows on from `cursor`."""
    same_log = cursor.epoch == counter.epoch or cursor.number == 0  # a log that nobody has written to has no epoch yet
    if not same_log or not kept_from - 1 <= cursor.number <= counter.number:
        raise CursorExpired(cursor_at(counter, counter.kept_from - 1))


@dataclass(frozen=True, slots=True)
class _LogOrder(Order):
    """Changes as they happened; their cursors are those of the log, which streams take too."""

    counter: LogCounter | None = None
    kept: bool = True

    def cursor(self, values: Sequence[Any]) -> str:
        assert self.counter is not None
        return str(cursor_at(self.counter, values[0]))

    def place(self, cursor: str) -> list[Any]:
        assert self.counter is not None
        return [number_of(cursor, self.counter, kept=self.kept)]


_BY_NUMBER = _LogOrder("log", (Change.__table__.c.number,))


def record_changes(workspace_id: UUID, record_id: UUID) -> Select[Change]:
    """What became of a record; it stays however old, also of one that was deleted."""
    return select(Change).where(Change.workspace_id == workspace_id, Change.record_id == record_id, Change.kind.in_(HISTORY))


def workspace_changes(counter: LogCounter, filter: RecordFilter) -> Select[Change]:
    """What the log still holds of a workspace's records."""
    kept = (Change.workspace_id == counter.workspace_id, Change.number >= counter.kept_from)
    return changes_matching(filter).where(*kept, Change.kind.in_(HISTORY))


def log_order(counter: LogCounter) -> Order:
    """The order of a record's history, with the log's cursors as far back as it goes."""
    return replace(_BY_NUMBER, counter=counter, kept=False)


async def record_history(session: AsyncSession, workspace_id: UUID, record_id: UUID, window: Window) -> Page[Change]:
    """A page of `record_changes`, oldest first. Raises `InvalidCursor`."""
    counter = await position(session, workspace_id)
    return await page(session, record_changes(workspace_id, record_id), log_order(counter), window)


async def status_history(session: AsyncSession, workspace_id: UUID, filter: RecordFilter, window: Window) -> Page[Change]:
    """A page of `workspace_changes`, oldest first. Raises `InvalidCursor` and `CursorExpired`."""
    counter = await position(session, workspace_id)
    return await page(session, workspace_changes(counter, filter), replace(_BY_NUMBER, counter=counter), window)


async def prune(session: AsyncSession, before: datetime) -> bool:
    """Forget updates of fields from before a time, in all workspaces, and expire the cursors that are older.

    What histories of records are made of stays. A bounded step, for the system role; True while there is more to do.
    """
    moved = (await session.execute(_PRUNE, {"before": before, "most": PRUNED_AT_ONCE})).scalars().all()
    return PRUNED_AT_ONCE in moved


_PRUNE = text(
    """
    WITH due AS (
        SELECT workspace_id, kept_from AS old, LEAST(kept_from + :most, number + 1, (
            SELECT min(change.number) FROM golive.change
            WHERE change.workspace_id = counter.workspace_id AND change.number >= counter.kept_from
            AND change.number < counter.kept_from + :most AND change.at >= :before
        )) AS new FROM golive.log_counter AS counter
    ), moved AS (
        UPDATE golive.log_counter AS counter SET kept_from = due.new FROM due
        WHERE counter.workspace_id = due.workspace_id AND counter.kept_from = due.old AND due.new > due.old
        RETURNING counter.workspace_id, due.old, due.new
    ), forgotten AS (
        DELETE FROM golive.change USING moved
        WHERE change.workspace_id = moved.workspace_id AND change.kind = 'UPDATED'
        AND change.number >= moved.old AND change.number < moved.new
    )
    SELECT new - old FROM moved
    """
).bindparams(bindparam("before", type_=DateTime(timezone=True)))
