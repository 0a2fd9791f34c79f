"""What Activate steps handed over, in the API: each delivery to a webhook or into a file, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.enums import _described
from golive.graph.nodes import Listing, connection, invalid_cursor, window
from golive.models import ids
from golive.models.journeys.handing_over import Delivery as StoredDelivery
from golive.models.ordering import InvalidCursor
from golive.resolvers import admin, journeys


class DeliveryKind(Enum):
    """What a delivery goes to."""

    WEBHOOK = "WEBHOOK"
    CSV = "CSV"


class DeliveryStatus(Enum):
    """How a delivery stands."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


_described(DeliveryKind, "What a delivery goes to.", {
    "WEBHOOK": "A signed POST to an address.",
    "CSV": "A file in the server's data directory.",
})  # fmt: skip
_described(DeliveryStatus, "How a delivery of an Activate step stands.", {
    "QUEUED": "It waits to be tried, or tried again.",
    "SENT": "It has arrived.",
    "FAILED": "It was refused for good, or tried too often.",
})  # fmt: skip


def _id(root: strawberry.Parent[StoredDelivery]) -> strawberry.ID:
    return strawberry.ID(ids.encode("msg", root.id))


def _kind(root: strawberry.Parent[StoredDelivery]) -> DeliveryKind:
    return DeliveryKind(root.kind)


def _status(root: strawberry.Parent[StoredDelivery]) -> DeliveryStatus:
    return DeliveryStatus(root.status)


def _step_id(root: strawberry.Parent[StoredDelivery]) -> strawberry.ID:
    return strawberry.ID(root.step)


@strawberry.type(description="Contacts that an Activate step handed over together.")
class Delivery:
    id: strawberry.ID = strawberry.field(resolver=_id, description="What tells its repetitions from others: a webhook's `webhook-id`.")
    version: int = strawberry.field(description="The journey's version.")
    step_id: strawberry.ID = strawberry.field(resolver=_step_id, description="The step.")
    kind: DeliveryKind = strawberry.field(resolver=_kind, description="What it goes to.")
    target: str = strawberry.field(description="The address, or the file's name in the step.")
    contacts: int = strawberry.field(description="How many contacts it has.")
    status: DeliveryStatus = strawberry.field(resolver=_status, description="How it stands.")
    tries: int = strawberry.field(description="How often it was tried.")
    last_error: str | None = strawberry.field(description="Why the last try failed.")
    queued_at: datetime = strawberry.field(description="When it was put together.")
    due_at: datetime = strawberry.field(description="When it is tried next, while it is queued.")
    ended_at: datetime | None = strawberry.field(description="When it arrived, or failed for good.")


DeliveryConnection = connection(Delivery, "Delivery", "deliveries")


async def _of_journey(
    root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    asked = window(first, after, last, before)
    try:
        page, total = await journeys.deliveries_of(info.context, root.id, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total)


DELIVERIES: Any = strawberry.field(
    resolver=_of_journey, graphql_type=DeliveryConnection, description="What its Activate steps handed over, the oldest first."
)


async def _webhook_secret(info: Info) -> str | None:
    return await admin.webhook_secret(info.context)


@strawberry.type
class DeliveryQueries:
    webhook_secret = strawberry.field(
        resolver=_webhook_secret,
        graphql_type=str | None,
        description="What deliveries of Activate steps to webhooks are signed with, after the Standard Webhooks scheme; for ADMINs.",
    )
