"""An executor that reads plain values at once: fields that are attributes of what is shown, with a scalar or an enum as their type.

graphql-core spends four microseconds on each field, whatever it is: a path, an info, a resolver, five questions about its type.
A page of records has thousands of fields that need none of it. What isn't plain, or fails, is left to graphql-core.
All that is answered is counted on its way, so that what doesn't fit is left out before it is gathered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from sys import maxsize
from typing import Any, Generic, TypeAlias, TypeVar

from graphql import (
    Executor,
    GraphQLEnumType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.pyutils import Path

from golive.graph.lean import reader
from golive.graph.room import BOUNDED, OVERHEAD, Room, is_bounded, is_too_large, size_of

TContext = TypeVar("TContext")
Fields: TypeAlias = dict[str, Any]
Leaf: TypeAlias = Callable[[Any], Any]
"""Reads a field of what is shown as it is answered; raises where there is an error to tell."""
_Read: TypeAlias = tuple[list[Any], list[Any], int]
"""A list, what is answered of it, and the bytes that this takes."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The fields selected of a type: those that are leaves, and the others as graphql-core has them. `fields` are all, in order."""

    fields: Fields
    leaves: list[tuple[str, Leaf]]
    others: Fields
    least: int
    """Bytes that all but `texts` take in an answer, about."""
    texts: list[str]
    """The leaves of any size."""


@dataclass(frozen=True, slots=True)
class _Item:
    """What reads the items of a list that are plain values, or objects of which only those are selected. The rest is as in a plan."""

    read: Leaf
    least: int
    texts: list[str] | None
    """None for values that are of any size themselves."""

    def more(self, items: list[Any]) -> int:
        """Bytes that the texts of items take in an answer, about."""
        return size_of(items) if self.texts is None else sum(size_of(item[name]) for name in self.texts for item in items)


class Selections:
    """What is selected of each type, and how it is read; the same for all executions of an operation without directives."""

    __slots__ = ("below", "items", "plans", "root")

    def __init__(self) -> None:
        self.root: Fields | None = None
        self.below: dict[Any, Any] = {}
        self.plans: dict[int, _Plan] = {}
        self.items: dict[int, tuple[Any, _Item | None]] = {}


class LeafExecutor(Executor[TContext], Generic[TContext]):
    """graphql-core's executor, but for plain values."""

    def __init__(self, *args: Any, selections: Selections | None = None, room: Room | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._selections = selections or Selections()
        self._relevant_sub_fields = self._selections.below
        self._lists: dict[tuple[int, int], _Read] = {}
        self._room = room or Room(maxsize)
        self._told_what_is_missing = False

    def execute_root_grouped_field_set(
        self, root_type: GraphQLObjectType, root_value: Any, grouped_field_set: Fields, serially: bool, position_context: Any
    ) -> Any:
        """The fields of the operation itself, those that it began with before: what is below them is known by them."""
        if self._selections.root is None:
            self._selections.root = grouped_field_set
        return super().execute_root_grouped_field_set(root_type, root_value, self._selections.root, serially, position_context)

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, grouped_field_set: Fields, position_context: Any
    ) -> Any:
        """The selected fields of an object."""
        plan, room = self._plan(parent_type, grouped_field_set), self._room
        found, others, size = {}, plan.others, plan.least
        for name, leaf in plan.leaves:
            try:
                found[name] = leaf(source_value)
            except Exception:  # graphql-core runs into it again, in its turn, and tells where
                others = {each: fields for each, fields in grouped_field_set.items() if each in others or each == name}
        for name in plan.texts:
            if (value := found.get(name)) is not None:
                size += len(value) if type(value) is str and value.isascii() else size_of(value)
        room.left -= size
        if room.left < 0:
            room.over(size, path)
        if not others:
            return found
        rest = super().execute_fields(parent_type, source_value, path, others, position_context)
        return _in_order(plan, found, rest) if isinstance(rest, dict) else _in_order_later(plan, found, rest)

    def complete_list_value(
        self,
        return_type: GraphQLList[Any],
        field_details_list: Any,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """A list: at once if it is one of plain values, or of objects of which only those are selected."""
        if isinstance(result, list):
            key = (id(result), id(field_details_list))
            known = self._lists.get(key) or self._at_once(key, return_type, field_details_list, result)
            if known is not None:
                room = self._room
                room.left -= known[2]
                if room.left < 0:
                    room.over(known[2], path)
                return known[1]
        return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]
        """A value that graphql-core was left with."""
        value, room = super().complete_leaf_value(return_type, result), self._room
        size = size_of(value)
        room.left -= size
        if room.left < 0:
            room.over(size, None)
        return value

    def handle_field_error(self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Path) -> None:
        """Tell of an error, but of what doesn't fit once, lest there be thousands; of the answer of each of several mutations, too."""
        if not is_too_large(raw_error):
            super().handle_field_error(raw_error, return_type, field_details_list, path)
        elif path.prev is None or is_non_null_type(return_type) or not self._told_what_is_missing:
            errors = self.collected_errors.errors
            before = len(errors)
            super().handle_field_error(raw_error, return_type, field_details_list, path)
            self._told_what_is_missing = len(errors) > before

    def _at_once(self, key: tuple[int, int], return_type: GraphQLList[Any], field_details_list: Any, result: list[Any]) -> _Read | None:
        """What is read of a list, kept for the next: resolvers give many records that are alike the same one. None if it isn't plain."""
        items = self._selections.items
        if id(field_details_list) not in items:
            items[id(field_details_list)] = field_details_list, self._item(return_type.of_type, field_details_list)
        item = items[id(field_details_list)][1]
        if item is None:
            return None
        try:
            answered = [item.read(each) for each in result]
        except Exception:  # as above
            return None
        size = len(answered) * item.least + (item.more(answered) if item.texts != [] else 0)
        read = self._lists[key] = result, answered, size
        return read

    def _item(self, item_type: Any, field_details_list: Any) -> _Item | None:
        """What reads an item of a list; None if that isn't plain."""
        type_ = get_nullable_type(item_type)
        if is_leaf_type(type_):
            return _Item(_coerced(item_type), BOUNDED, [] if is_bounded(type_) else None)
        if not is_object_type(type_) or type_.is_type_of is not None:
            return None
        plan = self._plan(type_, self.collect_subfields(type_, field_details_list)[0])
        if plan.others:
            return None
        leaves = plan.leaves
        return _Item(lambda item: {name: leaf(item) for name, leaf in leaves}, plan.least, plan.texts)

    def _plan(self, type_: GraphQLObjectType, fields: Fields) -> _Plan:
        plan = self._selections.plans.get(id(fields))
        if plan is None:
            leaves = [(name, self._leaf(type_, details[0].node.name.value)) for name, details in fields.items()]
            known = [(name, leaf) for name, leaf in leaves if leaf is not None]
            others = {name: fields[name] for name, leaf in leaves if leaf is None}
            texts = [name for name, _ in known if not self._is_short(type_, fields[name])]
            least = sum(OVERHEAD + len(name) for name in fields) + BOUNDED * (len(known) - len(texts))
            plan = self._selections.plans[id(fields)] = _Plan(fields, known, others, least, texts)
        return plan

    def _is_short(self, type_: GraphQLObjectType, details: Any) -> bool:
        """Whether a leaf's values are short whatever they are."""
        name = details[0].node.name.value
        field = None if name == "__typename" else self.schema.get_field(type_, name)
        return field is None or is_bounded(field.type)

    def _leaf(self, type_: GraphQLObjectType, name: str) -> Leaf | None:
        if name == "__typename":
            return partial(_constant, type_.name)
        field = self.schema.get_field(type_, name)
        if field is None or field.args:
            return None
        if _LEAF not in field.extensions:
            field.extensions[_LEAF] = _leaf_of(field)
        leaf: Leaf | None = field.extensions[_LEAF]
        return leaf


