"""What resolvers of the API share: the context, pages' arguments, and records by reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from golive.graph.selected import columns_of, selected
from golive.models.records import Record
from golive.resolvers.context import Context

if TYPE_CHECKING:
    from golive.graph.publishable import Publishable

Info = strawberry.Info[Context, None]
LazyPublishable = Annotated["Publishable", strawberry.lazy("golive.graph.publishable")]
First = Annotated[int | None, strawberry.argument(description="How many from the front: 1 to 100, 50 if neither is given.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end: 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


async def records_by_id(info: Info, record_ids: Sequence[UUID]) -> list[Record]:
    """The records with these ids that there still are, in order."""
    found = await info.context.loaders.shown(columns_of(selected(info))).load_many(record_ids)
    return [record for record in found if record is not None]


def backed_by(python: type) -> Any:
    """`is_type_of` of a node that instances of a Python class stand for."""
    return classmethod(lambda cls, value, info: isinstance(value, python))
