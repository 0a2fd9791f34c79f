"""A record locked and read in one statement of its type; no session follows it, and `append` writes what is changed of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import instance_state

from golive.lifecycles.words import RecordType
from golive.models.compiled import Compiled, Row, reader
from golive.models.records import CLASSES, Record
from golive.models.refusal import NotFound
from golive.models.session import flushed

_TYPE = Compiled(select(Record.type).where(Record.id == bindparam("id")))


async def lock(session: AsyncSession, record_id: UUID, type_: RecordType | None = None) -> tuple[Record, datetime]:
    """The record, locked until the transaction ends, and the database's time; `NotFound` when there is none."""
    await flushed(session)
    if type_ is None:
        found = await _TYPE.first(session, id=record_id)
        if found is None:
            raise NotFound(str(record_id))
        type_ = RecordType[found["type"]]
    row = await _locked(type_).first(session, id=record_id)
    if row is None:
        raise NotFound(str(record_id))
    return _made(type_, row), row["locked_at"]


@cache
def _locked(type_: RecordType) -> Compiled:
    """Both rows are locked: what waits for them sees both as whoever held them left them."""
    columns = (column.label(name) for name, column in _mapper(type_).columns.items())
    record, own = Record.__table__, CLASSES[type_].__table__
    same = (own.c.workspace_id == record.c.workspace_id) & (own.c.id == record.c.id)
    wanted = select(*columns, func.clock_timestamp().label("locked_at")).select_from(record).join(own, same)
    return Compiled(wanted.where(record.c.id == bindparam("id")).with_for_update())


@cache
def _mapper(type_: RecordType) -> Mapper[Record]:
    return inspect(CLASSES[type_])


@cache
def _readers(type_: RecordType) -> list[tuple[str, Callable[[Any], Any]]]:
    found = ((name, reader(column.type)) for name, column in _mapper(type_).columns.items())
    return [(name, read) for name, read in found if read is not None]


def _made(type_: RecordType, row: Row) -> Record:
    """As the session would make it, but in no session; by the class's own constructor that costs more than reading the row."""
    mapper = _mapper(type_)
    made: Record = mapper.class_manager.new_instance()
    values = made.__dict__
    values.update(row)
    del values["locked_at"]
    for name, read in _readers(type_):
        values[name] = read(values[name])
    instance_state(made).key = mapper.identity_key_from_primary_key((made.workspace_id, made.id))
    return made
