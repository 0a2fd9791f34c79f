"""Functions and methods: dates, texts, membership, presence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import Numeric, Text, case, cast, exists, false, func, literal, null

from golive.models import ids
from golive.models.conditions import events
from golive.models.conditions.context import UNKNOWN, Context, did_you_mean
from golive.models.conditions.fields import now
from golive.models.conditions.patterns import to_postgres
from golive.models.conditions.syntax import Expression, NodeKind
from golive.models.conditions.terms import CONTACT, Digits, Scope, Sql, Term, Type
from golive.models.conditions.times import duration_seconds, timestamp_seconds
from golive.models.conditions.values import constant, fixed, number_term, text_of, typed
from golive.models.contact import SegmentMember

_TEXT_METHODS: dict[str, Callable[[Sql, Sql], Sql]] = {
    "startsWith": lambda text, part: func.starts_with(text, part),
    "endsWith": lambda text, part: func.right(text, func.char_length(part)) == part,
    "contains": lambda text, part: func.strpos(text, part) > 0,
}
_METHODS = [*_TEXT_METHODS, "matches", "size"]


def function(context: Context, expression: Expression) -> Term:
    """The term of `name(…)`."""
    handler = _FUNCTIONS.get(expression.name)
    if handler is None:
        if expression.name in (*_METHODS, *events.METHODS):
            raise context.error(expression, f'{expression.name}() comes after what it asks about, such as contact.email.endsWith(".org").')
        raise context.error(expression, f"There is no function {expression.name}().{did_you_mean(expression.name, list(_FUNCTIONS))}")
    return handler(context, expression)


def method(context: Context, expression: Expression) -> Term:
    """The term of `x.name(…)`."""
    target = context.term(expression.arguments[0])
    if target is UNKNOWN:
        return UNKNOWN
    if target.type is Type.EVENTS:
        return events.method(context, expression, target)
    if expression.name == "size":
        return _size(context, expression)
    if expression.name not in _METHODS:
        raise context.error(expression, f"There is no method {expression.name}().{did_you_mean(expression.name, _METHODS)}")
    if target.type not in (Type.TEXT, Type.JSON):
        raise context.must_be(expression.arguments[0], target, f"{expression.name}() needs a text")
    if len(expression.arguments) != 2:
        raise context.error(expression, f'{expression.name}() takes one text, such as {expression.name}("a").')
    part = context.term(expression.arguments[1])
    if part is UNKNOWN:
        return UNKNOWN
    if part.type not in (Type.TEXT, Type.JSON):
        raise context.must_be(expression.arguments[1], part, f"{expression.name}() needs a text")
    return _text_method(context, expression, typed(target, Type.TEXT), typed(part, Type.TEXT))


def _text_method(context: Context, expression: Expression, text: Term, part: Term) -> Term:
    if expression.name == "matches":
        if not isinstance(part.constant, str):
            raise context.error(expression.arguments[1], 'matches() takes a pattern in quotes, such as "^[A-Z]+$".')
        try:
            pattern = to_postgres(part.constant)
        except ValueError as error:
            raise context.error(expression.arguments[1], str(error)) from None
        return _never_null(lambda scope: text.sql(scope).op("~")(literal(pattern, Text())))
    test = _TEXT_METHODS[expression.name]
    return _never_null(lambda scope: test(text.sql(scope), part.sql(scope)))


def _never_null(sql: Callable[[Scope], Sql]) -> Term:
    return Term(Type.BOOLEAN, lambda scope: func.coalesce(sql(scope), false()), nullable=False)


def _size(context: Context, expression: Expression) -> Term:
    if len(expression.arguments) != 1:
        raise context.error(expression, "size() asks about one thing, such as size(contact.first_name).")
    term = context.term(expression.arguments[0])
    if term is UNKNOWN:
        return UNKNOWN
    if term.type is Type.LIST:
        return constant(len(term.items))
    if term.events is not None:
        return events.count(term.events)
    if term.type is Type.TEXT:
        return Term(Type.INTEGER, lambda scope: cast(func.char_length(term.sql(scope)), Numeric()), digits=Digits(10, 0))
    if term.type is Type.JSON:
        return Term(Type.INTEGER, lambda scope: cast(_json_size(term.sql(scope)), Numeric()), digits=Digits(10, 0))
    raise context.must_be(expression.arguments[0], term, "size() needs a text, a list or events")


def _json_size(json: Sql) -> Sql:
    kind = func.jsonb_typeof(json)
    return case((kind == fixed("array"), func.jsonb_array_length(json)), (kind == fixed("string"), func.char_length(text_of(json))))


def _timestamp(context: Context, expression: Expression) -> Term:
    return _written(context, expression, Type.TIME, timestamp_seconds, "2026-01-31T00:00:00Z")


def _duration(context: Context, expression: Expression) -> Term:
    return _written(context, expression, Type.DURATION, duration_seconds, "P30D")


def _written(context: Context, expression: Expression, type_: Type, parse: Callable[[str], Decimal], example: str) -> Term:
    written = expression.arguments[0].value if len(expression.arguments) == 1 else None
    if not isinstance(written, str):
        raise context.error(expression, f'{expression.name}() takes a text in quotes: {expression.name}("{example}").')
    try:
        return number_term(type_, parse(written))
    except ValueError as error:
        raise context.error(expression.arguments[0], str(error)) from None


def _now(context: Context, expression: Expression) -> Term:
    if expression.arguments:
        raise context.error(expression, "now() takes nothing between its brackets.")
    return now(context)


def _has(context: Context, expression: Expression) -> Term:
    if len(expression.arguments) != 1 or expression.arguments[0].kind not in (NodeKind.FIELD, NodeKind.INDEX):
        raise context.error(expression, "has() asks whether a field has a value, such as has(contact.email).")
    term = context.term(expression.arguments[0])
    if term is UNKNOWN:
        return UNKNOWN
    if term.type is Type.JSON:
        return _never_null(lambda scope: func.jsonb_typeof(term.sql(scope)) != fixed("null"))
    return Term(Type.BOOLEAN, lambda scope: term.sql(scope).is_not(null()), nullable=False)


def _member_of(context: Context, expression: Expression) -> Term:
    name = expression.arguments[0].value if len(expression.arguments) == 1 else None
    segment = ids.uuid_of(name, "segment") if isinstance(name, str) else None
    if not isinstance(name, str) or segment is None:
        raise context.error(expression, 'memberOf() takes the id of a segment, such as memberOf("segment_01h455vb4pex5vsknk084sn02q").')
    context.used_segments.add(name)

    def sql(scope: Scope) -> Sql:
        member = SegmentMember.__table__.alias()
        same = (member.c.workspace_id == scope.workspace_id, member.c.segment_id == segment, member.c.contact_id == CONTACT.c.id)
        return exists(member.c.contact_id).where(*same).correlate(CONTACT)

    return Term(Type.BOOLEAN, sql, nullable=False)


_FUNCTIONS: dict[str, Callable[[Context, Expression], Term]] = {
    "duration": _duration,
    "events": events.events,
    "has": _has,
    "memberOf": _member_of,
    "now": _now,
    "size": _size,
    "timestamp": _timestamp,
}
