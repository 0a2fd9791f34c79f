"""The send log: read, counted, and mended where the outcome of a mail is unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import GuardCode, RecordType, Role
from golive.models import ids
from golive.models.addresses import address_problem
from golive.models.checks.finding import Finding, Severity
from golive.models.content import content
from golive.models.error_check import error_check
from golive.models.journeys.waking import wake
from golive.models.mail import counts, happenings, mending, outbox
from golive.models.mail.counts import MailCounts, MailFilter
from golive.models.mail.happenings import Bounce, Happening
from golive.models.mail.letter import PREFIX
from golive.models.mail.mail import Mail, MailStatus, OutboxMail
from golive.models.mail.reports import NoReport, Report, reports
from golive.models.ordering import Order, Page, Window, page, total
from golive.models.records import Record
from golive.models.records.messages import ContentSettings
from golive.models.refusal import Refusal, Refused, invalid, refuse_input
from golive.models.texts import cleaned
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found

NEWEST = Order("mail", (Mail.__table__.c.id,), descending=True)
MOST_TESTS = 20


@dataclass(frozen=True, slots=True)
class WhichMails:
    """Which mails, by public ids; an id that is none finds nothing."""

    journey: str | None = None
    version: int | None = None
    step: str | None = None
    email: str | None = None
    contact: str | None = None
    statuses: Sequence[MailStatus] | None = None
    test: bool | None = None
    since: datetime | None = None
    until: datetime | None = None

    def filter(self) -> MailFilter:
        """The same by what is stored."""
        journey, email, contact = (_uuid(each) for each in (self.journey, self.email, self.contact))
        step = None if self.step is None else cleaned(self.step)
        return MailFilter(journey, self.version, step, email, contact, self.statuses, self.test, self.since, self.until)


async def list_mails(context: Context, which: WhichMails, window: Window) -> Page[Mail]:
    """A page of the send log, the newest first. Raises `InvalidCursor`."""
    async with context.read() as session:
        return await page(session, select(Mail).where(which.filter().where()), NEWEST, window)


async def count_mails(context: Context, which: WhichMails) -> int:
    """How many mails match."""
    async with context.read() as session:
        return await total(session, select(Mail.id).where(which.filter().where()))


async def mail_counts(context: Context, which: WhichMails) -> MailCounts:
    """How the mails that match fared."""
    async with context.read() as session:
        return await counts.mail_counts(session, which.filter())


async def content_of(context: Context, mail: Mail) -> dict[str, Any] | None:
    """What stands in a mail that landed in the outbox; None for others, and for VIEWERs, as it may tell the contact's attributes."""
    if not context.viewer.role.may(Role.EDITOR):
        return None
    async with context.read() as session:
        where = (OutboxMail.workspace_id == mail.workspace_id, OutboxMail.mail_id == mail.id)
        message = await session.scalar(select(OutboxMail.message).where(*where))
    return outbox.opened(message) if message is not None else None


async def resend(context: Context, public_id: str) -> Mail:
    """Send a mail of unknown outcome again. Raises `Refused`, NOT_FOUND, FORBIDDEN."""
    context.need(Role.PUBLISHER)
    async with context.write() as session:
        mail = await _mail(session, context, public_id)
        if not await mending.resend(session, mail.workspace_id, mail.id):
            raise _not_unknown(mail, "sent again")
        await session.refresh(mail)
    return mail


async def settle(context: Context, public_id: str, status: MailStatus) -> Mail:
    """Say what became of a mail of unknown outcome. Raises `Refused`, NOT_FOUND, FORBIDDEN."""
    context.need(Role.PUBLISHER)
    if status not in (MailStatus.SENT, MailStatus.FAILED):
        raise refuse_input([invalid(f"A mail can't be settled as {status}: say SENT or FAILED.", "status")])
    async with context.write() as session:
        mail = await _mail(session, context, public_id)
        if not await mending.settle_unknown(session, mail.workspace_id, mail.id, status):
            raise _not_unknown(mail, "settled")
        if mail.passage_id is not None and mail.contact_id is not None:  # who may wait in the journey for what became of it
            await wake(session, [mail.contact_id])
        await session.refresh(mail)
    return mail


async def report_bounce(context: Context, public_id: str, kind: Bounce, detail: str | None) -> Mail:
    """A mail came back. Raises `Refused`, NOT_FOUND, FORBIDDEN."""
    context.need(Role.EDITOR)
    async with context.write() as session:
        mail = await _mail(session, context, public_id)
        if not await happenings.bounced(session, mail.workspace_id, mail.id, kind, context.now, detail and cleaned(detail[:500])):
            raise _not_sent(mail)
        await session.refresh(mail)
    return mail


