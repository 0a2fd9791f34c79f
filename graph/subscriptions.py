"""The subscriptions: changes of state, a window over records, the progress of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TypeAlias
from uuid import UUID

import strawberry

from golive.graph.arguments import Info, LazyPublishable, records_by_id
from golive.graph.changes import StatusChange
from golive.graph.inputs import RecordFilter, filter_of, order_of
from golive.graph.journey_progress import JourneyProgress
from golive.graph.nodes import window
from golive.graph.publishable import Progress
from golive.graph.queries import OrderBy, RecordCount
from golive.live.live_view import LiveViewEvent as SeenList
from golive.models import filters
from golive.models.ordering import RecordOrder
from golive.resolvers.errors import not_found
from golive.resolvers.journeys import journey_of

Filter = Annotated[RecordFilter | None, strawberry.argument(description="Which records; all if null.")]


class _Followed:
    """What a subscription follows. GraphQL wants its root field to be iterable; who executes it looks at what it is instead."""

    def __aiter__(self) -> NoReturn:
        raise TypeError("A source is followed by a group of subscribers")


@dataclass(frozen=True, slots=True)
class StatusChanged(_Followed):
    """The changes of state that match, after a cursor or from now on."""

    filter: filters.RecordFilter
    after: str | None


@dataclass(frozen=True, slots=True)
class LiveView(_Followed):
    """The first page of a list, `size` records long, and what becomes of it."""

    filter: filters.RecordFilter
    order: RecordOrder
    size: int


@dataclass(frozen=True, slots=True)
class ProgressChanged(_Followed):
    """The progress of the work on a record."""

    public_id: str
    record_id: UUID


@dataclass(frozen=True, slots=True)
class JourneyProgressChanged(_Followed):
    """How contacts fare in a journey."""

    public_id: str
    record_id: UUID


Source: TypeAlias = StatusChanged | LiveView | ProgressChanged | JourneyProgressChanged


def _status_changed(
    info: Info,
    filter: Filter = None,
    after: Annotated[str | None, strawberry.argument(description="Begin after this change's cursor; with what comes now if null.")] = None,
) -> Any:
    return StatusChanged(filter_of(filter), after)


async def _snapshot(root: strawberry.Parent[SeenList], info: Info) -> Any:
    return None if root.snapshot is None else await records_by_id(info, root.snapshot)


async def _changed(root: strawberry.Parent[SeenList], info: Info) -> Any:
    return await records_by_id(info, root.changed)


@strawberry.type(description="What became of a list: the whole first page at first, then what entered, changed in it or left it.")
class LiveViewEvent:
    cursor: str = strawberry.field(description="How far in the workspace's log the list is seen.")
    snapshot: list[LazyPublishable] | None = strawberry.field(resolver=_snapshot, description="The first page; in the first event only.")
    changed: list[LazyPublishable] = strawberry.field(resolver=_changed, description="What entered the page or changed in it.")
    removed: list[strawberry.ID] = strawberry.field(description="What left the page, for whatever reason.")
    counts: list[RecordCount] = strawberry.field(description="The counts that changed, over the whole filter; one that fell to none is 0.")
    total_count: int = strawberry.field(description="How many records match.")


def _live_view(
    info: Info,
    filter: Filter = None,
    order_by: OrderBy = None,
    first: Annotated[int | None, strawberry.argument(description="How many records the page has: 1 to 100, 50 if null.")] = None,
) -> Any:
    return LiveView(filter_of(filter), order_of(order_by), window(first).size)


async def _progress_changed(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The record.")]) -> Any:
    record = await info.context.loaders.any_record(id)
    if record is None:
        raise not_found("record")
    return ProgressChanged(id, record.id)


async def _journey_progress_changed(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The journey.")]) -> Any:
    return JourneyProgressChanged(id, (await journey_of(info.context, id)).id)


@strawberry.type(description="What is pushed as it happens.")
class Subscription:
    status_changed = strawberry.subscription(
        resolver=_status_changed,
        graphql_type=StatusChange,
        description="Each change of state, once, in the order of the commits; with `after` first all that happened since.",
    )
    live_view = strawberry.subscription(
        resolver=_live_view,
        graphql_type=LiveViewEvent,
        description="A list that stays true: a snapshot of its first page, then what changes, fields too.",
    )
    progress_changed = strawberry.subscription(
        resolver=_progress_changed,
        graphql_type=Progress,
        description="How far the work on a record is; ends when it is done, at once where nothing is under way.",
    )
    journey_progress_changed = strawberry.subscription(
        resolver=_journey_progress_changed,
        graphql_type=JourneyProgress,
        description="How contacts fare in a journey, now and as it goes on; ends when the journey is deleted.",
    )
