"""Who is inside and listens is looked at again, as something has changed about them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import any_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.compiled import IDS, Compiled
from golive.models.journeys.passage import INSIDE, Passage
from golive.models.session import flushed

_NOW = func.clock_timestamp()
_INSIDE = (Passage.contact_id == any_(IDS)) & (Passage.status == INSIDE)
# Whoever is due may be coming to a step that listens at this moment, without seeing what has changed: that batch is waited for.
_LOCK = Compiled(select(Passage.id).where(_INSIDE, or_(Passage.listens, Passage.due_at <= _NOW)).with_for_update(key_share=True))
_WAKE = Compiled(update(Passage).where(_INSIDE, Passage.listens, Passage.due_at > _NOW).values(due_at=_NOW))


async def wake(session: AsyncSession, contact_ids: Sequence[UUID]) -> None:
    """Make the passages of these contacts due that wait for something about them, or that an exit rule may end.

    What changed is committed or in the session's transaction, in which no steps have been counted yet.
    """
    if contact_ids:
        await flushed(session)
        for statement in (_LOCK, _WAKE):
            await statement.all(session, ids=list(contact_ids))