async def report_complaint(context: Context, public_id: str) -> Mail:
    """A recipient called a mail spam. Raises `Refused`, NOT_FOUND, FORBIDDEN."""
    context.need(Role.EDITOR)
    async with context.write() as session:
        mail = await _mail(session, context, public_id)
        if not await happenings.complained(session, mail.workspace_id, mail.id, context.now):
            raise _not_sent(mail)
        await session.refresh(mail)
    return mail


async def receive_report(context: Context, message: str) -> list[Report]:
    """Read a message that a mail server sent back, and write down what it reports of our mails. Raises `Refused`, FORBIDDEN."""
    context.need(Role.EDITOR)
    try:
        found = await asyncio.to_thread(reports, message.encode("utf-8", "replace"))
    except NoReport as error:
        raise refuse_input([invalid(str(error), "message")]) from None
    workspace_id = context.viewer.workspace_id
    known: list[Report] = []
    async with context.write() as session:
        for each in found:
            if each.mail_id is not None and await _apply(session, workspace_id, each, each.mail_id, context.now):
                known.append(each)
    return known


async def send_test(context: Context, email: str, to: Sequence[str], contact: str | None, settings: str | None) -> list[Mail]:
    """Send an e-mail's working copy to some addresses, as tests. Raises `Refused` with the error check's findings, NOT_FOUND, FORBIDDEN."""
    context.need(Role.EDITOR)
    if problems := list(_address_findings(to)):
        raise refuse_input(problems)
    async with context.write() as session:
        record = await _record(session, email, RecordType.MARKETING_EMAIL)
        findings = (await error_check(session, [record], context.now))[record.id]
        if any(finding.severity is Severity.ERROR for finding in findings):
            message = "The e-mail can't be tried out as it is: correct what findings tells, and send the test again."
            raise Refused(Refusal(GuardCode.CHECK_FAILED, message, record_id=record.id, findings=findings))
        settings_id = (await _record(session, settings, RecordType.CONTENT_SETTINGS)).id if settings else await _default(session)
        contact_id = ids.uuid_of(contact, "contact") if contact else None
        if contact and (contact_id is None or await context.loaders.contacts.load(contact_id) is None):
            raise not_found("contact")
        mails = await mending.queue_test(
            session, context.viewer.workspace_id, record.id, content(record), settings_id, contact_id, list(dict.fromkeys(to))
        )
        return list(
            await session.scalars(select(Mail).where(Mail.workspace_id == record.workspace_id, Mail.id.in_(mails)).order_by(Mail.id))
        )


def _address_findings(to: Sequence[str]) -> list[Finding]:
    if not 1 <= len(to) <= MOST_TESTS:
        return [invalid(f"These are {len(to)} addresses: name from 1 to {MOST_TESTS}.", "to")]
    problems = [(index, address_problem(address)) for index, address in enumerate(to)]
    return [invalid(f"The address can't be used: {problem}", "to", str(index)) for index, problem in problems if problem]


async def _apply(session: AsyncSession, workspace_id: UUID, report: Report, mail_id: UUID, now: datetime) -> bool:
    match report.what:
        case Happening.BOUNCED:
            return await happenings.bounced(session, workspace_id, mail_id, report.bounce or Bounce.SOFT, now, report.detail)
        case Happening.COMPLAINED:
            return await happenings.complained(session, workspace_id, mail_id, now)
        case _:
            return await happenings.happened(session, workspace_id, mail_id, report.what, now) is not None


async def _mail(session: AsyncSession, context: Context, public_id: str) -> Mail:
    uuid = ids.uuid_of(public_id, PREFIX)
    mail = await session.get(Mail, (context.viewer.workspace_id, uuid), with_for_update=True) if uuid is not None else None
    if mail is None:
        raise not_found("mail")
    return mail


async def _record(session: AsyncSession, public_id: str, type_: RecordType) -> Record:
    uuid = ids.uuid_of(public_id, type_.prefix)
    found = await session.scalar(select(Record).where(Record.id == uuid, Record.type == type_)) if uuid is not None else None
    if found is None:
        raise not_found("record")
    await session.refresh(found)
    return found


async def _default(session: AsyncSession) -> UUID | None:
    return await session.scalar(select(ContentSettings.id).where(ContentSettings.is_default).limit(1))


def _uuid(public_id: str | None) -> UUID | None:
    if public_id is None:
        return None
    try:
        return ids.decode(public_id)[1]
    except ValueError:
        return UUID(int=0)


def _not_unknown(mail: Mail, what: str) -> Refused:
    message = f"The mail is {mail.status}, and only one whose outcome is UNKNOWN can be {what}."
    return Refused(Refusal(GuardCode.ACTION_NOT_ALLOWED, message))


def _not_sent(mail: Mail) -> Refused:
    why = "it only tried a draft out" if mail.test else f"it is {mail.status}"
    return Refused(
        Refusal(GuardCode.ACTION_NOT_ALLOWED, f"Nothing can be reported of this mail, since {why}: only mails that were sent come back.")
    )
