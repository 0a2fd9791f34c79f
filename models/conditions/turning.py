"""When a comparison of times turns by the passing of time alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from golive.models.conditions.syntax import Expression, NodeKind
from golive.models.conditions.terms import CONTACT, Scope, Sql, Term
from golive.models.conditions.values import numeric, seconds_of

Side = tuple[Expression, Term]


def moves(expression: Expression) -> bool:
    """Whether the value is another one as time passes."""
    if expression.kind in (NodeKind.VARIABLE, NodeKind.FUNCTION) and expression.name == "now":
        return True
    return any(map(moves, expression.arguments))


def meeting(a: Side, b: Side) -> Callable[[Scope], Sql]:
    """Seconds since 1970 at which two times meet that move evenly, as sums and differences with `now` do.

    Null where they have met, or never will. An equality with `now` holds for a microsecond, for which nobody is looked at again.
    """
    speeds = [_speed(expression) for expression, _ in (a, b)]

    def apart(scope: Scope) -> Sql:
        return a[1].sql(scope) - b[1].sql(scope)

    def sql(scope: Scope) -> Sql:
        if None in speeds:
            speed = apart(replace(scope, now=scope.now + timedelta(seconds=1))) - apart(scope)
        else:
            speed = numeric(Decimal((speeds[0] or 0) - (speeds[1] or 0)))
        # A subquery of its own has the times worked out once, which takes the most of an evaluation.
        left = select((-apart(scope) / func.nullif(speed, numeric(Decimal(0)))).label("left"))
        worked_out = left.correlate(CONTACT, *scope.rows.values()).offset(0).lateral()
        moment = numeric(seconds_of(scope.now)) + worked_out.c.left
        return select(moment).where(worked_out.c.left >= numeric(Decimal(0))).scalar_subquery()

    return sql


def _speed(expression: Expression) -> int | None:
    """Seconds by which the value grows in a second; None where that is told by something else."""
    if expression.kind is NodeKind.OPERATOR and moves(expression):
        speeds = [_speed(each) for each in expression.arguments]
        first, *rest = (speed or 0 for speed in speeds)
        if None not in speeds and expression.name == "+":
            return first + sum(rest)
        if None not in speeds and expression.name == "-":
            return first - sum(rest) if rest else -first
        return None
    return int(moves(expression))
