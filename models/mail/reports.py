"""What mail servers send back: delivery reports (RFC 3464) and complaints (RFC 5965), told by the Message-ID of ours that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from golive.models import ids
from golive.models.mail.happenings import Bounce, Happening, bounce_of
from golive.models.mail.letter import PREFIX

READ = 250_000
"""Bytes that are read of a message: what is reported stands before the mail that comes back, and reading takes longer than they grow."""
MOST = 100
"""Recipients that are told of: each of our mails has one."""
_OURS = re.compile(rf"\b{PREFIX}_[0-7][0-9a-hjkmnp-tv-z]{{25}}\b")
_LINES = ("Message-ID", "Original-Message-ID", "X-Original-Message-ID", "References", "In-Reply-To")


@dataclass(frozen=True, slots=True)
class Report:
    """That something happened to one of our mails, to whom it went, and what the server said of it."""

    what: Happening
    mail_id: UUID | None
    recipient: str | None
    bounce: Bounce | None = None
    detail: str | None = None


class NoReport(ValueError):
    """The message is no report of a mail server; the text is a sentence that says what would be one."""


def reports(raw: bytes) -> list[Report]:
    """What a message reports, one for each recipient; delays are left out. Raises `NoReport`. Takes up to seconds for a hostile one."""
    try:
        return _reports(raw[:READ])
    except NoReport:
        raise
    except Exception as error:  # the library lets through whatever Python says of a message that is put together to break it
        raise NoReport("The message can't be read: give a report as a mail server wrote it.") from error


def _reports(raw: bytes) -> list[Report]:
    message = message_from_bytes(raw)
    parts = list(message.walk())
    mail_id = _ours(message, parts)
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return list(_delivery(part, mail_id))
        if kind == "message/feedback-report":
            return list(_complaint(part, mail_id))
    raise NoReport("The message is neither a delivery report (RFC 3464) nor a complaint (RFC 5965): give the whole message as it came.")


def _delivery(part: Message, mail_id: UUID | None) -> Iterator[Report]:
    blocks = part.get_payload()
    for block in blocks[: MOST + 1] if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or (action := _value(block, "Action")) is None:
            continue
        recipient, status = _value(block, "Final-Recipient", "Original-Recipient"), _value(block, "Status") or ""
        said = _value(block, "Diagnostic-Code")
        address = recipient.partition(";")[2].strip() if recipient else None
        detail = " ".join(filter(None, (status, said)))[:500] or None
        if action.lower() == "failed":
            yield Report(Happening.BOUNCED, mail_id, address, bounce_of(f"{status} {said or ''}"), detail)
        elif action.lower() in ("delivered", "relayed", "expanded"):
            yield Report(Happening.DELIVERED, mail_id, address, None, detail)


def _complaint(part: Message, mail_id: UUID | None) -> Iterator[Report]:
    blocks = part.get_payload()
    block = blocks[0] if isinstance(blocks, list) and blocks and isinstance(blocks[0], Message) else None
    if block is None:
        return
    kind = (_value(block, "Feedback-Type") or "abuse").lower()
    if kind != "not-spam":
        yield Report(Happening.COMPLAINED, mail_id, _value(block, "Original-Rcpt-To"), None, kind)


def _ours(message: Message, parts: Sequence[Message]) -> UUID | None:
    """The id of the mail that the report is about: in the headers that came back with it, or else in the report's own."""
    for part in [*parts[1:], message]:
        texts = [str(value) for name in _LINES for value in part.get_all(name, [])]
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            texts.append(headers.decode("ascii", "replace") if isinstance(headers, bytes) else "")
        for text in texts:
            if found := _OURS.search(text):
                return ids.uuid_of(found[0], PREFIX)
    return None


def _value(block: Message, *names: str) -> str | None:
    return next((" ".join(str(block[name]).replace("\0", "").split()) for name in names if block[name]), None)
