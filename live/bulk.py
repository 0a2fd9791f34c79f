"""Bulk operations: begun in a caller's transaction, worked off by the caller or by any worker, resumed by the next if one dies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, RecordType, Role
from golive.live.bulk_items import OPEN, act, play, try_out, write
from golive.live.jobs import Machine
from golive.live.planning import needs_among, needs_of, ordered
from golive.models import ids
from golive.models.filters import RecordFilter, where
from golive.models.keeping import Bulk, BulkItem, BulkItemStatus, BulkStatus
from golive.models.queue import Handler, JobInfo, Retry, enqueue
from golive.models.records.record import Record
from golive.models.refusal import NotFound

JOB = "BULK"
INLINE = 100
"""So many items are done before the call returns."""
MOST = 10_000
BATCH = 100
TURN = 2.0  # seconds that a job works before others get their turn
PAUSE = timedelta(milliseconds=250)  # between looks at what is going live
TAKE_OVER = timedelta(seconds=30)  # after which a worker goes on with what its caller was to do
WITHOUT_ARGUMENTS = frozenset(Action) - {
    Action.SET_PUBLISH_STATUS, Action.RESTORE_VERSION, Action.SCHEDULE, Action.UNSCHEDULE, Action.RUN_NOW, Action.FULL_RUN,
}  # fmt: skip
"""What can be done to many records at once."""
USERS_FIRST = frozenset({Action.STOP, Action.DEACTIVATE, Action.PAUSE, Action.DELETE, Action.REVERT})


class TooMany(ValueError):
    """More records than one operation takes; the message says what to do."""


async def begin_action(
    session: AsyncSession,
    workspace_id: UUID,
    action: Action,
    filter_: RecordFilter,
    *,
    actor: str,
    role: Role,
    confirm: bool = False,
    dry_run: bool = False,
) -> Bulk:
    """Write an operation down for all records that match, with its job. Call `run` after the commit for `INLINE` items or fewer.

    Raises `TooMany`.
    """
    rows = (await session.execute(select(Record.id, Record.type).where(where(filter_)).order_by(Record.id).limit(MOST + 1))).all()
    if len(rows) > MOST:
        raise TooMany(f"More than {MOST:,} records match, and one operation takes no more: narrow the filter.")
    types = {row.id: row.type for row in rows}
    order, _ = ordered(await needs_among(session, types))
    if action in USERS_FIRST:
        order.reverse()
    bulk = Bulk(workspace_id=workspace_id, action=action, actor=actor, role=role, confirm=confirm, dry_run=dry_run, plan=False)
    return await _begin(session, bulk, [(id_, types[id_], set()) for id_ in order])


async def begin_plan(
    session: AsyncSession, workspace_id: UUID, record_ids: Sequence[UUID], *, actor: str, role: Role, confirm: bool = False
) -> Bulk:
    """Write down that these records are to go live, each once what it uses is. Raises `NotFound` and `TooMany`."""
    if len(record_ids) > MOST:
        raise TooMany(f"One operation takes {MOST:,} records at most: split the list.")
    types = {row.id: row.type for row in await session.execute(select(Record.id, Record.type).where(Record.id.in_(record_ids)))}
    for id_ in record_ids:
        if id_ not in types:
            raise NotFound(str(id_))
    given = dict.fromkeys(record_ids)
    order, _ = ordered(await needs_among(session, given))
    needs = await needs_of(session, given)
    bulk = Bulk(workspace_id=workspace_id, action=Action.GO_LIVE, actor=actor, role=role, confirm=confirm, dry_run=False, plan=True)
    return await _begin(session, bulk, [(id_, types[id_], needs.get(id_, set())) for id_ in order])


async def _begin(session: AsyncSession, bulk: Bulk, items: Sequence[tuple[UUID, RecordType, set[UUID]]]) -> Bulk:
    bulk.id, bulk.status = ids.new(), BulkStatus.RUNNING
    session.add(bulk)
    await session.flush()
    if items:
        own = {"workspace_id": bulk.workspace_id, "bulk_id": bulk.id, "status": BulkItemStatus.WAITING}
        rows = [
            {**own, "position": position, "record_id": id_, "record_type": type_, "needs": sorted(map(str, needs))}
            for position, (id_, type_, needs) in enumerate(items)
        ]
        await session.execute(insert(BulkItem), rows)
    waits = None if bulk.plan or len(items) > INLINE else TAKE_OVER
    payload = {"workspace": str(bulk.workspace_id), "bulk": str(bulk.id)}
    await enqueue(session, JOB, payload, dedupe_key=f"{JOB}:{bulk.id}", execute_after=waits)
    return bulk


async def cancel(session: AsyncSession, bulk_id: UUID) -> Bulk:
    """Leave out what has not been begun; what is going live goes on. Raises `NotFound`; what is over stays as it is."""
    bulk = await _locked(session, bulk_id)
    if bulk is None:
        raise NotFound(str(bulk_id))
    if bulk.status is BulkStatus.RUNNING:
        bulk.status = BulkStatus.CANCELLED  # of which all items are read
        items = await _open_items(session, bulk)
        for item in items:
            if item.status is BulkItemStatus.WAITING:
                item.status = BulkItemStatus.CANCELLED
        if all(item.status is BulkItemStatus.CANCELLED for item in items):
            bulk.finished_at = await session.scalar(select(func.clock_timestamp()))
        await session.flush()
    return bulk


async def run(machine: Machine, workspace_id: UUID, bulk_id: UUID) -> None:
    """Work an operation off to its end, for a caller who waits; not for plans, which wait for others."""
    while await _turn(machine, workspace_id, bulk_id):
        pass


def handler(machine: Machine, shutdown: asyncio.Event) -> Handler:
    """The queue's handler: a turn at a time, so that long operations neither hold up others nor a shutdown."""

    async def handle(payload: dict[str, Any], _: JobInfo) -> None:
        workspace_id, bulk_id = UUID(payload["workspace"]), UUID(payload["bulk"])
        clock = asyncio.get_running_loop().time
        end = clock() + TURN
        while await _turn(machine, workspace_id, bulk_id):
            if clock() > end or shutdown.is_set():
                raise Retry(timedelta(0))
        async with machine.database.transaction(workspace_id) as session:
            over = await session.scalar(select(Bulk.finished_at.is_not(None)).where(Bulk.id == bulk_id))
        if over is False:
            raise Retry(PAUSE)

    return handle


