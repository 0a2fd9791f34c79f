"""The inputs: create and update per record type, built from the fields that each model declares; filters and orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from golive.graph.structures import SHAPES
from golive.graph.types import SCALAR_TYPES
from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models import filters, ordering
from golive.models.fields import Kind, Own
from golive.models.ordering import OrderDirection, RecordOrderField
from golive.models.records import CLASSES, camel, own_fields
from golive.resolvers.errors import bad_input

MOST_IDS = 1_000
"""Ids in one filter, its parts included."""


def input_type(own: Own) -> Any:
    """The GraphQL type that a field's value has in inputs."""
    match own.kind:
        case Kind.REFERENCE | Kind.BLUEPRINT:
            return strawberry.ID
        case Kind.REFERENCES | Kind.CONTACTS:
            return list[strawberry.ID]
        case Kind.ENUM:
            return own.enum
        case Kind.ENUMS:
            return list[own.enum]  # type: ignore[name-defined]
        case Kind.SHAPE:
            return SHAPES[own.shape or ""].input
        case Kind.SHAPES:
            shape: Any = SHAPES[own.shape or ""].input
            return list[shape]
        case _:
            return SCALAR_TYPES[own.kind]


def _build(type_: RecordType, creating: bool) -> Any:
    name = CLASSES[type_].__name__
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": None}

    def add(field: str, annotation: Any, description: str, required: bool) -> None:
        namespace["__annotations__"][field] = annotation if required else annotation | None
        default = {} if required else {"default": strawberry.UNSET}
        namespace[field] = strawberry.field(description=description, **default)

    add("name", str, "Its name, of 1 to 150 characters.", creating)
    owns = own_fields(type_)
    for column in sorted(owns, key=lambda column: not (owns[column].required and creating)):
        own = owns[column]
        add(column, input_type(own), own.description, own.required and creating)
    made: Any = type(f"{'Create' if creating else 'Update'}{name}Input", (), namespace)
    words = f"What a new {type_.words} is made with." if creating else f"The fields of {type_.one} to set; null clears."
    return strawberry.input(made, description=words)


CREATE_INPUTS: dict[RecordType, Any] = {type_: _build(type_, True) for type_ in RecordType}
UPDATE_INPUTS: dict[RecordType, Any] = {type_: _build(type_, False) for type_ in RecordType}


def values_of(type_: RecordType, given: Any) -> dict[str, Any]:
    """The fields that an input gives, as JSON by input names."""
    values: dict[str, Any] = {} if given.name is strawberry.UNSET else {"name": given.name}
    for column, own in own_fields(type_).items():
        value = getattr(given, column)
        if value is not strawberry.UNSET:
            values[camel(column)] = None if value is None else _json(own, value)
    return values


def _json(own: Own, value: Any) -> Any:
    match own.kind:
        case Kind.SHAPE:
            return SHAPES[own.shape or ""].to_json(value)
        case Kind.SHAPES:
            return [SHAPES[own.shape or ""].to_json(each) for each in value]
        case Kind.ENUM:
            return value.value
        case Kind.ENUMS:
            return [each.value for each in value]
        case _:
            return value


@strawberry.input(description="Which records: all given parts must hold. What can't match is an empty result, not an error.")
class RecordFilter:
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="One of these records; 1,000 at most in the whole filter.")
    types: list[RecordType] | None = strawberry.field(default=None, description="Of one of these types.")
    statuses: list[Status] | None = strawberry.field(default=None, description="With one of these statuses.")
    status_reasons: list[StatusReason] | None = strawberry.field(default=None, description="With one of these status reasons.")
    publish_statuses: list[PublishStatus] | None = strawberry.field(default=None, description="With one of these publish statuses.")
    is_live: bool | None = strawberry.field(default=None, description="Live, or not.")
    search: str | None = strawberry.field(default=None, description="With this in the name, in any case.")
    uses_id: strawberry.ID | None = strawberry.field(default=None, description="That use this record, in working copy or live version.")
    owner_id: strawberry.ID | None = strawberry.field(default=None, description="Of this owner.")
    updated_since: datetime | None = strawberry.field(default=None, description="Changed at this moment or later.")
    updated_until: datetime | None = strawberry.field(default=None, description="Changed before this moment.")
    and_: list[RecordFilter] | None = strawberry.field(default=None, name="and", description="All of these hold.")
    or_: list[RecordFilter] | None = strawberry.field(default=None, name="or", description="One of these holds.")
    not_: RecordFilter | None = strawberry.field(default=None, name="not", description="This doesn't hold.")


@strawberry.input(description="How records are sorted; the newest first unless told otherwise.")
class RecordOrder:
    field: RecordOrderField = strawberry.field(default=RecordOrderField.CREATED_AT, description="By what.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which way.")


def filter_of(given: RecordFilter | None) -> filters.RecordFilter:
    """The filter asked for; BAD_USER_INPUT when it nests too deep or can't be."""
    if (named := _named(given, 0)) > MOST_IDS:
        raise bad_input(f"The filter names {named:,} ids: name {MOST_IDS:,} at most, in all its parts together.")
    try:
        return _filter(given, 0)
    except ValueError as error:
        raise bad_input(str(error)) from None


def _named(given: RecordFilter | None, depth: int) -> int:
    """How many ids a filter has in all its parts; one that nests too deep is refused anyway."""
    if given is None or depth > filters.NESTING:
        return 0
    parts = [*(given.and_ or ()), *(given.or_ or ()), given.not_]
    return len(given.ids or ()) + sum(_named(part, depth + 1) for part in parts)


def _filter(given: RecordFilter | None, depth: int) -> filters.RecordFilter:
    if given is None:
        return filters.RecordFilter()
    if depth > filters.NESTING:
        raise ValueError(f"A filter may nest and, or and not {filters.NESTING} levels deep; this one goes deeper.")

    def tuple_of(values: list[Any] | None) -> tuple[Any, ...] | None:
        return None if values is None else tuple(values)

    def parts(values: list[RecordFilter] | None) -> tuple[filters.RecordFilter, ...] | None:
        return None if values is None else tuple(_filter(each, depth + 1) for each in values)

    return filters.RecordFilter(
        ids=tuple_of(given.ids),
        types=tuple_of(given.types),
        statuses=tuple_of(given.statuses),
        status_reasons=tuple_of(given.status_reasons),
        publish_statuses=tuple_of(given.publish_statuses),
        is_live=given.is_live,
        search=given.search,
        uses_id=given.uses_id,
        owner_id=given.owner_id,
        updated_since=given.updated_since,
        updated_until=given.updated_until,
        and_=parts(given.and_),
        or_=parts(given.or_),
        not_=None if given.not_ is None else _filter(given.not_, depth + 1),
    )


def order_of(given: RecordOrder | None) -> ordering.RecordOrder:
    """The order asked for."""
    return ordering.RecordOrder() if given is None else ordering.RecordOrder(given.field, given.direction)
