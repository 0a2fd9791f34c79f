"""Copies that stand in for a journey and for what it needs in a dry run: live within a transaction that is rolled back, and in no log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import with_polymorphic

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids, jsonb, standing
from golive.models.content import content, draft
from golive.models.journeys.pins import pins_of
from golive.models.preparing import prepare
from golive.models.records import Record
from golive.models.uses import references
from golive.models.version import Version
from golive.models.versions import freeze, start, version_of

STOOD_IN_FOR = frozenset({RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS})
_EVERY = with_polymorphic(Record, "*")


async def stand_in(session: AsyncSession, journey: Record, now: datetime) -> tuple[Version, Mapping[UUID, UUID]]:
    """A live version of a copy of the journey's working copy, so that nobody who looks at the journey is in the way of the dry run.

    E-mails and content settings that aren't live are copied with it, as they would have to be live; returned is also which e-mail
    each copy stands in for. Pins are those that a save would keep. Raises `PreparationError` where nothing can be prepared.
    """
    values = content(journey)
    used = {each.id for each in references(journey.type, values) if each.type in STOOD_IN_FOR}
    missing = await session.scalars(select(_EVERY).where(_EVERY.id.in_(used), _EVERY.live_version.is_(None)))
    stands_for: dict[UUID, UUID] = {}
    text = jsonb.dumps(values)
    for record in missing.unique().all():
        copy = await _live(session, record, content(record) | {"isDefault": False}, now)
        stands_for[copy.record_id] = record.id
        text = text.replace(record.public_id, ids.encode(record.type.prefix, copy.record_id))
    version = await _live(session, journey, jsonb.loads(text), now)
    return version, stands_for


async def _live(session: AsyncSession, record: Record, values: Mapping[str, Any], now: datetime) -> Version:
    copy = draft(record.type, record.workspace_id, values)
    copy.name = copy.id.hex
    copy.created_at = copy.updated_at = now
    copy.status_reason = StatusReason.DRAFT
    session.add(copy)
    await session.flush()
    version = await freeze(session, copy, now, None, None)
    if "steps" in version.snapshot:
        version.pins = await pins_of(session, copy, version.snapshot, await version_of(session, record, record.live_version))
    version.prepared = await prepare(session, copy, version)
    start(copy, version, now)
    copy.status_reason = version.status_reason = StatusReason.LIVE
    standing.settle(copy, now)
    await session.flush()
    return version
