"""Which way contacts take out of a step, in SQL: the number of the way, or null for those who stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Text, case, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import BIT

from golive.models import ids
from golive.models.checks.texts import blank
from golive.models.contact import ContactEvent, SegmentMember
from golive.models.journeys.handing_over import HandOver
from golive.models.journeys.passage import PassageStep
from golive.models.journeys.plan import Plan, Planned
from golive.models.journeys.steps import Activate, Branch, IfThen, SegmentGroup, SendEmail, Split, WaitFor
from golive.models.journeys.words import NO, OTHER, YES, StepKind, StepOutcome
from golive.models.mail.mail import Mail

Sql = ColumnElement[Any]
FIRST = literal_column("0", Integer())


@dataclass(frozen=True, slots=True)
class Here:
    """Contacts at a step, as expressions: their passage, who they are, since when they are at the step and in the journey.

    `at` is this moment as an expression, `now` the same as a value.
    """

    passage_id: Any
    contact_id: Any
    since: Any
    entered_at: Any
    at: Any
    now: datetime


def waits(step: Planned) -> bool:
    """Whether contacts may stay at the step until a moment."""
    return step.kind in (StepKind.WAIT, StepKind.WAIT_UNTIL) or (isinstance(step.settings, IfThen | WaitFor) and step.limit is not None)


def choice(plan: Plan, step: Planned, here: Here, until: Any) -> Sql:
    """Over golive.contact: the number of each contact's way. `until` is when the wait or time limit ends, where the step has one."""
    match step.settings:
        case IfThen() | WaitFor() as asks:
            met, yes, no = _met(plan, asks, here), _number(step, YES), _number(step, NO)
            return case((met, yes), (until <= here.at, no)) if waits(step) else case((met, yes), else_=no)
        case Split() as split:
            return _dealt(plan, split, here)
        case SegmentGroup() as groups:
            return _group(plan, groups, here)
        case _:
            return case((until <= here.at, FIRST)) if waits(step) else FIRST


def next_turn(plan: Plan, step: Planned, now: datetime) -> Sql | None:
    """When the step's condition may change by the passing of time alone; None where it can't."""
    asks = step.settings
    if not isinstance(asks, IfThen | WaitFor) or blank(asks.condition) or not blank(asks.event):
        return None
    assert asks.condition is not None
    return plan.condition(asks.condition).next_turn(plan.workspace_id, now)


def depends_on_now(plan: Plan, step: Planned) -> bool:
    """Whether the SQL of a step's conditions holds the moment that it was written for."""
    event = not blank(getattr(step.settings, "event", None))
    own = [(getattr(step.settings, "condition", None), event), *((branch.condition, False) for branch in step.settings.branches)]
    return any(plan.condition(text, event=event).relative for text, event in own if text is not None and not blank(text))


def _number(step: Planned, branch: str) -> Sql:
    return _index(next(n for n, way in enumerate(step.ways) if (way.branch or "").strip().lower() == branch))


def _index(number: int) -> Sql:
    return literal_column(str(number), Integer())


def _met(plan: Plan, asks: IfThen | WaitFor, here: Here) -> Sql:
    """Whether what the step asks for is so."""
    if not blank(asks.event):
        return _happened(plan, asks, here)
    if isinstance(asks, IfThen) and asks.step_id is not None:
        assert asks.outcome is not None
        return _came_out(plan, plan.steps[asks.step_id], asks.outcome, here)
    if isinstance(asks, WaitFor) and asks.segment_id is not None:
        return _is_member(plan, asks.segment_id, here)
    assert asks.condition is not None
    return plan.condition(asks.condition).where(plan.workspace_id, here.now)


def _happened(plan: Plan, asks: IfThen | WaitFor, here: Here) -> Sql:
    """A wait counts events from when it began, an if/then those from when the contact entered the journey."""
    own = [
        ContactEvent.workspace_id == plan.workspace_id,
        ContactEvent.contact_id == here.contact_id,
        ContactEvent.name == asks.event,
        ContactEvent.at >= (here.since if isinstance(asks, WaitFor) else here.entered_at),
    ]
    if asks.condition is not None and not blank(asks.condition):
        own.append(plan.condition(asks.condition, event=True).where(plan.workspace_id, here.now))
    return select(ContactEvent.id).where(*own).correlate_except(ContactEvent).exists()


