"""Pages by key: the rows after or before a place in an order, so that none is skipped or doubled while others come and go."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.records.record import Record

DEFAULT_SIZE = 50
LARGEST_SIZE = 100
Row = TypeVar("Row")


class InvalidCursor(ValueError):
    """The cursor is malformed, or belongs to another list or order; the text says what to do."""

    def __init__(self, why: str = "This is no cursor of this list in this order") -> None:
        super().__init__(f"{why}. Use a cursor of the same query, or leave it out to start anew.")


@dataclass(frozen=True, slots=True)
class Order:
    """Columns to sort by, all one way; the last is unique, so that every row has one place.

    With `nullable` the first may be null, which comes last either way. `name` tells cursors of one order from another's.
    """

    name: str
    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False
    nullable: bool = False

    def sorted(self, backward: bool) -> list[ColumnElement[Any]]:
        """The columns to sort by, or by their reverse."""
        return [column.desc() if self.descending is not backward else column.asc() for column in self.columns]

    def beyond(self, place: Sequence[Any], backward: bool) -> ColumnElement[bool]:
        """Whether a row comes after (or, `backward`, before) the place, where neither of the two has nulls."""
        return _compared(self.columns, place, self.descending is not backward)

    def parts(self, window: Window) -> Iterator[list[ColumnElement[bool]]]:
        """The conditions of the rows within the window's cursors, in parts to be read one after another. Raises `InvalidCursor`.

        Rows whose first column is null are a part of their own, as an index answers for either part but not for both at once.
        """
        bounds = [(self.place(cursor), backward) for cursor, backward in window.cursors]
        if not self.nullable:
            yield [self.beyond(place, backward) for place, backward in bounds]
            return
        for nulls in (True, False) if window.backward else (False, True):
            if all((place[0] is None) is nulls or backward is not nulls for place, backward in bounds):
                within = [each for each in bounds if (each[0][0] is None) is nulls]
                yield [self._of_part(nulls), *(self._beyond_in_part(nulls, place, backward) for place, backward in within)]

    def _of_part(self, nulls: bool) -> ColumnElement[bool]:
        return self.columns[0].is_(None) if nulls else self.columns[0].is_not(None)

    def _beyond_in_part(self, nulls: bool, place: Sequence[Any], backward: bool) -> ColumnElement[bool]:
        return _compared(self.columns[nulls:], place[nulls:], self.descending is not backward)

    def cursor(self, values: Sequence[Any]) -> str:
        """The text of a place, for clients to hand back."""
        text = json.dumps([self.name, *map(_written, values)], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def place(self, cursor: str) -> list[Any]:
        """The values behind a cursor's text; raises `InvalidCursor`."""
        try:
            text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            name, *values = json.loads(text)
            if name != self.name or len(values) != len(self.columns):
                raise InvalidCursor
            first = None if self.nullable and values[0] is None else _read(self.columns[0], values[0])
            return [first, *map(_read, self.columns[1:], values[1:])]
        except InvalidCursor:
            raise
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise InvalidCursor from error


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for: `first` rows after a cursor, or `last` before one. Raises `ValueError` with a sentence."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("first", self.first), ("last", self.last)):
            if value is not None and not 1 <= value <= LARGEST_SIZE:
                raise ValueError(f"{name} must be from 1 to {LARGEST_SIZE}, and is {value}. Ask for more in further pages.")
        if self.first is not None and self.last is not None:
            raise ValueError("first and last can't be given together. Page forward with first and after, or backward with last and before.")

    @property
    def size(self) -> int:
        """How many rows are asked for."""
        return self.first or self.last or DEFAULT_SIZE

    @property
    def backward(self) -> bool:
        """Whether the rows nearest to the end are asked for."""
        return self.last is not None

    @property
    def cursors(self) -> list[tuple[str, bool]]:
        """The cursors given, and whether the rows before it are meant rather than those after."""
        return [(cursor, backward) for cursor, backward in ((self.after, False), (self.before, True)) if cursor is not None]


