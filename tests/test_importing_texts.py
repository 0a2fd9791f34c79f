"""However a file is cut and quoted, its rows come out as they were written, and its texts as the types that hold them."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.models import jsonb
from golive.models.addresses import address_problem
from golive.models.conditions.terms import AttributeType as Type
from golive.models.importing.encoding import PLAIN_ADDRESS
from golive.models.importing.plan import attribute_name
from golive.models.importing.reading import Block, CsvFile, Row
from golive.models.importing.types import Misfit, TypeFinder, member_encoder, type_of_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
INTEGERS = st.integers(-(10**39), 10**39).map(str)
DECIMALS = st.decimals(-(10**9), 10**9, places=3).map(lambda number: f"{number:f}").filter(lambda text: text != "-0.000")
BOOLEANS = st.sampled_from(["true", "false", "True", "FALSE"])
TIMES = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20))
DATES = st.dates().map(str)
ANY = st.one_of(TEXTS, INTEGERS, DECIMALS, BOOLEANS, TIMES, DATES)


def found(texts: list[str]) -> Type | None:
    finder = TypeFinder()
    for text in texts:
        finder.see([text])
    return finder.type


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("", None), (" ", None), ("0", Type.INTEGER), ("1", Type.INTEGER), ("-7", Type.INTEGER), ("0.5", Type.DECIMAL),
        ("-10.50", Type.DECIMAL),
        ("true", Type.BOOLEAN), ("FALSE", Type.BOOLEAN), ("yes", Type.STRING), ("2026-03-31T09:00:00Z", Type.DATE_TIME),
        ("2026-03-31t09:00:00.25+02:00", Type.DATE_TIME), ("2026-03-31", Type.DATE_TIME), ("2026-02-30", Type.STRING),
        ("20260331", Type.INTEGER), ("31.03.2026", Type.STRING), ("2026-02-30T09:00:00Z", Type.STRING),
        ("2026-03-31T09:00:00", Type.STRING), ("007", Type.STRING), ("-0", Type.STRING), ("+1", Type.STRING), ("1e5", Type.STRING),
        (".5", Type.STRING), ("5.", Type.STRING), ("1,5", Type.STRING), ("NaN", Type.STRING), ("\u0661", Type.STRING),
        ("9" * 41, Type.STRING),
    ],
)  # fmt: skip
def test_a_text_has_the_narrowest_type_that_keeps_it(text: str, type_: Type | None) -> None:
    assert type_of_text(text) is type_


@given(st.lists(INTEGERS, min_size=1), st.lists(DECIMALS, min_size=1), st.lists(BOOLEANS, min_size=1), st.lists(TIMES | DATES, min_size=1))
def test_columns_of_one_kind_have_its_type_and_only_numbers_mix(
    integers: list[str], decimals: list[str], booleans: list[str], times: list[str]
) -> None:
    assert (found(integers), found(decimals), found(booleans), found(times)) == (Type.INTEGER, Type.DECIMAL, Type.BOOLEAN, Type.DATE_TIME)
    assert found([*integers, *decimals, "", " "]) is Type.DECIMAL
    for one, other in ((integers, booleans), (decimals, times), (booleans, times)):
        assert found([*one, *other]) is Type.STRING


@given(st.lists(ANY))
def test_every_text_of_a_column_fits_the_type_found_and_keeps_its_digits(texts: list[str]) -> None:
    type_ = found(texts)
    encode = member_encoder("a", type_ or Type.STRING)
    for text in texts:
        written = text.strip()
        stored = jsonb.loads("{" + encode(text)[1:] + "}").get("a")
        if not written:
            assert stored is None
        elif type_ in (Type.INTEGER, Type.DECIMAL):
            assert (str(stored), type(stored)) == (written, Decimal if "." in written else int)
        elif type_ is Type.DATE_TIME:
            assert stored == (written if "T" in written else f"{written}T00:00:00Z")
        else:
            assert stored == (written.lower() == "true" if type_ is Type.BOOLEAN else written)


def test_a_text_that_does_not_fit_says_so() -> None:
    with pytest.raises(Misfit, match=r"score holds whole numbers, and “1\.5” is none"):
        member_encoder("score", Type.INTEGER)("1.5")


LIKE_ADDRESSES = re.compile(
    r"[a-z0-9_+-]{1,9}(\.[a-z0-9_+-]{1,5}){0,2}@([a-z0-9](-?[a-z0-9]){0,6}\.){1,3}[a-z]{2,9}", re.IGNORECASE | re.ASCII
)


@given(st.from_regex(LIKE_ADDRESSES, fullmatch=True).filter(PLAIN_ADDRESS.fullmatch))
def test_what_the_fast_check_of_addresses_lets_pass_passes_the_thorough_one(address: str) -> None:
    assert address_problem(address) is None


@pytest.mark.parametrize(("column", "name"), [("ZIP Code", "zip_code"), ("  E-Mail ", "e_mail"), ("Größe (cm)", "groe_cm")])
def test_a_column_name_becomes_an_attribute_name(column: str, name: str) -> None:
    assert attribute_name(column) == name


def rows_of(content: bytes, size: int) -> list[tuple[int, Row]]:
    """Each row with its number, read in blocks of this size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(content)
        with closing(CsvFile(path)) as file:
            return [each for block in file.blocks(size) for each in rows_in(block)]


