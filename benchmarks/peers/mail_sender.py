"""Our sending loop alone in a process: queues mails, sends them all, and prints how long it took.

`python -m golive.benchmarks.peers.mail_sender DATABASE_URL SMTP_URL NUMBER`. Standard input is the e-mail's HTML.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any
from uuid import UUID

import uvloop
from sqlalchemy import text

from golive.lifecycles.words import Action, RecordType
from golive.live.doorbell import Doorbell
from golive.live.jobs import Machine
from golive.live.mail.sending import Sender
from golive.models.database import Database
from golive.models.drafts import create
from golive.models.moves import Actor, Order
from golive.models.perform import perform
from golive.models.queue import Bell
from golive.models.settings import Settings
from golive.models.workspace import ensure_workspace

ADA = Actor("ada")
CONTACTS = """
INSERT INTO contact (workspace_id, id, email, first_name, consent, attributes)
SELECT :workspace, gen_random_uuid(), 'c' || n || '@example.com', 'Contact ' || n, '{"email:commercial": "OPTED_IN"}',
    jsonb_build_object('history', n * 1.25, 'channel', 'Web', 'mens', n % 2)
FROM generate_series(1, :number) n ON CONFLICT DO NOTHING
"""
MAILS = """
INSERT INTO mail (workspace_id, id, contact_id, email_id, email_version, content_settings_id)
SELECT :workspace, gen_random_uuid(), id, :email, 1, :settings FROM contact WHERE workspace_id = :workspace LIMIT :number
"""
FIELDS: dict[str, Any] = {"subject": "Spring for {{ contact.first_name }}", "fromName": "Ada", "fromAddress": "ada@example.com"}


async def main(url: str, smtp: str, number: int) -> None:
    """Prepare, send, and print."""
    settings = Settings.model_construct(smtp_url=smtp)
    database = await Database.open(settings, url)
    async with database.system() as session:
        workspace = (await ensure_workspace(session)).workspace_id
    values = {"workspace": workspace, "number": number}
    sender_of = await _live(database, settings, workspace, RecordType.CONTENT_SETTINGS, address="1 Spring Street")
    design = {"format": "HTML", "source": sys.stdin.read()}
    email = await _live(database, settings, workspace, RecordType.MARKETING_EMAIL, **FIELDS, design=design)
    async with database.transaction(workspace) as session:
        await session.execute(text(CONTACTS), values)
        await session.execute(text(MAILS), {**values, "email": email, "settings": sender_of})
    async with database.system() as session:
        await session.execute(text("ANALYZE mail, contact"))
    async with Doorbell("memory://") as doorbell:
        sender = Sender(Machine(database, settings, doorbell, Bell(database)), asyncio.Event())
        began, used = time.perf_counter(), time.process_time()
        while await _waiting(database, workspace):
            await sender.turn()
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        await sender.close()
    await database.close()
    print(json.dumps({"answers": number, "seconds": seconds, "cpu": cpu}))


async def _live(database: Database, settings: Settings, workspace: UUID, type_: RecordType, **fields: Any) -> UUID:
    async with database.transaction(workspace) as session:
        made = (await create(session, type_, workspace, {"name": f"{type_} {time.time()}", **fields}, ADA)).record
        assert made is not None
        await perform(session, settings, Order(made.id, Action.GO_LIVE, ADA))
    return made.id


async def _waiting(database: Database, workspace: UUID) -> bool:
    async with database.transaction(workspace) as session:
        return bool(await session.scalar(text("SELECT EXISTS (SELECT FROM mail WHERE status = 'QUEUED')")))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
