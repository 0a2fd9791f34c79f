"""JSON as jsonb columns hold it: a number with a fraction is a Decimal, and keeps the digits it was written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import simplejson


def dumps(value: Any) -> str:
    """JSON text of `value`; a Decimal becomes a number, digit by digit. Raises `ValueError` for NaN and infinities."""
    return _ENCODER.encode(value)


def loads(text: str | bytes) -> Any:
    """The value of a JSON text: whole numbers as int, others as Decimal."""
    return _DECODER.decode(text)  # type: ignore[arg-type]  # which takes bytes, too


_ENCODER = simplejson.JSONEncoder(use_decimal=True, allow_nan=False, separators=(",", ":"))
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
