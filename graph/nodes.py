"""Relay: nodes, and connections with edges, nodes, page info and a count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import strawberry

from golive.models import ids
from golive.models.change import Change
from golive.models.contact import Contact, ContactEvent
from golive.models.journeys.passage import JourneyRun, Passage
from golive.models.keeping import Blueprint, Bulk, SavedView
from golive.models.lead import Lead
from golive.models.mail.mail import Mail
from golive.models.ordering import InvalidCursor, Page, Window
from golive.models.records import Record
from golive.models.version import Version
from golive.models.workspace import Token
from golive.resolvers.errors import ApiError, ErrorCode, bad_input

PREFIXES: dict[type, str] = {
    Contact: "contact",
    Change: "change",
    Version: "version",
    SavedView: "view",
    Blueprint: "template",
    Bulk: "bulk",
    Token: "token",
    ContactEvent: "contact_event",
    Lead: "lead",
    Passage: "passage",
    JourneyRun: "journey_run",
    Mail: "mail",
}
"""What the public ids of nodes that aren't records start with."""

TYPE_NAMES: dict[type, str] = {
    Contact: "Contact",
    Change: "StatusChange",
    Version: "Version",
    SavedView: "View",
    Blueprint: "Template",
    Bulk: "BulkOperation",
    Token: "Token",
    ContactEvent: "ContactEvent",
    Lead: "Lead",
    Passage: "Passage",
    JourneyRun: "JourneyRun",
    Mail: "Mail",
}


def type_name(value: Any) -> str:
    """The GraphQL type of a node."""
    if isinstance(value, Record):
        return type(value).__name__
    return TYPE_NAMES.get(type(value), type(value).__name__)


def public_id(value: Any) -> strawberry.ID:
    """The id that clients see."""
    return strawberry.ID(value.public_id if isinstance(value, Record) else ids.encode(PREFIXES[type(value)], value.id))


def _node_id(root: strawberry.Parent[Any]) -> strawberry.ID:
    return public_id(root)


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(resolver=_node_id, description="Opaque, and unique over all types.")

    @classmethod
    def resolve_type(cls, value: Any, info: Any, abstract: Any) -> str:
        """The name of the type that a value has."""
        return type_name(value)


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")


@dataclass(slots=True)
class Listing:
    """A page and how long the whole list is; `wrap` turns a row into what the API shows of it."""

    page: Page[Any]
    total: Callable[[], Awaitable[int]]
    wrap: Callable[[Any], Any] = lambda row: row


def nothing() -> Listing:
    """The list of nothing."""

    async def total() -> int:
        return 0

    return Listing(Page([], [], False, False), total)


def connection(node: Any, name: str, words: str) -> Any:
    """The connection type called `name`Connection over `node`, which is a type or its annotation."""
    edge: Any = type(f"{name}Edge", (), {
        "__annotations__": {"cursor": str, "node": node},
        "__doc__": None,
        "cursor": strawberry.field(description="A place in the list, to page from."),
        "node": strawberry.field(description=f"One of the {words}."),
    })  # fmt: skip
    edge = strawberry.type(edge, description=f"One of the {words} and its place in the list.")
    made: Any = type(f"{name}Connection", (), {
        "__annotations__": {},
        "edges": strawberry.field(resolver=_edges, graphql_type=list[edge], description=f"The {words} with their cursors."),
        "nodes": strawberry.field(resolver=_nodes, graphql_type=list[node], description=f"The {words}."),
        "page_info": strawberry.field(resolver=_page_info, graphql_type=PageInfo, description="Where the page stands."),
        "total_count": strawberry.field(resolver=_total, graphql_type=int, description="How many there are over all pages."),
    })  # fmt: skip
    return strawberry.type(made, description=f"A page of {words}.")


@dataclass(slots=True)
class _Edge:
    cursor: str
    node: Any


def _edges(root: strawberry.Parent[Listing]) -> Any:
    return [_Edge(cursor, root.wrap(row)) for cursor, row in zip(root.page.cursors, root.page.rows, strict=True)]


def _nodes(root: strawberry.Parent[Listing]) -> Any:
    return [root.wrap(row) for row in root.page.rows]


def _page_info(root: strawberry.Parent[Listing]) -> Any:
    page = root.page
    start, end = (page.cursors[0], page.cursors[-1]) if page.cursors else (None, None)
    return PageInfo(has_next_page=page.has_next, has_previous_page=page.has_previous, start_cursor=start, end_cursor=end)


async def _total(root: strawberry.Parent[Listing]) -> Any:
    return await root.total()


def window(first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None) -> Window:
    """The page asked for; BAD_USER_INPUT for sizes that can't be."""
    try:
        return Window(first, last, after, before)
    except ValueError as error:
        raise bad_input(str(error)) from None


def invalid_cursor(error: InvalidCursor) -> ApiError:
    """INVALID_CURSOR with what to do."""
    return ApiError(ErrorCode.INVALID_CURSOR, str(error))
