"""The check of a condition as a whole, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Double, Interval, cast, func, literal, null

from golive.models.conditions import fields, functions, operators
from golive.models.conditions.context import UNKNOWN, Context, Handler
from golive.models.conditions.errors import ConditionError, first_of, line_and_column
from golive.models.conditions.syntax import Expression, Literal, NodeKind, parse
from golive.models.conditions.terms import EVENT, Attributes, Scope, Sql, Term, Type
from golive.models.conditions.values import constant

JUST_AFTER = timedelta(milliseconds=1)  # at the very moment some comparisons have not turned yet


def _literal(_: Context, expression: Expression) -> Term:
    return constant(expression.value)


def _list(context: Context, expression: Expression) -> Term:
    items = context.terms(expression.arguments)
    return UNKNOWN if items is None else Term(Type.LIST, lambda _: null(), items=tuple(items))


_HANDLERS: dict[NodeKind, Handler] = {
    NodeKind.LITERAL: _literal,
    NodeKind.VARIABLE: fields.variable,
    NodeKind.FIELD: fields.field,
    NodeKind.INDEX: fields.index,
    NodeKind.FUNCTION: functions.function,
    NodeKind.METHOD: functions.method,
    NodeKind.OPERATOR: operators.operator,
    NodeKind.LIST: _list,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition that can be asked of the database.

    `segments` are the ids in memberOf(), `attributes`, `events` and `fields` (those that every contact has) the names that
    it depends on; `relative` says that its outcome can change by the passing of time alone.
    """

    text: str
    segments: frozenset[str]
    attributes: frozenset[str]
    events: frozenset[str]
    relative: bool
    fields: frozenset[str]
    _sql: Callable[[Scope], ColumnElement[bool]] = field(repr=False)
    _turns: tuple[Callable[[Scope], Sql], ...] = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        """All that it depends on, as `Touched` names what changes."""
        return self.attributes | self.fields | self.segments | {f"events.{name}" for name in self.events}

    def where(self, workspace_id: UUID, now: datetime) -> ColumnElement[bool]:
        """The condition over `golive.contact`, true or false for every row and never null, so that it can be negated.

        It says nothing of which workspace a contact is in: add that, as for any query. `now` is aware of its time zone.
        A condition checked with `event=True` reads `golive.contact_event` too, which the query then joins.
        """
        return self._sql(Scope(workspace_id, now, {"event": EVENT}))

    def next_turn(self, workspace_id: UUID, now: datetime) -> ColumnElement[datetime] | None:
        """Over `golive.contact`: when the outcome may next change by the passing of time alone, at the earliest.

        Null for a contact for whom it won't, None where it does for nobody.
        """
        if not self._turns:
            return None
        scope = Scope(workspace_id, now, {"event": EVENT})
        first = func.least(*(turn(scope) for turn in self._turns)) if len(self._turns) > 1 else self._turns[0](scope)
        return func.to_timestamp(cast(first, Double())) + literal(JUST_AFTER, Interval())


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the parsed form, parents before their children; `name` is the operator, function or field."""

    id: str
    parent: str | None
    kind: NodeKind
    name: str
    value: Literal
    position: int
    length: int
    line: int
    column: int


def check(text: str, attributes: Attributes, *, event: bool = False) -> Checked:
    """The condition, checked against the workspace's attributes; with `event`, a trigger's, which knows `event.x`.

    Raises `ConditionError` for the first mistake in the text, with all of them in its `all`.
    """
    expression = parse(text)
    context = Context(text, attributes, _HANDLERS, ("event",) if event else ())
    term = context.term(expression)
    sql = term.sql
    if term is not UNKNOWN:
        try:
            sql = operators.truth(context, expression, term)
        except ConditionError as error:
            context.errors.append(error)
    if context.errors:
        raise first_of(context.errors)
    segments, attributes_used, events = map(frozenset, (context.used_segments, context.used_attributes, context.used_events))
    fields_used, turns = frozenset(context.used_fields), tuple(context.turns)
    return Checked(text, segments, attributes_used, events, context.relative, fields_used, sql, turns)


def tree(text: str) -> list[Node]:
    """The parsed form of a condition as a flat list, the whole first; raises `ConditionError` where it isn't CEL."""
    nodes: list[Node] = []
    waiting: list[tuple[Expression, str | None]] = [(parse(text), None)]
    while waiting:
        expression, parent = waiting.pop()
        node_id = str(len(nodes) + 1)
        line, column = line_and_column(text, expression.position)
        nodes.append(
            Node(
                node_id, parent, expression.kind, expression.name, expression.value,
                expression.position, expression.length, line, column,
            )
        )  # fmt: skip
        waiting.extend((argument, node_id) for argument in reversed(expression.arguments))
    return nodes
