"""Records as they are read for answers: with those of their own columns that are asked for, and without a session that tracks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from golive.lifecycles.words import RecordType
from golive.models.compiled import reader
from golive.models.records import CLASSES, Record

_RECORD = Record.__table__
COMMON = tuple(column for column in _RECORD.c if column is not _RECORD.c.lower_name)
_NAMES = tuple(column.name for column in COMMON)
_TYPE = COMMON.index(_RECORD.c.type)


class Reading:
    """How to read records of some types with some of their own columns; whoever asks such a record for another gets an error."""

    def __init__(self, types: Sequence[RecordType], columns: frozenset[str]) -> None:
        selected, source = list(COMMON), _RECORD
        self._own: dict[RecordType, tuple[type[Record], list[str], slice]] = {}
        for type_ in types:
            table = CLASSES[type_].__table__
            own = [column for column in table.c if column.name in columns and not column.primary_key]
            if own:
                source = source.outerjoin(table, (table.c.workspace_id == _RECORD.c.workspace_id) & (table.c.id == _RECORD.c.id))
            names, begin = [column.name for column in own], len(selected)
            selected += [column.label(f"{type_.prefix}_{column.name}") for column in own]
            self._own[type_] = CLASSES[type_], names, slice(begin, len(selected))
        self.statement: Select[Any] = select(*selected).select_from(source)
        self._readers = [reader(column.type) for column in selected]

    def raw_record(self, row: Iterable[Any]) -> Record:
        """The record that a row stands for as the driver gives it."""
        return self.record([value if read is None else read(value) for value, read in zip(row, self._readers, strict=True)])

    def record(self, row: Sequence[Any]) -> Record:
        """The record that a row of `statement` stands for."""
        class_, names, own = self._own[row[_TYPE]]
        made = object.__new__(class_)
        made.__dict__.update(zip(_NAMES, row, strict=False))
        if names:
            made.__dict__.update(zip(names, row[own], strict=True))
        return made


@cache
def reading(type_: RecordType | None, columns: frozenset[str]) -> Reading:
    """How to read records of one type, or of all."""
    return Reading(list(RecordType) if type_ is None else [type_], columns)
