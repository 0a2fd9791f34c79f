"""What a query selects of records, so that no more is read than that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import strawberry
from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode

from golive.lifecycles.words import RecordType
from golive.models.fields import Kind, Own
from golive.models.records import camel, own_fields

ACTIONS = frozenset({"allowedActions", "availableActions"})
"""Fields that ask what surrounds a record."""


def fields_below(info: strawberry.Info[Any, Any], nodes: Iterable[FieldNode]) -> Iterator[FieldNode]:
    """The fields selected of what `nodes` give, whichever fragments they stand in."""
    fragments = info._raw_info.fragments
    left = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
    while left:
        each = left.pop()
        match each:
            case FieldNode():
                yield each
            case FragmentSpreadNode():
                left += fragments[each.name.value].selection_set.selections
            case InlineFragmentNode():
                left += each.selection_set.selections


def selected(info: strawberry.Info[Any, Any]) -> frozenset[str]:
    """The names of the fields selected of the field's value."""
    return frozenset(field.name.value for field in fields_below(info, info._raw_info.field_nodes))


def selected_of_nodes(info: strawberry.Info[Any, Any]) -> frozenset[str]:
    """The names of the fields selected of a connection's nodes."""
    top = list(fields_below(info, info._raw_info.field_nodes))
    edges = fields_below(info, [field for field in top if field.name.value == "edges"])
    nodes = [field for field in top if field.name.value == "nodes"] + [field for field in edges if field.name.value == "node"]
    return frozenset(field.name.value for field in fields_below(info, nodes))


def columns_of(names: Iterable[str]) -> frozenset[str] | None:
    """The own columns that fields of records need; None if one may need all."""
    needs = [_NEEDS.get(name) for name in names]
    return None if None in needs else frozenset().union(*(need for need in needs if need is not None))


def field_name(column: str, own: Own) -> str:
    """What the field that shows an own column is called: `content_settings` for `content_settings_id`, `sessions` for `session_ids`."""
    match own.kind:
        case Kind.REFERENCE | Kind.BLUEPRINT:
            return column.removesuffix("_id")
        case Kind.REFERENCES:
            return column.removesuffix("_ids") + "s"
        case _:
            return column


def _needs() -> Mapping[str, frozenset[str]]:
    needs: dict[str, frozenset[str]] = {name: frozenset() for name in _OF_ALL}
    for type_ in RecordType:
        for column, own in own_fields(type_).items():
            name = camel(field_name(column, own))
            needs[name] = needs.get(name, frozenset()) | {column}
    return needs | {name: frozenset({"is_default", "entry"}) for name in ACTIONS} | {"fieldLocks": frozenset({"auto_publish"})}


_OF_ALL = (  # noqa: SIM905 - a list of names reads best as a sentence
    "__typename id type name ownerId status statusReason publishStatus isLive revision createdAt updatedAt liveSince resumeAt expiresAt"
    " lastError progress hasWorkingCopy liveVersion scheduled uses usedBy history versions memberCount members"
    " leadCounts membershipChanges journeyProgress passages deliveries runHistory"
).split()
_NEEDS = _needs()
"""The own columns that each field needs besides what all records have; what isn't here needs all, as the error check does."""
