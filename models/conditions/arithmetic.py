"""Arithmetic that can't fail in the database: digits are counted beforehand, and a division by zero is null."""

from __future__ import annotations

from sqlalchemy import func, literal_column

from golive.models.conditions.context import Context
from golive.models.conditions.syntax import Expression
from golive.models.conditions.terms import NUMBERS, SECONDS, STORED_DIGITS, Digits, Scope, Sql, Term, Type
from golive.models.conditions.values import bounded, number_term, typed

_MAX_DIGITS = 2500
_QUOTIENT_DIGITS = 1000  # the most that PostgreSQL writes after the point of a quotient
_TIMES = {
    ("+", Type.TIME, Type.DURATION): Type.TIME,
    ("+", Type.DURATION, Type.TIME): Type.TIME,
    ("+", Type.DURATION, Type.DURATION): Type.DURATION,
    ("-", Type.TIME, Type.DURATION): Type.TIME,
    ("-", Type.TIME, Type.TIME): Type.DURATION,
    ("-", Type.DURATION, Type.DURATION): Type.DURATION,
}


def calculable(term: Term) -> Term:
    """The number with a bound to its digits: a stored one with more than 40 before or after the point counts as missing."""
    if term.digits is not None or term.type is Type.NULL:
        return term
    return Term(term.type, lambda scope: bounded(term.sql(scope)), digits=Digits(STORED_DIGITS, STORED_DIGITS))


def widest(*terms: Term) -> Digits | None:
    """The digits that the widest of the numbers has, None where they are no numbers."""
    known = [term.digits for term in terms if term.digits is not None]
    return Digits(max(digits.whole for digits in known), max(digits.fraction for digits in known)) if known else None


def negative(context: Context, expression: Expression, operand: Term) -> Term:
    """The term of `-x`."""
    if operand.type not in NUMBERS | {Type.JSON, Type.DURATION}:
        raise context.must_be(expression.arguments[0], operand, "- needs a number")
    number = calculable(typed(operand, Type.DECIMAL))
    if isinstance(number.constant, int | str) or number.constant is None:
        return Term(number.type, lambda scope: -number.sql(scope), nullable=number.nullable, digits=number.digits)
    return number_term(number.type, -number.constant)


def arithmetic(context: Context, expression: Expression, a: Term, b: Term) -> Term:
    """The term of `+`, `-`, `*`, `/` or `%` with two operands."""
    name = expression.name
    result = _TIMES.get((name, a.type, b.type)) or _number_type(context, expression, a, b)
    left, right = calculable(typed(a, Type.DECIMAL)), calculable(typed(b, Type.DECIMAL))
    assert left.digits is not None
    assert right.digits is not None
    digits = _digits(name, left.digits, right.digits)
    if max(digits.whole, digits.fraction) > _MAX_DIGITS:
        raise context.error(expression, "This calculation could give a number too long to compare with; multiply or divide less often.")
    whole = result is Type.INTEGER

    def sql(scope: Scope) -> Sql:
        return _calculate(name, left.sql(scope), right.sql(scope), whole)

    return Term(result, sql, nullable=name in "/%" or left.nullable or right.nullable, digits=digits)


def _number_type(context: Context, expression: Expression, a: Term, b: Term) -> Type:
    for operand, term, other in zip(expression.arguments, (a, b), (b, a), strict=True):
        if term.type not in NUMBERS | {Type.JSON}:
            if term.type in SECONDS or other.type in SECONDS:
                raise context.error(expression, f"{expression.name} can't be used between {a.type} and {b.type}.")
            raise context.must_be(operand, term, f"{expression.name} needs numbers")
    return Type.INTEGER if a.type is b.type is Type.INTEGER else Type.DECIMAL


def _digits(name: str, a: Digits, b: Digits) -> Digits:
    if name == "*":
        return Digits(a.whole + b.whole, a.fraction + b.fraction)
    if name == "/":
        return Digits(a.whole + b.fraction, _QUOTIENT_DIGITS)
    return Digits(max(a.whole, b.whole) + 1, max(a.fraction, b.fraction))


def _calculate(name: str, a: Sql, b: Sql, whole: bool) -> Sql:
    if name == "+":
        return a + b
    if name == "-":
        return a - b
    if name == "*":
        return a * b
    divisor = func.nullif(b, literal_column("0"))
    if name == "%":
        return func.mod(a, divisor)
    return func.div(a, divisor) if whole else a.op("/")(divisor)
