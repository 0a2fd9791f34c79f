"""The outbox: where no mail server is set, mails land here and can be read, and nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.session import driver_of

_PUT = (
    "INSERT INTO outbox (workspace_id, mail_id, message) SELECT $1, m.id, m.message FROM unnest($2::uuid[], $3::bytea[]) AS m(id, message)"
)


async def put(session: AsyncSession, workspace_id: UUID, mails: Sequence[tuple[UUID, bytes]]) -> None:
    """Keep these mails, by id, as they would have left."""
    if mails:
        mail_ids, messages = zip(*mails, strict=True)
        await (await driver_of(session)).execute(_PUT, workspace_id, mail_ids, messages)


def opened(message: bytes) -> dict[str, Any]:
    """A mail as a reader sees it: subject, html, text, and headers in their order as pairs."""
    mail = message_from_bytes(message, policy=policy.default)
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    return {
        "subject": str(mail["Subject"] or ""),
        "html": html.get_content() if html is not None else "",
        "text": text.get_content() if text is not None else "",
        "headers": [(name, str(value)) for name, value in mail.items()],
    }
