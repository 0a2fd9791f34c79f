"""What is asked before acting, in the API: the publish checklist, the impact of an action, the history of the workspace."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable
from golive.graph.changes import StatusChangeConnection
from golive.graph.enums import _described
from golive.graph.findings import Finding
from golive.graph.inputs import filter_of
from golive.graph.nodes import Listing, invalid_cursor, nothing, window
from golive.graph.publishable import ActionAvailability, PublishableConnection, _nested
from golive.graph.queries import Filter, Id
from golive.lifecycles.words import Action
from golive.models.ordering import InvalidCursor
from golive.resolvers import insights
from golive.resolvers.insights import ChecklistItemKind, ChecklistItemState

_described(ChecklistItemKind, "What an item of the publish checklist is about.", {
    "STATE": "Whether its state and the caller's role let it go live.",
    "NAME": "The name.",
    "ENTRY": "Who enters.",
    "EXIT_RULES": "Who leaves early.",
    "STEPS": "The steps and how they are joined.",
    "SCHEDULE": "Dates, time zone and recurrence.",
    "CONTENT": "All other fields.",
    "CHANGES": "What differs from the live version, where a working copy is open.",
    "DEPENDENCIES": "The records that it needs.",
})  # fmt: skip
_described(ChecklistItemState, "How an item of the publish checklist stands.", {
    "READY": "Nothing is in the way.",
    "WARNING": "It would go live, and somebody should look at it.",
    "BLOCKED": "It keeps the record from going live.",
})  # fmt: skip


@strawberry.type(description="One item of the publish checklist.")
class ChecklistItem:
    kind: ChecklistItemKind = strawberry.field(description="What it is about.")
    state: ChecklistItemState = strawberry.field(description="How it stands.")
    message: str = strawberry.field(description="What is there, or what is wrong and what to do.")
    findings: list[Finding] = strawberry.field(description="The error check's findings behind it.")


def _ready(root: strawberry.Parent[insights.Checklist]) -> bool:
    return all(item.state is not ChecklistItemState.BLOCKED for item in root.items)


@strawberry.type(description="What to review before a record goes live.")
class PublishChecklist:
    record: LazyPublishable = strawberry.field(description="The record.")
    action: Action = strawberry.field(description="What would put it live: GO_LIVE, or SAVE where a working copy is open.")
    ready: bool = strawberry.field(resolver=_ready, description="Whether no item blocks.")
    items: list[ChecklistItem] = strawberry.field(description="The items, in the order of a review.")


async def _affected(root: strawberry.Parent[insights.Impact], info: Info, first: First = None, after: After = None) -> Any:
    if root.affects is None:
        return nothing()
    return await _nested(info, root.affects, root.record, first, after)


async def _inside(root: strawberry.Parent[insights.Impact], info: Info) -> int | None:
    found = await insights.people(info.context, root)
    return found.inside if found is not None else None


async def _overdue(root: strawberry.Parent[insights.Impact], info: Info) -> int | None:
    found = await insights.people(info.context, root)
    return found.overdue if found is not None else None


async def _queued(root: strawberry.Parent[insights.Impact], info: Info) -> int | None:
    found = await insights.people(info.context, root)
    return found.queued + found.triggers if found is not None else None


async def _handed_over(root: strawberry.Parent[insights.Impact], info: Info) -> int | None:
    found = await insights.people(info.context, root)
    return found.handed_over if found is not None else None


@strawberry.type(description="What an action would do. The counts of people are null for records that are no journeys.")
class Impact:
    record: LazyPublishable = strawberry.field(description="The record.")
    action: Action = strawberry.field(description="The action.")
    version: int | None = strawberry.field(description="The version that would be affected; null where none runs.")
    availability: ActionAvailability | None = strawberry.field(
        description="Whether the action can be taken now, and what it asks for; null where the type has no such action."
    )
    affected = strawberry.field(
        resolver=_affected, graphql_type=PublishableConnection, description="The records that use it and would be affected."
    )
    people_inside: int | None = strawberry.field(resolver=_inside, description="How many contacts are inside.")
    overdue: int | None = strawberry.field(resolver=_overdue, description="How many waits ran out meanwhile and would be over at once.")
    queued: int | None = strawberry.field(resolver=_queued, description="How many triggers or messages are queued.")
    handed_over: int | None = strawberry.field(
        resolver=_handed_over, description="How many messages were handed to the mail server already, and can't be taken back."
    )


async def _publish_checklist(info: Info, id: Id) -> Any:
    return await insights.checklist(info.context, id)


async def _impact(
    info: Info,
    id: Id,
    action: Annotated[Action, strawberry.argument(description="The action.")],
    version: Annotated[int | None, strawberry.argument(description="The version; the live one if null.")] = None,
) -> Any:
    return await insights.impact(info.context, id, action, version)


async def _status_history(
    info: Info,
    filter: Filter = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    wanted = filter_of(filter)
    try:
        page = await insights.history(info.context, wanted, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: insights.count_history(info.context, wanted))


@strawberry.type
class InsightQueries:
    publish_checklist = strawberry.field(
        resolver=_publish_checklist,
        graphql_type=PublishChecklist,
        description="What to review before a record goes live, each item with its state.",
    )
    impact = strawberry.field(resolver=_impact, graphql_type=Impact, description="What an action would do, without doing it.")
    status_history = strawberry.field(
        resolver=_status_history,
        graphql_type=StatusChangeConnection,
        description="The changes of state of all records, oldest first; cursors are those of streams.",
    )
