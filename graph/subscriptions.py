"""The subscriptions: changes of state, a window over records, the progress of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import strawberry

from golive.graph.inputs import RecordFilter, filter_of
from golive.graph.publishable import Info, StatusChange
from golive.live.stream import End, Member, StreamEnded
from golive.models.ordering import InvalidCursor
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode

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
            yield event.change
            await context.refresh()


@strawberry.type(description="What is pushed as it happens.")
class Subscription:
    status_changed = strawberry.subscription(
        resolver=_status_changed,
        graphql_type=StatusChange,
        description="Each change of state, once, in the order of the commits; with `after` first all that happened since.",
    )
