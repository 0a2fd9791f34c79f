"""Statements of the write path: compiled once, and run on the driver's connection without SQLAlchemy's layers between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import asyncpg
from sqlalchemy import ClauseElement, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Enum, TypeEngine, Uuid

from golive.models import jsonb
from golive.models.session import driver_of

DIALECT = dialect(json_serializer=jsonb.dumps, json_deserializer=jsonb.loads)  # type: ignore[no-untyped-call]
IDS = bindparam("ids", type_=ARRAY(Uuid))
Row = asyncpg.Record


class Compiled:
    """A statement of SQLAlchemy Core with named parameters.

    Values go through their columns' types on the way in, and come back as the driver gives them, with enums as their names.
    What the session has yet to write isn't seen: see `flushed`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    async def all(self, session: AsyncSession, **parameters: Any) -> list[Row]:
        """Every row."""
        return await (await driver_of(session)).fetch(self._sql, *self._arguments(parameters))

    async def first(self, session: AsyncSession, **parameters: Any) -> Row | None:
        """The first row, if there is one."""
        return await (await driver_of(session)).fetchrow(self._sql, *self._arguments(parameters))

    async def first_of(self, session: AsyncSession, parts: Mapping[str, Mapping[str, Any]]) -> Row | None:
        """The first row, where many parameters are parts of something: `work__deadline` is `parts["work"]["deadline"]`, or null."""
        literals = self._literals
        arguments = [literals[name] if part is None else parts[part].get(name) for part, name in self._places]
        for place, bind in self._processors:
            arguments[place] = bind(arguments[place])
        return await (await driver_of(session)).fetchrow(self._sql, *arguments)

    def _arguments(self, parameters: dict[str, Any]) -> list[Any]:
        given = {**self._literals, **parameters}
        return [given[name] if bind is None else bind(given[name]) for name, bind in self._binds]

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self._statement.compile(dialect=DIALECT)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    @cached_property
    def _sql(self) -> str:
        return str(self._compiled)

    @cached_property
    def _literals(self) -> dict[str, Any]:
        return {name: bind.effective_value for name, bind in self._compiled.binds.items() if not bind.required}

    @cached_property
    def _binds(self) -> list[tuple[str, Callable[[Any], Any] | None]]:
        return [(name, _writer(self._compiled.binds[name].type)) for name in self._compiled.positiontup or ()]

    @cached_property
    def _places(self) -> list[tuple[str | None, str]]:
        split = (name.partition("__") for name, _ in self._binds)
        return [(part, name) if name else (None, part) for part, _, name in split]

    @cached_property
    def _processors(self) -> list[tuple[int, Callable[[Any], Any]]]:
        return [(place, bind) for place, (_, bind) in enumerate(self._binds) if bind is not None]


def reader(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What makes a value of this type of what the driver gives; None where they are the same."""
    if isinstance(type_, Enum) and type_.enum_class is not None:
        members: dict[Any, Any] = {None: None, **type_.enum_class.__members__}
        return members.__getitem__  # SQLAlchemy's own costs three calls for each value
    return type_.dialect_impl(DIALECT).result_processor(DIALECT, None)


def _writer(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """The other way round."""
    if isinstance(type_, Enum) and type_.enum_class is not None:
        names: dict[Any, Any] = {None: None} | {member: name for name, member in type_.enum_class.__members__.items()}
        return names.__getitem__
    return type_.dialect_impl(DIALECT).bind_processor(DIALECT)
