"""Resolvers called as they are, where no argument is to be converted: of plain values graphql-core has made what they take."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.types.field import StrawberryField

Info = GraphQLResolveInfo[Any]


def unwrap(schema: GraphQLSchema) -> None:
    """Have each field whose arguments, if it has any, are plain values resolved by its own function, or read as an attribute."""
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
        return _with_arguments(field)
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


def _with_arguments(field: GraphQLField) -> Callable[..., Any] | None:
    """As a mutation is resolved, which has no parent."""
    definition = _plain(field)
    given: dict[str, Any] = {name: argument.extensions.get(_DEFINITION) for name, argument in field.args.items()}
    if definition is None or not all(given.values()) or not all(is_leaf_type(get_nullable_type(each.type)) for each in field.args.values()):
        return None
    names = {name: argument.python_name for name, argument in given.items()}
    if not _takes(definition, *names.values(), parent=False, info=True):
        return None
    assert definition.base_resolver is not None
    resolver: Any = definition.base_resolver.wrapped_func

    def resolve(_source: Any, info: Info, **arguments: Any) -> Any:
        named = {names[name]: value for name, value in arguments.items()}
        return resolver(strawberry.Info(_raw_info=info, _field=definition), **named)

    return resolve


def _definition(field: GraphQLField) -> StrawberryField | None:
    """Strawberry's, if the field takes no arguments."""
    return None if field.args else _plain(field)


def _plain(field: GraphQLField) -> StrawberryField | None:
    definition = field.extensions.get(_DEFINITION)
    plain = isinstance(definition, StrawberryField) and not definition.extensions and not definition.is_subscription
    return definition if plain else None


def _takes(definition: StrawberryField, *arguments: str, parent: bool, info: bool) -> bool:
    """Whether the resolver's parameters are just these, in this order."""
    resolver = definition.base_resolver
    if resolver is None or not callable(resolver.wrapped_func):
        return False
    wanted = [resolver.parent_parameter] * parent + [resolver.info_parameter] * info
    return None not in wanted and [*(each.name for each in wanted if each), *arguments] == list(resolver.signature.parameters)


_DEFINITION = "strawberry-definition"
"""Where strawberry keeps what a field or an argument was made of."""
