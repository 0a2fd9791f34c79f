"""How mails fared, counted: in all, by e-mail, by journey, version and step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.mail.mail import Mail, MailStatus


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many mails there are of each status, and what became of those that were sent; test mails are left out."""

    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    blocked: int = 0
    unknown: int = 0
    cancelled: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0


def _of(status: MailStatus) -> ColumnElement[int]:
    return func.count().filter(Mail.status == status)


_COUNTS = (
    _of(MailStatus.QUEUED),
    _of(MailStatus.SENDING),
    _of(MailStatus.SENT),
    _of(MailStatus.FAILED),
    _of(MailStatus.BLOCKED),
    _of(MailStatus.UNKNOWN),
    _of(MailStatus.CANCELLED),
    func.count().filter(Mail.status == MailStatus.SENT, Mail.bounced_at.is_(None)),
    func.count(Mail.opened_at),
    func.count(Mail.clicked_at),
    func.count(Mail.bounced_at),
    func.count(Mail.complained_at),
    func.count(Mail.unsubscribed_at),
)


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails; what is None doesn't matter."""

    journey_id: UUID | None = None
    version: int | None = None
    step: str | None = None
    email_id: UUID | None = None
    contact_id: UUID | None = None
    statuses: Sequence[MailStatus] | None = None
    test: bool | None = None
    since: datetime | None = None
    until: datetime | None = None

    def where(self) -> ColumnElement[bool]:
        """The condition on the send log, of the session's workspace."""
        equal = {
            Mail.journey_id: self.journey_id,
            Mail.version: self.version,
            Mail.step: self.step,
            Mail.email_id: self.email_id,
            Mail.contact_id: self.contact_id,
            Mail.test: self.test,
        }
        found = [column == value for column, value in equal.items() if value is not None]
        if self.statuses is not None:
            found.append(Mail.status.in_(self.statuses))
        if self.since is not None:
            found.append(Mail.queued_at >= self.since)
        if self.until is not None:
            found.append(Mail.queued_at < self.until)
        return and_(Mail.id.is_not(None), *found)


async def mail_counts(session: AsyncSession, filter_: MailFilter) -> MailCounts:
    """The counts of the mails that match."""
    row = (await session.execute(select(*_COUNTS).where(filter_.where(), ~Mail.test))).one()
    return MailCounts(*row)


async def counts_of_emails(session: AsyncSession, email_ids: Sequence[UUID]) -> list[MailCounts]:
    """The counts of each e-mail, in the order of their ids."""
    statement = select(Mail.email_id, *_COUNTS).where(Mail.email_id.in_(email_ids), ~Mail.test).group_by(Mail.email_id)
    found = {row[0]: MailCounts(*row[1:]) for row in await session.execute(statement)}
    return [found.get(email_id, MailCounts()) for email_id in email_ids]


async def counts_of_steps(session: AsyncSession, journey_ids: Sequence[UUID]) -> list[dict[tuple[int, str], MailCounts]]:
    """For each journey the counts of its steps that sent something, by version and step."""
    steps = (Mail.journey_id, Mail.version, Mail.step)
    statement = select(*steps, *_COUNTS).where(Mail.journey_id.in_(journey_ids), ~Mail.test).group_by(*steps)
    found: dict[UUID, dict[tuple[int, str], MailCounts]] = {journey_id: {} for journey_id in journey_ids}
    for journey_id, version, step, *counted in await session.execute(statement):
        if journey_id is not None and version is not None and step is not None:
            found[journey_id][version, step] = MailCounts(*counted)
    return [found[journey_id] for journey_id in journey_ids]
