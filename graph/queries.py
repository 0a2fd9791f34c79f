"""The queries about records: by id, in lists, counted, and who asks."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.inputs import RecordFilter, RecordOrder, filter_of, order_of
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.publishable import Publishable, PublishableConnection
from golive.graph.selected import ACTIONS, columns_of, selected, selected_of_nodes
from golive.graph.types import TYPES
from golive.lifecycles.words import PublishStatus, RecordType, Role, Status, StatusReason
from golive.models import filters
from golive.models.change import position
from golive.models.history import cursor_at
from golive.models.ordering import InvalidCursor
from golive.models.records import CLASSES
from golive.resolvers.context import Viewer as Caller
from golive.resolvers.errors import bad_input
from golive.resolvers.records import at_least, count_records, list_records, node, record_counts

LARGEST_BATCH = 100

AtLeast = Annotated[str | None, strawberry.argument(description="A change's cursor that the answer must not be older than.")]
Filter = Annotated[RecordFilter | None, strawberry.argument(description="Which records; all if null.")]
OrderBy = Annotated[RecordOrder | None, strawberry.argument(description="How they are sorted; the newest first if null.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="An id.")]


@strawberry.type(description="How many records are in a state.")
class RecordCount:
    type: RecordType = strawberry.field(description="The type.")
    status: Status = strawberry.field(description="The status.")
    status_reason: StatusReason | None = strawberry.field(description="The status reason.")
    publish_status: PublishStatus | None = strawberry.field(description="The publish status.")
    count: int = strawberry.field(description="How many there are.")


async def _log_cursor(info: Info) -> str:
    context = info.context
    async with context.read() as session:
        counter = await position(session, context.viewer.workspace_id)
    return str(cursor_at(counter, counter.number))


@strawberry.type(description="Who asks.")
class Viewer:
    name: str = strawberry.field(description="The token's name.")
    role: Role = strawberry.field(description="What it may do.")
    workspace: str = strawberry.field(description="The workspace that it is in.")
    cursor: str = strawberry.field(
        resolver=_log_cursor, description="Where the workspace's log stands: what is committed from now on comes after it."
    )


async def listing(
    info: Info,
    filter_: filters.RecordFilter,
    order_by: RecordOrder | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Any:
    """A connection over the records that match."""
    context = info.context
    asked = window(first, after, last, before)
    try:
        names = selected_of_nodes(info)
        page = await list_records(context, filter_, order_of(order_by), asked, columns_of(names))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    if names & ACTIONS:
        await context.loaders.look_around(page.rows)
    return Listing(page, lambda: count_records(context, filter_))


def _of_type(type_: RecordType) -> Any:
    async def resolve(
        info: Info,
        filter: Filter = None,
        order_by: OrderBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        at_least: AtLeast = None,
    ) -> Any:
        await at_least_(info.context, at_least)
        only = filters.RecordFilter(types=(type_,), and_=(filter_of(filter),))
        return await listing(info, only, order_by, first, after, last, before)

    name = CLASSES[type_].__name__
    made = connection(TYPES[type_], name, f"{type_.words}s".replace("settingss", "settings"))
    return strawberry.field(resolver=resolve, graphql_type=made, description=f"The {type_.words}s.".replace("settingss", "settings"))


at_least_ = at_least


async def _node(info: Info, id: Id, at_least: AtLeast = None) -> Any:
    await at_least_(info.context, at_least)
    return await node(info.context, id, columns_of(selected(info)))


async def _nodes(info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")]) -> Any:
    if len(ids) > LARGEST_BATCH:
        raise bad_input(f"{len(ids)} ids are too many: ask for {LARGEST_BATCH} at most.")
    columns = columns_of(selected(info))
    return await asyncio.gather(*(node(info.context, id_, columns) for id_ in ids))


async def _record(info: Info, id: Id, at_least: AtLeast = None) -> Any:
    await at_least_(info.context, at_least)
    return await info.context.loaders.any_record(id, columns_of(selected(info)))


async def _records(
    info: Info,
    filter: Filter = None,
    order_by: OrderBy = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    at_least: AtLeast = None,
) -> Any:
    await at_least_(info.context, at_least)
    return await listing(info, filter_of(filter), order_by, first, after, last, before)


async def _record_counts(info: Info, filter: Filter = None) -> Any:
    return await record_counts(info.context, filter_of(filter))


async def _viewer(info: Info) -> Any:
    caller: Caller = info.context.viewer
    return caller


@strawberry.type(description="Everything that can be read.")
class RecordQueries:
    node = strawberry.field(
        resolver=_node, graphql_type=Node | None, description="Whatever has this id; null when nothing in the workspace has."
    )
    nodes = strawberry.field(
        resolver=_nodes, graphql_type=list[Node | None], description="What has these ids, in their order; 100 at most."
    )
    record = strawberry.field(
        resolver=_record, graphql_type=Publishable | None, description="The record with this id; null when there is none in the workspace."
    )
    records = strawberry.field(resolver=_records, graphql_type=PublishableConnection, description="Records of all types.")
    record_counts = strawberry.field(
        resolver=_record_counts, graphql_type=list[RecordCount], description="How many records there are, by type and state."
    )
    viewer = strawberry.field(resolver=_viewer, graphql_type=Viewer, description="Who asks.")
    customer_journeys = _of_type(RecordType.CUSTOMER_JOURNEY)
    real_time_journeys = _of_type(RecordType.REAL_TIME_JOURNEY)
    audience_journeys = _of_type(RecordType.AUDIENCE_JOURNEY)
    marketing_emails = _of_type(RecordType.MARKETING_EMAIL)
    content_settings = _of_type(RecordType.CONTENT_SETTINGS)
    lead_scoring_models = _of_type(RecordType.LEAD_SCORING_MODEL)
    segments = _of_type(RecordType.SEGMENT)
    marketing_pages = _of_type(RecordType.MARKETING_PAGE)
    marketing_forms = _of_type(RecordType.MARKETING_FORM)
    events = _of_type(RecordType.EVENT)
    event_sessions = _of_type(RecordType.EVENT_SESSION)
    event_tracks = _of_type(RecordType.EVENT_TRACK)
