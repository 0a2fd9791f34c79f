"""Reading the log for those who follow it: what comes after a cursor, and what became of its records, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Uuid, and_, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.change import Change, ChangeKind, Cursor, LogCounter
from golive.models.compiled import IDS, Compiled, Row, reader
from golive.models.filters import Facts
from golive.models.history import cursor_at, require_reachable
from golive.models.records.record import Record
from golive.models.use import Use

Stored = TypeVar("Stored", Change, LogCounter)


@dataclass(frozen=True, slots=True)
class Event:
    """A change, what its record is by now (or last was), and the cursor to go on from after it."""

    change: Change
    facts: Facts
    cursor: Cursor


_WORKSPACE = bindparam("workspace", type_=Uuid())
_COUNTER: Any = LogCounter.__table__
_LOG: Any = Change.__table__
_RECORD: Any = Record.__table__
_following = (
    select(_LOG)
    .where(_LOG.c.workspace_id == _WORKSPACE, _LOG.c.number > bindparam("after", type_=BigInteger()))
    .order_by(_LOG.c.number)
    .limit(bindparam("most", type_=Integer()))
    .subquery("following")
)
_gone = (  # found from its end by the index, however often the record changed before
    select(_LOG)
    .where(_RECORD.c.id.is_(None), _LOG.c.workspace_id == _following.c.workspace_id, _LOG.c.record_id == _following.c.record_id)
    .order_by(_LOG.c.number.desc())
    .limit(1)
    .lateral("gone")
)
_used = (
    select(func.array_agg(Use.used_id))
    .where(Use.workspace_id == _following.c.workspace_id, Use.user_id == _following.c.record_id)
    .scalar_subquery()
)
_PARTS: dict[str, list[Any]] = {
    "counter": [_COUNTER.c.epoch, _COUNTER.c.number, _COUNTER.c.kept_from],
    "change": list(_following.c),
    "record": [_RECORD.c.type, _RECORD.c.id, _RECORD.c.name, _RECORD.c.owner_id, _RECORD.c.updated_at, _used],
    "gone": list(_gone.c),
}
_EVENTS = Compiled(
    select(*(column.label(f"{part}_{place}") for part, columns in _PARTS.items() for place, column in enumerate(columns)))
    .select_from(
        _COUNTER.outerjoin(_following, _following.c.workspace_id == _COUNTER.c.workspace_id)
        .outerjoin(_RECORD, and_(_RECORD.c.workspace_id == _following.c.workspace_id, _RECORD.c.id == _following.c.record_id))
        .outerjoin(_gone, _gone.c.kind == ChangeKind.DELETED)
    )
    .where(_COUNTER.c.workspace_id == _WORKSPACE)
    .order_by(_following.c.number)
)
_FIRST = Compiled(
    text("""
        SELECT min((
            SELECT number FROM golive.change WHERE workspace_id = :workspace AND record_id = asked.id AND number > :after
            ORDER BY number LIMIT 1
        )) AS number FROM unnest(:ids) AS asked (id)
    """).bindparams(bindparam("workspace", type_=Uuid()), bindparam("after", type_=BigInteger()), IDS)
)
_READERS = [reader(column.type) for columns in _PARTS.values() for column in columns]
_NAMES = [column.name for column in _following.c]
_COUNTED = ["workspace_id", *(column.name for column in _PARTS["counter"])]


async def events_after(session: AsyncSession, after: Cursor, most: int) -> list[Event]:
    """The events of all kinds that follow `after` without a gap, `most` at most. Raises `CursorExpired`, also for a log that began anew."""
    rows = await _EVENTS.all(session, workspace=after.workspace_id, after=after.number, most=most)
    counter = _untracked(LogCounter, _COUNTED, (after.workspace_id, *(rows[0][:3] if rows else ("new", 0, 1))))
    require_reachable(after, counter, counter.kept_from)
    events: list[Event] = []
    for row in rows:
        event = _event(row, counter)
        if event is None or event.cursor.number != after.number + len(events) + 1:
            break
        events.append(event)
    return events


async def first_of(session: AsyncSession, after: Cursor, records: Collection[UUID]) -> int | None:
    """The number of the first change of one of these records that follows `after`: found by an index, however long the log is."""
    row = await _FIRST.first(session, workspace=after.workspace_id, after=after.number, ids=list(records))
    return row["number"] if row is not None else None


def _event(row: Row, counter: LogCounter) -> Event | None:
    """The event of a row; None where nothing follows."""
    values = [value if read is None else read(value) for value, read in zip(row, _READERS, strict=True)]
    change_at, record_at = 3, 3 + len(_NAMES)
    gone_at = record_at + 6
    change = _change(values[change_at:record_at])
    if change.number is None:
        return None
    type_, id_, name, owner_id, updated_at, used = values[record_at:gone_at]
    if id_ is not None:
        facts = Facts(type_, id_, name, owner_id, updated_at, frozenset(used or ()))
    else:
        gone = _change(values[gone_at:])
        facts = _as_told(change if gone.number is None else gone)
    return Event(change, facts, cursor_at(counter, change.number))


def _change(values: Sequence[Any]) -> Change:
    return _untracked(Change, _NAMES, values)


def _untracked(kind: type[Stored], names: Sequence[str], values: Sequence[Any]) -> Stored:
    """A row that no session tracks, made without its constructor, which takes longer than all else here."""
    row = object.__new__(kind)
    row.__dict__.update(zip(names, values, strict=True))
    return row


def _as_told(change: Change) -> Facts:
    """What a record was when it was deleted, as its last change tells; of one that there never was, what any change tells."""
    was = change.was or {}
    return Facts(
        type=change.record_type,
        id=change.record_id,
        name=was.get("name", change.record_name),
        owner_id=was.get("owner_id"),
        updated_at=datetime.fromisoformat(was["updated_at"]) if "updated_at" in was else change.at,
        uses=frozenset(UUID(used) for used in was.get("uses", ())),
    )
