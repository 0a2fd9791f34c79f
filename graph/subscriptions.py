"""The subscriptions: changes of state, a window over records, the progress of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import Info, LazyPublishable, records_by_id
from golive.graph.changes import StatusChange
from golive.graph.inputs import RecordFilter, filter_of, order_of
from golive.graph.nodes import window
from golive.graph.publishable import Progress, progress_of
from golive.graph.queries import OrderBy, RecordCount
from golive.live.live_view import LiveViewEvent as SeenList
from golive.live.live_view import live_view
from golive.live.progress import progress_changed
from golive.live.stream import End, Member, StreamEnded, Watch
from golive.models.ordering import InvalidCursor
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, not_found

CHECK_EVERY = 2.0
"""Seconds between looks at whether a subscriber's token still counts."""

Filter = Annotated[RecordFilter | None, strawberry.argument(description="Which records; all if null.")]


@asynccontextmanager
async def kept(member: Member, context: Context) -> AsyncIterator[None]:
    """A stream for as long as the block runs and its subscriber's token counts; ends of the stream are told with their cursor."""
    watching = asyncio.create_task(_watch(member, context))
    try:
        async with member:
            yield
    except StreamEnded as ended:
        raise ended_error(ended) from ended
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


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


async def _status_changed(
    info: Info,
    filter: Filter = None,
    after: Annotated[str | None, strawberry.argument(description="Begin after this change's cursor; with what comes now if null.")] = None,
) -> AsyncGenerator[Any, None]:
    context = info.context
    try:
        events = await context.server.stream.subscribe(context.viewer.workspace_id, filter_of(filter), after)
    except StreamEnded as ended:
        raise ended_error(ended) from ended
    except InvalidCursor as error:
        raise ApiError(ErrorCode.INVALID_CURSOR, str(error)) from error
    async with kept(events, context):
        async for event in events:
            await context.refresh()
            yield event.change


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
) -> AsyncGenerator[Any, None]:
    context = info.context
    size = window(first).size
    watch = await _watching(context)
    async with kept(watch, context):
        async for event in live_view(watch, filter_of(filter), order_of(order_by), size):
            await context.refresh()
            yield event


async def _progress_changed(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The record.")]
) -> AsyncGenerator[Any, None]:
    context = info.context
    record = await context.loaders.any_record(id)
    if record is None:
        raise not_found("record")
    await context.refresh()
    watch = await _watching(context)
    async with kept(watch, context):
        async for work in progress_changed(watch, record.id):
            yield progress_of(id, work)


async def _watching(context: Context) -> Watch:
    try:
        return await context.server.stream.watch(context.viewer.workspace_id)
    except StreamEnded as ended:
        raise ended_error(ended) from ended


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
