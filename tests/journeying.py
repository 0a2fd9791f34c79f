"""Live journeys and contacts within them: put there as the server would, moved on at moments that a test names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import make, put_live

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.contact import Attribute, Contact, ContactEvent, SegmentMember
from golive.models.database import Database
from golive.models.journeys import counts
from golive.models.journeys.advancing import Progress, advance
from golive.models.journeys.counts import Tally
from golive.models.journeys.passage import Passage, PassageStep, StepCount, StepReason
from golive.models.journeys.plan import Plan
from golive.models.preparing import prepare
from golive.models.versions import version_of

Json = dict[str, Any]
START = datetime(2027, 3, 1, 12, tzinfo=UTC)
ATTRIBUTES = {"age": "INTEGER", "plan": "STRING", "born": "DATE_TIME", "member": "BOOLEAN"}


@dataclass
class Traffic:
    """One live version of a journey, and the moment that it is in the test."""

    database: Database
    workspace: UUID
    journey: UUID
    plan: Plan
    now: datetime = START

    async def contacts(self, number: int, **values: Any) -> list[UUID]:
        """So many new contacts."""
        made = [Contact(workspace_id=self.workspace, id=ids.new(), **values) for _ in range(number)]
        async with self.database.transaction(self.workspace) as session:
            session.add_all(made)
        return [each.id for each in made]

    async def enter(self, contacts: Sequence[UUID]) -> None:
        """The contacts come to the first step."""
        async with self.database.transaction(self.workspace) as session:
            at = {"since": self.now, "due_at": self.now, "entered_at": self.now, "step": self.plan.first}
            session.add_all(
                Passage(workspace_id=self.workspace, journey_id=self.journey, version=self.plan.version, contact_id=each, **at)
                for each in contacts
            )
            await session.flush()
            tally = {str(self.plan.first): Tally(entered=len(contacts))}
            await counts.add(session, self.workspace, self.journey, self.plan.version, tally)

    async def entered(self, number: int = 1, **values: Any) -> list[UUID]:
        """So many new contacts, who enter."""
        found = await self.contacts(number, **values)
        await self.enter(found)
        return found

    async def go_on(self, later: timedelta = timedelta(0), batch: int = 1000) -> Progress:
        """It is so much later, and who is due goes on as far as they get; what was done in all."""
        self.now += later
        done = Progress()
        while True:
            async with self.database.transaction(self.workspace) as session:
                one = await advance(session, self.plan, self.now, batch)
            if not one.claimed:
                return done
            for name in Progress.__slots__:
                setattr(done, name, getattr(done, name) + getattr(one, name))

    async def happens(self, contact: UUID, name: str, later: timedelta = timedelta(0), **properties: Any) -> None:
        """The contact does something, so much after now."""
        async with self.database.transaction(self.workspace) as session:
            session.add(
                ContactEvent(
                    workspace_id=self.workspace, id=ids.new(), contact_id=contact, name=name, at=self.now + later, properties=properties
                )
            )

    async def change(self, contact: UUID, **values: Any) -> None:
        """Columns of the contact get values."""
        async with self.database.transaction(self.workspace) as session:
            await session.execute(update(Contact).where(Contact.id == contact).values(**values))

    async def join(self, segment: UUID, contacts: Sequence[UUID]) -> None:
        """The contacts are members from now on."""
        async with self.database.transaction(self.workspace) as session:
            session.add_all(SegmentMember(workspace_id=self.workspace, segment_id=segment, contact_id=each) for each in contacts)

    async def places(self) -> dict[UUID, Passage]:
        """Each contact's passage."""
        async with self.database.transaction(self.workspace) as session:
            return {each.contact_id: each for each in await session.scalars(select(Passage).where(Passage.journey_id == self.journey))}

    async def place(self, contact: UUID) -> str:
        """The step where the contact is, or its status and why, once it is out."""
        found = (await self.places())[contact]
        return found.step or f"{found.status}{f' {found.reason}' if found.reason else ''}"

    async def path(self, contact: UUID) -> list[str]:
        """The steps that the contact has left, with the branch or the outcome and reason, in order."""
        found = (await self.places())[contact]
        async with self.database.transaction(self.workspace) as session:
            steps = await session.scalars(select(PassageStep).where(PassageStep.passage_id == found.id).order_by(PassageStep.number))
            return [_told(each) for each in steps]

    async def counted(self) -> dict[str, tuple[int, int, int, int]]:
        """Entered, passed, failed and exited of each step."""
        async with self.database.transaction(self.workspace) as session:
            rows = await session.scalars(select(StepCount).where(StepCount.journey_id == self.journey))
            return {each.step: (each.entered, each.passed, each.failed, each.exited) for each in rows}

    async def reasons(self) -> dict[tuple[str, str, str], int]:
        """How many failed or left at a step for a reason."""
        async with self.database.transaction(self.workspace) as session:
            rows = await session.scalars(select(StepReason).where(StepReason.journey_id == self.journey))
            return {(each.step, each.outcome, each.reason): each.contacts for each in rows}

    async def rows(self, statement: str) -> list[Any]:
        """What a statement of SQL finds."""
        async with self.database.transaction(self.workspace) as session:
            return list((await session.execute(text(statement))).all())


def _told(step: PassageStep) -> str:
    if step.outcome != "PASSED":
        return f"{step.step} {step.outcome} {step.reason}"
    return f"{step.step}:{step.branch}" if step.branch is not None else step.step


async def put_journey_live(
    session: AsyncSession, workspace: UUID, type_: RecordType, *steps: Json, state: StatusReason = StatusReason.LIVE, **fields: Any
) -> tuple[UUID, Plan]:
    """A journey that is live, with what its go-live prepares."""
    for name, kind in ATTRIBUTES.items():
        await session.merge(Attribute(workspace_id=workspace, name=name, type=kind))
    record = await put_live(session, await make(session, workspace, type_, f"Journey {ids.new()}", steps=list(steps), **fields), state)
    version = await version_of(session, record, record.live_version)
    assert version is not None
    version.prepared = await prepare(session, record, version)
    await session.flush()
    return record.id, Plan.of(workspace, record.id, type_, version.number, version.prepared)


async def traffic(
    database: Database, workspace: UUID, *steps: Json, type_: RecordType = RecordType.REAL_TIME_JOURNEY, **fields: Any
) -> Traffic:
    """A live journey of these steps."""
    async with database.transaction(workspace) as session:
        journey, plan = await put_journey_live(session, workspace, type_, *steps, **{"timeZone": "Europe/Berlin", **fields})
    return Traffic(database, workspace, journey, plan)
