"""What came of a dry run: who entered, which mails went to whom and when, where everybody ended; read before it is rolled back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.checks.finding import Finding
from golive.models.journeys.counting import Counts, step_counts
from golive.models.journeys.passage import Passage, PassageStep
from golive.models.mail.mail import Mail

_passage: FromClause = Passage.__table__
_step: FromClause = PassageStep.__table__
_mail: FromClause = Mail.__table__
_AT = func.coalesce(_mail.c.tried_at, _mail.c.due_at)


@dataclass(frozen=True, slots=True)
class MailsSeen:
    """The mails of one step that fared alike, from the first to the last; SENT means that it would have gone."""

    step: str
    email_id: UUID
    status: str
    reason: str | None
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class EndSeen:
    """How many passages ended alike: `step` is the last one, `status` INSIDE for those whom nothing moves on."""

    status: str
    step: str | None
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class StepLeft:
    """A step that a contact left in the dry run."""

    step: str
    entered_at: datetime
    left_at: datetime
    outcome: str
    branch: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class MailSeen:
    """A mail to a contact in the dry run, and when it would go, or was blocked."""

    step: str
    email_id: UUID
    status: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A contact's way in the dry run; `step` is where it still is at the end of it."""

    contact_id: UUID
    entered_at: datetime
    status: str
    reason: str | None
    step: str | None
    ended_at: datetime | None
    path: Sequence[StepLeft]
    mails: Sequence[MailSeen]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A dry run. `would_enter` counts all contacts that would enter at its beginning, `entered` those it was played with.

    `complete`: it was played until nothing more would happen. `steps` are the content's.
    """

    findings: Sequence[Finding]
    began_at: datetime
    until: datetime
    would_enter: int | None = None
    entered: int = 0
    complete: bool = True
    steps: Sequence[Mapping[str, Any]] = ()
    counts: Counts | None = None
    mails: Sequence[MailsSeen] = ()
    ends: Sequence[EndSeen] = ()
    contacts: Sequence[ContactSeen] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what came of the dry run of a journey's copy. `stands_for` says which e-mails copies stand in for."""

    session: AsyncSession
    workspace_id: UUID
    journey_id: UUID
    stands_for: Mapping[UUID, UUID]

    async def counts(self) -> Counts:
        """How contacts fared at each step."""
        return (await step_counts(self.session, [self.journey_id])).get(self.journey_id, {})

    async def mails(self) -> list[MailsSeen]:
        """The mails by step and how they fared, in order of time."""
        alike = (_mail.c.step, _mail.c.email_id, _mail.c.status, _mail.c.reason)
        found = select(*alike, func.count(), func.min(_AT), func.max(_AT)).where(*self._here(_mail)).group_by(*alike)
        rows = await self.session.execute(found.order_by(func.min(_AT), _mail.c.step, _mail.c.status))
        return [MailsSeen(row[0], self._original(row[1]), *row[2:]) for row in rows]

    async def ends(self) -> list[EndSeen]:
        """How passages ended and after which step, the most frequent first."""
        same = (_step.c.workspace_id == _passage.c.workspace_id) & (_step.c.passage_id == _passage.c.id)
        last = select(_step.c.step).where(same).order_by(_step.c.number.desc()).limit(1).correlate(_passage).scalar_subquery()
        where = func.coalesce(_passage.c.step, last).label("where")
        reason = func.coalesce(_passage.c.reason, _passage.c.held).label("reason")
        each = select(_passage.c.status, where, reason).where(*self._here(_passage)).subquery()
        alike = (each.c.status, each.c.where, each.c.reason)
        rows = await self.session.execute(select(*alike, func.count()).group_by(*alike).order_by(func.count().desc(), *alike))
        return [EndSeen(*row) for row in rows]

    async def contacts(self, after: UUID | None, first: int) -> list[ContactSeen]:
        """The ways of the first contacts after one, in order of their ids."""
        here = select(Passage).where(*self._here(_passage))
        if after is not None:
            here = here.where(Passage.contact_id > after)
        passages = (await self.session.scalars(here.order_by(Passage.contact_id, Passage.id).limit(first))).all()
        left, sent = await self._left([each.id for each in passages]), await self._sent([each.id for each in passages])
        return [
            ContactSeen(
                p.contact_id, p.entered_at, p.status, p.reason or p.held, p.step, p.ended_at, left.get(p.id, []), sent.get(p.id, [])
            )
            for p in passages
        ]

    async def _left(self, passages: Sequence[UUID]) -> dict[UUID, list[StepLeft]]:
        found: dict[UUID, list[StepLeft]] = {}
        columns = (_step.c.step, _step.c.entered_at, _step.c.left_at, _step.c.outcome, _step.c.branch, _step.c.reason)
        theirs = select(_step.c.passage_id, *columns).where(_step.c.workspace_id == self.workspace_id, _step.c.passage_id.in_(passages))
        for row in await self.session.execute(theirs.order_by(_step.c.number)):
            found.setdefault(row[0], []).append(StepLeft(*row[1:]))
        return found

    async def _sent(self, passages: Sequence[UUID]) -> dict[UUID, list[MailSeen]]:
        found: dict[UUID, list[MailSeen]] = {}
        theirs = select(_mail.c.passage_id, _mail.c.step, _mail.c.email_id, _mail.c.status, _mail.c.reason, _AT)
        for row in await self.session.execute(theirs.where(*self._here(_mail), _mail.c.passage_id.in_(passages)).order_by(_AT)):
            found.setdefault(row[0], []).append(MailSeen(row[1], self._original(row[2]), *row[3:]))
        return found

    def _original(self, email_id: UUID) -> UUID:
        return self.stands_for.get(email_id, email_id)

    def _here(self, table: FromClause) -> tuple[ColumnElement[bool], ...]:
        return table.c.workspace_id == self.workspace_id, table.c.journey_id == self.journey_id
