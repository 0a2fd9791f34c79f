"""JSON in and out: fast, and with the digits that numbers were written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import simplejson

from golive.graph.transport.request import malformed, over_limit
from golive.models import jsonb


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


def decode(data: bytes, depth: int) -> object:
    """The value of a JSON text, whose whole numbers become int and others Decimal.

    Raises `Refused` for what isn't JSON in UTF-8, and for what nests deeper than `depth`.
    """
    try:
        orjson.loads(data)
        return simplejson.loads(data, use_decimal=True)
    except (ValueError, RecursionError) as error:
        raise malformed("The body is no JSON in UTF-8.") from error


__all__ = ["decode", "encode", "over_limit"]
