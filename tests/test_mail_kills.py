"""kill -9 of the workers while they send: the mail server gets each mail once, and those of unknown outcome are known to be."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from uuid import UUID

import pytest
from budget import SOAK
from killing import Worker
from mailing import mailing
from postbox import postbox

from golive.models import ids
from golive.models.database import Database

KILLS = 100 if SOAK else 5
PER_KILL = 300
WORKERS = 2


@pytest.mark.timeout(3600 if SOAK else 240)
async def test_whenever_workers_are_killed_each_mail_is_received_once(database: Database, workspace: UUID, database_url: str) -> None:
    chance = random.Random()
    with postbox() as box:
        async with mailing(database, workspace, smtp_url=box.url) as here:
            email = await here.email()
            contacts = [await here.contact(f"c{number}@example.com") for number in range(PER_KILL)]
            mails: set[UUID] = set()
            for _ in range(KILLS):
                workers = [await Worker.started("mail_worker.py", database_url, box.url) for _ in range(WORKERS)]
                until = len(box.received) + chance.randrange(PER_KILL // 2)
                mails.update(await here.queue(email, *contacts))
                await asyncio.to_thread(box.wait_for, until)
                await workers[0].kill()
                await asyncio.to_thread(box.wait_for, until + 20)
                await workers[1].kill()
            await here.send()
            got = Counter(each.id for each in box.received)
            unknown = set(await here.sql("SELECT id FROM mail WHERE status = 'UNKNOWN'"))
            sent = set(await here.sql("SELECT id FROM mail WHERE status = 'SENT'"))
    assert set(got.values()) == {1}
    assert sent | unknown == mails
    assert {ids.encode("mail", each) for each in sent} <= got.keys()
    assert len(unknown) <= KILLS * WORKERS * 50
