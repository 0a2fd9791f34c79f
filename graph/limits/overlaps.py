"""Whether fields of one name can be merged, as the specification asks, without comparing each of them with each.

Fields are gathered by where their values would be in the answer, fragments spread: so each is looked at once. The values of one place must
have one shape. Where all fields of a place are the same field with the same arguments, and below it too, no more is to be said. Only below
places where they differ is it worked out which of them can meet in one object: those whose types are the same, or not object types.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_object_type,
    print_ast,
)
from graphql.utilities.sort_value_node import sort_value_node

from golive.graph.transport.request import over_limit

MOST_ERRORS = 5
TOO_MANY = (
    "Fields under the same names in fragments on many types take more than {:,} comparisons: name fields that differ by aliases, "
    "or ask for the types in several requests."
)


class Field(NamedTuple):
    """A field where its value would be: `parent` is the type that it is selected on."""

    parent: GraphQLNamedType
    node: FieldNode
    type: GraphQLOutputType


@dataclass(slots=True)
class Place:
    """Where in the answer fields of one name have their value. `mixed`: not all here or below are the same field."""

    fields: list[Field]
    below: dict[str, Place]
    mixed: bool


Selected = Iterable[tuple[GraphQLNamedType, SelectionSetNode]]


class Overlaps:
    """The fields of a document that can't be merged. The document is valid in all other respects, and within the other limits."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, allowed: int) -> None:
        self._schema = schema
        self._fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        self._operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        self._allowed = allowed
        self._compared = 0
        self._printed: dict[int, dict[str, str]] = {}
        self._errors: list[GraphQLError] = []

    def errors(self) -> list[GraphQLError]:
        """What can't be merged. Raises `Refused` when finding out takes too many comparisons."""
        for operation in self._operations:
            root = self._schema.get_root_type(operation.operation)
            assert root is not None
            selected = [(root, operation.selection_set)]
            places = self._places(selected)
            if not self._errors:
                self._compare(selected, places)
        return self._errors

    def _places(self, selected: Selected) -> dict[str, Place]:
        places = {}
        for name, fields in self._gather(selected).items():
            first = fields[0]
            shape = next((each for each in fields[1:] if not _same_shape(first.type, each.type)), None)
            if shape is not None:
                reason = f"they return conflicting types '{first.type}' and '{shape.type}'"
                self._conflict(name, reason, first, shape)
                continue
            below = self._places(_inside(fields))
            mixed = self._different(fields) is not None or any(each.mixed for each in below.values())
            places[name] = Place(fields, below, mixed)
        return places

    def _compare(self, selected: Selected, places: dict[str, Place]) -> None:
        """Compare fields that can meet in one object: those of the same object type, and of any type that is none."""
        if not any(place.mixed for place in places.values()):
            return
        gathered = self._gather(selected)
        self._compared += sum(map(len, gathered.values()))
        if self._compared > self._allowed:
            raise over_limit("COMPARISONS", self._allowed, TOO_MANY.format(self._allowed))
        for name, fields in gathered.items():
            place = places[name]
            if not place.mixed:
                continue
            anywhere = [each for each in fields if not is_object_type(each.parent)]
            by_type: dict[str, list[Field]] = {}
            for each in fields:
                if is_object_type(each.parent):
                    by_type.setdefault(each.parent.name, []).append(each)
            for together in ([*anywhere, *each] for each in by_type.values() or [[]]):
                if other := self._different(together):
                    self._conflict(name, _difference(together[0].node, other.node), together[0], other)
                else:
                    self._compare(_inside(together), place.below)

    def _gather(self, selected: Selected) -> dict[str, list[Field]]:
        """The fields by the names that their values would have, fragments spread."""
        gathered: dict[str, list[Field]] = {}
        seen: set[str | int] = set()
        waiting = deque(selected)
        while waiting:
            type_, selections = waiting.popleft()
            for each in selections.selections:
                if isinstance(each, FieldNode):
                    if id(each) not in seen:
                        seen.add(id(each))
                        field = self._schema.get_field(type_, each.name.value)  # type: ignore[arg-type]
                        assert field is not None
                        gathered.setdefault((each.alias or each.name).value, []).append(Field(type_, each, field.type))
                elif isinstance(each, FragmentSpreadNode):
                    if each.name.value not in seen:
                        seen.add(each.name.value)
                        fragment = self._fragments[each.name.value]
                        waiting.append((self._schema.type_map[fragment.type_condition.name.value], fragment.selection_set))
                else:
                    inside: Any = each
                    on = inside.type_condition
                    waiting.append((self._schema.type_map[on.name.value] if on else type_, inside.selection_set))
        return gathered

    def _different(self, fields: list[Field]) -> Field | None:
        """One that isn't the same field with the same arguments as the first."""
        first = fields[0].node
        for each in fields[1:]:
            if each.node.name.value != first.name.value or self._arguments(each.node) != self._arguments(first):
                return each
        return None

    def _arguments(self, node: FieldNode) -> dict[str, str]:
        """The arguments as they are compared: in no order, nor are fields of objects in any."""
        if not node.arguments:
            return {}
        if id(node) not in self._printed:
            self._printed[id(node)] = {each.name.value: print_ast(sort_value_node(each.value)) for each in node.arguments}
        return self._printed[id(node)]

    def _conflict(self, name: str, reason: str, one: Field, other: Field) -> None:
        message = f"Fields '{name}' conflict because {reason}. Use different aliases on the fields to fetch both if this was intentional."
        if len(self._errors) < MOST_ERRORS:
            self._errors.append(GraphQLError(message, [one.node, other.node]))


def _inside(fields: list[Field]) -> list[tuple[GraphQLNamedType, SelectionSetNode]]:
    return [(get_named_type(each.type), each.node.selection_set) for each in fields if each.node.selection_set is not None]


def _same_shape(one: GraphQLOutputType, other: GraphQLOutputType) -> bool:
    """Whether values of both types look the same to clients: as lists, as what may be null, and as scalars and enums of one kind."""
    while isinstance(one, GraphQLList | GraphQLNonNull) or isinstance(other, GraphQLList | GraphQLNonNull):
        if type(one) is not type(other):
            return False
        one, other = one.of_type, other.of_type  # type: ignore[union-attr]
    return one is other or not (is_leaf_type(one) or is_leaf_type(other))


def _difference(one: FieldNode, other: FieldNode) -> str:
    if one.name.value != other.name.value:
        return f"'{one.name.value}' and '{other.name.value}' are different fields"
    return "they have differing arguments"
