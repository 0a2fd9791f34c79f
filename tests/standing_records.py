"""Records made and put live as the server would store them, without asking whether they may be: for tests of what reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import PublishStatus, RecordType, StatusReason
from golive.models import standing
from golive.models.drafts import create
from golive.models.moves import Actor
from golive.models.records import Record
from golive.models.uses import keep_live_uses
from golive.models.versions import freeze, start

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
MAIL = "<p>Spring is here. {{ content.address }} {{ content.unsubscribe_url }}</p>"
VALID: dict[RecordType, dict[str, Any]] = {
    RecordType.MARKETING_EMAIL: {
        "subject": "Spring",
        "fromName": "Ada",
        "fromAddress": "ada@example.com",
        "design": {"format": "HTML", "source": MAIL},
    },
    RecordType.CONTENT_SETTINGS: {"address": "1 Spring Street"},
    RecordType.SEGMENT: {"dynamicQuery": "true"},
    RecordType.LEAD_SCORING_MODEL: {"conditions": [{"condition": "true", "points": 5}]},
    RecordType.MARKETING_PAGE: {"pageType": "LANDING", "title": "Spring", "content": "<h1>Spring</h1>", "partialUrl": "spring"},
    RecordType.MARKETING_FORM: {
        "submitLabel": "Send",
        "fields": [{"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "options": [], "attribute": "email"}],
    },
}


async def make(session: AsyncSession, workspace: UUID, type_: RecordType, name: str = "A", **fields: Any) -> Record:
    """A draft with content that the error check finds nothing wrong with, but for what `fields` say otherwise."""
    done = await create(session, type_, workspace, {"name": name, **VALID.get(type_, {}), **fields}, Actor("ada"))
    assert done.record is not None
    return done.record


async def put_live(session: AsyncSession, record: Record, state: StatusReason = StatusReason.LIVE) -> Record:
    """The working copy runs from now on, or is published."""
    if record.publish_status is not None:
        record.publish_status = PublishStatus.PUBLISHED
    else:
        version = await freeze(session, record, NOW, "ada", None)
        start(record, version, NOW)
        record.status_reason = state
        version.status_reason = state if record.type is RecordType.REAL_TIME_JOURNEY else None
    standing.settle(record, NOW)
    await keep_live_uses(session, record)
    await session.flush()
    return record


async def make_live(session: AsyncSession, workspace: UUID, type_: RecordType, name: str = "A", **fields: Any) -> Record:
    """A record that is live or published."""
    return await put_live(session, await make(session, workspace, type_, name, **fields))
