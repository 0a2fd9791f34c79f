"""The workspace's own attributes: their names, their types, and the registry that holds both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.compiled import Compiled
from golive.models.conditions.terms import STORED_DIGITS, AttributeType
from golive.models.contact import Attribute, Contact
from golive.models.session import driver_of

MOST_ATTRIBUTES = 1_000
LONGEST_NAME = 100
LONGEST_TEXT = 10_000  # characters of a text attribute

TYPE_WORDS = {
    AttributeType.STRING: "texts",
    AttributeType.INTEGER: "whole numbers",
    AttributeType.DECIMAL: "numbers",
    AttributeType.BOOLEAN: "true or false",
    AttributeType.DATE_TIME: "date-times such as 2026-03-31T09:00:00Z",
}

_TABLE = Contact.__table__
assert isinstance(_TABLE, Table)
# A condition's contact.email means the field, so that an attribute of that name could never be asked for.
FIELDS = frozenset(_TABLE.columns.keys())
# What the Common Expression Language keeps for itself.
_CEL_WORDS = frozenset(
    {"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace"}
    | {"null", "package", "return", "true", "var", "void", "while"}
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# RFC 3339, with the offsets that there are.
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII)


class TooManyAttributes(Exception):
    """The workspace would have more attributes than `MOST_ATTRIBUTES`; the text says so."""


def name_problem(name: str) -> str | None:
    """Why `name` can't be an attribute's, as the end of a sentence; None when it can."""
    if not _NAME.fullmatch(name):
        return "is made of other characters than letters from a to z, digits and _, or begins with a digit"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if name in _CEL_WORDS:
        return "is a word that conditions keep for themselves"
    return "is a field that every contact has" if name in FIELDS else None


def is_date_time(text: str) -> bool:
    """Whether `text` is a date-time of RFC 3339, such as 2026-03-31T09:00:00Z."""
    if not _DATE_TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def type_of(value: Any) -> AttributeType | None:
    """The type that a JSON value has, None for lists, objects and numbers with too many digits."""
    match value:
        case bool():
            return AttributeType.BOOLEAN
        case int():
            return AttributeType.INTEGER if abs(value) < 10**STORED_DIGITS else None
        case Decimal():
            few = value.is_finite() and value.adjusted() < STORED_DIGITS and int(value.as_tuple().exponent) >= -STORED_DIGITS
            return AttributeType.DECIMAL if few else None
        case str():
            return AttributeType.DATE_TIME if is_date_time(value) else AttributeType.STRING
    return None


def common(types: Iterable[AttributeType]) -> AttributeType | None:
    """The one type that takes values of all of `types`; None for no types."""
    found = set(types)
    if len(found) <= 1:
        return next(iter(found), None)
    return AttributeType.DECIMAL if found == {AttributeType.INTEGER, AttributeType.DECIMAL} else AttributeType.STRING


async def attributes(session: AsyncSession) -> Mapping[str, AttributeType]:
    """The attributes of the transaction's workspace by name: what conditions are checked against."""
    return {name: AttributeType(type_) for name, type_ in await _ATTRIBUTES.all(session)}


# Conditions divide whole numbers otherwise than decimals, so that those who have one are looked at anew,
# where anything that is live or going live listens, as the triggers on contacts say.
_WIDEN = """
    WITH widened AS (
        UPDATE golive.attribute SET type = 'DECIMAL' WHERE workspace_id = $1 AND name = ANY($2) AND type = 'INTEGER' RETURNING name
    ), names AS (
        SELECT array_agg(name) AS names FROM widened HAVING count(*) > 0
    )
    INSERT INTO golive.touched (workspace_id, contact_id, names)
    SELECT $1, c.id, n.names FROM names n JOIN golive.contact c ON c.workspace_id = $1 AND c.attributes ?| n.names
    WHERE EXISTS (
        SELECT FROM golive.record r
        WHERE r.workspace_id = $1
        AND r.type IN ('SEGMENT', 'LEAD_SCORING_MODEL', 'CUSTOMER_JOURNEY', 'REAL_TIME_JOURNEY', 'AUDIENCE_JOURNEY')
        AND (r.is_live OR r.status_reason IN ('GOING_LIVE', 'PUBLISHING'))
    )
"""
_ATTRIBUTES = Compiled(select(Attribute.name, Attribute.type).order_by(Attribute.name))


async def register(session: AsyncSession, workspace_id: UUID, wanted: Mapping[str, AttributeType]) -> Mapping[str, AttributeType]:
    """Register the attributes that are new, and tell the types that those of `wanted` now have.

    One that is registered keeps its type, but an INTEGER that is wanted as DECIMAL becomes one. The names must be fit
    (`name_problem`). Raises `TooManyAttributes`.
    """
    if not wanted:
        return {}
    if len(wanted) > MOST_ATTRIBUTES:
        raise _too_many(len(wanted))
    rows = [{"workspace_id": workspace_id, "name": name, "type": wanted[name].value} for name in sorted(wanted)]
    await session.execute(insert(Attribute).values(rows).on_conflict_do_nothing())
    if decimals := sorted(name for name, type_ in wanted.items() if type_ is AttributeType.DECIMAL):
        await (await driver_of(session)).execute(_WIDEN, workspace_id, decimals)
    count = await session.scalar(select(func.count()).select_from(Attribute)) or 0
    if count > MOST_ATTRIBUTES:
        raise _too_many(count)
    known = await attributes(session)
    return {name: known[name] for name in wanted}


def _too_many(count: int) -> TooManyAttributes:
    return TooManyAttributes(
        f"The workspace would have {count:,} attributes and {MOST_ATTRIBUTES:,} is the most; leave out those that no condition needs."
    )
