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

    `working_copy` names the states where an open working copy differs from what runs; `copy_states` those where the copy, if
    open, can be edited. `checks` and `guards` are names that `golive.models` resolves.
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
    has_versions: bool = True
    versions: Mapping[Move, Row] | None = None
    saves_as_template: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", {move: _row(row) for move, row in self.table.items()})
        if self.versions is not None:
            object.__setattr__(self, "versions", {move: _row(row) for move, row in self.versions.items()})
        _verify(self)

    @property
    def initial(self) -> StatusReason | PublishStatus:
        """The state of a new record."""
        return self.states[0]

    def cell(self, move: Move, state: State, status: Status) -> Cell:
        """What the table says of `move` in `state`: an arrow, or the code of the refusal."""
        row = self.table.get(move)
        if isinstance(row, GuardCode):
            return row
        if row is not None:
            written = row.get(state) or row.get(status)
            if isinstance(written, Arrow | GuardCode):
                return written
        return blank(state)

    def version_cell(self, move: Move, state: State) -> Cell:
        """The same for one version of a record whose versions have states of their own."""
        row = (self.versions or {}).get(move)
        written = row.get(state) if isinstance(row, Mapping) else None
        return written if isinstance(written, Arrow | GuardCode) else blank(state)

    def has(self, action: Action) -> bool:
        """Whether the type has a row for `action`, be it only of refusals."""
        return action in self.table

    def failure(self) -> Arrow:
        """Where going live leads that fails for good on a record that isn't live."""
        return Arrow(StatusReason.ERROR if StatusReason.ERROR in self.states else Target.CAME_FROM)


def blank(state: State) -> GuardCode:
    """The refusal that a blank cell stands for."""
    if state in TRANSITIONAL:
        return GuardCode.TRANSITION_IN_PROGRESS
    return GuardCode.EXPIRED if state is StatusReason.EXPIRED else GuardCode.ACTION_NOT_ALLOWED


def _row(row: Row) -> Row:
    if isinstance(row, GuardCode):
        return row
    return {state: cell if isinstance(cell, Arrow | GuardCode) else Arrow(cell) for state, cell in row.items()}


class MalformedLifecycle(ValueError):
    """A lifecycle's tables contradict themselves; raised at import."""


def _verify(life: Lifecycle) -> None:
    known: set[State | Target] = {*life.states, *Status, *Target}
    for name, table, states in (("table", life.table, known), ("versions", life.versions or {}, known | {*StatusReason})):
        for move, row in table.items():
            if isinstance(row, GuardCode):
                continue
            for state, cell in row.items():
                if state not in states:
                    raise MalformedLifecycle(f"{life.type}: {name} row {move} names {state}, which is none of its states")
                if isinstance(cell, Arrow):
                    _verify_arrow(life, move, cell, states)
    _verify_work(life)
    _verify_locks(life)


def _verify_arrow(life: Lifecycle, move: Move, arrow: Arrow, states: set[State | Target]) -> None:
    for target in (arrow.to, arrow.then):
        if target is not None and target not in states:
            raise MalformedLifecycle(f"{life.type}: row {move} leads to {target}, which is none of its states")
    if arrow.then is not None and arrow.to not in TRANSITIONAL:
        raise MalformedLifecycle(f"{life.type}: row {move} goes on from {arrow.to}, where no work is done")
    if arrow.then is None and arrow.to in TRANSITIONAL:
        raise MalformedLifecycle(f"{life.type}: row {move} leads to {arrow.to} and never out of it")


def _verify_work(life: Lifecycle) -> None:
    """Every transitional state has the happening that ends it."""
    ends = {
        StatusReason.GOING_LIVE: Happening.WENT_LIVE,
        StatusReason.PUBLISHING: Happening.WENT_LIVE,
        StatusReason.STOPPING: Happening.EMPTIED,
        StatusReason.COMPLETING: Happening.EMPTIED,
    }
    for state in life.states:
        if state in TRANSITIONAL and isinstance(state, StatusReason):
            row = life.table.get(ends[state])
            if not isinstance(row, Mapping) or state not in row:
                raise MalformedLifecycle(f"{life.type}: nothing ends {state}; {ends[state]} needs a cell for it")
    for timer in life.timers:
        if timer.happens not in life.table:
            raise MalformedLifecycle(f"{life.type}: the timer on {timer.field} makes {timer.happens} happen, which has no row")


def _verify_locks(life: Lifecycle) -> None:
    seen: set[str] = set()
    for lock in life.locks:
        for name in lock.fields:
            if name in seen:
                raise MalformedLifecycle(f"{life.type}: {name} has two locks")
            seen.add(name)
        for state in lock.editable:
            if state not in life.states:
                raise MalformedLifecycle(f"{life.type}: the lock of {lock.fields[0]} names {state}, which is none of its states")
