"""The statements of the engine: who is due, who passes a step and by which way, who stays, leaves or is through."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    DateTime,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import UserDefinedType

from golive.lifecycles.words import RecordType
from golive.models.compiled import IDS, Compiled
from golive.models.contact import Contact
from golive.models.durations import FAR
from golive.models.journeys import leaving
from golive.models.journeys.acting import effects
from golive.models.journeys.deciding import Here, Sql, choice, depends_on_now, next_turn, waits
from golive.models.journeys.moments import end
from golive.models.journeys.passage import INSIDE, Passage, PassageStep
from golive.models.journeys.plan import Plan, Planned
from golive.models.journeys.steps import IfThen, SegmentGroup, SendEmail, WaitFor

MOMENT = DateTime(timezone=True)
NOW = bindparam("now", type_=MOMENT)


class Place(UserDefinedType[Any]):
    """Where a row is stored, which stays so while its transaction holds its lock; or where many are."""

    cache_ok = True

    def __init__(self, name: str = "tid") -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """The type's name."""
        return self.name


PEOPLE = (
    func.unnest(IDS, bindparam("contacts", type_=ARRAY(Uuid)), cast(bindparam("places"), Place("tid[]")))
    .table_valued(column("id", Uuid), column("contact_id", Uuid), column("place", Place()))
    .render_derived(name="people")
)
"""Contacts of a batch: their passages, who they are and where their passages are stored, as three arrays of the same length."""


def due(plan: Plan, now: datetime) -> Compiled:
    """Claim up to `batch` contacts that are due in `parts`, and say where they are and who of them must leave.

    Rows: step, reason, ids, contacts, places. Whom somebody else is at is left to the next tick; a run of an audience journey waits
    for them, as the next one may be a week away.
    """
    return _due(plan, now if _rules_look_at_time(plan) else FAR)


def leavers(plan: Plan, now: datetime) -> Compiled:
    """Of the contacts `ids`, `contacts`: rows reason (null for who stays), ids, contacts, places."""
    return _leavers(plan, now if _rules_look_at_time(plan) else FAR)


def _rules_look_at_time(plan: Plan) -> bool:
    return any(rule.relative for rule in plan.exit_rules)


@lru_cache(maxsize=1_000)
def _due(plan: Plan, now: datetime) -> Compiled:
    mine = [
        Passage.workspace_id == plan.workspace_id,
        Passage.journey_id == plan.journey_id,
        Passage.version == plan.version,
        Passage.part == any_(bindparam("parts", type_=ARRAY(SmallInteger))),
        Passage.status == literal(INSIDE),
        Passage.due_at <= NOW,
    ]
    claimed = (
        select(Passage.id, Passage.contact_id, literal_column("golive.passage.ctid", Place()).label("place"), Passage.step)
        .where(*mine)
        .order_by(Passage.due_at)
        .limit(bindparam("batch", type_=Integer))
        .with_for_update(skip_locked=plan.type is not RecordType.AUDIENCE_JOURNEY, key_share=True)
        .cte("claimed")
    )
    why = _why(plan, claimed.c.contact_id, now)
    found = select(claimed.c.step, why.c.reason, *_all(claimed))
    return Compiled(found.select_from(claimed.join(why, true())).group_by(claimed.c.step, why.c.reason))


@lru_cache(maxsize=1_000)
def _leavers(plan: Plan, now: datetime) -> Compiled:
    why = _why(plan, PEOPLE.c.contact_id, now)
    found = select(why.c.reason, *_all(PEOPLE))
    return Compiled(found.select_from(PEOPLE.join(why, true())).group_by(why.c.reason))


def _why(plan: Plan, contact_id: Any, now: datetime) -> Any:
    """Why each contact must leave, as `reason`."""
    reason = cast(leaving.reason(plan, now), Text()).label("reason")
    return _each(select(reason).where(Contact.workspace_id == plan.workspace_id, Contact.id == contact_id), "why")


def _each(rows: Select[Any], name: str) -> Any:
    """What is found for each row beside it. Without OFFSET the database may join as it likes, and reads all there is for each row
    where it thinks that there is little: of a journey that went live a minute ago it knows nothing yet."""
    return rows.offset(literal_column("0")).lateral(name)


def take(plan: Plan, step: Planned, now: datetime, *, fresh: bool) -> Compiled:
    """Have contacts take a step: rows choice (the number of the way, null for who stays), ids, contacts, places.

    `fresh` are those who come to it at `now`; the others were claimed there. Writes the path of those who pass, what the step
    does for them, and until when the others stay.
    """
    return _taken_at(plan, step, now, fresh) if depends_on_now(plan, step) else _taken(plan, step.id, fresh)


@lru_cache(maxsize=2_000)
def _taken(plan: Plan, step: str, fresh: bool) -> Compiled:
    return _taken_at(plan, plan.steps[step], FAR, fresh)


