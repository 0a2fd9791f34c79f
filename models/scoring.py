"""What scoring models make of leads: points, grade and readiness for sales, by one statement for many leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ColumnElement, Text, Uuid, and_, case, delete, exists, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.conditions import Attributes, Checked, check
from golive.models.contact import Contact
from golive.models.lapsing import keep_lapses
from golive.models.lead import Lead, LeadScore
from golive.models.membership import lock_members
from golive.models.touched import Lapse
from golive.models.within import Range, Within

BATCH = 10_000
"""Leads that one transaction looks at."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """A model's content with its conditions checked."""

    conditions: Sequence[tuple[Checked, int]]
    grades: Sequence[Mapping[str, Any]]
    sales_ready: int | None

    @classmethod
    def of(cls, fields: Mapping[str, Any], attributes: Attributes) -> Scoring:
        """What is in a model's content, by input names; raises `ConditionError` for a condition with a mistake."""
        conditions = [(check(each["condition"], attributes), each["points"]) for each in fields.get("conditions") or ()]
        return cls(conditions, fields.get("grades") or (), fields.get("salesReadyScore"))

    @property
    def names(self) -> frozenset[str]:
        """What the scores depend on, as `Touched` names what changes."""
        return frozenset().union(*(checked.names for checked, _ in self.conditions))

    def points(self, workspace_id: UUID, now: datetime) -> ColumnElement[int]:
        """Over golive.contact: the points of its leads at a moment."""
        given = [case((checked.where(workspace_id, now), points), else_=0) for checked, points in self.conditions]
        return sum(given[1:], start=given[0]) if given else literal(0)

    def next_turn(self, workspace_id: UUID, now: datetime) -> ColumnElement[datetime] | None:
        """Over golive.contact: when the passing of time may next change the points; None where it does for nobody."""
        turns = [turn for checked, _ in self.conditions if (turn := checked.next_turn(workspace_id, now)) is not None]
        return func.least(*turns) if len(turns) > 1 else next(iter(turns), None)

    def grade(self, score: ColumnElement[int]) -> ColumnElement[str | None]:
        """The name of the range that a score is in, null in none."""
        ranges = [(_between(score, grade.get("from"), grade.get("to")), literal(grade.get("name") or "", Text)) for grade in self.grades]
        return case(*ranges) if ranges else literal(None, Text)


def _between(score: ColumnElement[int], lowest: int | None, highest: int | None) -> ColumnElement[bool]:
    return and_(true() if lowest is None else score >= lowest, true() if highest is None else score <= highest)


async def score(session: AsyncSession, workspace_id: UUID, model_id: UUID, scoring: Scoring, now: datetime, within: Within) -> int:
    """Score all leads of the contacts within, and return how many they are; nobody else scores by this model until the transaction ends."""
    await lock_members(session, [model_id])
    here = (Lead.workspace_id == workspace_id, within.holds(Lead.contact_id), Contact.workspace_id == workspace_id)
    points = scoring.points(workspace_id, now).label("score")
    asked = select(Lead.id, points).join(Contact, Contact.id == Lead.contact_id).where(*here).cte("asked")
    ready = _ready(scoring.sales_ready, asked.c.score)
    row = (
        literal(workspace_id, Uuid),
        literal(model_id, Uuid),
        asked.c.id,
        asked.c.score,
        scoring.grade(asked.c.score),
        ready,
        literal(now),
    )
    names = ["workspace_id", "model_id", "lead_id", "score", "grade", "sales_ready", "at"]
    new = insert(LeadScore).from_select(names, select(*row))
    values = {name: getattr(new.excluded, name) for name in names[3:]}
    changed = [getattr(LeadScore, name).is_distinct_from(values[name]) for name in names[3:6]]
    keys = [LeadScore.workspace_id, LeadScore.model_id, LeadScore.lead_id]
    written = new.on_conflict_do_update(index_elements=keys, set_=values, where=or_(*changed)).cte("written")
    scored = await session.scalar(select(func.count()).select_from(asked).add_cte(written)) or 0
    has_lead = exists().where(Lead.workspace_id == workspace_id, Lead.contact_id == Contact.id)
    await keep_lapses(session, workspace_id, model_id, scoring.next_turn(workspace_id, now), has_lead, within)
    return scored


def _ready(lowest: int | None, score: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a score reaches the lowest that is enough; never where there is none."""
    return literal(False, Boolean) if lowest is None else score >= literal(lowest, BigInteger)


async def next_batch(session: AsyncSession, workspace_id: UUID, after: UUID | None) -> tuple[datetime, Range]:
    """The time, and the contacts whose leads to score next after `after`; without an end it is the last batch."""
    rest = select(Lead.contact_id).where(Lead.workspace_id == workspace_id, Range(after).holds(Lead.contact_id))
    end = rest.order_by(Lead.contact_id).offset(BATCH - 1).limit(1).scalar_subquery()
    now, upto = (await session.execute(select(func.clock_timestamp(), end))).one()
    return now, Range(after, upto)


async def forget(session: AsyncSession, workspace_id: UUID, model_id: UUID) -> int:
    """Remove a batch of the model's scores and all that waits for time to change them; returns how many scores it were."""
    await lock_members(session, [model_id])  # who scores meanwhile has ended, and finds that it is stopping
    mine = (LeadScore.workspace_id == workspace_id, LeadScore.model_id == model_id)
    some = select(LeadScore.lead_id).where(*mine).limit(BATCH)
    gone = await session.execute(delete(LeadScore).where(*mine, LeadScore.lead_id.in_(some)).returning(LeadScore.lead_id))
    await session.execute(delete(Lapse).where(Lapse.workspace_id == workspace_id, Lapse.record_id == model_id))
    return len(gone.all())
