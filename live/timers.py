"""The clock: dates and schedules that have come due, each acted on by the same door as any other move."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVarTuple
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, Arrow, Happening
from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.models import scheduling
from golive.models.change import ChangeCause
from golive.models.connecting import is_deadlock
from golive.models.database import Unavailable
from golive.models.journal import Journal
from golive.models.keeping import Schedule
from golive.models.locking import lock
from golive.models.moves import TIMER, Actor, Order
from golive.models.perform import perform
from golive.models.records.record import Record
from golive.models.refusal import NotFound, Refusal, Refused

SWEEP = 1.0  # seconds between looks at the clock; what is due sooner is waited for exactly
AT_ONCE = 500
DEFER = 60.0  # seconds before something that failed by an error of our own is tried again
COLUMNS = {
    "endsAt": Record.runs_until,
    "expiresAt": Record.expires_at,
    "resumeAt": Record.resume_at,
    "pauseLimit": Record.pause_ends_at,
}
"""Where the dates of the lifecycles' timers stand."""
Columns = TypeVarTuple("Columns")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A date of a record: what happens then, or which action is scheduled."""

    workspace_id: UUID
    record_id: UUID
    at: datetime
    move: Move
    scheduled: bool

    @property
    def key(self) -> tuple[UUID, Move, bool]:
        """What tells it from other dates."""
        return self.record_id, self.move, self.scheduled


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Watch the clock until `shutdown`. Any number may: who finds a record locked leaves it to the others."""
    await repeat("timers", Timers(machine).sweep, shutdown, otherwise=SWEEP)


class Timers:
    """One watcher. What fails by an error of our own is deferred, so that the rest goes on."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._deferred: dict[tuple[UUID, Move, bool], float] = {}

    async def sweep(self) -> float:
        """Act on all that is due, oldest first; returns how many seconds there are to the next look."""
        clock = asyncio.get_running_loop().time
        self._deferred = {key: until for key, until in self._deferred.items() if until > clock()}
        async with self._machine.database.system() as session:
            dates, now = await _dates(session, AT_ONCE + len(self._deferred))
        waits = [(due.at - now).total_seconds() for due in dates if now is not None]
        for due, wait in zip(dates, waits, strict=True):
            if wait <= 0 and due.key not in self._deferred:
                await self._act(due)
        return min([SWEEP, *(wait for wait in waits if wait > 0)]) if len(dates) < AT_ONCE else 0.0

    async def _act(self, due: Due) -> None:
        try:
            acted = await (_scheduled(self._machine, due) if due.scheduled else _happens(self._machine, due))
        except Unavailable:
            raise
        except Exception as error:  # one bad record must not stop the clock
            if is_deadlock(error):
                log.info("A timer met a deadlock; the next sweep acts", record=str(due.record_id), move=due.move.value)
                return
            log.exception("A timer failed", record=str(due.record_id), move=due.move.value)
            self._deferred[due.key] = asyncio.get_running_loop().time() + DEFER
            return
        if acted:
            self._machine.committed(due.workspace_id)
            log.info("A timer acted", record=str(due.record_id), move=due.move.value, scheduled=due.scheduled)


async def _happens(machine: Machine, due: Due) -> bool:
    """A date passed; False when that is no longer so, or somebody else is at it."""
    async with machine.database.transaction(due.workspace_id) as session:
        if not await _locked(session, due, select(Record.id).where(_dated(due.move))):
            return False
        await perform(session, machine.settings, Order(due.record_id, due.move, TIMER))
    return True


async def _scheduled(machine: Machine, due: Due) -> bool:
    """A scheduled action is due, and taken like any other; refused, it leaves a change with the reason."""
    assert isinstance(due.move, Action)
    planned = (
        select(Schedule.scheduled_by, Schedule.confirm)
        .join(Record, (Record.workspace_id == Schedule.workspace_id) & (Record.id == Schedule.record_id))
        .where(Schedule.action == due.move, Schedule.at <= func.clock_timestamp())
    )
    try:
        async with machine.database.transaction(due.workspace_id) as session:
            row = await _locked(session, due, planned)
            if row is None:
                return False
            actor = Actor(row.scheduled_by, ChangeCause.SCHEDULE)
            await perform(session, machine.settings, Order(due.record_id, due.move, actor, confirm=row.confirm))
    except NotFound:
        return False
    except Refused as refused:
        return await _refused(machine, due, planned, actor, refused.refusal)
    return True


async def _refused(machine: Machine, due: Due, planned: Select[str, bool], actor: Actor, refusal: Refusal) -> bool:
    async with machine.database.transaction(due.workspace_id) as session:
        if await _locked(session, due, planned) is None:
            return False
        record, now = await lock(session, due.record_id)
        order = Order(due.record_id, due.move, actor, findings=refusal.findings)
        await scheduling.refused(session, Journal(record, order, now), refusal)
    return True


async def _locked(session: AsyncSession, due: Due, statement: Select[*Columns]) -> Row[*Columns] | None:
    """The row that says that it is still so, with the record locked; None when it isn't, or the record is in other hands."""
    mine = statement.where(Record.id == due.record_id).with_for_update(of=Record.__table__, skip_locked=True)
    return (await session.execute(mine)).one_or_none()


async def _dates(session: AsyncSession, most: int) -> tuple[list[Due], datetime | None]:
    """The dates up to the next sweep, oldest first, and the database's time if there are any."""
    until = func.clock_timestamp() + timedelta(seconds=SWEEP)
    record = (Record.workspace_id.label("workspace_id"), Record.id.label("record_id"))
    found = [
        select(*record, column.label("at"), literal(move.value).label("move"), false().label("scheduled")).where(_dated(move, until))
        for move, column in _timers()
    ]
    planned = select(Schedule.workspace_id, Schedule.record_id, Schedule.at, Schedule.action, true()).where(Schedule.at <= until)
    every = union_all(*found, planned).subquery()
    rows = (await session.execute(select(every, func.clock_timestamp()).order_by(every.c.at, every.c.record_id).limit(most))).all()
    dates = [Due(workspace_id, record_id, at, _move(move), scheduled) for workspace_id, record_id, at, move, scheduled, _ in rows]
    return dates, rows[0][-1] if rows else None


def _timers() -> Iterator[tuple[Move, Any]]:
    """Each thing that happens by date, and the column that says when."""
    yield from {timer.happens: COLUMNS[timer.field] for life in LIFECYCLES.values() for timer in life.timers}.items()


def _dated(move: Move, until: Any = None) -> ColumnElement[bool]:
    """Whether a record's date for `move` has come by `until`, by default now, in a state where the table says what then happens."""
    column = dict(_timers())[move]
    somewhere = []
    for life in LIFECYCLES.values():
        row = life.table.get(move, {})
        states = [state for state, cell in row.items() if isinstance(cell, Arrow)] if not isinstance(row, str) else []
        if states and any(timer.happens == move for timer in life.timers):
            somewhere.append((Record.type == life.type) & Record.status_reason.in_(states))
    return and_(column <= (func.clock_timestamp() if until is None else until), or_(*somewhere))


def _move(name: str) -> Move:
    return Action(name) if name in Action.__members__ else Happening(name)
