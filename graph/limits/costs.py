"""How large an operation's answer can become, and how much it is given, by what its variables say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_object_type,
    value_from_ast_untyped,
)

from golive.graph.transport.request import over_limit, refused
from golive.models.filters import PARTS, TOO_MANY_PARTS
from golive.models.ordering import DEFAULT_SIZE, LARGEST_SIZE
from golive.models.settings import Settings
from golive.resolvers.errors import ErrorCode

PLAIN_LIST = 10
"""Objects that a list without pages counts as."""
RENAMED = 10
"""Objects that a value under an alias counts as: under its own name it is worked out once, under aliases as often as there are."""
REMEMBERED = 100
"""Kinds of variables that were found to be within the limits, for each operation."""
TOO_MUCH = (
    "The document asks for more than {:,} objects, since lists within lists multiply: page less at a time, with a smaller `first`, "
    "or ask for what is nested in a request of its own."
)
TOO_MANY_VALUES = "The operation is given more than {:,} values, a variable's counted each time it is used: send less at a time."


class Costs:
    """Checks an operation of a valid document. What was found for some variables is remembered for others that count the same."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, settings: Settings) -> None:
        self._schema = schema
        self._document = document
        self._operation = operation
        self._settings = settings
        self._defaults = {
            each.variable.name.value: None if each.default_value is None else value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
        }
        self._filters = [each.variable.name.value for each in operation.variable_definitions or () if _type_of(each) == "RecordFilter"]
        self._within: set[tuple[object, ...]] = set()

    def check(self, variables: Mapping[str, Any]) -> None:
        """Raise `Refused` when the operation goes beyond a limit with these variables."""
        given = {name: variables.get(name, default) for name, default in self._defaults.items()}
        self._check(given)
        if any(parts_of(given[name]) > PARTS for name in self._filters):
            raise refused(ErrorCode.BAD_USER_INPUT, TOO_MANY_PARTS)

    def _check(self, given: Mapping[str, Any]) -> None:
        kind = tuple(map(_kind, given.values()))
        if kind in self._within:
            return
        counting = Counting(self._schema, self._document, self._operation, given)
        if counting.objects > self._settings.cost:
            raise over_limit("COST", self._settings.cost, TOO_MUCH.format(self._settings.cost))
        if counting.values > self._settings.values:
            raise over_limit("VALUES", self._settings.values, TOO_MANY_VALUES.format(self._settings.values))
        if len(self._within) == REMEMBERED:
            self._within.clear()
        self._within.add(kind)


class Counting:
    """How many objects the answer to an operation has at most, and how many values its fields are given.

    Each part of the document is looked at once or twice. What is `paged` is below a field that takes `first` or `ids`, so that its lists
    are counted already.
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        self._known: dict[tuple[str, bool], tuple[int, int]] = {}
        self._variables = dict(variables)
        self._sizes = {name: size_of(value) for name, value in variables.items()}
        self.objects, self.values = self._selected(operation.selection_set, schema.get_root_type(operation.operation), paged=False)

    def _selected(self, selections: SelectionSetNode, type_: Any, *, paged: bool) -> tuple[int, int]:
        always, values, by_type = 0, 0, Counter[str]()
        for each in selections.selections:
            if isinstance(each, FieldNode):
                more, given = self._field(each, type_, paged)
                always += more
            else:
                on, more, given = self._fragment(each, type_, paged)
                if is_object_type(on) and on is not type_:  # an object is of one type: fragments on several exclude each other
                    by_type[on.name] += more
                else:
                    always += more
            values += given
        return always + max(by_type.values(), default=0), values

    def _fragment(self, node: Any, type_: Any, paged: bool) -> tuple[Any, int, int]:
        if isinstance(node, InlineFragmentNode):
            on = self._schema.type_map[node.type_condition.name.value] if node.type_condition else type_
            return on, *self._selected(node.selection_set, on, paged=paged)
        assert isinstance(node, FragmentSpreadNode)
        fragment = self._fragments[node.name.value]
        on, key = self._schema.type_map[fragment.type_condition.name.value], (node.name.value, paged)
        if key not in self._known:
            self._known[key] = self._selected(fragment.selection_set, on, paged=paged)
        return on, *self._known[key]

    def _field(self, node: FieldNode, parent: Any, paged: bool) -> tuple[int, int]:
        values = sum(self._values(each.value) for each in node.arguments or ())
        if node.name.value.startswith("__"):
            return 0, values
        if node.selection_set is None:
            return RENAMED if node.alias else 0, values
        field: GraphQLField = parent.fields[node.name.value]
        size, is_list = self._size(node, field, parent), is_list_type(get_nullable_type(field.type))
        below, given = self._selected(node.selection_set, get_named_type(field.type), paged=size is not None and not is_list)
        if is_list:
            return (size if size is not None else 1 if paged else PLAIN_LIST) * (1 + below), values + given
        return 1 + (1 if size is None else size) * below, values + given

    def _size(self, node: FieldNode, field: GraphQLField, parent: Any) -> int | None:
        """How many entries the field's arguments ask for; None where it takes none that say."""
        if "ids" in field.args and parent is not self._schema.mutation_type:
            return len(ids) if isinstance(ids := self._given(node, "ids"), list) else 1
        if "events" in field.args:
            return len(told) if isinstance(told := self._given(node, "events"), list) else 1
        if "first" not in field.args:
            return None
        asked = [size for name in ("first", "last") if (size := self._given(node, name)) is not None]
        if not all(isinstance(each, int) for each in asked):
            return LARGEST_SIZE
        return max(1, min(max(asked), LARGEST_SIZE)) if asked else DEFAULT_SIZE

    def _given(self, node: FieldNode, name: str) -> Any:
        value = next((each.value for each in node.arguments or () if each.name.value == name), None)
        return None if value is None else value_from_ast_untyped(value, self._variables)

    def _values(self, node: ValueNode) -> int:
        if isinstance(node, VariableNode):
            return self._sizes.get(node.name.value, 1)
        if isinstance(node, ListValueNode):
            return 1 + sum(map(self._values, node.values))
        if isinstance(node, ObjectValueNode):
            return 2 + sum(self._values(each.value) for each in node.fields)
        return 1


def size_of(value: object) -> int:
    """How many values are in one that was decoded from JSON, itself counted. An object counts twice, for it costs more to read."""
    count, waiting = 1, [value]
    while waiting:
        last = waiting.pop()
        inside = last.values() if isinstance(last, dict) else last if isinstance(last, list) else ()
        count += len(inside) + isinstance(last, dict)
        waiting.extend(each for each in inside if isinstance(each, dict | list))
    return count


def parts_of(filter: object) -> int:
    """How many parts a filter has in and, or and not, before it is read: that takes thirty microseconds for each."""
    count, waiting = 0, [filter]
    while waiting:
        last = waiting.pop()
        if isinstance(last, Mapping):
            given = [last.get(name) for name in ("and", "or", "not")]
            inside = [part for each in given for part in (each if isinstance(each, list) else [each]) if part is not None]
            count += len(inside)
            waiting += inside
    return count


def _type_of(variable: VariableDefinitionNode) -> str:
    """The name of a variable's type, whatever is around it."""
    node: Any = variable.type
    while not isinstance(node, NamedTypeNode):
        node = node.type
    return str(node.name.value)


def _kind(value: object) -> object:
    """All of a variable's value that the costs depend on."""
    if value is None or isinstance(value, int):
        return value
    return (len(value) if isinstance(value, list) else None, size_of(value)) if isinstance(value, list | dict) else "1"
