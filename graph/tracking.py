"""Telling what contacts did: one event, or many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Union

import strawberry

from golive.graph.arguments import Info, backed_by
from golive.graph.contact_events import ContactEvent
from golive.graph.outcomes import GuardError
from golive.graph.scalars import JSONObject
from golive.models.contacts.tracking import By, NewEvent, Tracked
from golive.resolvers.tracking import track_events


@strawberry.input(description="Whom an event is about: exactly one of these.", one_of=True)
class EventContactInput:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The contact's id.")
    email: str | None = strawberry.field(default=strawberry.UNSET, description="Its e-mail address.")
    key: str | None = strawberry.field(default=strawberry.UNSET, description="The key that it was imported by.")


@strawberry.input(description="Something that a contact did.")
class TrackEventInput:
    contact: EventContactInput = strawberry.field(description="Who did it.")
    name: str = strawberry.field(description="What it is called, such as purchase; 1 to 100 characters.")
    at: datetime | None = strawberry.field(default=None, description="When it happened; now if null, and never in the future.")
    properties: JSONObject | None = strawberry.field(default=None, description="What is known of it, such as the amount.")
    client_key: str | None = strawberry.field(
        default=None, description="A key of your own, unique in the workspace: telling it again changes nothing."
    )


@strawberry.type(description="An event that is stored.")
class TrackEventSuccess:
    is_type_of = backed_by(Tracked)

    event: ContactEvent | None = strawberry.field(description="The event; never null in a success.")
    duplicate: bool = strawberry.field(description="Whether it had been told before, by its client key; then nothing has changed.")


TrackEventResult = Annotated[
    Union[TrackEventSuccess, GuardError],  # noqa: UP007
    strawberry.union("TrackEventResult", description="What telling an event gives."),
]


def _told(given: TrackEventInput) -> NewEvent:
    ways = {By.ID: given.contact.id, By.EMAIL: given.contact.email, By.KEY: given.contact.key}
    by, contact = next((by, str(value)) for by, value in ways.items() if value not in (None, strawberry.UNSET))
    return NewEvent(by, contact, given.name, given.at, given.properties or {}, given.client_key)


async def _track_event(info: Info, input: Annotated[TrackEventInput, strawberry.argument(description="What happened.")]) -> Any:
    return (await track_events(info.context, [_told(input)]))[0]


async def _track_events(
    info: Info, events: Annotated[list[TrackEventInput], strawberry.argument(description="What happened: 1,000 events at most.")]
) -> Any:
    return await track_events(info.context, [_told(each) for each in events])


@strawberry.type
class EventMutations:
    track_event = strawberry.mutation(
        resolver=_track_event, graphql_type=TrackEventResult | None, description="Tell something that a contact did."
    )
    track_events = strawberry.mutation(
        resolver=_track_events,
        graphql_type=list[TrackEventResult] | None,
        description="Tell what contacts did, up to 1,000 events: the results are in the same order, each event's its own.",
    )
