"""What an expression amounts to: its type, and how to write it in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Table

from golive.models.contact import Contact, ContactEvent

CONTACT = Contact.__table__
EVENT = ContactEvent.__table__
assert isinstance(CONTACT, Table)
assert isinstance(EVENT, Table)

Sql = ColumnElement[Any]


class AttributeType(StrEnum):
    """The types of a workspace's attributes."""

    STRING = "STRING"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    BOOLEAN = "BOOLEAN"
    DATE_TIME = "DATE_TIME"


Attributes = Mapping[str, AttributeType]


class Type(StrEnum):
    """The types of the language, in the words of a message."""

    BOOLEAN = "true or false"
    INTEGER = "an integer"
    DECIMAL = "a decimal"
    TEXT = "a text"
    TIME = "a date-time"
    DURATION = "a duration"
    CONTACT_ID = "a contact's id"
    NULL = "null"
    JSON = "a property of an event"  # the user's own shape: what it is shows in each row
    EVENTS = "a set of events"
    LIST = "a list"
    UNKNOWN = "unknown"  # stands for what an error was reported for


NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL})
SECONDS = frozenset({Type.TIME, Type.DURATION})
STORED_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Digits:
    """The most digits that a number can have before and after its point, so that no arithmetic overflows."""

    whole: int
    fraction: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What the SQL is written for; `rows` are the tables that the variables of events stand for."""

    workspace_id: UUID
    now: datetime
    rows: Mapping[str, FromClause]


@dataclass(frozen=True, slots=True)
class EventSet:
    """The events of a contact with a name, since a number of seconds ago, which all filters hold for."""

    name: str
    seconds: Decimal | None
    filters: tuple[tuple[str, Callable[[Scope], Sql]], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """An expression's type and SQL: boolean, numeric, text or jsonb; date-times and durations are numeric seconds.

    A number without `digits` came from storage and may have any. `constant` is set where the value is in the text,
    `path` for a property: the variable's name, then keys; `attribute` for one of the contact's.
    """

    type: Type
    sql: Callable[[Scope], Sql]
    nullable: bool = True
    constant: Decimal | str | bool | None = None
    digits: Digits | None = None
    events: EventSet | None = None
    items: tuple[Term, ...] = ()
    path: tuple[str, ...] = ()
    attribute: str | None = None
