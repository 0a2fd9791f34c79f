"""SQL for values that never fails: constants are bound, and what doesn't fit its type is null."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Boolean, DateTime, Numeric, Text, and_, case, cast, extract, false, func, literal, literal_column, null, true

from golive.models.conditions.terms import STORED_DIGITS, Digits, Sql, Term, Type

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# PostgreSQL 15 has no pg_input_is_valid, so the pattern itself takes only days and times that there are: its match can be cast.
_DAY = (
    "(?!0000)(?:[0-9]{4}-(?:"
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?"
_OFFSET = "(?:[Zz]|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
_RFC3339 = f"^{_DAY}[Tt]{_TIME}{_OFFSET}$"


def fixed(text: str) -> Sql:
    """A text of ours as it is in the SQL: only what users write needs to be bound."""
    return literal_column(f"'{text}'", Text())


def constant(value: Decimal | int | str | bool | None) -> Term:
    """A value that is written in the condition."""
    if value is None:
        return Term(Type.NULL, lambda _: null())
    if isinstance(value, bool):
        return Term(Type.BOOLEAN, lambda _: true() if value else false(), nullable=False, constant=value)
    if isinstance(value, str):
        return Term(Type.TEXT, lambda _: literal(value, Text()), nullable=False, constant=value)
    number = Decimal(value)
    return number_term(Type.INTEGER if isinstance(value, int) else Type.DECIMAL, number)


def number_term(type_: Type, value: Decimal) -> Term:
    """A constant number, or as many seconds."""
    exponent = value.as_tuple().exponent
    digits = Digits(max(value.adjusted() + 1, 1), max(-exponent, 0) if isinstance(exponent, int) else 0)
    return Term(type_, lambda _: numeric(value), nullable=False, constant=value, digits=digits)


def numeric(value: Decimal) -> Sql:
    return literal(value, Numeric())


def seconds_of(moment: datetime) -> Decimal:
    """Seconds since 1970, to the microsecond."""
    delta = moment - _EPOCH
    return Decimal(delta.days * 86_400 + delta.seconds) + Decimal(delta.microseconds).scaleb(-6)


def seconds(moment: Sql) -> Sql:
    """A timestamptz as seconds since 1970: unlike date-times, these can't overflow in arithmetic."""
    return cast(extract("epoch", moment), Numeric())


def text_of(json: Sql) -> Sql:
    """The text of a jsonb string, without its quotes."""
    return cast(json.op("#>>")(fixed("{}")), Text())


def stored(json: Sql, type_: Type) -> Sql:
    """A jsonb value as a type of the language; null where it is anything else."""
    if type_ in (Type.INTEGER, Type.DECIMAL):
        return case((func.jsonb_typeof(json) == fixed("number"), cast(json, Numeric())))
    if type_ is Type.BOOLEAN:
        return case((func.jsonb_typeof(json) == fixed("boolean"), cast(json, Boolean())))
    text = text_of(json)
    if type_ is Type.TIME:
        moment = and_(func.jsonb_typeof(json) == fixed("string"), text.op("~")(fixed(_RFC3339)))
        return case((moment, seconds(cast(text, DateTime(timezone=True)))))
    return case((func.jsonb_typeof(json) == fixed("string"), text))


def bounded(number: Sql) -> Sql:
    """A stored number, or null where it has too many digits to calculate with."""
    limit: Sql = literal_column(f"1e{STORED_DIGITS}", Numeric())
    return case((and_(func.abs(number) < limit, func.scale(number) <= literal_column(str(STORED_DIGITS))), number))


def typed(term: Term, type_: Type) -> Term:
    """An event's property as a type; other terms as they are."""
    return Term(type_, lambda scope: stored(term.sql(scope), type_)) if term.type is Type.JSON else term
