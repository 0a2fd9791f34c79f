"""Logic, choice, comparison, and membership in lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Numeric, Text, Uuid, and_, any_, case, false, func, literal, not_, null, or_
from sqlalchemy.types import TypeEngine

from golive.models import ids
from golive.models.conditions.arithmetic import arithmetic, calculable, negative, widest
from golive.models.conditions.context import UNKNOWN, Context
from golive.models.conditions.paths import within_json
from golive.models.conditions.syntax import Expression
from golive.models.conditions.terms import NUMBERS, SECONDS, Scope, Sql, Term, Type
from golive.models.conditions.turning import meeting, moves
from golive.models.conditions.values import fixed, typed

_ORDERED = NUMBERS | {Type.TEXT, Type.TIME, Type.DURATION}
_SYMBOLS: dict[str, Callable[[Sql, Sql], Sql]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_STORABLE = NUMBERS | {Type.BOOLEAN, Type.TEXT, Type.TIME}
_ARRAYS: dict[Type, Callable[[], TypeEngine[Any]]] = {Type.TEXT: Text, Type.BOOLEAN: Boolean}


def operator(context: Context, expression: Expression) -> Term:
    """The term of an operator's expression."""
    terms = context.terms(expression.arguments)
    if terms is None:
        return UNKNOWN
    name = expression.name
    if name in ("&&", "||", "!"):
        return _logic(context, expression, terms)
    if name == "?:":
        return _ternary(context, expression, terms)
    if name == "in":
        return _in(context, expression, *terms)
    if name in ("==", "!="):
        return _equality(context, expression, *terms)
    if name in _SYMBOLS:
        return _ordering(context, expression, *terms)
    return negative(context, expression, *terms) if len(terms) == 1 else arithmetic(context, expression, *terms)


def truth(context: Context, expression: Expression, term: Term) -> Callable[[Scope], Sql]:
    """SQL that is true or false and never null: what is missing is false."""
    if term.type is Type.JSON:
        term = typed(term, Type.BOOLEAN)
    if term.type is not Type.BOOLEAN:
        events = term.type is Type.EVENTS
        how = "add .exists() or .count() >= 1" if events else "a condition must be true or false, so compare it with something"
        raise context.must_be(expression, term, how)
    return (lambda scope: func.coalesce(term.sql(scope), false())) if term.nullable else term.sql


def _logic(context: Context, expression: Expression, terms: list[Term]) -> Term:
    parts = [truth(context, argument, term) for argument, term in zip(expression.arguments, terms, strict=True)]
    if expression.name == "!":
        return Term(Type.BOOLEAN, lambda scope: not_(parts[0](scope)), nullable=False)
    join = and_ if expression.name == "&&" else or_
    return Term(Type.BOOLEAN, lambda scope: join(*(part(scope) for part in parts)), nullable=False)


def _ternary(context: Context, expression: Expression, terms: list[Term]) -> Term:
    test = truth(context, expression.arguments[0], terms[0])
    yes, no = terms[1:]
    result = _common(yes.type, no.type)
    if result is None or result in (Type.NULL, Type.JSON, Type.EVENTS, Type.LIST, Type.CONTACT_ID):
        raise context.error(
            expression,
            f"Both results of ? : must be of one known type, but {context.source(expression.arguments[1])} is {yes.type} and "
            f"{context.source(expression.arguments[2])} is {no.type}.",
        )
    yes, no = typed(yes, result), typed(no, result)
    if result in NUMBERS | SECONDS:  # bounded here, so that no later step repeats the whole of it
        yes, no = calculable(yes), calculable(no)
    return Term(
        result,
        lambda scope: case((test(scope), yes.sql(scope)), else_=no.sql(scope)),
        nullable=yes.nullable or no.nullable,
        digits=widest(yes, no),
    )


def _common(a: Type, b: Type) -> Type | None:
    """The type that values of both types compare as."""
    if a == b or b is Type.NULL:
        return a
    if a is Type.NULL:
        return b
    if Type.JSON in (a, b):
        known = b if a is Type.JSON else a
        return known if known in _STORABLE else None
    return Type.DECIMAL if a in NUMBERS and b in NUMBERS else None


def _incomparable(context: Context, expression: Expression, a: Term, b: Term) -> Exception:
    left, right = expression.arguments
    if a.constant is not None and b.constant is None:
        left, a, b = right, b, a
    hint = ' write timestamp("2026-01-31T00:00:00Z") for a date-time' if {a.type, b.type} == {Type.TIME, Type.TEXT} else ""
    return context.error(expression, f"{context.source(left)} is {a.type} and can't be compared with {b.type}{';' if hint else ''}{hint}.")


