"""A lifecycle as data: what each cell of a record type's tables says, checked when it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from golive.lifecycles.words import (
    TRANSITIONAL,
    Action,
    Arrow,
    GuardCode,
    Happening,
    LiveService,
    PublishStatus,
    RecordType,
    State,
    Status,
    StatusReason,
    Target,
)

Move = Action | Happening
Cell = Arrow | GuardCode
Row = Mapping[State, Cell | StatusReason | PublishStatus | Status | Target] | GuardCode
"""A row of the table: state to cell, or one refusal for every state. A bare state is an arrow to it."""


@dataclass(frozen=True, slots=True)
class FieldLock:
    """Fields that share a lock: the states where they can be edited, and whether the first go-live locks them for ever."""

    fields: tuple[str, ...]
    editable: tuple[State, ...]
    permanent: bool = False
    permanent_once_started: bool = False
    refusal: GuardCode = GuardCode.FIELD_LOCKED


@dataclass(frozen=True, slots=True)
class Timer:
    """A date that, once passed, makes something happen to the record."""

    field: str
    happens: Move


@dataclass(frozen=True)
class Lifecycle:
    """One record type's life.

    `editable` names the states where a field without a lock can be edited, `copy_editable` those where that takes an open
    working copy; `working_copy` the actions that need one to be open (True) or not (False). `versions` is the table of an
    older version, its columns being that version's own states. `checks` and `guards` are names that `golive.models` resolves.
    """

    type: RecordType
    service: LiveService
    states: tuple[StatusReason | PublishStatus, ...]
    table: Mapping[Move, Row]
    locks: tuple[FieldLock, ...]
    checks: tuple[str, ...]
    timers: tuple[Timer, ...] = ()
    guards: Mapping[Action, tuple[GuardCode, ...]] = field(default_factory=dict)
    editable: tuple[State, ...] = (StatusReason.DRAFT, StatusReason.STOPPED, StatusReason.LIVE_EDITABLE)
    copy_editable: tuple[State, ...] = ()
    working_copy: Mapping[State, Mapping[Action, bool]] = field(default_factory=dict)
    versions: Mapping[Move, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", {move: _row(row) for move, row in self.table.items()})
        object.__setattr__(self, "versions", {move: _row(row) for move, row in self.versions.items()})
        verify(self)

    @property
    def initial(self) -> StatusReason | PublishStatus:
        """The state of a new record."""
        return self.states[0]

    def cell(self, move: Move, state: State, status: Status) -> Cell:
        """What the table says of `move` in `state`: an arrow, or the code of the refusal.

        Only the event family has columns for the status besides those for the publish status.
        """
        row = self.table.get(move, {})
        if isinstance(row, GuardCode):
            return row
        written = row.get(state)
        if written is None and isinstance(state, PublishStatus):
            written = row.get(status)
        return written if isinstance(written, Arrow | GuardCode) else blank(state)

    def version_cell(self, move: Move, state: State) -> Cell:
        """The same for an older version in `state`."""
        row = self.versions.get(move, {})
        written = row.get(state) if isinstance(row, Mapping) else None
        return written if isinstance(written, Arrow | GuardCode) else blank(state)

    def has(self, action: Action) -> bool:
        """Whether the type has a row for `action`, be it only of refusals."""
        return action in self.table

    def lock(self, name: str) -> FieldLock:
        """The lock of a field; one that no table names is editable in `editable`."""
        return next((lock for lock in self.locks if name in lock.fields), FieldLock((name,), self.editable))


def blank(state: State) -> GuardCode:
    """The refusal that a blank cell stands for."""
    if isinstance(state, StatusReason) and state in TRANSITIONAL:
        return GuardCode.TRANSITION_IN_PROGRESS
    return GuardCode.EXPIRED if state is StatusReason.EXPIRED else GuardCode.ACTION_NOT_ALLOWED


def _row(row: Row) -> Row:
    if isinstance(row, GuardCode):
        return row
    return {state: cell if isinstance(cell, Arrow | GuardCode) else Arrow(cell) for state, cell in row.items()}


class MalformedLifecycle(ValueError):
    """A lifecycle's tables contradict themselves; raised at import."""


def verify(life: Lifecycle) -> None:
    """Raise `MalformedLifecycle` where the tables name what there is not, or leave a record stuck."""
    if not life.states or len(set(life.states)) != len(life.states):
        raise MalformedLifecycle(f"{life.type}: the states are empty or doubled")
    columns: set[object] = {(type(state), state) for state in life.states}
    if isinstance(life.initial, PublishStatus):
        columns |= {(Status, status) for status in Status}
    for table in (life.table, life.versions):
        for move, row in table.items():
            if isinstance(row, GuardCode):
                continue
            for state, cell in row.items():
                _known(life, state, columns, f"the row {move}")
                if isinstance(cell, Arrow):
                    _verify_arrow(life, move, cell, columns)
    _verify_timers_and_guards(life)
    _verify_locks(life, columns)


def _known(life: Lifecycle, state: object, columns: set[object], where: str) -> None:
    if (type(state), state) not in columns:
        raise MalformedLifecycle(f"{life.type}: {where} names {state}, which is none of its states")


def _verify_arrow(life: Lifecycle, move: Move, arrow: Arrow, columns: set[object]) -> None:
    for target in (arrow.to, arrow.then, arrow.failed):
        if target is not None and not isinstance(target, Target):
            _known(life, target, columns, f"the row {move}")
    transitional = isinstance(arrow.to, StatusReason) and arrow.to in TRANSITIONAL
    if arrow.then is not None and not transitional:
        raise MalformedLifecycle(f"{life.type}: the row {move} goes on from {arrow.to}, where no work is done")
    if arrow.then is None and transitional:
        raise MalformedLifecycle(f"{life.type}: the row {move} leads to {arrow.to} and never out of it")
    if arrow.to in (StatusReason.GOING_LIVE, StatusReason.PUBLISHING) and arrow.failed is None:
        raise MalformedLifecycle(f"{life.type}: the row {move} doesn't say where a failure leads")
    if arrow.ended is not None:
        _verify_arrow(life, move, arrow.ended, columns)


def _verify_timers_and_guards(life: Lifecycle) -> None:
    for timer in life.timers:
        if timer.happens not in life.table:
            raise MalformedLifecycle(f"{life.type}: the timer on {timer.field} makes {timer.happens} happen, which has no row")
    for action in (*life.guards, *(action for needs in life.working_copy.values() for action in needs)):
        if action not in life.table:
            raise MalformedLifecycle(f"{life.type}: {action} is guarded and has no row")


def _verify_locks(life: Lifecycle, columns: set[object]) -> None:
    for state in (*life.editable, *life.copy_editable, *life.working_copy):
        _known(life, state, columns, "the list of editable states")
    seen: set[str] = set()
    for lock in life.locks:
        for name in lock.fields:
            if name in seen:
                raise MalformedLifecycle(f"{life.type}: {name} has two locks")
            seen.add(name)
        for state in lock.editable:
            _known(life, state, columns, f"the lock of {lock.fields[0]}")
