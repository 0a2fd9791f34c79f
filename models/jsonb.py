"""JSON as jsonb columns hold it: a number with a fraction is a Decimal, and keeps the digits it was written with."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import orjson
import simplejson


def dumps(value: Any) -> str:
    """JSON text of `value`; a Decimal becomes a number, digit by digit. Raises `ValueError` for NaN and infinities."""
    return _ENCODER.encode(value)


def loads(text: str | bytes) -> Any:
    """The value of a JSON text: whole numbers as int, others as Decimal."""
    text = text if isinstance(text, str) else text.decode()
    if not _EXACT.search(text):
        with suppress(orjson.JSONDecodeError):  # the other one takes more, and tells better
            return orjson.loads(text)  # a tenth of the time
    return _DECODER.decode(text)


_ENCODER = simplejson.JSONEncoder(use_decimal=True, allow_nan=False, separators=(",", ":"))
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
_EXACT = re.compile(r"[0-9][.eE]|[0-9]{19}")
"""What orjson might read as a binary float."""
