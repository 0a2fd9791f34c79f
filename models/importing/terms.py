"""What an import is asked for, tells on its way, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from golive.models.conditions.terms import AttributeType


class ImportRefused(Exception):
    """The file can't be imported, and nothing was; the text says why and what to do."""


@dataclass(frozen=True)
class ImportOptions:
    """How columns become contacts.

    `key` is the column that contacts are matched by. `set` makes columns from templates, such as
    {"email": "customer-{row}@example.com"}. `consent` are channels and purposes that all contacts opted in to, such as
    email:commercial. `map` gives columns another attribute's name, or email, first_name or last_name. `lead` makes each
    contact a lead of that name, unless it is one.
    """

    key: str
    set: Mapping[str, str] = field(default_factory=dict)
    consent: tuple[str, ...] = ()
    map: Mapping[str, str] = field(default_factory=dict)
    lead: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of the file (or one that was set), what it fills, and its type; None where it has no value at all.

    `new` is an attribute that the workspace didn't have.
    """

    name: str
    target: str
    type: AttributeType | None
    new: bool = False


class Phase(StrEnum):
    """What an import is at."""

    TYPES = "Finding types"
    ROWS = "Reading rows"
    CONTACTS = "Writing contacts"


@dataclass(frozen=True)
class Progress:
    """`done` of `total` bytes of the file in this phase; `columns` once their types are known."""

    phase: Phase
    done: int
    total: int
    columns: tuple[Column, ...] = ()


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class ImportResult:
    """How many rows were read and what became of each: read = created + updated + unchanged + bad.

    `bad_rows` is the file that lists the bad ones. `kept_opted_out` contacts had opted out before, and stay so. `leads`
    were made. `first_asked` are the channels and purposes of which nobody had said anything before.
    """

    columns: tuple[Column, ...]
    read: int
    created: int
    updated: int
    unchanged: int
    bad: int
    bad_rows: Path | None
    kept_opted_out: int
    leads: int = 0
    first_asked: tuple[str, ...] = ()
