"""Passages through journeys written as the engine would, for what shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import ids
from golive.models.contact import Contact
from golive.models.journeys.passage import JourneyRun, Passage, PassageStep, StepCount, StepReason

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def contact(session: AsyncSession, workspace: UUID, email: str) -> UUID:
    """A contact with this address."""
    made = Contact(workspace_id=workspace, id=ids.new(), email=email)
    session.add(made)
    await session.flush()
    return made.id


async def passage(session: AsyncSession, workspace: UUID, journey: UUID, contact_id: UUID, *left: str, **columns: Any) -> UUID:
    """A passage that has left the steps `left`, an hour each; it is inside unless `columns` say otherwise."""
    made = Passage(workspace_id=workspace, id=ids.new(), journey_id=journey, contact_id=contact_id,
                   **{"version": 1, "step": "wait", "since": NOON, "entered_at": NOON, **columns})  # fmt: skip
    session.add(made)
    await session.flush()
    for number, step in enumerate(left):
        at = NOON + number * HOUR
        session.add(
            PassageStep(workspace_id=workspace, passage_id=made.id, number=number, step=step, entered_at=at, left_at=at + HOUR,
                        outcome="PASSED", branch="yes" if step == "ask" else None)
        )  # fmt: skip
    return made.id


def count(session: AsyncSession, workspace: UUID, journey: UUID, step: str, version: int = 1, **counts: int) -> None:
    """How contacts fared at a step."""
    session.add(StepCount(workspace_id=workspace, journey_id=journey, version=version, step=step, **counts))


def reason(session: AsyncSession, workspace: UUID, journey: UUID, step: str, outcome: str, why: str, contacts: int) -> None:
    """Why contacts failed or left at a step."""
    session.add(
        StepReason(workspace_id=workspace, journey_id=journey, version=1, step=step, outcome=outcome, reason=why, contacts=contacts)
    )


def run(session: AsyncSession, workspace: UUID, journey: UUID, number: int, **columns: Any) -> None:
    """A run of an audience journey."""
    values = {"version": 1, "trigger": "RUN_NOW", "status": "SUCCEEDED", "started_at": NOON + number * HOUR, **columns}
    session.add(JourneyRun(workspace_id=workspace, id=ids.new(), journey_id=journey, number=number, **values))
