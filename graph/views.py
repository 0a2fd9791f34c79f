"""Views in the API: a filter and an order under a name, with the records that it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Union

import strawberry

from golive.graph import inputs
from golive.graph.arguments import After, Before, First, Info, Last, backed_by
from golive.graph.inputs import RecordFilter, RecordOrder
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.outcomes import GuardError
from golive.graph.publishable import PublishableConnection
from golive.graph.queries import RecordCount
from golive.graph.scalars import JSONObject
from golive.lifecycles.words import RecordType
from golive.models.keeping import SavedView
from golive.models.ordering import InvalidCursor, OrderDirection, RecordOrderField
from golive.models.ordering import RecordOrder as Ordering
from golive.resolvers import views
from golive.resolvers.records import count_records, list_records
from golive.resolvers.refusing import or_refusal

ViewId = Annotated[strawberry.ID, strawberry.argument(description="The view.")]


@strawberry.type(description="How a view sorts its records.")
class ViewOrder:
    field: RecordOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(description="Which way.")


def _system(root: strawberry.Parent[SavedView]) -> bool:
    return views.is_system(root)


def _filter(root: strawberry.Parent[SavedView]) -> Any:
    return root.filter


def _order(root: strawberry.Parent[SavedView]) -> Any:
    return views.order_of(root)


async def _records(
    root: strawberry.Parent[SavedView], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    context, filter_, asked = info.context, views.filter_of(root), window(first, after, last, before)
    try:
        page = await list_records(context, filter_, views.order_of(root) or Ordering(), asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: count_records(context, filter_))


async def _counts(root: strawberry.Parent[SavedView], info: Info) -> Any:
    return await info.context.loaders.state_counts.load(views.filter_of(root))


@strawberry.type(description="A filter and an order under a name: one of the system's, or one that the workspace saved.")
class View(Node):
    is_type_of = backed_by(SavedView)

    name: str = strawberry.field(description="Its name.")
    system: bool = strawberry.field(resolver=_system, description="Whether it is the system's, which nobody can change.")
    filter: JSONObject = strawberry.field(resolver=_filter, description="Which records it shows, written like a RecordFilter.")
    order_by: ViewOrder | None = strawberry.field(resolver=_order, description="How it sorts them; the newest first if null.")
    created_at: datetime | None = strawberry.field(description="When it was saved; null for the system's.")
    created_by: str | None = strawberry.field(description="Who saved it; null for the system's.")
    records = strawberry.field(resolver=_records, graphql_type=PublishableConnection, description="The records that it shows.")
    counts: list[RecordCount] = strawberry.field(resolver=_counts, description="How many records it shows, by type and state.")


ViewConnection = connection(View, "View", "views")


@strawberry.input(description="What a new view is made with.")
class CreateViewInput:
    name: str = strawberry.field(description="Its name, of 1 to 150 characters.")
    filter: RecordFilter | None = strawberry.field(default=None, description="Which records it shows; all if null.")
    order_by: RecordOrder | None = strawberry.field(default=None, description="How it sorts them; the newest first if null.")


@strawberry.input(description="What to set of a view; what is left out stays.")
class UpdateViewInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Its name, of 1 to 150 characters.")
    filter: RecordFilter | None = strawberry.field(default=strawberry.UNSET, description="Which records it shows; all if null.")
    order_by: RecordOrder | None = strawberry.field(default=strawberry.UNSET, description="How it sorts them; the newest first if null.")


@strawberry.type(description="A view that was created or updated.")
class ViewSuccess:
    view: Any = strawberry.field(graphql_type=View | None, description="The view; never null in a success.")


@strawberry.type(description="Something that was deleted.")
class DeleteSuccess:
    id: strawberry.ID = strawberry.field(description="The id that it had.")


ViewResult = Annotated[
    Union[ViewSuccess, GuardError], strawberry.union("ViewResult", description="What creating or updating a view gives.")  # noqa: UP007
]
DeleteResult = Annotated[
    Union[DeleteSuccess, GuardError], strawberry.union("DeleteResult", description="What deleting gives.")  # noqa: UP007
]


async def _views(
    info: Info,
    type: Annotated[RecordType | None, strawberry.argument(description="Only views that show this type; all if null.")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    asked = window(first, after, last, before)
    try:
        page = await views.list_views(info.context, type, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: views.count_views(info.context, type))


async def _view(info: Info, id: ViewId) -> Any:
    return await views.view_of(info.context, id)


@strawberry.type
class ViewQueries:
    views = strawberry.field(
        resolver=_views, graphql_type=ViewConnection, description="The views: the system's, then those that the workspace saved."
    )
    view = strawberry.field(resolver=_view, graphql_type=View | None, description="The view with this id; null when there is none.")


async def _create_view(info: Info, input: Annotated[CreateViewInput, strawberry.argument(description="What it is made with.")]) -> Any:
    order = inputs.order_of(input.order_by) if input.order_by else None
    return _result(await or_refusal(views.create_view(info.context, input.name, inputs.filter_of(input.filter), order)))


async def _update_view(info: Info, id: ViewId, input: Annotated[UpdateViewInput, strawberry.argument(description="What to set.")]) -> Any:
    changes: dict[str, Any] = {}
    if input.name is not strawberry.UNSET:
        changes["name"] = input.name
    if input.filter is not strawberry.UNSET:
        changes["filter"] = inputs.filter_of(input.filter).to_json()
    if input.order_by is not strawberry.UNSET:
        changes["order_by"] = inputs.order_of(input.order_by).to_json() if input.order_by else None
    return _result(await or_refusal(views.update_view(info.context, id, changes)))


async def _delete_view(info: Info, id: ViewId) -> Any:
    return deleted(await or_refusal(views.delete_view(info.context, id)))


@strawberry.type
class ViewMutations:
    create_view = strawberry.mutation(resolver=_create_view, graphql_type=ViewResult | None, description="Save a view.")
    update_view = strawberry.mutation(resolver=_update_view, graphql_type=ViewResult | None, description="Change a saved view.")
    delete_view = strawberry.mutation(
        resolver=_delete_view, graphql_type=DeleteResult | None, description="Delete a saved view; its records stay."
    )


def _result(made: Any) -> Any:
    return ViewSuccess(view=made) if isinstance(made, SavedView) else made


def deleted(gone: Any) -> Any:
    """What a mutation that deletes answers: the id, or the refusal."""
    return DeleteSuccess(id=strawberry.ID(gone)) if isinstance(gone, str) else gone
