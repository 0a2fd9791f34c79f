"""Events of contacts: told by clients, and shown below their contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy import select

from golive.lifecycles.words import GuardCode, Role
from golive.models.checks.finding import Finding
from golive.models.contact import ContactEvent
from golive.models.contacts import tracking
from golive.models.contacts.tracking import MOST_EVENTS, NewEvent, Tracked
from golive.models.ordering import Order, Page, Window
from golive.models.refusal import Refusal
from golive.models.texts import cleaned
from golive.resolvers.context import Context
from golive.resolvers.errors import bad_input
from golive.resolvers.nested import Nested

_E = ContactEvent.__table__.c
_BY_TIME = Order("event", (_E.at, _E.id))


async def events_of_contact(
    context: Context, contact: UUID, name: str | None, window: Window
) -> tuple[Page[ContactEvent], Callable[[], Awaitable[int]]]:
    """A page of what a contact did, the oldest first, by name if one is given, and how many there are. Raises `InvalidCursor`."""
    statement = select().select_from(ContactEvent.__table__)
    if name is not None:
        statement = statement.where(_E.name == cleaned(name))
    nested, key = Nested(ContactEvent, _E.contact_id, (_E.workspace_id, _E.id), _BY_TIME, statement), f"events {name}"
    page = await context.loaders.page(key, contact, window, nested)
    return page, lambda: context.loaders.count(key, contact, nested)


async def track_events(context: Context, told: Sequence[NewEvent]) -> list[Tracked | Refusal]:
    """Store events in one transaction: for each what is stored, or why it is refused. Raises FORBIDDEN, BAD_USER_INPUT for too many."""
    context.need(Role.EDITOR)
    if len(told) > MOST_EVENTS:
        raise bad_input(f"These are {len(told):,} events and {MOST_EVENTS:,} are the most at a time: send them in several requests.")
    async with context.write() as session:
        answers = await tracking.track(session, context.viewer.workspace_id, told)
    return [each if isinstance(each, Tracked) else _refusal(each) for each in answers]


def _refusal(findings: Sequence[Finding]) -> Refusal:
    return Refusal(GuardCode.INVALID_INPUT, findings[0].message, findings=tuple(findings))
