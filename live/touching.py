"""The dispatcher: what is touched in any workspace is followed up, batch after batch, by one worker at a time for each workspace."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import exists, func, or_, select, text

from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models.catching_up import catch_up
from golive.models.connecting import sqlstate
from golive.models.database import Unavailable
from golive.models.following import Followers
from golive.models.touched import Lapse, Touched
from golive.models.workspace import Workspace

EVERY = 0.5  # seconds between looks where nothing is to do
AT_MOST = timedelta(minutes=1)
DEADLOCK, ERASED = "40P01", "23503"  # all is as before, and goes well the next time: the contact who was to join is gone then
log = structlog.get_logger()
_MINE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('golive touched ' || :workspace, 0))")


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Follow up what is touched until `shutdown`. Any number may: a workspace that another is at is left to it."""
    await repeat("touching", Dispatcher(machine).turn, shutdown, otherwise=EVERY)


class Dispatcher:
    """One that follows up, with the conditions that it has read so far."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._followers = Followers()
        self._failed: set[UUID] = set()  # workspaces where it went wrong the last time, so that it is found out whose fault it is

    async def turn(self) -> float:
        """Follow up a batch in each workspace where there is something; returns how many seconds there are to the next turn."""
        waiting = await self._waiting()
        done = [await self._follow_up(workspace_id) for workspace_id in waiting]
        return 0.0 if any(done) else EVERY

    async def _waiting(self) -> list[UUID]:
        touched = exists().where(Touched.workspace_id == Workspace.workspace_id)
        lapsed = exists().where(Lapse.workspace_id == Workspace.workspace_id, Lapse.at <= func.now())
        async with self._machine.database.system() as session:
            return list(await session.scalars(select(Workspace.workspace_id).where(or_(touched, lapsed))))

    async def _follow_up(self, workspace_id: UUID) -> int:
        """How many changes were followed up; none where it failed, so that the other workspaces have their turn."""
        try:
            async with self._machine.database.transaction(workspace_id, at_most=AT_MOST) as session:
                if not await session.scalar(_MINE, {"workspace": str(workspace_id)}):
                    return 0
                done = await catch_up(session, workspace_id, self._followers, apart=workspace_id in self._failed)
        except Unavailable:
            raise
        except Exception as error:
            if sqlstate(error) not in (DEADLOCK, ERASED):
                log.exception("Changes could not be followed up", workspace=str(workspace_id))
                self._failed.add(workspace_id)
            return 0
        self._failed.discard(workspace_id)
        if done:
            self._machine.committed(workspace_id)
        return done
