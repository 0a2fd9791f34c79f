"""Resolvers of fields without arguments, called as they are: strawberry's wrappers convert arguments that aren't there."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.field import StrawberryField

Info = GraphQLResolveInfo[Any]


def unwrap(schema: GraphQLSchema) -> None:
    """Have each field without arguments resolved by its own function, or read as an attribute."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                field.resolve = _resolver(field) or field.resolve


def reader(field: GraphQLField) -> Callable[[Any], Any] | None:
    """What reads the field of what is shown, if that takes nothing else: an attribute, or a function of it."""
    definition = _definition(field)
    if definition is None:
        return None
    resolver = definition.base_resolver
    if resolver is None:
        return attrgetter(definition.python_name)
    return resolver.wrapped_func if _takes(definition, parent=True, info=False) and not resolver.is_async else None  # type: ignore[return-value]


def _resolver(field: GraphQLField) -> Callable[..., Any] | None:
    definition, read = _definition(field), reader(field)
    if definition is None:
        return None
    if read is not None:
        return lambda source, _info: read(source)
    resolver: Any = definition.base_resolver.wrapped_func if definition.base_resolver else None
    if _takes(definition, parent=True, info=False):
        return lambda source, _info: resolver(source)
    if _takes(definition, parent=True, info=True):
        return lambda source, info: resolver(source, strawberry.Info(_raw_info=info, _field=definition))
    if _takes(definition, parent=False, info=True):
        return lambda _source, info: resolver(strawberry.Info(_raw_info=info, _field=definition))
    return None


def _definition(field: GraphQLField) -> StrawberryField | None:
    definition = field.extensions.get("strawberry-definition")
    plain = isinstance(definition, StrawberryField) and not definition.extensions and not definition.is_subscription and not field.args
    return definition if plain else None


def _takes(definition: StrawberryField, *, parent: bool, info: bool) -> bool:
    """Whether the resolver's parameters are just these, in this order."""
    resolver = definition.base_resolver
    if resolver is None or not callable(resolver.wrapped_func):
        return False
    wanted = [resolver.parent_parameter] * parent + [resolver.info_parameter] * info
    return None not in wanted and [each.name for each in wanted if each] == list(resolver.signature.parameters)