def _is_member(plan: Plan, segment: str, here: Here) -> Sql:
    own = [
        SegmentMember.workspace_id == plan.workspace_id,
        SegmentMember.segment_id == ids.decode(segment)[1],
        SegmentMember.contact_id == here.contact_id,
    ]
    return select(SegmentMember.contact_id).where(*own).correlate_except(SegmentMember).exists()


_MAIL: Mapping[StepOutcome, Sql] = {
    StepOutcome.SENT: Mail.status == "SENT",
    StepOutcome.FAILED: Mail.status.in_([literal("FAILED"), literal("BLOCKED")]),
    StepOutcome.OPENED: Mail.opened_at.is_not(None),
    StepOutcome.CLICKED: Mail.clicked_at.is_not(None),
    StepOutcome.BOUNCED: Mail.bounced_at.is_not(None),
    StepOutcome.UNSUBSCRIBED: Mail.unsubscribed_at.is_not(None),
}


def _came_out(plan: Plan, earlier: Planned, outcome: StepOutcome, here: Here) -> Sql:
    """Whether an earlier step came out so; an activation does when each, or any, of its destinations did."""
    if isinstance(earlier.settings, SendEmail):
        own = [Mail.workspace_id == plan.workspace_id, Mail.passage_id == here.passage_id, Mail.step == earlier.id, _MAIL[outcome]]
        return select(Mail.id).where(*own).correlate_except(Mail).exists()
    if isinstance(earlier.settings, Activate):
        mine = [HandOver.workspace_id == plan.workspace_id, HandOver.passage_id == here.passage_id, HandOver.step == earlier.id]
        found = select(
            func.bool_and(HandOver.status == "SENT") if outcome is StepOutcome.SENT else func.bool_or(HandOver.status == "FAILED")
        )
        return func.coalesce(found.where(*mine).correlate_except(HandOver).scalar_subquery(), False)
    branch = next(way.branch for way in earlier.ways if (way.branch or "").strip().lower() == outcome.lower())
    own = [
        PassageStep.workspace_id == plan.workspace_id,
        PassageStep.passage_id == here.passage_id,
        PassageStep.number == earlier.number,
        PassageStep.branch == branch,
    ]
    return select(PassageStep.number).where(*own).correlate_except(PassageStep).exists()


def _dealt(plan: Plan, split: Split, here: Here) -> Sql:
    """By a hash of journey, step and contact, so that whoever is dealt again gets the same way, and each journey deals anew."""
    text = func.concat(literal(f"{plan.journey_id}:{split.id}:", Text()), here.contact_id)
    digits = func.concat(literal("x", Text()), func.substr(func.md5(text), 1, 8))
    percent = cast(cast(digits, BIT(32)), BigInteger()) % literal_column("100", BigInteger())
    below, cases = 0, []
    for number, branch in enumerate(split.branches):
        below += branch.percent or 0
        if branch.percent:
            cases.append((percent < literal_column(str(below), BigInteger()), _index(number)))
    return case(*cases)


def _group(plan: Plan, groups: SegmentGroup, here: Here) -> Sql:
    """The first group that takes the contact, else the branch for the others."""
    named = [(number, branch) for number, branch in enumerate(groups.branches) if branch.name.strip().lower() != OTHER]
    other = next(number for number, branch in enumerate(groups.branches) if branch.name.strip().lower() == OTHER)
    return case(*((_takes(plan, branch, here), _index(number)) for number, branch in named), else_=_index(other))


def _takes(plan: Plan, branch: Branch, here: Here) -> Sql:
    if branch.segment_id is not None:
        return _is_member(plan, branch.segment_id, here)
    assert branch.condition is not None
    return plan.condition(branch.condition).where(plan.workspace_id, here.now)
