"""What the check of one condition knows and finds out on its way through the expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from sqlalchemy import null

from golive.models.conditions.errors import ConditionError
from golive.models.conditions.syntax import Expression, NodeKind
from golive.models.conditions.terms import Attributes, Scope, Sql, Term, Type

UNKNOWN = Term(Type.UNKNOWN, lambda _: null())

Handler = Callable[["Context", Expression], Term]


class Context:
    """Turns expressions into terms by the handler of their kind, and goes on after an error to find them all."""

    def __init__(self, text: str, attributes: Attributes, handlers: Mapping[NodeKind, Handler], variables: tuple[str, ...]) -> None:
        self.text = text
        self.attributes = attributes
        self.handlers = handlers
        self.variables = variables
        self.inside_filter = False
        self.errors: list[ConditionError] = []
        self.used_attributes: set[str] = set()
        self.used_segments: set[str] = set()
        self.used_events: set[str] = set()
        self.used_fields: set[str] = set()
        self.turns: list[Callable[[Scope], Sql]] = []
        """Seconds since 1970 at which the passing of time may next change a part's outcome; null where it won't."""
        self.relative = False

    def term(self, expression: Expression) -> Term:
        """The expression's term, `UNKNOWN` when there is an error within it."""
        try:
            return self.handlers[expression.kind](self, expression)
        except ConditionError as error:
            self.errors.append(error)
            return UNKNOWN

    def terms(self, expressions: tuple[Expression, ...]) -> list[Term] | None:
        """All their terms, None when there is an error within one."""
        terms = [self.term(expression) for expression in expressions]
        return None if UNKNOWN in terms else terms

    def error(self, expression: Expression, message: str) -> ConditionError:
        return ConditionError(message, self.text, expression.position, expression.length)

    def source(self, expression: Expression) -> str:
        """The expression as it is written, for a message."""
        written = " ".join(self.text[expression.position : expression.position + expression.length].split())
        return written if len(written) <= 60 else written[:57] + "…"

    def must_be(self, expression: Expression, term: Term, wanted: str) -> ConditionError:
        return self.error(expression, f"{self.source(expression)} is {term.type}; {wanted}.")


def did_you_mean(name: str, known: list[str], prefix: str = "") -> str:
    """` Did you mean X?`, or nothing when no known name is close."""
    close = get_close_matches(name, known, 1, 0.7)
    return f" Did you mean {prefix}{close[0]}?" if close else ""
