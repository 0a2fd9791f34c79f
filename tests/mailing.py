"""Mails in the send log, and a worker's hand that sends them, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, insert, text
from standing_records import EMAIL, SETTINGS, make_live

from golive.live.doorbell import Doorbell
from golive.live.jobs import Machine
from golive.live.mail.sending import Sender
from golive.models import ids
from golive.models.contact import Contact
from golive.models.database import Database
from golive.models.mail.mail import Mail
from golive.models.queue import Bell
from golive.models.records import Record
from golive.models.settings import Settings

OPTED_IN = {"email:commercial": "OPTED_IN"}
BODY = """<html><body><p>Dear {{ contact.first_name | default: "friend" }}, see <a href="https://shop.example/spring?a=1&amp;b=2">spring</a>.</p>
<p>{{ content.address }} <a href="{{ content.unsubscribe_url }}">Leave</a></p></body></html>"""


@dataclass
class Mailing:
    """A workspace whose mails are sent here."""

    database: Database
    workspace: UUID
    machine: Machine
    shutdown: asyncio.Event = field(default_factory=asyncio.Event)

    async def email(self, name: str = "Spring", **fields: Any) -> Record:
        """A live e-mail."""
        design = {"format": "HTML", "source": BODY}
        values = {"subject": "Spring for {{ contact.first_name }}", "design": design, **fields}
        async with self.database.transaction(self.workspace) as session:
            return await make_live(session, self.workspace, EMAIL, name, **values)

    async def settings(self, name: str = "Shop", **fields: Any) -> Record:
        """Live content settings."""
        async with self.database.transaction(self.workspace) as session:
            return await make_live(session, self.workspace, SETTINGS, name, **fields)

    async def contact(self, email: str | None, **columns: Any) -> UUID:
        """A contact that opted in."""
        contact = Contact(workspace_id=self.workspace, id=ids.new(), email=email, **{"consent": OPTED_IN, **columns})
        async with self.database.transaction(self.workspace) as session:
            session.add(contact)
        return contact.id

    async def queue(self, email: Record, *contacts: UUID | None, **columns: Any) -> list[UUID]:
        """A mail to each of the contacts, due now."""
        rows = [
            {"workspace_id": self.workspace, "id": ids.new(), "contact_id": each, "email_id": email.id, "email_version": 1, **columns}
            for each in contacts
        ]
        async with self.database.transaction(self.workspace) as session:
            await session.execute(insert(Mail), rows)
        return [row["id"] for row in rows]

    async def send(self) -> None:
        """Send until nothing is due."""
        sender = Sender(self.machine, self.shutdown)
        try:
            await sender.turn()
            while await self.sql("SELECT id FROM mail WHERE status = 'QUEUED' AND due_at <= clock_timestamp()"):
                await sender.turn()
        finally:
            await sender.close()

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """The first column of what a statement gives."""
        async with self.database.transaction(self.workspace) as session:
            found = await session.execute(text(statement), values)
            return [row[0] for row in found] if cast(CursorResult[Any], found).returns_rows else []

    async def statuses(self) -> list[tuple[str, str | None]]:
        """Status and reason of the mails, in the order in which they were queued."""
        async with self.database.transaction(self.workspace) as session:
            return [(row[0], row[1]) for row in await session.execute(text("SELECT status, reason FROM mail ORDER BY id"))]


@asynccontextmanager
async def mailing(database: Database, workspace: UUID, **settings: Any) -> AsyncIterator[Mailing]:
    """What sends a workspace's mails with these settings."""
    bell = Bell(database)
    async with Doorbell("memory://") as doorbell:
        yield Mailing(database, workspace, Machine(database, Settings.model_construct(**settings), doorbell, bell))
    await bell.close()
