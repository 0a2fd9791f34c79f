"""Events of contacts in the API, below their contact; a VIEWER sees no properties."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, backed_by
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.scalars import JSONObject
from golive.lifecycles.words import Role
from golive.models.contact import ContactEvent as StoredEvent
from golive.models.ordering import InvalidCursor
from golive.resolvers.tracking import events_of_contact

LazyContact = Annotated["Contact", strawberry.lazy("golive.graph.contacts")]  # type: ignore[name-defined]  # noqa: F821


async def _contact(root: strawberry.Parent[StoredEvent], info: Info) -> Any:
    return await info.context.loaders.contacts.load(root.contact_id)


def _properties(root: strawberry.Parent[StoredEvent], info: Info) -> Any:
    return root.properties if info.context.viewer.role.may(Role.EDITOR) else {}


@strawberry.type(description="Something that a contact did.")
class ContactEvent(Node):
    is_type_of = backed_by(StoredEvent)

    name: str = strawberry.field(description="What it is called, as conditions write it in `events()`.")
    at: datetime = strawberry.field(description="When it happened.")
    properties: JSONObject = strawberry.field(resolver=_properties, description="What is known of it; hidden from VIEWERs.")
    client_key: str | None = strawberry.field(description="The key by which a second telling is known.")
    contact: LazyContact | None = strawberry.field(resolver=_contact, description="Who did it.")


ContactEventConnection = connection(ContactEvent, "ContactEvent", "events")


async def _events(
    root: strawberry.Parent[Any],
    info: Info,
    name: Annotated[str | None, strawberry.argument(description="Only those of this name.")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    asked = window(first, after, last, before)
    try:
        page, total = await events_of_contact(info.context, root.id, name, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total)


EVENTS: Any = strawberry.field(resolver=_events, graphql_type=ContactEventConnection, description="What the contact did, the oldest first.")
