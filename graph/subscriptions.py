"""The subscriptions: changes of state, a window over records, the progress of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

import strawberry

from golive.graph.arguments import Info, LazyPublishable, records_by_id
from golive.graph.changes import StatusChange
from golive.graph.inputs import RecordFilter, filter_of, order_of
from golive.graph.nodes import window
from golive.graph.publishable import Progress, progress_of
from golive.graph.queries import OrderBy, RecordCount
from golive.live import live_view
from golive.live.ended import End, StreamEnded
from golive.live.live_view import LiveViewEvent as SeenList
from golive.live.members import Member
from golive.live.progress import progress_changed
from golive.models import filters
from golive.models.ordering import InvalidCursor, RecordOrder
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, not_found

Filter = Annotated[RecordFilter | None, strawberry.argument(description="Which records; all if null.")]


CHECK_EVERY = 2.0
"""Seconds between looks at whether a subscriber's token still counts."""
Kept = TypeVar("Kept", bound=Member)


@asynccontextmanager
async def kept(member: Kept, context: Context) -> AsyncIterator[Kept]:
    """A stream for as long as the block runs and its subscriber's token counts."""
    watching = asyncio.create_task(_watch(member, context))
    try:
        async with member:
            yield member
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except StreamEnded as ended:
        raise ended_error(ended) from ended
    except InvalidCursor as error:
        raise ApiError(ErrorCode.INVALID_CURSOR, str(error)) from error


def ended_error(ended: StreamEnded) -> ApiError:
    """Why a stream can't go on, with the cursor to resume from."""
    return ApiError(ErrorCode(ended.code.value), str(ended), cursor=ended.cursor)


async def _watch(member: Member, context: Context) -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY)
        try:
            if not await context.still_valid():
                member.end(End.UNAUTHENTICATED)
                return
        except ApiError:  # it can't be found out now; the next look may
            continue


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The changes of state that match, after a cursor or from now on."""

    context: Context
    filter: filters.RecordFilter
    after: str | None

    async def __aiter__(self) -> AsyncIterator[Any]:
        with _told():
            place = await self.context.server.stream.place(self.context.viewer.workspace_id, self.after)
            async with kept(self.context.server.stream.subscribe(place, self.filter), self.context) as events:
                async for event in events:
                    await self.context.refresh()
                    yield event.change


@dataclass(frozen=True, slots=True)
class LiveView:
    """The first page of a list, `size` records long, and what becomes of it."""

    context: Context
    filter: filters.RecordFilter
    order: RecordOrder
    size: int

    async def __aiter__(self) -> AsyncIterator[Any]:
        with _told():
            place = await self.context.server.stream.place(self.context.viewer.workspace_id)
            async with kept(self.context.server.stream.watch(place), self.context) as watch:
                async for event in live_view.LiveView(watch, self.filter, self.order, self.size):
                    await self.context.refresh()
                    yield event


@dataclass(frozen=True, slots=True)
class ProgressChanged:
    """The progress of the work on a record."""

    context: Context
    public_id: str
    record_id: UUID

    async def __aiter__(self) -> AsyncIterator[Any]:
        with _told():
            place = await self.context.server.stream.place(self.context.viewer.workspace_id)
            async with kept(self.context.server.stream.watch(place), self.context) as watch:
                async for work in progress_changed(watch, self.record_id):
                    yield progress_of(self.public_id, work)


Source: TypeAlias = StatusChanged | LiveView | ProgressChanged
"""What a subscription follows."""


async def _status_changed(
    info: Info,
    filter: Filter = None,
    after: Annotated[str | None, strawberry.argument(description="Begin after this change's cursor; with what comes now if null.")] = None,
) -> Any:
    return StatusChanged(info.context, filter_of(filter), after)


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


async def _live_view(
    info: Info,
    filter: Filter = None,
    order_by: OrderBy = None,
    first: Annotated[int | None, strawberry.argument(description="How many records the page has: 1 to 100, 50 if null.")] = None,
) -> Any:
    return LiveView(info.context, filter_of(filter), order_of(order_by), window(first).size)


async def _progress_changed(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The record.")]) -> Any:
    record = await info.context.loaders.any_record(id)
    if record is None:
        raise not_found("record")
    await info.context.refresh()
    return ProgressChanged(info.context, id, record.id)


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
