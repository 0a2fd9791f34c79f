"""Subscribers who are told the same share each execution, and nobody is told what isn't theirs."""

from __future__ import annotations

from uuid import UUID

from fanning import Inbox, fanning
from recording import write

from golive.models.database import Database
from golive.models.settings import Settings


async def test_equal_subscribers_share_one_execution_and_its_bytes(database: Database, workspace: UUID, settings: Settings) -> None:
    async with fanning(database, settings) as fan:
        inboxes = [Inbox() for _ in range(50)]
        for inbox in inboxes:
            await fan.subscribe(workspace, inbox)
        assert fan.groups == 1
        for _ in range(3):
            last = await write(database, workspace)
            fan.server.doorbell.ring(workspace)
        for inbox in inboxes:
            assert await inbox.reaches(last.number) == [1, 2, 3]
        for place in range(3):
            assert len({id(inbox.payloads[place]) for inbox in inboxes}) == 1
