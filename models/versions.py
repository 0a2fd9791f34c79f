"""Freezing, starting, ending and restoring versions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import StatusReason
from golive.models import ids
from golive.models.content import content, write
from golive.models.journeys.pins import pins_of
from golive.models.records import Record
from golive.models.version import Version

LIVE_VERSION_STATES = frozenset({StatusReason.LIVE, StatusReason.PAUSED, StatusReason.COMPLETING, StatusReason.STOPPING})


async def version_of(session: AsyncSession, record: Record, number: int | None) -> Version | None:
    """One version of the record by number."""
    if not number:
        return None
    return await session.get(Version, (record.workspace_id, record.id, number))


async def version_by_id(session: AsyncSession, record: Record, id_: UUID) -> Version | None:
    """One version of the record by id."""
    where = (Version.workspace_id == record.workspace_id, Version.record_id == record.id, Version.id == id_)
    return await session.scalar(select(Version).where(*where))


def open_version(session: AsyncSession, record: Record, author: str | None) -> Version:
    """A new Draft version of a record whose versions have states of their own."""
    record.newest_version += 1
    version = Version(
        workspace_id=record.workspace_id,
        record_id=record.id,
        number=record.newest_version,
        id=ids.new(),
        status_reason=StatusReason.DRAFT,
        snapshot={},
        pins={},
        author=author,
    )
    session.add(version)
    return version


async def drop_version(session: AsyncSession, record: Record, number: int) -> None:
    """Delete a version that never ran."""
    where = (Version.workspace_id == record.workspace_id, Version.record_id == record.id, Version.number == number)
    await session.execute(delete(Version).where(*where))


async def freeze(session: AsyncSession, record: Record, now: datetime, author: str | None, comment: str | None) -> Version:
    """The working copy as the next version to run, with the versions pinned of what it uses.

    Going live again after a failed attempt overwrites the version that never ran.
    """
    snapshot = content(record)
    version = await version_of(session, record, record.newest_version)
    if version is None or version.live_from is not None:
        version = open_version(session, record, author)
        version.status_reason = None
    running = await version_of(session, record, record.live_version)
    version.snapshot = snapshot
    version.pins = await pins_of(session, record, snapshot, running)
    version.prepared = None
    version.frozen_at = now
    version.author = author
    version.comment = comment or version.comment
    return version


def start(record: Record, version: Version, now: datetime) -> None:
    """The version runs from now on; its dates are those that timers watch."""
    version.live_from = version.live_from or now
    version.live_until = None
    record.live_version = version.number
    starts, ends = version.snapshot.get("startsAt"), version.snapshot.get("endsAt")
    record.runs_from = datetime.fromisoformat(starts) if starts else now
    record.has_started = record.has_started or record.runs_from <= now
    record.runs_until = datetime.fromisoformat(ends) if ends else None


async def end_versions(session: AsyncSession, record: Record, now: datetime, *, but: int | None = None) -> None:
    """No version of the record runs any more, save `but`."""
    where = [
        Version.workspace_id == record.workspace_id,
        Version.record_id == record.id,
        Version.live_from.is_not(None),
        Version.live_until.is_(None),
    ]
    if but is not None:
        where.append(Version.number != but)
    await session.execute(update(Version).where(*where).values(live_until=now).execution_options(synchronize_session="fetch"))


def restore(record: Record, version: Version, *, keep: frozenset[str] = frozenset()) -> None:
    """Make the version's content the working copy, save the fields in `keep`."""
    write(record, {name: value for name, value in version.snapshot.items() if name not in keep})