def _equality(context: Context, expression: Expression, a: Term, b: Term) -> Term:
    if {a.type, b.type} == {Type.CONTACT_ID, Type.TEXT}:
        a, b = (_contact_id(context, expression, term) for term in (a, b))
    common = _common(a.type, b.type)
    if common is None or common in (Type.LIST, Type.EVENTS):
        raise _incomparable(context, expression, a, b)
    if Type.NULL in (a.type, b.type):
        other = b if a.type is Type.NULL else a
        same = _is_null(other)
    elif common is Type.JSON:
        same = _same_json(a, b)
    else:
        same = within_json("==", a, b) or _same(typed(a, common), typed(b, common))
    if expression.name == "!=":
        return Term(Type.BOOLEAN, lambda scope: not_(same(scope)), nullable=False)
    return Term(Type.BOOLEAN, same, nullable=False)


def _is_null(term: Term) -> Callable[[Scope], Sql]:
    if term.type is Type.JSON:
        return lambda scope: _json(term, scope).is_(null())
    return lambda scope: term.sql(scope).is_(null())


def _same_json(a: Term, b: Term) -> Callable[[Scope], Sql]:
    return lambda scope: _json(a, scope).is_not_distinct_from(_json(b, scope))


def _json(term: Term, scope: Scope) -> Sql:
    """A property, null also where null is what was stored."""
    return case((func.jsonb_typeof(term.sql(scope)) != fixed("null"), term.sql(scope)))


def _same(a: Term, b: Term) -> Callable[[Scope], Sql]:
    if a.nullable and b.nullable:
        return lambda scope: a.sql(scope).is_not_distinct_from(b.sql(scope))
    if a.nullable or b.nullable:
        return lambda scope: func.coalesce(a.sql(scope) == b.sql(scope), false())
    return lambda scope: a.sql(scope) == b.sql(scope)


def _ordering(context: Context, expression: Expression, a: Term, b: Term) -> Term:
    symbol = _SYMBOLS[expression.name]
    common = _common(a.type, b.type)
    if common is Type.JSON:
        kinds = (Type.DECIMAL, Type.TEXT)
        return Term(
            Type.BOOLEAN,
            lambda scope: func.coalesce(*(symbol(_key(typed(a, k), scope), _key(typed(b, k), scope)) for k in kinds), false()),
            nullable=False,
        )
    if Type.NULL in (a.type, b.type):
        raise context.error(expression, "null has no order; compare with == null or != null.")
    if common not in _ORDERED:
        if a.type == b.type:
            raise context.error(expression, f"{context.source(expression.arguments[0])} is {a.type}, which has no order; use == or !=.")
        raise _incomparable(context, expression, a, b)
    if inside := within_json(expression.name, a, b):
        return Term(Type.BOOLEAN, inside, nullable=False)
    left, right = typed(a, common), typed(b, common)
    if common in SECONDS and any(map(moves, expression.arguments)):
        context.turns.append(meeting(*zip(expression.arguments, (left, right), strict=True)))
    return Term(Type.BOOLEAN, lambda scope: func.coalesce(symbol(_key(left, scope), _key(right, scope)), false()), nullable=False)


def _key(term: Term, scope: Scope) -> Sql:
    """What orders a value: texts by their characters' code points, whatever the database's language is."""
    return term.sql(scope).collate("C") if term.type is Type.TEXT else term.sql(scope)


def _in(context: Context, expression: Expression, a: Term, b: Term) -> Term:
    if b.type is not Type.LIST:
        raise context.must_be(expression.arguments[1], b, 'after “in” comes a list, such as ["a", "b"]')
    listed = expression.arguments[1].arguments
    if a.type is Type.CONTACT_ID:
        keys = [_uuid(context, item, term) for item, term in zip(listed, b.items, strict=True)]
        return Term(Type.BOOLEAN, lambda scope: a.sql(scope) == any_(literal(keys, ARRAY(Uuid()))), nullable=False)
    common: Type = a.type
    for item, term in zip(listed, b.items, strict=True):
        if term.constant is None:
            raise context.error(item, f"{context.source(item)} can't be in a list; lists hold texts, numbers, true, false and timestamps.")
        both = _common(common, term.type)
        if both is None or common is Type.NULL:
            needle = context.source(expression.arguments[0])
            raise context.error(item, f"{needle} is {common} and can't be compared with {context.source(item)}, {term.type}.")
        common = both
    if not b.items:
        return Term(Type.BOOLEAN, lambda _: false(), nullable=False)
    value = typed(a, common)
    values = literal([term.constant for term in b.items], ARRAY(_ARRAYS.get(common, Numeric)()))
    return Term(Type.BOOLEAN, lambda scope: func.coalesce(value.sql(scope) == any_(values), false()), nullable=False)


def _contact_id(context: Context, expression: Expression, term: Term) -> Term:
    if term.type is Type.CONTACT_ID:
        return term
    key = _uuid(context, expression, term)
    return Term(Type.CONTACT_ID, lambda _: literal(key, Uuid()), nullable=False)


def _uuid(context: Context, expression: Expression, term: Term) -> UUID:
    key = ids.uuid_of(term.constant, "contact") if isinstance(term.constant, str) else None
    if key is None:
        raise context.error(expression, "A contact's id is compared with the id of a contact, such as contact_01h455vb4pex5vsknk084sn02q.")
    return key