class Cursors(Sequence[str]):
    """The cursors of rows that end with the order's columns, each made when it is asked for: few clients ask for more than the last."""

    def __init__(self, order: Order, rows: Sequence[Sequence[Any]]) -> None:
        self._order, self._rows = order, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return list(self) == other if isinstance(other, list) else NotImplemented

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Cursors(self._order, self._rows[index])
        return self._order.cursor(self._rows[index][-len(self._order.columns) :])


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order, the cursor of each, and whether there are more on either side."""

    rows: list[Row]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


async def page(session: AsyncSession, statement: Select[Row], order: Order, window: Window) -> Page[Row]:
    """The page of `statement`, which selects one thing and neither sorts nor limits. Raises `InvalidCursor`."""
    return await page_of(session, statement, order, window, itemgetter(0))


async def page_of(session: AsyncSession, statement: Select[Any], order: Order, window: Window, made: Callable[[Any], Row]) -> Page[Row]:
    """The same of a statement that selects several things, with what `made` makes of each row."""
    found = await rows_of(session, statement, order, window)
    rows = found[: window.size]
    more = len(found) > window.size
    if window.backward:
        rows = rows[::-1]
    has_next, has_previous = (window.before is not None, more) if window.backward else (more, window.after is not None)
    return Page([made(row) for row in rows], Cursors(order, rows), has_next, has_previous)


async def rows_of(session: AsyncSession, statement: Select[Any], order: Order, window: Window) -> list[Any]:
    """The rows of `statement` with the order's columns as they are read: backward if so, and one more than asked for if there is one."""
    sorting, found = order.sorted(window.backward), list[Any]()
    for part in order.parts(window):
        if len(found) <= window.size:
            keyed = statement.where(*part).add_columns(*order.columns).order_by(*sorting).limit(window.size + 1 - len(found))
            found += (await session.execute(keyed)).all()
    return found


async def total(session: AsyncSession, statement: Select[Any]) -> int:
    """How many rows the whole list has that `statement` selects."""
    return (await session.execute(select(func.count()).select_from(statement.order_by(None).subquery()))).scalar_one()


class RecordOrderField(StrEnum):
    """What records are sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    LIVE_SINCE = "LIVE_SINCE"


class OrderDirection(StrEnum):
    """From the least to the greatest, or the other way."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """How records are sorted: the newest first, unless told otherwise. Names sort in any case; never live comes last."""

    field: RecordOrderField = RecordOrderField.CREATED_AT
    direction: OrderDirection = OrderDirection.DESC

    @property
    def order(self) -> Order:
        """The columns behind it."""
        name = f"{self.field}.{self.direction}"
        columns = (_RECORD_KEYS[self.field], Record.__table__.c.id)
        return Order(name, columns, self.direction is OrderDirection.DESC, self.field is RecordOrderField.LIVE_SINCE)

    def to_json(self) -> dict[str, Any]:
        """How a saved view keeps it."""
        return {"field": self.field, "direction": self.direction}

    @staticmethod
    def from_json(json: Mapping[str, Any]) -> RecordOrder:
        """The order that `to_json` wrote; raises `ValueError` for anything else."""
        return RecordOrder(RecordOrderField(json.get("field", "")), OrderDirection(json.get("direction", "")))


_RECORD_KEYS: dict[RecordOrderField, ColumnElement[Any]] = {
    RecordOrderField.NAME: Record.__table__.c.lower_name,
    RecordOrderField.CREATED_AT: Record.__table__.c.created_at,
    RecordOrderField.UPDATED_AT: Record.__table__.c.updated_at,
    RecordOrderField.LIVE_SINCE: Record.__table__.c.live_since,
}


def _compared(columns: Sequence[ColumnElement[Any]], values: Sequence[Any], descending: bool) -> ColumnElement[bool]:
    """A comparison of whole rows, which an index can answer."""
    mine, place = tuple_(*columns), tuple_(*(literal(value, column.type) for column, value in zip(columns, values, strict=True)))
    return mine < place if descending else mine > place


def _written(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, datetime) else value


def _read(column: ColumnElement[Any], value: Any) -> Any:
    """What `_written` wrote for `column`; raises for anything that PostgreSQL would not take."""
    kind = column.type.python_type
    if kind is int and type(value) is int:
        limit = 2**63 if isinstance(column.type, BigInteger) else 2**31
        if -limit <= value < limit:
            return value
    elif kind is UUID and isinstance(value, str):
        return UUID(hex=value)
    elif kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    elif kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()
        return value
    raise InvalidCursor
