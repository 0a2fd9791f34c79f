"""Records made and put live as the server would store them, without asking whether they may be; and what the error check says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import PublishStatus, RecordType, StatusReason
from golive.models import ids, standing
from golive.models.checks.finding import Finding
from golive.models.contact import Contact, SegmentMember
from golive.models.content import write
from golive.models.drafts import create
from golive.models.error_check import error_check
from golive.models.moves import Actor
from golive.models.records import Record
from golive.models.uses import keep_copy_uses, keep_live_uses
from golive.models.versions import freeze, start

EMAIL, SETTINGS, SEGMENT = RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS, RecordType.SEGMENT
PAGE, FORM = RecordType.MARKETING_PAGE, RecordType.MARKETING_FORM
EVENT, SESSION, TRACK = RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.EVENT_TRACK
JOURNEY, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
MAIL = "<p>Spring is here. {{ content.address }} {{ content.unsubscribe_url }}</p>"
VALID: dict[RecordType, dict[str, Any]] = {
    EMAIL: {
        "subject": "Spring",
        "fromName": "Ada",
        "fromAddress": "ada@example.com",
        "design": {"format": "HTML", "source": MAIL},
    },
    SETTINGS: {"address": "1 Spring Street"},
    SEGMENT: {"dynamicQuery": "true"},
    RecordType.LEAD_SCORING_MODEL: {"conditions": [{"condition": "true", "points": 5}]},
    PAGE: {"pageType": "LANDING", "title": "Spring", "content": "<h1>Spring</h1>", "partialUrl": "spring"},
    FORM: {
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


class World:
    """One transaction in a workspace, with short names for what the tests do in it."""

    def __init__(self, session: AsyncSession, workspace: UUID) -> None:
        self.session, self.workspace = session, workspace

    async def make(self, type_: RecordType, name: str = "A", **fields: Any) -> Record:
        return await make(self.session, self.workspace, type_, name, **fields)

    async def live(self, type_: RecordType, name: str = "A", **fields: Any) -> Record:
        return await make_live(self.session, self.workspace, type_, name, **fields)

    async def set(self, record: Record, **fields: Any) -> None:
        write(record, fields)
        await keep_copy_uses(self.session, record)

    async def contact(self, **columns: Any) -> Contact:
        contact = Contact(workspace_id=self.workspace, id=ids.new(), **columns)
        self.session.add(contact)
        await self.session.flush()
        return contact

    async def check(self, *records: Record, second_check: bool = False) -> dict[UUID, list[Finding]]:
        return await error_check(self.session, records, NOW, second_check=second_check)

    async def found(self, record: Record, **options: bool) -> list[tuple[str, str, str]]:
        """Code, severity and path of each finding."""
        findings = (await self.check(record, **options))[record.id]
        assert all(finding.message.endswith(".") and "\n" not in finding.message for finding in findings)
        return [(finding.code, finding.severity, ".".join(finding.path)) for finding in findings]

    async def journey(self, type_: RecordType = JOURNEY, **fields: Any) -> Record:
        """A journey that sends an e-mail to a segment; everything that it needs is live."""
        settings = await self.live(SETTINGS, "Settings")
        email = await self.live(EMAIL, "Mail")
        steps = [mail(email)]
        if type_ is AUDIENCE:
            entry: dict[str, Any] = {"entryRules": ["true"]}
        else:
            segment = await self.live(SEGMENT, "Readers")
            await self.contact(email="eve@example.com")
            person = await self.contact(email="ida@example.com")
            self.session.add(SegmentMember(workspace_id=self.workspace, segment_id=segment.id, contact_id=person.id))
            entry = {"entry": by_segment(segment)}
        return await self.make(type_, "Journey", contentSettingsId=settings.public_id, steps=steps, **entry, **fields)


def mail(email: Record | str, id_: str = "a", next_: str | None = None) -> dict[str, Any]:
    public_id = email if isinstance(email, str) else email.public_id
    return {"kind": "SEND_EMAIL", "id": id_, "name": "", "emailId": public_id, "next": next_, "branches": [], "expiresAfter": None}


def by_segment(*segments: Record) -> dict[str, Any]:
    entry = {
        "segmentIds": [each.public_id for each in segments],
        "merge": "UNION",
        "exclusionSegmentIds": [],
        "mode": "ONCE",
        "every": None,
    }
    return {"segment": entry, "trigger": None}


def member_of(*segments: Record) -> str:
    return " && ".join(f'memberOf("{segment.public_id}")' for segment in segments)
