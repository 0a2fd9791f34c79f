"""JSON in and out keeps the digits of numbers, and what is none is refused soon and in a sentence."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.graph.transport.encoding import decode, encode
from golive.graph.transport.request import Refused, request_of
from golive.models.settings import Settings

SETTINGS = Settings.load()
LARGE = 3_000_000
texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.decimals(-(10**20), 10**20, places=5) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=30,
)


def short(value: object) -> str:
    """What a test is called by its parameter."""
    return repr(value)[:30]


@given(values)
def test_what_is_encoded_is_decoded_to_the_same(value: object) -> None:
    assert decode(encode(value), SETTINGS) == value


@pytest.mark.parametrize("text", ["1.50", "0.1", "1E+3", "12345678901234567890123.45600", "1e-7", "100000000000000000000000000001", "-0.0"])
def test_numbers_keep_the_digits_that_they_were_written_with(text: str) -> None:
    decoded = decode(f'{{"number": {text}}}'.encode(), SETTINGS)
    assert isinstance(decoded, dict)
    number = decoded["number"]
    assert str(number) == str(Decimal(text))
    assert json.loads(encode(decoded), parse_float=str, parse_int=str) == {"number": str(Decimal(text))}


def test_whole_numbers_are_int_and_others_decimal() -> None:
    assert decode(b'[1, 2.0, 1e2, "3.0"]', SETTINGS) == [1, Decimal("2.0"), Decimal("1e2"), "3.0"]
    assert [type(each) for each in decode(b"[1, 2.0, 18446744073709551616]", SETTINGS)] == [int, Decimal, int]  # type: ignore[attr-defined]


def test_of_a_name_that_is_there_twice_the_last_counts() -> None:
    assert decode(b'{"a": 1, "a": 2}', SETTINGS) == {"a": 2}


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"nonsense", b'{"a": 1,}', b"{'a': 1}", b"[1] [2]", b'"\xff"', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\udc00 \\ud800"',
        b"\xff\xfe{\x00", b"[NaN]", b"[Infinity]", b"[-Infinity]", b"01", b"1.", b".5", b"+1", b'"\n"', b'"\\x"', b"1e400", b"]" * LARGE,
        b'"' * 3, b"[" + b"9" * 5_000 + b"]", b"9" * LARGE, b"0." + b"1" * LARGE, b"1e999999999", b"1e-999999999", b"\\" * LARGE,
        b'"\\', b"\x00",
    ],
    ids=short,
)  # fmt: skip
def test_what_is_no_json_that_can_be_kept_is_refused_as_no_request(text: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode(text, SETTINGS)
    assert (refused.value.status, refused.value.well_formed) == (400, False)
    assert refused.value.code == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("text", "place"),
    [(b'{"a":\n "\xff"}', "line 2, column 3"), ('{"é": "'.encode() + b"\xc3", "line 1, column 8"), (b'{\n\n"a": }', "line 3, column 6")],
    ids=short,
)
def test_the_place_of_what_is_wrong_is_told(text: bytes, place: str) -> None:
    with pytest.raises(Refused, match=f"look at {place}\\."):
        decode(text, SETTINGS)


@pytest.mark.parametrize(
    ("text", "limit", "allowed"),
    [
        (b"[" * 65 + b"]" * 65, "JSON_DEPTH", 64),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "JSON_DEPTH", 64),
        (b"[" * 2_000, "JSON_DEPTH", 64),
        (b"[" * 100_000, "VALUES", 40_000),
        (b"[" + b"1," * LARGE + b"1]", "VALUES", 40_000),
        (b"[" + b"[]," * LARGE + b"1]", "VALUES", 40_000),
        (b"[" + b"{}," * 20_000 + b"{}]", "VALUES", 40_000),
        (b"[" + b'"",' * LARGE + b"1]", "VALUES", 40_000),
        (b"[" + b"1.5," * LARGE + b"1]", "VALUES", 40_000),
        (b'"' * LARGE, "VALUES", 40_000),
    ],
    ids=short,
)
def test_json_beyond_a_limit_is_refused_before_it_is_read(text: bytes, limit: str, allowed: int) -> None:
    with pytest.raises(Refused) as refused:
        decode(text, SETTINGS)
    assert refused.value.errors[0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": limit, "allowed": allowed}


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 64 + b"]" * 64,
        b"[" + b"1," * 39_998 + b"1]",
        b'["' + b"[{," * LARGE + b'"]',
        b'["' + b'\\"[\\\\' * LARGE + b'"]',
        b'{"query": "{ viewer { name } }", "note": "\\\\"}',
        b" " * LARGE + b"{}",
        json.dumps({"text": "é" * LARGE}, ensure_ascii=False).encode(),
    ],
    ids=short,
)
def test_what_is_in_texts_counts_for_nothing(text: bytes) -> None:
    assert decode(text, SETTINGS) == json.loads(text)


@pytest.mark.parametrize(
    ("decoded", "what"),
    [
        (None, "one JSON object"), ([], "one JSON object"), ("{ viewer }", "one JSON object"), (3, "one JSON object"),
        ({"query": 3}, "`query`"), ({"query": ["{ viewer }"]}, "`query`"), ({"operationName": {}}, "`operationName`"),
        ({"query": "{ a }", "variables": "{}"}, "`variables`"), ({"query": "{ a }", "variables": [1]}, "`variables`"),
        ({"query": "{ a }", "extensions": 1}, "`extensions`"), ({"documentId": 7}, "`documentId`"),
    ],
)  # fmt: skip
def test_what_is_json_but_no_request_is_refused_by_the_part_that_is_wrong(decoded: object, what: str) -> None:
    with pytest.raises(Refused) as refused:
        request_of(decoded)
    assert (refused.value.status, refused.value.well_formed) == (400, False)
    assert what in refused.value.errors[0]["message"]


def test_parts_of_a_request_may_be_left_out_or_null() -> None:
    request = request_of({"query": "{ viewer { name } }", "operationName": None, "variables": None})
    assert (request.query, request.operation_name, request.variables, request.extensions) == ("{ viewer { name } }", None, {}, {})
