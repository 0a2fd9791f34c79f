"""JSON in and out: fast, strict, and with the digits that numbers were written with."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import accumulate
from typing import Any

import orjson
import simplejson

from golive.graph.transport.request import Refused, malformed, over_limit
from golive.models import jsonb
from golive.models.settings import Settings

NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
NEWLINE = "\n"
LENGTH = 40
"""Characters of a number, over all of them: digits cost time even where there are few numbers."""
TOO_LONG = re.compile(rb"(?<![0-9.])[0-9.]{301}|[eE][+-]?[0-9]{4}")
EXACT = re.compile(rb"[0-9][.eE]|[0-9]{19}")
"""What orjson would read as a binary float."""


def encode(value: object) -> bytes:
    """JSON of `value`; a Decimal becomes a number, digit by digit."""
    try:
        return orjson.dumps(value, default=_digits)
    except orjson.JSONEncodeError:  # whole numbers of more than 64 bits
        return jsonb.dumps(value).encode()


def _digits(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(str(value))
    raise TypeError


def decode(data: bytes, settings: Settings) -> object:
    """The value of a JSON text, whose whole numbers become int and others Decimal.

    Raises `Refused` for what isn't JSON in UTF-8 and for what goes beyond the limits, before it costs more than reading it once.
    """
    outline = _outline(data, settings.values)
    brackets = outline.count(b"[") + outline.count(b"{")
    if brackets + outline.count(b"{") + outline.count(b",") >= settings.values:
        raise _too_many(settings.values)
    if brackets > settings.json_depth:
        levels = accumulate(map(STEPS.__getitem__, outline.translate(None, NO_BRACKETS)))
        if max(levels) > settings.json_depth:
            sentence = f"The JSON nests more than {settings.json_depth} levels deep: flatten it."
            raise over_limit("JSON_DEPTH", settings.json_depth, sentence, well_formed=False)
    numbers = outline.translate(None, b" \t\r\n[]{}")
    if len(numbers) > LENGTH * settings.values or TOO_LONG.search(numbers):
        raise malformed("The JSON has a number of more than 300 digits, or with an exponent of more than three: send it as a text.")
    try:
        decoded = orjson.loads(data)  # the strict one: no NaN, no lone surrogates
    except orjson.JSONDecodeError as error:
        raise malformed(f"This is no JSON in UTF-8, or has a number beyond 1e308: look at {_place(data, error)}.") from None
    return simplejson.loads(data, use_decimal=True) if EXACT.search(numbers) else decoded


def _place(data: bytes, error: orjson.JSONDecodeError) -> str:
    """Where a text is wrong; orjson doesn't tell where it is no UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start].decode()
        return f"line {before.count(NEWLINE) + 1}, column {len(before) - before.rfind(NEWLINE)}"
    return f"line {error.lineno}, column {error.colno}"


def _outline(data: bytes, values: int) -> bytes:
    """The text without what is in its strings. What isn't well-formed makes it longer, never shorter."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    if data.count(b'"') > 4 * values:  # a value has a name and may itself be a string
        raise _too_many(values)
    return b"".join(data.split(b'"')[::2])


def _too_many(values: int) -> Refused:
    sentence = f"The JSON has more than {values:,} values: send less at a time."
    return over_limit("VALUES", values, sentence, well_formed=False)
