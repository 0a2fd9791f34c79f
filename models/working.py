"""Work rows: begun with the state that needs them and their job, taken up under a claim, finished with the next state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, Arrow
from golive.models import ids
from golive.models.moves import Order
from golive.models.queue import enqueue
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.work import Work, WorkKind


class LostClaim(Exception):
    """Somebody else has taken the work up, or it is over: whoever is told so stops without writing."""


def begin(
    settings: Settings,
    record: Record,
    kind: WorkKind,
    arrow: Arrow,
    order: Order,
    now: datetime,
    *,
    version: int | None,
    of_version: bool = False,
) -> Work:
    """New work, plain, which `append` writes with its job."""
    then = arrow.then or arrow.to
    deadline = now + settings.going_live_deadline if kind in (WorkKind.GOING_LIVE, WorkKind.PUBLISHING) else None
    return Work.plain(
        workspace_id=record.workspace_id,
        id=ids.new(),
        record_id=record.id,
        version=version,
        kind=kind,
        then=then,
        failed=arrow.failed,
        of_version=of_version,
        action=order.move if isinstance(order.move, Action) else None,
        actor=order.actor.name,
        comment=order.comment,
        started_at=now,
        deadline=deadline,
        claim=0,
        tries=0,
        done=0,
        total=None,
    )


async def enqueue_work(session: AsyncSession, work: Work, after: timedelta | None = None) -> bool:
    """Enqueue the job for a piece of work; one that waits or runs already is enough."""
    return await enqueue(session, work.kind.value, payload_of(work), dedupe_key=job_key(work), execute_after=after)


def payload_of(work: Work) -> dict[str, Any]:
    """What the job of this work is told."""
    return {"workspace": str(work.workspace_id), "work": str(work.id)}


def job_key(work: Work) -> str:
    """What tells the jobs of this work from all others."""
    return f"{work.kind.value}:{work.id}"


async def claim(session: AsyncSession, work_id: UUID) -> tuple[Work, datetime] | None:
    """Take the work up, with the database's time; None when it is over."""
    raised = (
        update(Work)
        .where(Work.id == work_id)
        .values(claim=Work.claim + 1, tries=Work.tries + 1, retry_at=None)
        .returning(Work, func.clock_timestamp())
    )
    row = (await session.execute(raised.execution_options(populate_existing=True))).one_or_none()
    return None if row is None else (row[0], row[1])


async def checkpoint(session: AsyncSession, work: Work, **values: Any) -> None:
    """Write how far the work is; raises `LostClaim` when it is no longer ours."""
    mine = update(Work).where(Work.id == work.id, Work.claim == work.claim).values(claim=work.claim, **values).returning(Work.id)
    if await session.scalar(mine) is None:
        raise LostClaim(str(work.id))


async def put_off(session: AsyncSession, work: Work, pause: timedelta, error: str | None, *, in_order: bool = True) -> None:
    """Write down that the work waits for `pause`, and why; `in_order` says that this try didn't break off. Raises `LostClaim`."""
    values = {"tries": 0} if in_order else {}
    await checkpoint(session, work, retry_at=func.clock_timestamp() + pause, last_error=error, **values)


async def work_of(session: AsyncSession, record: Record, order: Order) -> Work:
    """The work whose end `order` reports; `LostClaim` when another claim holds it or it is over."""
    work = await session.scalar(
        select(Work).where(Work.id == order.work_id, Work.record_id == record.id, Work.claim == order.claim).with_for_update()
    )
    if work is None:
        raise LostClaim(str(order.work_id))
    return work


async def finish(session: AsyncSession, work: Work) -> None:
    """The work is over."""
    await session.delete(work)


async def cancel(session: AsyncSession, record: Record, *, version: int | None = None) -> None:
    """Drop work that a later move has made pointless: of one version, or all of it."""
    where = [Work.workspace_id == record.workspace_id, Work.record_id == record.id]
    if version is not None:
        where.append(Work.version == version)
    await session.execute(delete(Work).where(*where))


def retry_pause(settings: Settings, attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure, growing to a minute."""
    pause: timedelta = settings.retry_first * 2 ** min(attempt - 1, 16)
    return min(pause, timedelta(minutes=1))


def is_late(work: Work, now: datetime) -> bool:
    """Whether the deadline has passed."""
    return work.deadline is not None and work.deadline <= now
