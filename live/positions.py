"""Where logs stand now: who asks while the database is being asked shares the next statement with all others who do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from golive.models.change import LogCounter
from golive.models.database import Database


class Positions:
    """Asks for many at once, one statement at a time, so that a thousand clients who come back together cost a handful."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._asked: set[UUID] = set()
        self._next: asyncio.Task[Mapping[UUID, LogCounter]] | None = None

    async def of(self, workspace_id: UUID) -> LogCounter:
        """The workspace's position at some moment after this call; number 0 of a log without entries. Raises `Unavailable`."""
        self._asked.add(workspace_id)
        if self._next is None:
            self._next = asyncio.create_task(self._read())
        found = await asyncio.shield(self._next)
        return found.get(workspace_id) or LogCounter(workspace_id=workspace_id, number=0, kept_from=1, epoch="new")

    async def _read(self) -> Mapping[UUID, LogCounter]:
        async with self._turn:
            asked, self._asked, self._next = self._asked, set(), None
            async with self._database.system() as session:
                counters = await session.scalars(select(LogCounter).where(LogCounter.workspace_id.in_(asked)))
                return {counter.workspace_id: counter for counter in counters}
