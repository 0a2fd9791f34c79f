"""Nothing is ever stuck: work that no job is about gets one again, and so does a record in transition that has no work."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.table import Move
from golive.lifecycles.words import TRANSITIONAL, Arrow, Happening
from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models.change import Change, ChangeKind
from golive.models.locking import lock
from golive.models.moves import SYSTEM, Order
from golive.models.queue_schema import NAMES
from golive.models.records import Record
from golive.models.refusal import NotFound
from golive.models.work import Work, WorkKind
from golive.models.working import begin, enqueue_work

EVERY = 5.0  # seconds
AT_ONCE = 1000
log = structlog.get_logger()

_WITHOUT_JOB = text(
    f"""
    SELECT work.workspace_id, work.id FROM golive.work AS work
    WHERE NOT EXISTS (
        SELECT FROM {NAMES.qualified.queue_table} AS job
        WHERE job.dedupe_key = work.kind || ':' || work.id AND job.status IN ('queued', 'picked')
    )
    LIMIT {AT_ONCE}
    """
)


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Look at the start and then every few seconds, until `shutdown`."""

    async def turn() -> float:
        await reconcile(machine)
        return EVERY

    await repeat("reconciler", turn, shutdown, otherwise=EVERY)


async def reconcile(machine: Machine) -> int:
    """Give jobs to work without one, and work to records in transition without any; returns how many."""
    async with machine.database.system() as session:
        left = (await session.execute(_WITHOUT_JOB)).all()
        lost = (await session.execute(_in_transition_without_work())).all()
    for workspace_id, work_id in left:
        async with machine.database.transaction(workspace_id) as session:
            work = await session.get(Work, (workspace_id, work_id))
            if work is not None and await enqueue_work(session, work):
                log.warning("Work without a job got one", record=str(work.record_id), kind=work.kind)
    for workspace_id, record_id in lost:
        with suppress(NotFound):
            async with machine.database.transaction(workspace_id) as session:
                await _begin_again(session, machine, record_id)
    if left or lost:
        machine.bell.ring()
    return len(left) + len(lost)


def _in_transition_without_work() -> Select[UUID, UUID]:
    return select(Record.workspace_id, Record.id).where(Record.status_reason.in_(TRANSITIONAL), ~_has_work()).limit(AT_ONCE)


def _has_work() -> ColumnElement[bool]:
    """Whether there is work that moves the record on; that of an older version, and a build, do not."""
    own = (Work.workspace_id == Record.workspace_id) & (Work.record_id == Record.id)
    return exists().where(own, ~Work.of_version, Work.kind != WorkKind.BUILDING)


async def _begin_again(session: AsyncSession, machine: Machine, record_id: UUID) -> None:
    """Begin the work that the log says the record is in transition for."""
    record, now = await lock(session, record_id)
    if not await session.scalar(select(_in_transition_without_work().where(Record.id == record_id).exists())):
        return
    found = await _last_arrow(session, record)
    if found is None:
        log.error("A record is in transition, and its log doesn't say why", record=record.public_id, state=record.state)
        return
    move, arrow = found
    kind = WorkKind(record.state.value)
    version = None if kind in (WorkKind.GOING_LIVE, WorkKind.PUBLISHING) else record.live_version
    work = Work(**vars(begin(machine.settings, record, kind, arrow, Order(record.id, move, SYSTEM), now, version=version)))
    session.add(work)
    await session.flush()
    await enqueue_work(session, work)
    log.warning("A record in transition without work got some", record=record.public_id, state=record.state)


async def _last_arrow(session: AsyncSession, record: Record) -> tuple[Move, Arrow] | None:
    """The move that led to where the record is, by its log and its type's table."""
    mine = (Change.workspace_id == record.workspace_id, Change.record_id == record.id, Change.kind == ChangeKind.STATE)
    last = await session.scalar(select(Change).where(*mine).order_by(Change.number.desc()).limit(1))
    if last is None or last.from_status_reason is None:
        return None
    moves: list[Move] = [last.action] if last.action else [Happening.END_DATE, Happening.PAUSE_LIMIT]
    for move in moves:
        cell = record.lifecycle.cell(move, last.from_status_reason, record.status)
        arrows = [arrow for arrow in (cell, cell.ended) if arrow is not None] if isinstance(cell, Arrow) else []
        for arrow in arrows:
            if arrow.to is record.state:
                return move, arrow
    return None
