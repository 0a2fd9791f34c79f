"""Bulk operations: begun in a caller's transaction, worked off by the caller or by any worker, resumed by the next if one dies."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, RecordType, Role
from golive.live.bulk_items import OPEN, Answer, seen, sort_out, take, try_out, write
from golive.live.jobs import Machine
from golive.live.planning import needs_among, needs_of, ordered
from golive.models import ids
from golive.models.change import LogCounter
from golive.models.connecting import DRIVER_ERRORS, is_deadlock
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
PAUSE = timedelta(milliseconds=250)  # between looks at what is going live, if the log has moved
LOOK = 1.0  # seconds after which it is looked at in any case
TAKE_OVER = timedelta(seconds=30)  # after which a worker goes on with what its caller was to do
WITHOUT_ARGUMENTS = frozenset(Action) - {
    Action.SET_PUBLISH_STATUS, Action.RESTORE_VERSION, Action.SCHEDULE, Action.UNSCHEDULE, Action.RUN_NOW, Action.FULL_RUN,
}  # fmt: skip
"""What can be done to many records at once."""
USERS_FIRST = frozenset({Action.STOP, Action.DEACTIVATE, Action.PAUSE, Action.DELETE, Action.REVERT})
log = structlog.get_logger()


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
    """Work an operation off for a caller, who waits until the deadline; workers do the rest. Not for plans, which wait for others."""
    clock = asyncio.get_running_loop().time
    end = clock() + machine.settings.execution_deadline.total_seconds()
    runner = Runner(machine, workspace_id, bulk_id)
    while await runner.step() and clock() < end:
        pass


def handler(machine: Machine, shutdown: asyncio.Event) -> Handler:
    """The queue's handler: a turn at a time, so that long operations neither hold up others nor a shutdown."""
    clock = asyncio.get_running_loop().time
    waiting: dict[UUID, tuple[int, float]] = {}  # where the log was when there was nothing to do, and how long that counts

    async def handle(payload: dict[str, Any], _: JobInfo) -> None:
        workspace_id, bulk_id = UUID(payload["workspace"]), UUID(payload["bulk"])
        for id_ in [id_ for id_, (_, until) in waiting.items() if until <= clock()]:
            del waiting[id_]
        if bulk_id in waiting:
            async with machine.database.transaction(workspace_id) as session:
                if await _log_number(session, workspace_id) == waiting[bulk_id][0]:
                    raise Retry(PAUSE)
        runner = Runner(machine, workspace_id, bulk_id)
        end = clock() + TURN
        while await runner.step():
            if clock() > end or shutdown.is_set():
                raise Retry(timedelta(0))
        if not runner.over:
            waiting[bulk_id] = runner.log_number, clock() + LOOK
            raise Retry(PAUSE)

    return handle


class Runner:
    """Works one operation off: one look tells what is to do, then each item has a transaction of its own.

    Any number may, for one at a time has the operation's row, and an item is read again before it is done.
    """

    def __init__(self, machine: Machine, workspace_id: UUID, bulk_id: UUID) -> None:
        self._machine = machine
        self._workspace_id = workspace_id
        self._bulk_id = bulk_id
        self._ready: deque[int] = deque()
        self.over = False
        self.log_number = 0
        """Where the log was at the last look."""

    async def step(self) -> bool:
        """One transaction: a look, or an item; False when the operation is over, or only waits. A deadlock is left to the next step."""
        try:
            moved = await self._step()
        except DRIVER_ERRORS as error:
            if not is_deadlock(error):
                raise
            log.info("A bulk operation met a deadlock, and goes on", bulk=str(self._bulk_id))
            return True
        if moved or self.over:
            self._machine.committed(self._workspace_id)
        return moved

    async def _step(self) -> bool:
        positions = list(islice(self._ready, BATCH))
        async with self._machine.database.transaction(self._workspace_id) as session:
            bulk = await _locked(session, self._bulk_id)
            if bulk is None or bulk.finished_at is not None:
                self.over = True
                return False
            if not positions:
                return await self._look(session, bulk)
            if not bulk.dry_run:
                positions = positions[:1]
                await take(session, self._machine.settings, bulk, *positions)
        if bulk.dry_run:
            await _try_out(self._machine, bulk, positions)
        for _ in positions:
            self._ready.popleft()
        return True

    async def _look(self, session: AsyncSession, bulk: Bulk) -> bool:
        """Find out what is to do, and write down what has come of what was begun."""
        self.log_number = await _log_number(session, bulk.workspace_id)
        items = await _open_items(session, bulk)
        if not items:
            bulk.finished_at = await session.scalar(select(func.clock_timestamp()))
            bulk.status = BulkStatus.FINISHED if bulk.status is BulkStatus.RUNNING else bulk.status
            self.over = True
            return False
        if not bulk.plan:
            self._ready.extend(item.position for item in items)
            return True
        answers, ready = sort_out(items, await seen(session, items))
        for position, found in answers.items():
            await write(session, bulk, position, found)
        self._ready.extend(ready)
        return bool(answers or ready)


async def _log_number(session: AsyncSession, workspace_id: UUID) -> int:
    return await session.scalar(select(LogCounter.number).where(LogCounter.workspace_id == workspace_id)) or 0


async def _try_out(machine: Machine, bulk: Bulk, positions: Sequence[int]) -> None:
    """Find out in a transaction that never was, and write it down in another."""
    answers: dict[int, Answer] = {}
    with suppress(_Undone):
        async with machine.database.transaction(bulk.workspace_id) as session:
            items = await _open_items(session, bulk, BulkItem.position.in_(positions))
            users_first = [item.record_id for item in (items if bulk.action in USERS_FIRST else reversed(items))]
            found = await try_out(session, machine.settings, bulk, items, users_first)
            answers = {item.position: answer for item, answer in zip(items, found, strict=True)}
            raise _Undone
    async with machine.database.transaction(bulk.workspace_id) as session:
        await _locked(session, bulk.id)
        for position, answer in answers.items():
            await write(session, bulk, position, answer)


class _Undone(Exception):
    """Rolls back what was only tried."""


async def _locked(session: AsyncSession, bulk_id: UUID) -> Bulk | None:
    return await session.scalar(select(Bulk).where(Bulk.id == bulk_id).with_for_update().execution_options(populate_existing=True))


async def _open_items(session: AsyncSession, bulk: Bulk, *among: ColumnElement[bool]) -> list[BulkItem]:
    mine = (BulkItem.workspace_id == bulk.workspace_id, BulkItem.bulk_id == bulk.id, BulkItem.status.in_(OPEN))
    return list(await session.scalars(select(BulkItem).where(*mine, *among).order_by(BulkItem.position)))
