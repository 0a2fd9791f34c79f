"""Mails in the API: the send log, what stands in a mail, and how mails fared; a VIEWER sees no addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import Info, LazyPublishable, backed_by
from golive.graph.enums import _described
from golive.graph.nodes import Node, connection
from golive.graph.selected import columns_of, selected
from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.mail.counts import MailCounts as Counts
from golive.models.mail.happenings import Bounce
from golive.models.mail.letter import PREFIX, message_id
from golive.models.mail.mail import Mail as StoredMail
from golive.models.mail.mail import MailStatus
from golive.resolvers import mails

LazyContact = Annotated["Contact", strawberry.lazy("golive.graph.contacts")]  # type: ignore[name-defined]  # noqa: F821

_described(MailStatus, "How far a mail is.", {
    "QUEUED": "It waits to be sent, until dueAt.",
    "SENDING": "A worker hands it over at this moment.",
    "SENT": "The mail server, or the outbox, has it.",
    "FAILED": "It can't be made, or the mail server refused it for good.",
    "BLOCKED": "It was not sent, for the reason given; the contact went on.",
    "UNKNOWN": "The connection or the worker was lost before the mail server answered; it is never sent again unasked.",
    "CANCELLED": "It is not tried again, as its journey was stopped.",
})  # fmt: skip
_described(Bounce, "What a mail that came back says of its address.", {
    "HARD": "Nobody can be reached there; the contact gets no mail any more.",
    "SOFT": "Somebody may be reached there later; the fifth in a row counts as a hard one.",
})  # fmt: skip


async def _record(info: Info, record_id: Any) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(record_id) if record_id is not None else None


async def _email(root: strawberry.Parent[StoredMail], info: Info) -> Any:
    return await _record(info, root.email_id)


async def _journey(root: strawberry.Parent[StoredMail], info: Info) -> Any:
    return await _record(info, root.journey_id)


async def _contact(root: strawberry.Parent[StoredMail], info: Info) -> Any:
    return await info.context.loaders.contacts.load(root.contact_id) if root.contact_id is not None else None


def _status(root: strawberry.Parent[StoredMail]) -> MailStatus:
    return MailStatus(root.status)


def _bounce(root: strawberry.Parent[StoredMail]) -> Bounce | None:
    return Bounce(root.bounce) if root.bounce else None


def _attribute(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any]) -> Any:
        return getattr(root, name)

    return resolve


def _private(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return getattr(root, name) if info.context.viewer.role.may(Role.EDITOR) else None

    return resolve


def _due(root: strawberry.Parent[StoredMail]) -> datetime | None:
    return root.due_at if root.due_at.year < 9999 else None


def _message_id(root: strawberry.Parent[StoredMail], info: Info) -> str:
    return message_id(ids.encode(PREFIX, root.id), info.context.server.settings.public_url)


@strawberry.type(description="A header of a mail.")
class MailHeader:
    name: str = strawberry.field(description="Its name, such as List-Unsubscribe.")
    value: str = strawberry.field(description="What it says, decoded.")


@strawberry.type(description="What stands in a mail.")
class MailContent:
    subject: str = strawberry.field(description="The subject, decoded.")
    html: str = strawberry.field(description="The body in HTML, with its links as they lead through this server.")
    text: str = strawberry.field(description="The body as plain text.")
    headers: list[MailHeader] = strawberry.field(description="The headers in their order.")


async def _content(root: strawberry.Parent[StoredMail], info: Info) -> MailContent | None:
    found = await mails.content_of(info.context, root)
    if found is None:
        return None
    headers = [MailHeader(name=name, value=value) for name, value in found["headers"]]
    return MailContent(subject=found["subject"], html=found["html"], text=found["text"], headers=headers)


@strawberry.type(description="A mail in the send log.")
class Mail(Node):
    is_type_of = backed_by(StoredMail)

    status: MailStatus = strawberry.field(resolver=_status, description="How far it is.")
    reason: str | None = strawberry.field(description="Why it is so, as a code such as NO_CONSENT; the set is open, so take unknown ones.")
    detail: str | None = strawberry.field(resolver=_private("detail"), description="What the mail server said; hidden from VIEWERs.")
    email: LazyPublishable | None = strawberry.field(resolver=_email, description="The e-mail; null when it was deleted.")
    email_version: int | None = strawberry.field(description="The version of the e-mail; null for a test of a draft.")
    journey: LazyPublishable | None = strawberry.field(resolver=_journey, description="The journey that sends it; null for tests.")
    journey_version: int | None = strawberry.field(resolver=_attribute("version"), description="The journey's version.")
    step_id: strawberry.ID | None = strawberry.field(resolver=_attribute("step"), description="The journey's step.")
    contact: LazyContact | None = strawberry.field(resolver=_contact, description="Whom it is for; null when it was erased.")
    address: str | None = strawberry.field(resolver=_private("address"), description="Where it goes, once tried; hidden from VIEWERs.")
    test: bool = strawberry.field(description="Whether it tries a draft out, and counts for nobody.")
    queued_at: datetime = strawberry.field(description="When it was written down.")
    due_at: datetime | None = strawberry.field(resolver=_due, description="When it is or was to be tried; null while something holds it.")
    expires_at: datetime | None = strawberry.field(description="When it is too late to send it.")
    tried_at: datetime | None = strawberry.field(description="When it was last tried.")
    tries: int = strawberry.field(description="How often it was tried.")
    sent_at: datetime | None = strawberry.field(description="When the mail server took it.")
    delivered_at: datetime | None = strawberry.field(description="When a report said that it arrived; many servers report nothing.")
    opened_at: datetime | None = strawberry.field(description="When it was first opened.")
    clicked_at: datetime | None = strawberry.field(description="When a link in it was first followed.")
    bounced_at: datetime | None = strawberry.field(description="When it came back.")
    bounce: Bounce | None = strawberry.field(resolver=_bounce, description="What its coming back says of the address.")
    complained_at: datetime | None = strawberry.field(description="When the recipient called it spam.")
    unsubscribed_at: datetime | None = strawberry.field(description="When the recipient unsubscribed by it.")
    message_id: str = strawberry.field(resolver=_message_id, description="Its Message-ID header.")
    content: MailContent | None = strawberry.field(
        resolver=_content, description="What stands in it, where it landed in the outbox since no mail server is set; hidden from VIEWERs."
    )


MailConnection = connection(Mail, "Mail", "mails")


@strawberry.type(description="How mails fared; tests aren't counted.")
class MailCounts:
    is_type_of = backed_by(Counts)

    queued: int = strawberry.field(description="Those that wait.")
    sending: int = strawberry.field(description="Those that are being handed over.")
    sent: int = strawberry.field(description="Those that the mail server took.")
    failed: int = strawberry.field(description="Those that couldn't be made, or were refused.")
    blocked: int = strawberry.field(description="Those that were not to be sent.")
    unknown: int = strawberry.field(description="Those of which nobody knows whether the mail server took them.")
    cancelled: int = strawberry.field(description="Those that aren't tried again, as their journey was stopped.")
    delivered: int = strawberry.field(description="Those that were sent and did not come back.")
    opened: int = strawberry.field(description="Those that were opened.")
    clicked: int = strawberry.field(description="Those in which a link was followed.")
    bounced: int = strawberry.field(description="Those that came back.")
    complained: int = strawberry.field(description="Those that were called spam.")
    unsubscribed: int = strawberry.field(description="Those by which the recipient unsubscribed.")


async def _of_email(root: strawberry.Parent[Any], info: Info) -> Any:
    return await info.context.loaders.mail_counts.load(root.id)


MAIL_COUNTS: Any = strawberry.field(resolver=_of_email, graphql_type=MailCounts, description="How the mails of this e-mail fared.")
