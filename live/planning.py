"""In which order records that use each other go live or stop, and what else has to go live first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from golive.lifecycles.words import EVENT_FAMILY, Action, GuardCode, StatusReason
from golive.models import ids
from golive.models.checks.finding import Finding, Severity
from golive.models.error_check import error_check
from golive.models.perform import EVERY
from golive.models.records import Record
from golive.models.sentences import cell_message
from golive.models.use import Scope, Use
from golive.models.uses import RECORD_PREFIXES

COMING = (StatusReason.GOING_LIVE, StatusReason.PUBLISHING)
"""Where a record is on its way to Live."""
Needs = Mapping[UUID, set[UUID]]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One record to put live; `asked` tells those that the plan was asked for from those that they need."""

    record: Record
    asked: bool
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class GoLivePlan:
    """Records in the order in which they can go live, what stands in the way of each, and the cycles that no order helps."""

    steps: list[PlanStep] = field(default_factory=list)
    cycles: list[list[UUID]] = field(default_factory=list)


def is_dependable(record: Record) -> bool:
    """Whether others can count on the record being live."""
    return record.is_live and record.status_reason is not StatusReason.STOPPING


async def plan(session: AsyncSession, asked: Sequence[UUID], now: datetime) -> GoLivePlan:
    """What it takes to put these records live; what is live already, or on its way, takes nothing."""
    records = await _closure(session, asked)
    order, cycles = ordered(await needs_among(session, records))
    found = await error_check(session, list(records.values()), now)
    steps = [PlanStep(records[id_], id_ in asked, _in_the_way(records[id_], found[id_], records)) for id_ in order]
    return GoLivePlan(steps, cycles)


async def _closure(session: AsyncSession, asked: Iterable[UUID]) -> dict[UUID, Record]:
    """These records and all that they need, whatever of it isn't live."""
    records: dict[UUID, Record] = {}
    missing = set(asked)
    while missing:
        loaded = await session.scalars(select(EVERY).where(_among(EVERY.id, missing)))
        new = {record.id: record for record in loaded if not is_dependable(record) and record.status_reason not in COMING}
        records |= new
        missing = set().union(*(await needs_of(session, new)).values()) - records.keys() - missing
    return records


def _in_the_way(record: Record, findings: Sequence[Finding], planned: Mapping[UUID, Record]) -> list[Finding]:
    """The findings but those that the plan itself takes care of, and the refusal of its state if there is one."""
    in_plan = {ids.encode(each.type.prefix, each.id) for each in planned.values()}
    rest = [finding for finding in findings if finding.code != "DEPENDENCY_NOT_LIVE" or finding.record_id not in in_plan]
    cell = record.lifecycle.cell(Action.GO_LIVE, record.state, record.status)
    if isinstance(cell, GuardCode):
        return [Finding(cell.value, Severity.ERROR, cell_message(record, Action.GO_LIVE, cell), ()), *rest]
    return rest


async def needs_of(session: AsyncSession, record_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """What each record needs live before it can go live itself; within the event family nobody needs anybody."""
    rows = await session.execute(
        select(Use.user_id, Use.used_id, Use.scope, Use.prefix, Record.type)
        .join(Record, (Record.workspace_id == Use.workspace_id) & (Record.id == Use.user_id))
        .where(_among(Use.user_id, record_ids), Use.used_id != Use.user_id)
    )
    needed: dict[UUID, set[UUID]] = {}
    already: dict[UUID, set[UUID]] = {}
    for user, used, scope, prefix, type_ in rows:
        if type_ in EVENT_FAMILY and RECORD_PREFIXES[prefix] in EVENT_FAMILY:
            continue
        (needed if scope is Scope.COPY else already).setdefault(user, set()).add(used)
    return {user: used - already.get(user, set()) for user, used in needed.items()}


async def needs_among(session: AsyncSession, record_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Which of these records uses which others of them, in their order; the event family's too."""
    needs: dict[UUID, set[UUID]] = {id_: set() for id_ in record_ids}
    pairs = select(Use.user_id, Use.used_id).where(_among(Use.user_id, needs), _among(Use.used_id, needs)).distinct()
    for user, used in await session.execute(pairs):
        needs[user].add(used)
    return needs


def ordered(needs: Needs) -> tuple[list[UUID], list[list[UUID]]]:
    """What is needed before what needs it, otherwise as given; and the cycles, each cut where it closes."""
    graph = {id_: set(needed) for id_, needed in needs.items()}
    cycles: list[list[UUID]] = []
    while True:
        try:
            return list(TopologicalSorter(graph).static_order()), cycles
        except CycleError as error:
            cycle: list[UUID] = error.args[1]
            cycles.append(cycle[:-1])
            graph[cycle[1]].discard(cycle[0])


def _among(column: InstrumentedAttribute[UUID], record_ids: Iterable[UUID]) -> ColumnElement[bool]:
    return column == any_(literal(list(record_ids), ARRAY(Uuid)))