async def _turn(machine: Machine, workspace_id: UUID, bulk_id: UUID) -> bool:
    """One step in one transaction; False when the operation is over, or only waits. One worker at a time has its turn."""
    async with machine.database.transaction(workspace_id) as session:
        bulk = await _locked(session, bulk_id)
        if bulk is None or bulk.finished_at is not None:
            return False
        items = await _open_items(session, bulk)
        if not items:
            bulk.finished_at = await session.scalar(select(func.clock_timestamp()))
            bulk.status = BulkStatus.FINISHED if bulk.status is BulkStatus.RUNNING else bulk.status
        moved = bool(items)
        if items and not bulk.dry_run:
            moved = await (play if bulk.plan else act)(session, machine, bulk, items)
    if items and bulk.dry_run:
        await _try_out(machine, bulk, items)
    elif moved or not items:
        machine.committed(workspace_id)
    return moved


async def _try_out(machine: Machine, bulk: Bulk, items: Sequence[BulkItem]) -> None:
    """Find out in a transaction that never was, and write it down in another."""
    answers = []
    users_first = [item.record_id for item in (items if bulk.action in USERS_FIRST else reversed(items))]
    with suppress(_Undone):
        async with machine.database.transaction(bulk.workspace_id) as session:
            answers = await try_out(session, machine.settings, bulk, items, users_first)
            raise _Undone
    async with machine.database.transaction(bulk.workspace_id) as session:
        await _locked(session, bulk.id)
        for item, found in zip(items, answers, strict=True):
            await write(session, item, found)


class _Undone(Exception):
    """Rolls back what was only tried."""


async def _locked(session: AsyncSession, bulk_id: UUID) -> Bulk | None:
    return await session.scalar(select(Bulk).where(Bulk.id == bulk_id).with_for_update().execution_options(populate_existing=True))


async def _open_items(session: AsyncSession, bulk: Bulk) -> list[BulkItem]:
    mine = (BulkItem.workspace_id == bulk.workspace_id, BulkItem.bulk_id == bulk.id, BulkItem.status.in_(OPEN))
    limit = None if bulk.plan or bulk.status is BulkStatus.CANCELLED else BATCH if bulk.dry_run else 1
    return list(await session.scalars(select(BulkItem).where(*mine).order_by(BulkItem.position).limit(limit)))
