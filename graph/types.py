"""The twelve record types, built from the fields that each model declares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from golive.graph.arguments import Info, LazyPublishable, backed_by
from golive.graph.contacts import Contact
from golive.graph.deliveries import DELIVERIES
from golive.graph.journey_progress import JOURNEY_PROGRESS
from golive.graph.leads import LEAD_COUNTS
from golive.graph.mails import MAIL_COUNTS
from golive.graph.passages import PASSAGES_OF_JOURNEY
from golive.graph.publishable import Publishable
from golive.graph.runs import RUN_HISTORY
from golive.graph.scalars import Condition, Duration
from golive.graph.segments import SEGMENT_FIELDS
from golive.graph.selected import columns_of, field_name, selected
from golive.graph.structures import SHAPES
from golive.graph.structures.references import lazy
from golive.graph.templates import Template
from golive.lifecycles.words import RecordType
from golive.models.fields import Kind, Own
from golive.models.records import CLASSES, own_fields
from golive.resolvers.journeys import JOURNEYS

SCALAR_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.TEMPLATE: str,
    Kind.CONDITION: Condition,
    Kind.CONDITIONS: list[Condition],
    Kind.TEXTS: list[str],
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.DATE_TIME: datetime,
    Kind.DURATION: Duration,
    Kind.OWNER: strawberry.ID,
}
"""The GraphQL type of a field's value, for kinds that are the same going in and coming out."""


def output_type(own: Own) -> Any:
    """The GraphQL type that a field has in answers: null unless it has a default."""
    match own.kind:
        case Kind.ENUM:
            type_: Any = own.enum
        case Kind.ENUMS:
            type_ = list[own.enum]  # type: ignore[name-defined]
        case Kind.SHAPE:
            type_ = SHAPES[own.shape or ""].output
        case Kind.SHAPES:
            element: Any = SHAPES[own.shape or ""].output
            type_ = list[element]
        case _:
            type_ = SCALAR_TYPES[own.kind]
    return type_ if own.default is not None else type_ | None


def _value(name: str, own: Own) -> Any:
    if own.kind is Kind.SHAPE:
        shape = SHAPES[own.shape or ""]

        def one(root: strawberry.Parent[Any]) -> Any:
            value = getattr(root, name)
            return None if value is None else shape.from_json(value)

        return one
    if own.kind is Kind.SHAPES:
        shapes = SHAPES[own.shape or ""]

        def many(root: strawberry.Parent[Any]) -> Any:
            return [shapes.from_json(value) for value in getattr(root, name)]

        return many
    if own.kind is Kind.ENUMS:
        enum: Any = own.enum

        def enums(root: strawberry.Parent[Any]) -> Any:
            return [enum(value) for value in getattr(root, name)]

        return enums

    def plain(root: strawberry.Parent[Any]) -> Any:
        return getattr(root, name)

    return plain


def _reference(name: str, own: Own) -> Any:
    assert own.refers_to is not None
    refers_to: Any = own.refers_to
    if own.kind is Kind.REFERENCES:

        async def several(root: strawberry.Parent[Any], info: Info) -> Any:
            found = await info.context.loaders.shown(columns_of(selected(info))).load_many(getattr(root, name))
            return [record for record in found if record is not None and record.type is own.refers_to]

        return strawberry.field(resolver=several, graphql_type=list[lazy(refers_to)], description=own.description)  # type: ignore[misc]

    async def single(root: strawberry.Parent[Any], info: Info) -> Any:
        id_ = getattr(root, name)
        record = await info.context.loaders.shown(columns_of(selected(info))).load(id_) if id_ is not None else None
        return record if record is not None and record.type is own.refers_to else None

    return strawberry.field(resolver=single, graphql_type=lazy(refers_to) | None, description=own.description)


async def _template(root: strawberry.Parent[Any], info: Info) -> Any:
    return await info.context.loaders.blueprints.load(root.template_id) if root.template_id is not None else None


async def _static_members(root: strawberry.Parent[Any], info: Info) -> Any:
    found = await info.context.loaders.contacts.load_many(root.static_members[:100])
    return [contact for contact in found if contact is not None]


def _field(name: str, own: Own) -> Any:
    match own.kind:
        case Kind.REFERENCE | Kind.REFERENCES:
            return _reference(name, own)
        case Kind.BLUEPRINT:
            return strawberry.field(resolver=_template, graphql_type=Template | None, description=own.description)
        case Kind.CONTACTS:
            description = own.description + " The first 100; `members` has them all once live."
            return strawberry.field(resolver=_static_members, graphql_type=list[Contact], description=description)
        case _:
            return strawberry.field(resolver=_value(name, own), graphql_type=output_type(own), description=own.description)


def _build(type_: RecordType) -> Any:
    python = CLASSES[type_]
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": None}
    for name, own in own_fields(type_).items():
        if own.kind is not Kind.OWNER:
            namespace[field_name(name, own)] = _field(name, own)
    if type_ is RecordType.SEGMENT:
        namespace |= SEGMENT_FIELDS
    if type_ is RecordType.MARKETING_EMAIL:
        namespace["mail_counts"] = MAIL_COUNTS
    if type_ is RecordType.LEAD_SCORING_MODEL:
        namespace["lead_counts"] = LEAD_COUNTS
    if type_ in JOURNEYS:
        namespace |= {"journey_progress": JOURNEY_PROGRESS, "passages": PASSAGES_OF_JOURNEY, "deliveries": DELIVERIES}
    if type_ is RecordType.AUDIENCE_JOURNEY:
        namespace["run_history"] = RUN_HISTORY
    namespace["is_type_of"] = backed_by(python)
    made: Any = type(python.__name__, (Publishable,), namespace)
    return strawberry.type(made, description=(python.__doc__ or "").strip())


TYPES: dict[RecordType, Any] = {type_: _build(type_) for type_ in RecordType}
"""The GraphQL type of each record type."""

globals().update({made.__name__: made for made in TYPES.values()})

__all__ = ["TYPES", "LazyPublishable", "output_type"]