def rows_in(block: Block) -> list[tuple[int, Row]]:
    assert len(block) == 1 or block.problem is None
    fields = [list(row) for row in zip(*block.columns, strict=True)] or [[]]
    rows = zip(block.lines, block.starts, block.ends, fields, strict=True)
    return [(number, Row(*row, block.problem)) for number, row in enumerate(rows, block.number)]


FIELDS = st.one_of(st.sampled_from(["", "a", "two\nlines", "two\r\nlines", 'a "quote"', ",", ";", "\u2028", "\x85", "\x0b"]), TEXTS)


@given(st.lists(st.tuples(FIELDS, FIELDS, FIELDS), max_size=30), st.integers(10, 400), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_rows_are_read_as_written_wherever_blocks_end(rows: list[tuple[str, ...]], block: int, ending: str, last_ending: bool) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=ending, quoting=csv.QUOTE_ALL if block % 2 else csv.QUOTE_MINIMAL)
    writer.writerow(("x", "y", "z"))
    writer.writerows(rows)
    content = text.getvalue().removesuffix("" if last_ending else ending).encode()
    # Python 3.11 writes a lone carriage return unquoted, which no reader takes.
    expected = [(number, list(row)) for number, row in enumerate(rows, 1)]
    if any(re.search(r"\r", field) for row in rows for field in row) and not block % 2:
        return
    read = rows_of(content, block)
    assert [(number, row.fields) for number, row in read] == expected
    for _, row in read:
        assert row.line == content[: row.start].count(b"\n") + 1
        assert next(csv.reader(io.StringIO(content[row.start : row.end].decode(), newline=""))) == row.fields


@given(st.binary(max_size=300), st.integers(5, 100))
def test_any_bytes_give_the_same_rows_in_whatever_blocks_and_none_is_lost(noise: bytes, block: int) -> None:
    content = b"x,y\n" + noise.replace(b"\0", b",")
    read = rows_of(content, block)
    assert read == rows_of(content, 10_000)
    seen = b"".join(content[row.start : row.end] for _, row in read)
    assert without_line_ends(seen) == without_line_ends(content[4:])


def without_line_ends(content: bytes) -> bytes:
    return content.translate(None, b"\r\n")


@given(st.lists(st.lists(st.text('ab",\r', max_size=3), min_size=1, max_size=3), min_size=1, max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_rows_are_the_same_read_together_and_one_by_one(rows: list[list[str]], ending: str) -> None:
    content = "".join(",".join(row) + ending for row in [["x", "y"], *rows]).encode()
    assert rows_of(content, 10_000) == rows_of(content, 1)


def test_a_line_without_an_end_is_one_bad_row() -> None:
    content = b"x,y\n1,2\n" + b"3" * 2_500_000 + b",4\n5,6\n"
    assert [(row.line, row.fields, row.problem) for _, row in rows_of(content, 256_000)] == [
        (2, ["1", "2"], None), (3, [], "the line is longer than 1,000,000 bytes"), (4, ["5", "6"], None)
    ]  # fmt: skip
