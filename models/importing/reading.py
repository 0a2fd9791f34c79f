"""A CSV file as rows that know where they stand, each with its fields or with what is wrong with it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from golive.models.importing.terms import ImportRefused

DELIMITERS = ",;\t"  # the first one where the header has none
LONGEST_LINE = 1_000_000  # bytes
BLOCK = 256_000  # bytes that are read at once
_RECORDS_AT_ONCE = 1_000
_LONGEST_FIELD = csv.field_size_limit()
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MISTAKES = {
    "field larger": "a field is longer than 131,072 characters, perhaps because a quote is not closed",
    "unexpected end": "a quote opens here and is not closed",
    "new-line": "a carriage return stands in the middle of a field that is not quoted",
    "expected after": "a quoted field has a quote in it that is not doubled",
}


class Row(NamedTuple):
    """A row: its line (from 1), the bytes from `start` until `end`, and its fields unless there is a problem."""

    line: int
    start: int
    end: int
    fields: list[str]
    problem: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that follow one another: the number of the first one, each one's line and place (as in `Row`), and their fields by column.

    A row with a problem is alone in its block, and without fields.
    """

    number: int
    lines: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    columns: Sequence[Sequence[str]]
    problem: str | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def halves(self) -> tuple[Block, Block]:
        """The first and the second half of a block without a problem."""
        return self._part(0, len(self) // 2), self._part(len(self) // 2, len(self))

    def _part(self, begin: int, end: int) -> Block:
        part = slice(begin, end)
        return Block(self.number + begin, self.lines[part], self.starts[part], self.ends[part], [column[part] for column in self.columns])


class CsvFile:
    """An open CSV file with a header. Reads in constant memory; raises `ImportRefused` for what is no such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _open(path)
        try:
            self.size = os.fstat(self._file.fileno()).st_size
            first = self._file.readline(LONGEST_LINE)
            self._begin = len(_BOM) if first.startswith(_BOM) else 0
            self._delimiter = _delimiter(path, first)
            self.header = self._read_header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """Every row below the header, about `size` bytes at a time, from the beginning at each call; blank lines are no rows."""
        records = _Records(self._file, self._begin, self._delimiter, len(self.header))
        next(records)
        number = 1
        while blocks := records.plain_block(number, size) or _together(islice(records, _RECORDS_AT_ONCE), number):
            number += sum(map(len, blocks))
            yield from blocks

    def raw(self, start: int, end: int) -> str:
        """What the file says there, without the end of line; bytes that are no UTF-8 are kept as surrogates."""
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", "surrogateescape").rstrip("\r\n")

    def _read_header(self) -> list[str]:
        header = next(_Records(self._file, self._begin, self._delimiter), None)
        if header is None:
            raise ImportRefused(f"{self.path} is empty. The first line must name the columns.")
        if header.problem:
            raise ImportRefused(
                f"The first line of {self.path} can't be read: {header.problem}. It must be a CSV file in UTF-8 whose first line names "
                "the columns; a spreadsheet is saved as one by “Save as, CSV UTF-8”."
            )
        names = [name.strip() for name in header.fields]
        if "" in names:
            raise ImportRefused(f"Column {names.index('') + 1} of {self.path} has no name in the first line. Name it, or remove it.")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ImportRefused(f"{self.path} has more than one column named {', '.join(twice)}. Give each a name of its own.")
        return names


class _Records:
    """The records of a file: many at once where they are plain, else one by one with what is wrong with them."""

    def __init__(self, file: BinaryIO, begin: int, delimiter: str, width: int | None = None) -> None:
        self._file = file
        self._delimiter = delimiter
        self._width = width
        self._lines = _Lines(file, begin)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)

    def plain_block(self, number: int, size: int) -> list[Block]:
        """The next block, the first of whose rows has this number; none where it holds anything but a good row per line."""
        lines = self._lines
        block = self._file.read(size)
        block = block[: block.rfind(b"\n") + 1]
        if not (columns := self._columns(block)):
            lines.go_to(lines.position, lines.line)
            return []
        bounds = list(accumulate((len(line) + 1 for line in block.split(b"\n")[:-1]), initial=lines.position))
        rows = range(lines.line + 1, lines.line + len(bounds))
        lines.go_to(bounds[-1], rows[-1])
        return [Block(number, rows, bounds[:-1], bounds[1:], columns)]

    def _columns(self, block: bytes) -> Sequence[Sequence[str]]:
        """The fields of a block of whole lines, each of which must be a good row; else none."""
        try:
            text = block.decode()
        except UnicodeDecodeError:
            return []
        if "\0" in text:
            return []
        # Without quotes each delimiter ends a field: no list is made for each row, which costs more than all else.
        lines = text.replace("\r\n", "\n").split("\n")[:-1]
        if '"' in text or not all(lines) or any("\r" in line or len(line) > _LONGEST_FIELD for line in lines):
            return self._parsed(text.split("\n")[:-1])
        if {line.count(self._delimiter) + 1 for line in lines} != {self._width}:
            return []
        fields = self._delimiter.join(lines).split(self._delimiter)
        return [fields[column :: self._width] for column in range(self._width or 0)]

    def _parsed(self, lines: Sequence[str]) -> Sequence[Sequence[str]]:
        """The same by the csv module."""
        try:
            records = list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return []
        return list(zip(*records, strict=True)) if len(records) == len(lines) and set(map(len, records)) == {self._width} else []

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        lines = self._lines
        while True:
            start, line = lines.position, lines.line + 1
            lines.problem = None
            fields: list[str] = []
            try:
                fields = next(self._reader)
            except csv.Error as error:
                # What follows a stray quote may be good: only the line that it is on is lost.
                lines.return_to_second_line(start, line)
                self._reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
                lines.problem = lines.problem or next((said for words, said in _MISTAKES.items() if words in str(error)), str(error))
            if fields or lines.problem:
                return Row(line, start, lines.position, fields, lines.problem or self._misfit(fields))

    def _misfit(self, fields: Sequence[str]) -> str | None:
        width = self._width
        return f"it has {len(fields)} fields, and the header has {width}" if width not in (None, len(fields)) else None


class _Lines:
    """The lines as text for the csv module: where it is in the file, and what is wrong with the lines it was given."""

    def __init__(self, file: BinaryIO, begin: int) -> None:
        self._file = file
        self._begin = begin
        self.line = 0
        self.position = begin
        self.problem: str | None = None
        file.seek(begin)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._file.readline(LONGEST_LINE)
        if not raw:
            raise StopIteration
        self.line += 1
        self.position += len(raw)
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self._skip_rest()
            return "\n"
        if b"\0" in raw:
            self.problem = "it holds a NUL character"
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            self.problem = f"it is no UTF-8: byte {raw[error.start]:#04x} at position {error.start + 1} of the line"
            return raw.decode("utf-8", "surrogateescape")

    def go_to(self, position: int, line: int) -> None:
        """Go on reading at `position`, `line` lines into the file."""
        self._file.seek(position)
        self.position, self.line = position, line

    def return_to_second_line(self, start: int, line: int) -> None:
        """Go back behind the first line of a record that can't be parsed."""
        self.go_to(start, line - 1)
        self.problem = None  # those of the other lines are found again with them
        next(self)

    def _skip_rest(self) -> None:
        self.problem = f"the line is longer than {LONGEST_LINE:,} bytes"
        while (more := self._file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
            self.position += len(more)
        self.position += len(more)


def _together(rows: Iterable[Row], number: int) -> list[Block]:
    """Good rows that follow one another in one block, the first one with this number, and each row with a problem in its own."""
    blocks: list[Block] = []
    for problem, found in groupby(rows, attrgetter("problem")):
        group = list(found)
        for together in [group] if problem is None else [[row] for row in group]:
            lines, starts, ends, fields, _ = zip(*together, strict=True)
            columns = list(zip(*fields, strict=True)) if problem is None else ()
            blocks.append(Block(number, lines, starts, ends, columns, problem))
            number += len(together)
    return blocks


def _open(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():
            raise ImportRefused(f"{path} is {'a directory' if path.is_dir() else 'no ordinary file'}. Name a CSV file.")
        return path.open("rb")
    except FileNotFoundError:
        raise ImportRefused(f"There is no file {path}. Name a CSV file whose first line names the columns.") from None
    except OSError as error:
        raise ImportRefused(f"{path} can't be read ({error.strerror}). Make it readable for this user.") from error


def _delimiter(path: Path, first: bytes) -> str:
    if first.startswith(_WIDE_BOMS):
        raise ImportRefused(f"{path} is in UTF-16. Save it in UTF-8, in a spreadsheet by “Save as, CSV UTF-8”.")
    if b"\r" in first.rstrip(b"\r\n"):
        raise ImportRefused(f"The lines of {path} end in carriage returns alone. Save it with line feeds, as CSV files have them today.")
    outside_quotes = b"".join(first.split(b'"')[::2])
    return max(DELIMITERS, key=lambda delimiter: outside_quotes.count(delimiter.encode()))