def _taken_at(plan: Plan, step: Planned, now: datetime, fresh: bool) -> Compiled:
    stays = waits(step)
    here = _here(plan, step, now, fresh)
    passed = here if not stays else select(here).where(here.c.choice.is_not(None)).cte("passed")
    found = select(here.c.choice, *_all(here)).group_by(here.c.choice)
    found = found.add_cte(_path(plan, step, passed), *effects(plan, step, passed, NOW))
    return Compiled(found.add_columns(_stay(plan, step, here)) if stays else found)


def _here(plan: Plan, step: Planned, now: datetime, fresh: bool) -> CTE:
    """Everybody at the step: id, contact_id, place, since, choice, and what else is needed of them."""
    asks = step.settings
    since: Any = NOW if fresh else Passage.since
    until: Any = null()
    if waits(step):
        until = end(step, NOW, plan.zone) if fresh else func.coalesce(Passage.until, end(step, Passage.since, plan.zone))
    at = Here(PEOPLE.c.id, PEOPLE.c.contact_id, since, Passage.entered_at, NOW, now)
    columns = [since.label("since"), choice(plan, step, at, until).label("choice")]
    if isinstance(asks, SendEmail):
        columns += [Passage.entered_at, Passage.iteration]
    if waits(step):
        turn = next_turn(plan, step, now)
        columns += [until.label("until"), (until if turn is None else func.least(until, turn)).label("due_at")]
    found = select(*columns)
    if not fresh or isinstance(asks, SendEmail | IfThen):
        found = found.where(_passage(plan, PEOPLE.c.id))
    if isinstance(asks, IfThen | WaitFor | SegmentGroup):
        found = found.where(Contact.workspace_id == plan.workspace_id, Contact.id == PEOPLE.c.contact_id)
    each = _each(found.correlate(PEOPLE), "each")
    return select(*PEOPLE.c, *each.c).select_from(PEOPLE.join(each, true())).cte("here")


def _path(plan: Plan, step: Planned, passed: CTE) -> CTE:
    branch: Any = null()
    if step.settings.branching:
        branch = case(*((passed.c.choice == number, literal(way.branch, Text())) for number, way in enumerate(step.ways)))
    return _left(plan, step, passed, "PASSED", branch=branch)


def _left(plan: Plan, step: Planned, who: Any, outcome: str, *, branch: Any = None, reason: Any = None) -> CTE:
    values = {
        "workspace_id": literal(plan.workspace_id, Uuid()),
        "passage_id": who.c.id,
        "number": literal(step.number, Integer()),
        "step": literal(step.id, Text()),
        "entered_at": who.c.since,
        "left_at": NOW,
        "outcome": literal(outcome, Text()),
        "branch": null() if branch is None else branch,
        "reason": null() if reason is None else reason,
    }
    path = insert(PassageStep).from_select(list(values), select(*values.values()).select_from(who), include_defaults=False)
    return path.returning(PassageStep.number).cte("path")


def _stay(plan: Plan, step: Planned, here: CTE) -> Any:
    """Those who stay are where they are until then, or until something about them changes."""
    arrays = (func.array_agg(each) for each in (here.c.place, here.c.since, here.c.until, here.c.due_at))
    places, *moments = arrays
    listens = literal(step.settings.branching or bool(plan.exit_rules), Boolean())
    put = func.golive.put_passages(places, literal(INSIDE, Text()), null(), null(), literal(step.id, Text()), *moments, null(), listens)
    return select(put).where(here.c.choice.is_(None)).scalar_subquery().label("staying")


@lru_cache(maxsize=1_000)
def left(plan: Plan, step: str, outcome: str, fresh: bool) -> Compiled:
    """Write down that contacts leave the journey at a step, with the outcome FAILED or EXITED, for a `reason`."""
    since: Any = NOW if fresh else Passage.since
    each = _each((select(since.label("since")) if fresh else select(since).where(_passage(plan, PEOPLE.c.id))).correlate(PEOPLE), "each")
    gone = select(PEOPLE.c.id, each.c.since).select_from(PEOPLE.join(each, true())).cte("gone")
    return Compiled(select(true()).add_cte(_left(plan, plan.steps[step], gone, outcome, reason=bindparam("reason", type_=Text))))


def _passage(plan: Plan, passage_id: Any) -> Sql:
    return and_(Passage.workspace_id == plan.workspace_id, Passage.journey_id == plan.journey_id, Passage.id == passage_id)


def _all(rows: Any) -> list[Any]:
    """The three arrays of `PEOPLE`."""
    columns = {"ids": rows.c.id, "contacts": rows.c.contact_id, "places": rows.c.place}
    return [func.array_agg(each).label(name) for name, each in columns.items()]
