"""What contacts did, as the API tells it: many events in a few statements, each stored once, and each refused on its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids, jsonb
from golive.models.checks.finding import Finding
from golive.models.contact import Contact, ContactEvent
from golive.models.contacts.checking import finding, text_problem
from golive.models.texts import storable, texts_in

MOST_EVENTS = 1_000
LONGEST_NAME = 100
LONGEST_KEY = 200
LONGEST_PROPERTIES = 20_000
"""Characters of an event's properties, as JSON."""
AHEAD = timedelta(days=1)
"""By how much clients' clocks may be ahead; what is later than that hasn't happened, and would be in every window of time at once."""
_INSERT = text("""
    INSERT INTO contact_event (workspace_id, id, contact_id, name, at, properties, client_key)
    SELECT :workspace, e.id, e.contact_id, e.name, e.at, e.properties::jsonb, e.client_key
    FROM unnest(CAST(:ids AS uuid[]), CAST(:contacts AS uuid[]), CAST(:names AS text[]), CAST(:moments AS timestamptz[]),
        CAST(:properties AS text[]), CAST(:keys AS text[])) AS e (id, contact_id, name, at, properties, client_key)
    ON CONFLICT (workspace_id, client_key) DO NOTHING
    RETURNING id
""")


class By(StrEnum):
    """What tells whom an event is about."""

    ID = "contactId"
    EMAIL = "email"
    KEY = "key"


_COLUMNS = {By.ID: Contact.id, By.EMAIL: Contact.lower_email, By.KEY: Contact.key}
_WORDS = {By.ID: "id", By.EMAIL: "e-mail address", By.KEY: "key"}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as it is told: whom it is about, then its values by column; without a time it happened now."""

    by: By
    contact: str
    name: str
    at: datetime | None
    properties: Mapping[str, Any]
    client_key: str | None

    @property
    def place(self) -> str | UUID | None:
        """What is looked for in the column that tells contacts apart; None for an id that is none."""
        if self.by is By.ID:
            return ids.uuid_of(self.contact, "contact")
        return self.contact.strip().lower() if self.by is By.EMAIL else self.contact.strip()


@dataclass(frozen=True, slots=True)
class Tracked:
    """An event that is stored; `duplicate` says that it had been told before, and is as it was told then."""

    event: ContactEvent
    duplicate: bool


async def track(session: AsyncSession, workspace_id: UUID, told: Sequence[NewEvent]) -> list[Tracked | list[Finding]]:
    """Store events, at most `MOST_EVENTS`: for each, in order, what is stored of it or every problem that it has.

    One whose client key is known changes nothing, and neither does the second with a key among those told.
    """
    now = datetime.now(UTC)
    problems = [_problems(each, now) for each in told]
    contacts = await _contacts(session, workspace_id, [each for each, found in zip(told, problems, strict=True) if not found])
    events: list[ContactEvent | None] = []
    for each, found in zip(told, problems, strict=True):
        contact = contacts.get((each.by, each.place))
        if contact is None and not found:
            found.append(finding(f"There is no contact with this {_WORDS[each.by]}: create or import it first.", each.by))
        events.append(None if found or contact is None else _event(workspace_id, contact, each, now))
    new = await _insert(session, workspace_id, [event for event in events if event is not None])
    known = await _known(session, workspace_id, {event.client_key for event in events if event is not None and event.id not in new})
    return [
        found if event is None else Tracked(event, False) if event.id in new else Tracked(known[event.client_key], True)
        for event, found in zip(events, problems, strict=True)
    ]


def _problems(each: NewEvent, now: datetime) -> list[Finding]:
    texts = [("name", each.name, LONGEST_NAME), (each.by.value, each.contact, LONGEST_KEY * 2)]
    texts += [] if each.client_key is None else [("clientKey", each.client_key, LONGEST_KEY)]
    found = [finding(f"{path} {problem}.", path) for path, value, longest in texts if (problem := text_problem(value, longest))]
    found += [finding(f"{path} is empty: give a text.", path) for path, value, _ in texts if not value.strip()]
    if each.at is not None and each.at > now + AHEAD:
        found.append(finding("at lies in the future: tell an event once it has happened, or leave its time out.", "at"))
    try:
        written = jsonb.dumps(each.properties)
    except ValueError:
        return [*found, finding("The properties hold a number that JSON has no way to write; leave it out.", "properties")]
    problem = text_problem(written, LONGEST_PROPERTIES) or _unstorable(each.properties)
    return [*found, finding(f"The properties as JSON {problem}.", "properties")] if problem else found


def _unstorable(properties: Mapping[str, Any]) -> str | None:
    problem = "holds a NUL character or half a character (a lone surrogate), which can't be stored; remove it"
    return None if all(map(storable, texts_in(dict(properties)))) else problem


async def _contacts(session: AsyncSession, workspace_id: UUID, told: Sequence[NewEvent]) -> Mapping[tuple[By, Any], UUID]:
    """The contacts by what tells them apart; they can't be erased before the events are stored."""
    found: dict[tuple[By, Any], UUID] = {}
    for by, column in _COLUMNS.items():
        wanted = {each.place for each in told if each.by is by} - {None}
        if wanted:
            asked = select(column, Contact.id).where(Contact.workspace_id == workspace_id, column.in_(wanted))
            rows = await session.execute(asked.with_for_update(read=True, key_share=True))
            found |= {(by, place): contact for place, contact in rows}
    return found


def _event(workspace_id: UUID, contact: UUID, each: NewEvent, now: datetime) -> ContactEvent:
    return ContactEvent.plain(
        workspace_id=workspace_id,
        id=ids.new(),
        contact_id=contact,
        name=each.name.strip(),
        at=each.at or now,
        properties=each.properties,
        client_key=each.client_key,
    )


async def _insert(session: AsyncSession, workspace_id: UUID, events: Sequence[ContactEvent]) -> Collection[UUID]:
    """The ids of the events that are stored now."""
    if not events:
        return ()
    columns = {
        "ids": [event.id for event in events],
        "contacts": [event.contact_id for event in events],
        "names": [event.name for event in events],
        "moments": [event.at for event in events],
        "properties": [jsonb.dumps(event.properties) for event in events],
        "keys": [event.client_key for event in events],
    }
    return set(await session.scalars(_INSERT, {"workspace": workspace_id, **columns}))


async def _known(session: AsyncSession, workspace_id: UUID, keys: Collection[str | None]) -> Mapping[str | None, ContactEvent]:
    if not keys:
        return {}
    asked = select(ContactEvent).where(ContactEvent.workspace_id == workspace_id, ContactEvent.client_key.in_(keys))
    return {event.client_key: event for event in await session.scalars(asked)}
