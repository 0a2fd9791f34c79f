"""What people do about mails: settle one of unknown outcome or have it sent again, try a draft out, and forget who a contact was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic.alias_generators import to_camel
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.mail.mail import Mail, MailStatus, OutboxMail


async def resend(session: AsyncSession, workspace_id: UUID, mail_id: UUID) -> bool:
    """Queue a mail of unknown outcome again, as somebody asked for; False when it isn't of unknown outcome."""
    values = {"status": MailStatus.QUEUED, "reason": None, "detail": None, "due_at": func.clock_timestamp(), "claim": None}
    return await _mend(session, workspace_id, mail_id, values)


async def settle_unknown(session: AsyncSession, workspace_id: UUID, mail_id: UUID, status: MailStatus) -> bool:
    """Say what became of a mail of unknown outcome; False when it isn't one."""
    sent_at = Mail.tried_at if status is MailStatus.SENT else None
    return await _mend(session, workspace_id, mail_id, {"status": status, "reason": "SETTLED", "sent_at": sent_at, "claim": None})


async def queue_test(
    session: AsyncSession, workspace_id: UUID, email_id: UUID, content: dict[str, Any], settings_id: UUID | None,
    contact_id: UUID | None, addresses: Sequence[str],
) -> list[UUID]:  # fmt: skip
    """Queue this content for these addresses, with a contact's fields in it, as tests that count for nobody."""
    mails = [ids.new() for _ in addresses]
    rows = [
        {"workspace_id": workspace_id, "id": mail_id, "email_id": email_id, "content_settings_id": settings_id, "contact_id": contact_id,
         "draft": content, "address": address, "test": True}
        for mail_id, address in zip(mails, addresses, strict=True)
    ]  # fmt: skip
    await session.execute(insert(Mail), rows)
    return mails


async def mails_to(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> list[dict[str, Any]]:
    """All mails to a contact as JSON with the API's names and ids, for whoever asks what is stored."""
    mails = select(Mail).where(Mail.workspace_id == workspace_id, Mail.contact_id == contact_id, ~Mail.test).order_by(Mail.id)
    return [_told(mail) for mail in await session.scalars(mails)]


def _told(mail: Mail) -> dict[str, Any]:
    moments = ("queued_at", "tried_at", "sent_at", "opened_at", "clicked_at", "bounced_at", "complained_at", "unsubscribed_at")
    at = {to_camel(name): getattr(mail, name) for name in moments}
    return {
        "id": ids.encode("mail", mail.id),
        "email": ids.encode(RecordType.MARKETING_EMAIL.prefix, mail.email_id),
        "address": mail.address,
        "status": mail.status,
        "reason": mail.reason,
        **{name: moment.isoformat() for name, moment in at.items() if moment is not None},
    }


async def forget_contact(session: AsyncSession, workspace_id: UUID, contact_id: UUID) -> None:
    """A contact is erased: its mails stay for the counts, without id, address and content; what is queued isn't sent."""
    forgotten = update(Mail).where(Mail.workspace_id == workspace_id, Mail.contact_id == contact_id)
    mails = list(await session.scalars(forgotten.values(contact_id=None, address=None, address_key=None, detail=None).returning(Mail.id)))
    # Only now, as one that is being put into the outbox was waited for.
    await session.execute(delete(OutboxMail).where(OutboxMail.workspace_id == workspace_id, OutboxMail.mail_id.in_(mails)))


async def _mend(session: AsyncSession, workspace_id: UUID, mail_id: UUID, values: dict[str, Any]) -> bool:
    unknown = (Mail.workspace_id == workspace_id, Mail.id == mail_id, Mail.status == MailStatus.UNKNOWN)
    return await session.scalar(update(Mail).where(*unknown).values(values).returning(Mail.id)) is not None
