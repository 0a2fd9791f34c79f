"""How contacts fare in journeys: how many came to each step, wait there, went on, failed and left, and whether anybody is inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import any_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models.compiled import IDS, Compiled
from golive.models.journeys.passage import JourneyRun, Passage, StepCount, StepReason
from golive.models.records import Record


@dataclass(frozen=True, slots=True)
class Fared:
    """How contacts fared at a step of a version; `reasons` are why they failed or left, by outcome and reason, each with how many did."""

    entered: int = 0
    passed: int = 0
    failed: int = 0
    exited: int = 0
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many are there now."""
        return self.entered - self.passed - self.failed - self.exited


Counts = Mapping[tuple[int, str], Fared]
"""By version and step id; a step to which nobody came yet isn't in it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How many passages through a version there were, and stand how; contacts who were erased meanwhile count as exited."""

    entered: int
    inside: int
    completed: int
    exited: int
    removed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Inside:
    """Whether contacts are inside a journey, and whether a run of it is under way."""

    anybody: bool = False
    running: bool = False


NOBODY = Inside()
REMOVED = "REMOVED"

_STEPS = Compiled(select(StepCount.__table__).where(StepCount.journey_id == any_(IDS)))
_REASONS = Compiled(select(StepReason.__table__).where(StepReason.journey_id == any_(IDS)))
_HERE = (Passage.workspace_id == Record.workspace_id) & (Passage.journey_id == Record.id) & (Passage.status == "INSIDE")
_RUNS = (JourneyRun.workspace_id == Record.workspace_id) & (JourneyRun.journey_id == Record.id) & (JourneyRun.status == "RUNNING")
_INSIDE = Compiled(
    select(
        Record.id,
        exists().where(_HERE).label("anybody"),
        exists().where(_RUNS, JourneyRun.trigger.is_not(None)).label("running"),
    ).where(Record.id == any_(IDS), Record.type == RecordType.AUDIENCE_JOURNEY)
)


async def step_counts(session: AsyncSession, journey_ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """How contacts fared at each step of each version of these journeys."""
    wanted = list(journey_ids)
    reasons: dict[tuple[UUID, int, str], dict[tuple[str, str], int]] = {}
    for row in await _REASONS.all(session, ids=wanted):
        of_step = reasons.setdefault((row["journey_id"], row["version"], row["step"]), {})
        of_step[row["outcome"], row["reason"]] = row["contacts"]
    found: dict[UUID, dict[tuple[int, str], Fared]] = {}
    for row in await _STEPS.all(session, ids=wanted):
        journey_id, version, step = row["journey_id"], row["version"], row["step"]
        told = reasons.get((journey_id, version, step), {})
        found.setdefault(journey_id, {})[version, step] = Fared(row["entered"], row["passed"], row["failed"], row["exited"], told)
    return dict(found)


def stand(counts: Counts, version: int, first: str | None) -> Stand:
    """How the passages of a version stand, whose first step this is, by the counts of its steps: a million people take long to count."""
    steps = [each for (number, _), each in counts.items() if number == version]
    entered = counts.get((version, first or ""), Fared()).entered
    inside, left, failed = (sum(getattr(each, name) for each in steps) for name in ("waiting", "exited", "failed"))
    removed = sum(number for each in steps for (outcome, _), number in each.reasons.items() if outcome == REMOVED)
    return Stand(entered, inside, entered - inside - left - failed, left - removed, removed, failed)


async def inside(session: AsyncSession, journey_id: UUID, versions: Iterable[int]) -> int:
    """How many are inside versions of a journey, as counted."""
    waiting = func.sum(StepCount.entered - StepCount.passed - StepCount.failed - StepCount.exited)
    return int(await session.scalar(select(waiting).where(StepCount.journey_id == journey_id, StepCount.version.in_(versions))) or 0)


async def inside_of(session: AsyncSession, record_ids: Iterable[UUID]) -> dict[UUID, Inside]:
    """What guards ask of those of the records that are audience journeys."""
    return {row["id"]: Inside(row["anybody"], row["running"]) for row in await _INSIDE.all(session, ids=list(record_ids))}
