"""When time alone will change what a segment or scoring model says of contacts: written down beside each evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.contact import Contact
from golive.models.touched import Lapse
from golive.models.within import Within


async def keep_lapses(
    session: AsyncSession,
    workspace_id: UUID,
    record_id: UUID,
    turn: ColumnElement[datetime] | None,
    who: ColumnElement[bool],
    within: Within,
) -> None:
    """Write down when each contact among `who` (over golive.contact) turns next, and that nobody else of `within` does.

    `turn` is `Checked.next_turn`. Who is looked at too early is only asked again, so that it may be earlier than need be.
    """
    mine = (Lapse.workspace_id == workspace_id, Lapse.record_id == record_id, within.holds(Lapse.contact_id))
    if turn is None:
        await session.execute(delete(Lapse).where(*mine))
        return
    here = (Contact.workspace_id == workspace_id, within.holds(Contact.id), who)
    asked = select(Contact.id, turn.label("at")).where(*here).offset(0).subquery()  # which has each turn worked out once
    turns = select(asked.c.id, asked.c.at).where(asked.c.at.is_not(None)).cte("turns")
    stale = delete(Lapse).where(*mine, Lapse.contact_id.not_in(select(turns.c.id))).cte("stale")
    rows = select(literal(workspace_id, Uuid), literal(record_id, Uuid), turns.c.id, turns.c.at)
    new = insert(Lapse).from_select(["workspace_id", "record_id", "contact_id", "at"], rows)
    keys = [Lapse.workspace_id, Lapse.record_id, Lapse.contact_id]
    kept = new.on_conflict_do_update(index_elements=keys, set_={"at": new.excluded.at}, where=Lapse.at != new.excluded.at)
    await session.execute(kept.add_cte(stale))


async def take_lapsed(session: AsyncSession, workspace_id: UUID, at_most: int) -> Mapping[UUID, Sequence[UUID]]:
    """The contacts who may have turned by now, by record; whoever evaluates them writes down when they turn next."""
    due = select(Lapse.record_id, Lapse.contact_id).where(Lapse.workspace_id == workspace_id, Lapse.at <= func.now())
    first = due.order_by(Lapse.at).limit(at_most).subquery()
    same = (Lapse.workspace_id == workspace_id, Lapse.record_id == first.c.record_id, Lapse.contact_id == first.c.contact_id)
    gone = delete(Lapse).where(*same).returning(Lapse.record_id, Lapse.contact_id).cte("gone")
    grouped = select(gone.c.record_id, func.array_agg(gone.c.contact_id)).group_by(gone.c.record_id)
    return {record: contacts for record, contacts in await session.execute(grouped)}  # noqa: C416 - rows are typed as tuples only one by one
