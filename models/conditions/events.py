"""What a contact did: events by name, window and filter, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import FromClause, Numeric, Select, cast, func, select

from golive.models.conditions.context import UNKNOWN, Context, did_you_mean
from golive.models.conditions.fields import TIME_DIGITS
from golive.models.conditions.operators import truth
from golive.models.conditions.syntax import Expression, NodeKind
from golive.models.conditions.terms import CONTACT, EVENT, STORED_DIGITS, Digits, EventSet, Scope, Sql, Term, Type
from golive.models.conditions.times import duration_seconds
from golive.models.conditions.values import bounded, numeric, seconds, stored

METHODS = ["count", "exists", "filter", "last", "max", "min", "size", "sum"]
_COUNT_DIGITS = Digits(20, 0)


def events(context: Context, expression: Expression) -> Term:
    """`events("name")` or `events("name", "P30D")`."""
    texts = [argument.value for argument in expression.arguments if isinstance(argument.value, str)]
    if not 1 <= len(texts) == len(expression.arguments) <= 2 or not texts[0]:
        raise context.error(expression, 'events() takes the name of an event and a window, such as events("purchase", "P30D").')
    if context.inside_filter:
        raise context.error(expression, "events() can't be used within filter() or exists() of other events.")
    window = None
    if len(texts) == 2:
        try:
            window = duration_seconds(texts[1])
        except ValueError as error:
            raise context.error(expression.arguments[1], str(error)) from None
        if window <= 0:
            raise context.error(expression.arguments[1], "The window of events must be longer than nothing, such as P30D.")
        context.relative = True
        context.turns.append(_leaving(EventSet(texts[0], window), window))
    context.used_events.add(texts[0])
    return _set(EventSet(texts[0], window))


def method(context: Context, expression: Expression, target: Term) -> Term:
    """The term of a method of a set of events."""
    assert target.events is not None
    name, arguments, found = expression.name, expression.arguments[1:], target.events
    if name not in METHODS:
        raise context.error(expression, f"Events have no {name}().{did_you_mean(name, METHODS)} They have {', '.join(METHODS)}.")
    if name == "filter" or (name == "exists" and arguments):
        filtered = _filtered(context, expression, found)
        return filtered if filtered is UNKNOWN or name == "filter" else _exists(filtered.events or found)
    if name in ("sum", "max", "min"):
        return _of_property(context, expression, found)
    if arguments:
        raise context.error(expression, f"{name}() takes nothing between its brackets.")
    if name == "exists":
        return _exists(found)
    if name == "last":
        return Term(Type.TIME, lambda scope: seconds(_scalar(scope, found, lambda row: func.max(row.c.at))), digits=TIME_DIGITS)
    return count(found)


def count(found: EventSet) -> Term:
    """How many events there are."""
    return Term(
        Type.INTEGER, lambda scope: _scalar(scope, found, lambda _: cast(func.count(), Numeric())), nullable=False, digits=_COUNT_DIGITS
    )


def _set(found: EventSet) -> Term:
    return Term(Type.EVENTS, lambda scope: _exists(found).sql(scope), nullable=False, events=found)


def _exists(found: EventSet) -> Term:
    return Term(Type.BOOLEAN, lambda scope: _rows(scope, found, lambda row: row.c.id).exists(), nullable=False)


def _leaving(found: EventSet, window: Decimal) -> Callable[[Scope], Sql]:
    """When the first of the events leaves the window, whatever is asked of those that are in it."""
    return lambda scope: _scalar(scope, found, lambda row: func.min(seconds(row.c.at))) + numeric(window)


def _filtered(context: Context, expression: Expression, found: EventSet) -> Term:
    arguments = expression.arguments[1:]
    if len(arguments) != 2 or arguments[0].kind is not NodeKind.VARIABLE or arguments[0].name in ("contact", "now"):
        raise context.error(expression, f"{expression.name}() takes a name and a condition, such as {expression.name}(e, e.amount > 10).")
    name = arguments[0].name
    outer = context.variables, context.inside_filter
    outer_turns, context.turns = context.turns, []
    context.variables, context.inside_filter = (*context.variables, name), True
    try:
        term = context.term(arguments[1])
        if term is UNKNOWN:
            return UNKNOWN
        test = truth(context, arguments[1], term)
    finally:
        context.variables, context.inside_filter = outer
        inner, context.turns = context.turns, outer_turns
    context.turns += [_first_turn(found, name, turn) for turn in inner]
    return _set(replace(found, filters=(*found.filters, (name, test))))


def _first_turn(found: EventSet, name: str, turn: Callable[[Scope], Sql]) -> Callable[[Scope], Sql]:
    """When a filter's outcome may next change for one of the events."""

    def sql(scope: Scope) -> Sql:
        # Apart from the minimum, which would be the outer query's if nothing of the event were in it.
        each = _rows(scope, found, lambda row: turn(replace(scope, rows={**scope.rows, name: row})).label("turn")).lateral()
        return select(func.min(each.c.turn)).scalar_subquery()

    return sql


def _of_property(context: Context, expression: Expression, found: EventSet) -> Term:
    name, arguments = expression.name, expression.arguments[1:]
    key = arguments[0].value if len(arguments) == 1 else None
    if not isinstance(key, str):
        raise context.error(expression, f'{name}() takes the name of a property, such as {name}("amount").')

    def value(row: FromClause) -> Sql:
        number = bounded(stored(row.c.properties[key], Type.DECIMAL))
        return func.coalesce(func.sum(number), Decimal(0)) if name == "sum" else getattr(func, name)(number)

    digits = Digits(STORED_DIGITS + 20, STORED_DIGITS)
    return Term(Type.DECIMAL, lambda scope: _scalar(scope, found, value), nullable=name != "sum", digits=digits)


def _scalar(scope: Scope, found: EventSet, value: Callable[[FromClause], Sql]) -> Sql:
    return _rows(scope, found, value).scalar_subquery()


def _rows(scope: Scope, found: EventSet, value: Callable[[FromClause], Sql]) -> Select[tuple[object]]:
    row = EVENT.alias()
    tests = [row.c.workspace_id == scope.workspace_id, row.c.contact_id == CONTACT.c.id, row.c.name == found.name]
    if found.seconds is not None:
        tests.append(row.c.at > scope.now - timedelta(microseconds=int(found.seconds * 1_000_000)))
    tests += [test(replace(scope, rows={**scope.rows, name: row})) for name, test in found.filters]
    return select(value(row)).where(*tests).correlate(CONTACT, EVENT)