_LEAF = "golive-leaf"
_NAMES = "golive-names"
"""Where the schema keeps what was worked out for a field and an enum."""


def _constant(value: Any, _source: Any) -> Any:
    return value


def _in_order(plan: _Plan, *found: Fields) -> Fields:
    values = {name: value for each in found for name, value in each.items()}
    return {name: values[name] for name in plan.fields if name in values}


async def _in_order_later(plan: _Plan, found: Fields, rest: Awaitable[Fields]) -> Fields:
    return _in_order(plan, found, await rest)


def _leaf_of(field: GraphQLField) -> Leaf | None:
    read, list_type = reader(field), get_nullable_type(field.type)
    if read is None or not is_leaf_type(get_named_type(field.type)):
        return None
    if not is_list_type(list_type):
        return _coerced(field.type, read)
    if is_list_type(get_nullable_type(list_type.of_type)):
        return None
    return partial(_list, read, _coerced(list_type.of_type), is_non_null_type(field.type))


def _list(read: Leaf, item: Leaf, needed: bool, source: Any) -> list[Any] | None:
    values = read(source)
    if values is None and not needed:
        return None
    if not isinstance(values, list):
        raise TypeError("no list")
    return [item(value) for value in values]


def _coerced(type_: Any, read: Leaf | None = None) -> Leaf:
    """What makes a value of this type (or what is read of one) as it is answered; raises for null where there must be none."""
    named, needed = get_nullable_type(type_), is_non_null_type(type_)
    as_it_is = _AS_THEY_ARE.get(named.name)
    coerce: Leaf = _names(named).__getitem__ if isinstance(named, GraphQLEnumType) else named.coerce_output_value

    def coerced(value: Any) -> Any:
        if read is not None:
            value = read(value)
        if type(value) is as_it_is:
            return value
        if value is not None:
            return coerce(value)
        if needed:
            raise ValueError("null where there must be a value")
        return None

    return coerced


_AS_THEY_ARE: dict[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars whose values of the type are answered as they are."""


def _names(enum: GraphQLEnumType) -> dict[Any, str]:
    if _NAMES not in enum.extensions:
        enum.extensions[_NAMES] = {member: enum.coerce_output_value(member) for member in getattr(enum, "wrapped_cls", ())}
    names: dict[Any, str] = enum.extensions[_NAMES]
    return names
