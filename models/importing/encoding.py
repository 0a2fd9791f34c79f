"""Rows of the file as lines for COPY: a contact to be each, or the reason why it can't be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import TypeVar

from uuid_utils import uuid7

from golive.models.addresses import address_problem
from golive.models.conditions.terms import AttributeType
from golive.models.contacts.checking import LONGEST_FIELD
from golive.models.importing.finding import WIDER, Change, ColumnTypes
from golive.models.importing.plan import FIELDS, Plan
from golive.models.importing.reading import Block
from golive.models.importing.types import Misfit, member_encoder

T = TypeVar("T")
NUMBERS = (AttributeType.INTEGER, AttributeType.DECIMAL)
COLUMNS = ("line", "start", "until", "id", "key", "email", "first_name", "last_name", "attributes", "reason")
LONGEST_KEY = 500
LONGEST = {name: LONGEST_FIELD[name] for name in FIELDS}
# Good beyond doubt, so that the thorough check, twenty times as slow, is for the rare rest.
PLAIN_ADDRESS = re.compile(
    r"(?=.{6,60}\Z)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion)\Z)[a-z]{2,}",
    re.IGNORECASE | re.ASCII,
)
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Encoder:
    """Turns rows into what the staging table takes, by a plan and the types of its attributes; `read` counts them.

    Types are found on the way, for a file is long. When one turns out to be another than rows were encoded by, it is `unsettled`:
    all has to be looked through, and encoded anew.
    """

    def __init__(self, plan: Plan, registered: Mapping[str, AttributeType]) -> None:
        self._plan = plan
        self._types = ColumnTypes(plan, registered)
        self._members: dict[int, Callable[[str], str]] = {}
        self._numbers: dict[int, str] = {}
        self._use_types()
        self.read = 0
        self.unsettled = False

    @property
    def types(self) -> Mapping[str, AttributeType]:
        """The types of the attributes that had a value, as far as was read."""
        return self._types.found

    @property
    def written(self) -> Mapping[str, AttributeType]:
        """The types by which values were written; without those of columns that had none."""
        return self._types.used

    def agrees(self, types: Mapping[str, AttributeType]) -> bool:
        """Whether all that was written is right by these types, too."""
        return all((self.written[name], type_) in {(type_, type_), *WIDER} for name, type_ in types.items())

    def encode(self, block: Block) -> bytes:
        """The rows by `COLUMNS`, in the text format of COPY; nothing when it is unsettled."""
        self.read += len(block)
        parts = self._look(block)
        return b"" if self.unsettled else "".join(chain.from_iterable(map(self._lines, parts))).encode()

    def look(self, block: Block) -> None:
        """Find out which types the rows have."""
        self._look(block)

    def begin_again(self, types: Mapping[str, AttributeType] | None = None) -> None:
        """All is looked through: encode from the first row on, by the types that were found, or by these."""
        self._types.settle(types)
        self._use_types()
        self.read, self.unsettled = 0, False

    def _use_types(self) -> None:
        used = [(index, self._plan.targets[index]) for index in self._plan.attribute_columns]
        types = self._types
        self._members = {
            index: member_encoder(name, types.used.get(name, AttributeType.STRING), fits=types.fits(name)) for index, name in used
        }
        self._numbers = {index: f',"{name}":' for index, name in used if types.fits(name) and types.used.get(name) in NUMBERS}

    def _look(self, block: Block) -> list[Block]:
        """Those rows that can be contacts by their key and fields, whose types alone count, and each that can't."""
        parts = [sound or part for part, sound in _apart(self._plan.filled(block), self._with_fields)]
        changes = [self._types.look(part.columns) for part in parts if part.problem is None]
        self.unsettled |= Change.OF_KIND in changes
        if any(changes):
            self._use_types()
        return parts

    def _with_fields(self, block: Block) -> Block:
        """The block with more columns: the keys and all fields as COPY takes them; raises `Misfit`."""
        plan, null = self._plan, [_NULL] * len(block)
        keys = _key_column(plan, block.columns[plan.key])
        fields = [_field_column(name, block.columns[plan.targets.index(name)]) if name in plan.targets else null for name in LONGEST]
        return replace(block, columns=[*block.columns, null if plan.by_email else _escaped(keys), *fields])

    def _lines(self, block: Block) -> Iterator[str]:
        for part, text in _apart(block, self._contacts):
            reason = (part.problem or "").translate(_ESCAPES)
            yield text or "\t".join((str(part.lines[0]), str(part.starts[0]), str(part.ends[0]), *[_NULL] * 6, reason)) + "\n"

    def _contacts(self, block: Block) -> str:
        """Of a block that has its fields."""
        members = [piece for index in self._members for piece in self._pieces(index, block.columns[index])]
        attributes = ["{" + row[1:] + "}" for row in map("".join, zip(*members, strict=False))] if members else ["{}"] * len(block)
        lines = zip(
            map(str, block.lines),
            map(str, block.starts),
            map(str, block.ends),
            (str(uuid7()) for _ in block.lines),
            *block.columns[len(self._plan.names) :],
            _escaped(attributes),
            repeat(_NULL + "\n"),
            strict=False,
        )
        return "".join(map("\t".join, lines))

    def _pieces(self, index: int, column: Sequence[str]) -> tuple[Iterable[str], ...]:
        """What makes the members of a column, side by side: numbers that were looked at are written as they are."""
        if start := self._numbers.get(index):
            texts = list(map(str.strip, column))
            if all(texts):
                return repeat(start), texts
        return (map(self._members[index], column),)


def _apart(block: Block, attempt: Callable[[Block], T]) -> Iterator[tuple[Block, T | None]]:
    """What an attempt makes of a block; where there are misfits in it, of halves of halves, until these stand alone with their problem."""
    if block.problem is None:
        try:
            yield block, attempt(block)
        except Misfit as misfit:
            if len(block) == 1:
                yield replace(block, columns=(), problem=str(misfit)), None
            else:
                for half in block.halves():
                    yield from _apart(half, attempt)
    else:
        yield block, None


def _key_column(plan: Plan, column: Sequence[str]) -> list[str]:
    keys = [key.strip() for key in column]
    if not all(keys):
        raise Misfit(f"{plan.names[plan.key]}, the key, is empty")
    if (longest := max(map(len, keys))) > LONGEST_KEY:
        raise Misfit(f"the key has {longest:,} characters and {LONGEST_KEY:,} is the most")
    return keys


def _field_column(name: str, column: Sequence[str]) -> list[str]:
    texts = [text.strip() for text in column]
    if (longest := max(map(len, texts))) > LONGEST[name]:
        raise Misfit(f"{name} has {longest:,} characters and {LONGEST[name]:,} is the most")
    if name == "email":
        for address in texts:
            if address and not PLAIN_ADDRESS.fullmatch(address) and (problem := address_problem(address)):
                raise Misfit(f"“{address[:100]}” is no e-mail address: {problem}")
    return _escaped(texts)


def _escaped(column: list[str]) -> list[str]:
    """For COPY's text format, in which an empty text is null here."""
    everything = "".join(column)
    if any(special in everything for special in "\\\n\r\t"):
        column = [text.translate(_ESCAPES) for text in column]
    return column if all(column) else [text or _NULL for text in column]
