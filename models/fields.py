"""A record's own fields: typed columns that also say how the API takes, checks and shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Text
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import Uuid

from golive.lifecycles.words import RecordType


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "TEXT"
    TEMPLATE = "TEMPLATE"
    CONDITION = "CONDITION"
    CONDITIONS = "CONDITIONS"
    TEXTS = "TEXTS"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    DATE_TIME = "DATE_TIME"
    DURATION = "DURATION"
    ENUM = "ENUM"
    ENUMS = "ENUMS"
    OWNER = "OWNER"
    REFERENCE = "REFERENCE"
    REFERENCES = "REFERENCES"
    BLUEPRINT = "BLUEPRINT"
    CONTACTS = "CONTACTS"
    SHAPE = "SHAPE"
    SHAPES = "SHAPES"


@dataclass(frozen=True, slots=True)
class Own:
    """How the API treats a column: its kind, limits, default, and for references the type they point to.

    `maximum` is characters for texts, entries for lists, the value for integers.
    """

    kind: Kind
    description: str
    minimum: int | None = None
    maximum: int | None = None
    enum: type[Enum] | None = None
    refers_to: RecordType | None = None
    shape: str | None = None
    default: Any = None
    required: bool = False


LONG_TEXT = 1_000_000
"""Characters in the longest text that a field takes."""


def _column(own: Own, sql_type: Any, nullable: bool = True) -> MappedColumn[Any]:
    default: Any = own.default
    if isinstance(default, list):
        factory: Callable[[], Any] = list
        return mapped_column(sql_type, nullable=False, default=factory, info={"own": own})
    return mapped_column(sql_type, nullable=nullable and default is None, default=default, info={"own": own})


def words(description: str, maximum: int = 500, default: str | None = None, kind: Kind = Kind.TEXT) -> MappedColumn[Any]:
    """A text of at most `maximum` characters."""
    return _column(Own(kind, description, maximum=maximum, default=default), Text)


def template(description: str, default: str | None = None) -> MappedColumn[Any]:
    """A Liquid template."""
    return words(description, LONG_TEXT, default, Kind.TEMPLATE)


def condition(description: str) -> MappedColumn[Any]:
    """A CEL condition."""
    return words(description, 10_000, kind=Kind.CONDITION)


def conditions(description: str) -> MappedColumn[Any]:
    """A list of CEL conditions, empty by default."""
    return _column(Own(Kind.CONDITIONS, description, maximum=100, default=[]), JSONB)


def texts(description: str, maximum: int = 100) -> MappedColumn[Any]:
    """A list of texts, empty by default."""
    return _column(Own(Kind.TEXTS, description, maximum=maximum, default=[]), JSONB)


def integer(description: str, minimum: int = 0, maximum: int = 2**31 - 1) -> MappedColumn[Any]:
    """A whole number within bounds."""
    return _column(Own(Kind.INTEGER, description, minimum, maximum), Integer)


def flag(description: str, default: bool = False) -> MappedColumn[Any]:
    """True or false, never null."""
    return _column(Own(Kind.BOOLEAN, description, default=default), Boolean, nullable=False)


def moment(description: str) -> MappedColumn[datetime | None]:
    """A point in time."""
    return _column(Own(Kind.DATE_TIME, description), DateTime(timezone=True))


def duration(description: str) -> MappedColumn[Any]:
    """An ISO 8601 duration, kept as it was written since months have no fixed length."""
    return _column(Own(Kind.DURATION, description), Text)


def choice(enum: type[Enum], description: str, default: Enum | None = None) -> MappedColumn[Any]:
    """One of an enum's values."""
    own = Own(Kind.ENUM, description, enum=enum, default=default)
    return _column(own, EnumType(enum, native_enum=False, length=40))


def choices(enum: type[Enum], description: str) -> MappedColumn[Any]:
    """A list of an enum's values, empty by default."""
    return _column(Own(Kind.ENUMS, description, maximum=len(enum), enum=enum, default=[]), JSONB)


def reference(type_: RecordType, description: str, required: bool = False) -> MappedColumn[UUID | None]:
    """Another record of the workspace; it may be gone, which the error check reports."""
    return _column(Own(Kind.REFERENCE, description, refers_to=type_, required=required), Uuid)


def references(type_: RecordType, description: str, maximum: int = 1000) -> MappedColumn[Any]:
    """Other records of one type, in order."""
    return _column(Own(Kind.REFERENCES, description, maximum=maximum, refers_to=type_, default=[]), ARRAY(Uuid))


def contacts(description: str) -> MappedColumn[Any]:
    """Contacts of the workspace."""
    return _column(Own(Kind.CONTACTS, description, maximum=100_000, default=[]), ARRAY(Uuid))


def blueprint() -> MappedColumn[Any]:
    """The template that the record was made from."""
    return _column(Own(Kind.BLUEPRINT, "The template that this record was made from."), Uuid)


def shape(name: str, description: str) -> MappedColumn[Any]:
    """A structure whose GraphQL types are called `name` and `nameInput`, kept as JSON."""
    return _column(Own(Kind.SHAPE, description, shape=name), JSONB(none_as_null=True))


def shapes(name: str, description: str, maximum: int = 200) -> MappedColumn[Any]:
    """A list of such structures, empty by default."""
    return _column(Own(Kind.SHAPES, description, maximum=maximum, shape=name, default=[]), JSONB)
