"""An attribute beside a constant, compared within the JSON, which costs a third of taking the value out and asking for its type."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import orjson
from sqlalchemy import false, func, literal
from sqlalchemy.dialects.postgresql import JSONPATH

from golive.models.conditions.terms import CONTACT, NUMBERS, Scope, Sql, Term, Type

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_COMPARABLE = {"==": NUMBERS | {Type.TEXT, Type.BOOLEAN}}  # texts are ordered otherwise in a path


def within_json(symbol: str, a: Term, b: Term) -> Callable[[Scope], Sql] | None:
    """SQL that is true where the comparison holds, and false for a value that is missing or of another type; None for other terms."""
    if a.attribute is None:
        symbol, a, b = _TURNED[symbol], b, a
    if a.attribute is None or b.constant is None or not {a.type, b.type} <= _COMPARABLE.get(symbol, NUMBERS):
        return None
    # Strictly: lists that were stored where none should be are not looked into.
    path = f"strict $.{_quoted(a.attribute)} {symbol} {_written(b.constant)}"
    return lambda _: func.coalesce(CONTACT.c.attributes.bool_op("@@")(literal(path, JSONPATH())), false())


def _written(constant: Decimal | str | bool) -> str:
    return f"{constant:f}" if isinstance(constant, Decimal) else _quoted(constant)


def _quoted(value: str | bool) -> str:
    """As JSON, which is how paths write texts, too."""
    return orjson.dumps(value).decode()
