"""Fields that follow a structure's reference to the record that it names."""

from __future__ import annotations

import asyncio
from types import GenericAlias
from typing import Annotated, Any, ForwardRef

import strawberry

from golive.graph.selected import columns_of, selected
from golive.lifecycles.words import RecordType

_TYPES = "golive.graph.types"


def lazy(type_: RecordType) -> Any:
    """The record's GraphQL type, which needs the structures and so is looked up when the schema is built."""
    name = "".join(word.capitalize() for word in type_.value.split("_"))
    return Annotated[ForwardRef(name), strawberry.lazy(_TYPES)]


def record_field(type_: RecordType, id_field: str, description: str) -> Any:
    """The record whose public id stands in `id_field`; null if there is no id, or no such record any more."""

    async def resolve(root: Any, info: strawberry.Info) -> Any:
        public_id = getattr(root, id_field)
        return await info.context.loaders.record(type_.prefix, public_id, columns_of(selected(info))) if public_id else None

    return strawberry.field(resolver=resolve, graphql_type=lazy(type_) | None, description=description)


def records_field(type_: RecordType, ids_field: str, description: str) -> Any:
    """The records whose public ids stand in `ids_field`, in order, without those that are gone."""

    async def resolve(root: Any, info: strawberry.Info) -> Any:
        record, columns = info.context.loaders.record, columns_of(selected(info))
        found = await asyncio.gather(*(record(type_.prefix, public_id, columns) for public_id in getattr(root, ids_field)))
        return [record for record in found if record is not None]

    return strawberry.field(resolver=resolve, graphql_type=GenericAlias(list, lazy(type_)), description=description)
