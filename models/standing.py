"""How a record stands after a move: live or not, since when, and when it expires."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import EVENT_FAMILY, Happening, PublishStatus, Status, StatusReason
from golive.models import versions
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.version import Version


def is_live(record: Record) -> bool:
    """Live is what has a running version; in the event family, what is published and active."""
    if record.type in EVENT_FAMILY:
        return record.publish_status is PublishStatus.PUBLISHED and record.status is Status.ACTIVE
    return record.live_version is not None


def has_started(record: Record, now: datetime) -> bool:
    """Whether the start date of some version has passed while it was live."""
    return record.has_started or (record.is_live and record.runs_from is not None and record.runs_from <= now)


def settle(record: Record, now: datetime) -> None:
    """Derive the status and `is_live` from the state, and what follows from them."""
    if record.type not in EVENT_FAMILY:
        record.status = Status.INACTIVE if record.status_reason is StatusReason.EXPIRED else Status.ACTIVE
    if record.status_reason is StatusReason.DRAFT:
        record.has_working_copy = False
    live = is_live(record)
    if live and not record.is_live:
        record.live_since, record.ever_live = now, True
    if not live:
        record.live_since = record.runs_from = record.runs_until = None
    record.is_live = live


async def end_versions(session: AsyncSession, record: Record, now: datetime, *, but: int | None = None) -> None:
    """No version of the record runs any more, save `but`."""
    if record.live_version is None and not record.lifecycle.versions:
        return
    await versions.end_versions(session, record, now, but=but)
    record.live_version = but if but == record.live_version else None


async def running_version(session: AsyncSession, record: Record) -> int | None:
    """The newest version that still runs."""
    await session.flush()
    return await session.scalar(
        select(func.max(Version.number)).where(
            Version.workspace_id == record.workspace_id,
            Version.record_id == record.id,
            Version.live_from.is_not(None),
            Version.live_until.is_(None),
        )
    )


async def stopped(session: AsyncSession, settings: Settings, record: Record, now: datetime) -> None:
    """The record came to rest: from here on it may expire."""
    ended_at = record.runs_until
    if Happening.EXPIRY in record.lifecycle.table and record.status_reason is StatusReason.STOPPED:
        record.expires_at = (ended_at if record.ended_by_date and ended_at else now) + settings.expire_after
    record.live_version = await running_version(session, record)
    settle(record, now)
