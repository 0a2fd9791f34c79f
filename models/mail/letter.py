"""A version of an e-mail, compiled once, and rendered for one contact after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from golive.models import ids
from golive.models.addresses import for_servers
from golive.models.mail.links import LinkKind, Signer
from golive.models.mail.message import Body, mailbox, message, unfit, unstructured
from golive.models.mail.tracking import Marks, mark
from golive.models.templates import DesignError, Template, TemplateError, compile_design, parse, plain_text

PREFIX = "mail"
TO = "{{ contact.email }}"


class CannotRender(Exception):
    """The mail can't be made for this contact; `reason` is a code, the message a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a mail is for: its id, and the variables of the templates."""

    mail_id: UUID
    contact: Mapping[str, Any]
    test: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail that is ready: the addresses on its envelope, and its bytes."""

    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """The templates of one version; immutable, so that threads may share it."""

    commercial: bool
    subject: Template
    html: Template
    text: Template
    marks: Marks
    from_name: Template
    from_address: Template
    to: Template
    reply_to: Template | None

    @classmethod
    def compile(cls, content: Mapping[str, Any]) -> Self:
        """The letter of a snapshot, or of a draft. Raises `CannotRender`; takes as long as its MJML does."""
        try:
            design = content.get("design") or {}
            html, marks = mark(compile_design(str(design.get("format") or "HTML"), str(design.get("source") or "")))
            text = plain_text(html) if content.get("generatePlainText") else content.get("plainTextContent")
            return cls(
                commercial=content.get("legalDesignation") != "TRANSACTIONAL",
                subject=parse(content.get("subject") or ""),
                html=parse(html),
                text=parse(text or ""),
                marks=marks,
                from_name=parse(content.get("fromName") or ""),
                from_address=parse(content.get("fromAddress") or ""),
                to=parse(content.get("to") or TO),
                reply_to=parse(content["replyTo"]) if (content.get("replyTo") or "").strip() else None,
            )
        except (TemplateError, DesignError) as error:
            raise CannotRender("TEMPLATE_INVALID", error.message) from error

    def address(self, contact: Mapping[str, Any], known: str | None = None) -> str:
        """Where the mail goes: the contact's own address, where that is `known`. Raises `CannotRender`."""
        to = known.strip() if known else _line(self.to, {"contact": contact})
        if not to:
            raise CannotRender("NO_ADDRESS", "The contact has no address to send to.")
        return _fit(to, "recipient's address")

    def render(self, recipient: Recipient, to: str, postal_address: str, signer: Signer, now: datetime) -> Rendered:
        """The mail for one contact. Raises `CannotRender` where a value doesn't fit."""
        unsubscribe = signer.link(LinkKind.UNSUBSCRIBE, recipient.mail_id)
        content = {"address": postal_address, "unsubscribe_url": unsubscribe}
        variables = {"contact": recipient.contact, "content": content}
        sender = _fit(_line(self.from_address, variables), "sender's address")
        subject = _line(self.subject, variables)
        public_id = ids.encode(PREFIX, recipient.mail_id)
        headers = [
            ("From", mailbox(_line(self.from_name, variables), sender)),
            ("To", to),
            ("Subject", unstructured("Subject", f"[Test] {subject}" if recipient.test else subject)),
            ("Date", format_datetime(now.astimezone(UTC))),
            ("Message-ID", message_id(public_id, signer.public_url)),
        ]
        if self.reply_to is not None and (reply_to := _line(self.reply_to, variables)):
            headers.append(("Reply-To", _fit(reply_to, "reply-to address")))
        if self.commercial:
            headers += [("List-Unsubscribe", f"<{unsubscribe}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
        try:
            html = self.marks.fill(self.html.render(variables, html=True), signer, recipient.mail_id, html=True)
            text = self.marks.fill(self.text.render(variables, html=False), signer, recipient.mail_id, html=False)
        except TemplateError as error:
            raise CannotRender("TEMPLATE_INVALID", error.message) from error
        return Rendered(sender, to, message(headers, Body(html, text), f"={recipient.mail_id.hex}"))


def message_id(public_id: str, public_url: str) -> str:
    """The Message-ID of a mail: its id, so that a mail that comes back can be told, at the server that sent it."""
    return f"<{public_id}@{urlsplit(public_url).hostname or 'golive'}>"


def variables_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What templates call `contact`, of a row with the columns of a contact."""
    return {
        **(row["attributes"] or {}),
        "id": ids.encode("contact", row["contact_id"]) if row["contact_id"] else "",
        "email": row["email"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "status": row["contact_status"],
    }


def _line(template: Template, variables: Mapping[str, object]) -> str:
    try:
        return " ".join(template.render(variables, html=False).split())
    except TemplateError as error:
        raise CannotRender("TEMPLATE_INVALID", error.message) from error


def _fit(address: str, what: str) -> str:
    if problem := unfit(address):
        raise CannotRender("ADDRESS_INVALID", f"The {what} can't be used: {problem.rstrip('.')}.")
    return for_servers(address)
