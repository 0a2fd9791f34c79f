"""Bulk operations begun and worked off by tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from moving import World
from sqlalchemy import select, text

from golive.lifecycles.words import Action, RecordType, Role
from golive.live import bulk
from golive.models import ids
from golive.models.filters import RecordFilter
from golive.models.keeping import Bulk, BulkItem
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1))
EMAIL, JOURNEY, PAGE, SEGMENT = (
    RecordType.MARKETING_EMAIL, RecordType.CUSTOMER_JOURNEY, RecordType.MARKETING_PAGE, RecordType.SEGMENT,
)  # fmt: skip
AUDIENCE = RecordType.AUDIENCE_JOURNEY
DEADLOCK = text("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$")


def public(type_: RecordType, *record_ids: UUID) -> tuple[str, ...]:
    return tuple(ids.encode(type_.prefix, record_id) for record_id in record_ids)


async def begin(here: World, action: Action, filter_: RecordFilter, **options: Any) -> UUID:
    async with here.machine.database.transaction(here.workspace) as session:
        made = await bulk.begin_action(session, here.workspace, action, filter_, actor="Ada", role=Role.PUBLISHER, **options)
    return made.id


async def perform(here: World, action: Action, filter_: RecordFilter, **options: Any) -> list[BulkItem]:
    """An operation, worked off by who called it; what came of the items, in their order."""
    id_ = await begin(here, action, filter_, **options)
    await bulk.run(here.machine, here.workspace, id_)
    assert (await state(here, id_)).finished_at is not None
    return await items(here, id_)


async def begin_plan(here: World, record_ids: Sequence[UUID]) -> UUID:
    async with here.machine.database.transaction(here.workspace) as session:
        made = await bulk.begin_plan(session, here.workspace, record_ids, actor="Ada", role=Role.PUBLISHER)
    here.machine.committed(here.workspace)
    return made.id


async def state(here: World, id_: UUID) -> Bulk:
    async with here.machine.database.transaction(here.workspace) as session:
        return (await session.scalars(select(Bulk).where(Bulk.id == id_))).one()


async def items(here: World, id_: UUID) -> list[BulkItem]:
    async with here.machine.database.transaction(here.workspace) as session:
        return list(await session.scalars(select(BulkItem).where(BulkItem.bulk_id == id_).order_by(BulkItem.position)))


async def begun(here: World, id_: UUID, number: int) -> None:
    """Work on the operation until so many items are done, and no further."""
    runner = bulk.Runner(here.machine, here.workspace, id_)
    while sum(item.status == "DONE" for item in await items(here, id_)) < number:
        await runner.step()


async def finished(here: World, id_: UUID, record_id: UUID, within: float = 20) -> dict[UUID, BulkItem]:
    """The items once all is over."""

    async def over(_: object) -> bool:
        return (await state(here, id_)).finished_at is not None

    await here.until(record_id, over, within)
    return {item.record_id: item for item in await items(here, id_)}


async def not_live(here: World) -> tuple[UUID, dict[str, UUID]]:
    """A journey and all that it uses, as drafts."""
    journey = await here.draft(JOURNEY)
    used = {need: ids.decode(public_id)[1] for need, public_id in here.needed.items()}
    for record_id in used.values():
        await here.do(record_id, Action.STOP)
    return journey, used
