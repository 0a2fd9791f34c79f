"""Lifecycles in the API: the tables of `golive.lifecycles`, as data and as a diagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import strawberry

from golive.graph.enums import _described
from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.describe import mermaid
from golive.lifecycles.table import FieldLock as Lock
from golive.lifecycles.table import Lifecycle as Table
from golive.lifecycles.table import Move, Row
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

_described(Happening, "What befalls a record without anybody asking for it by name.", {
    "DONE": "The work behind a transitional state is done.",
    "FAILED": "It failed for good.",
    "SUPERSEDED": "A newer version went live.",
    "END_DATE": "The end date passed.",
    "EXHAUSTED": "The last recurrence is done, or every member of a one-time segment has entered.",
    "PAUSE_LIMIT": "The longest pause is over.",
    "EXPIRY": "The expiry date passed.",
}, name="LifecycleEvent")  # fmt: skip
_described(Target, "Where a transition leads when that isn't one state.", {
    "STOPPED_OR_DRAFT": "Stopped if the record was ever live, else Draft.",
    "GIVEN": "The state that the caller gives.",
    "SAME": "The state stays as it is.",
    "GONE": "The record is deleted.",
}, name="TransitionTarget")  # fmt: skip


@strawberry.type(description="A state, by whichever of status reason, publish status and status the table's column is.")
class LifecycleState:
    name: str = strawberry.field(description="What people call it.")
    status_reason: StatusReason | None = strawberry.field(description="The status reason; null for events, sessions, tracks.")
    publish_status: PublishStatus | None = strawberry.field(description="The publish status; events, sessions, tracks only.")
    status: Status | None = strawberry.field(description="The status, where the transition looks at that alone.")
    is_transitional: bool = strawberry.field(description="Whether the system is at work in it and goes on by itself.")


@strawberry.type(description="A change of state that is possible: a written cell of the table.")
class LifecycleTransition:
    action: Action | None = strawberry.field(description="The action that leads along it; null when the system does.")
    event: Happening | None = strawberry.field(description="What befalls the record; null when an action leads along it.")
    from_: LifecycleState = strawberry.field(name="from", description="The state before.")
    to: LifecycleState | None = strawberry.field(description="The state after; null where `target` says.")
    target: Target | None = strawberry.field(description="Where it leads when that isn't one state.")
    then: LifecycleState | None = strawberry.field(description="Where the system goes on to when the work is done.")
    failed: LifecycleState | None = strawberry.field(description="Where it leads when the work fails for good.")
    after_end_date: bool = strawberry.field(description="Whether it is the one taken once the end date has passed.")
    of_older_version: bool = strawberry.field(description="Whether it moves an older version alone; the states are that version's.")
    needs_working_copy: bool | None = strawberry.field(
        description="True: a working copy must be open; false: none must be; null: it doesn't matter."
    )


@strawberry.type(
    description="A refusal that the table writes in a cell. Blank ones are TRANSITION_IN_PROGRESS, EXPIRED, ACTION_NOT_ALLOWED."
)
class LifecycleRefusal:
    action: Action = strawberry.field(description="The action.")
    states: list[LifecycleState] = strawberry.field(description="The states in which it is refused so.")
    code: GuardCode = strawberry.field(description="The code.")


@strawberry.type(description="What can refuse an action that the table allows.")
class LifecycleGuard:
    action: Action = strawberry.field(description="The action.")
    codes: list[GuardCode] = strawberry.field(description="The codes, in the order in which they are asked.")


@strawberry.type(description="Where fields can be edited.")
class LifecycleFieldLock:
    fields: list[str] = strawberry.field(
        description="The inputs' names; `pipeline` are the ids, kinds and edges of `steps`; empty: all that no other lock names."
    )
    editable_in: list[LifecycleState] = strawberry.field(description="The states in which they can be edited.")
    editable_in_copy: list[LifecycleState] = strawberry.field(description="The states in which an open working copy of them can be.")
    permanent: bool = strawberry.field(description="Whether the first go-live locks them for ever.")
    permanent_once_started: bool = strawberry.field(description="Whether they are locked for ever once the journey has started.")
    code: GuardCode = strawberry.field(description="How an edit is refused elsewhere.")


@strawberry.type(description="A date of the record that makes something happen once it has passed.")
class LifecycleTimer:
    field: str = strawberry.field(description="The field, or what the date is.")
    action: Action | None = strawberry.field(description="The action that is taken then.")
    event: Happening | None = strawberry.field(description="What befalls the record then.")


def _mermaid(root: strawberry.Parent[Any]) -> str:
    return mermaid(LIFECYCLES[root.type])


@strawberry.type(description="The lifecycle of a record type.")
class Lifecycle:
    type: RecordType = strawberry.field(description="The record type.")
    live_service: LiveService = strawberry.field(description="Which service does the work while a record is live.")
    states: list[LifecycleState] = strawberry.field(description="The states, the first of a new record first.")
    actions: list[Action] = strawberry.field(description="The actions that the type has a row for.")
    transitions: list[LifecycleTransition] = strawberry.field(description="Every change of state that is possible.")
    refusals: list[LifecycleRefusal] = strawberry.field(description="The refusals that are written in the table.")
    guards: list[LifecycleGuard] = strawberry.field(description="What can refuse an action that the table allows.")
    field_locks: list[LifecycleFieldLock] = strawberry.field(description="Where fields can be edited; the last is for all other fields.")
    timers: list[LifecycleTimer] = strawberry.field(description="The dates that make something happen.")
    checks: list[str] = strawberry.field(description="The parts of the error check that concern the type.")
    mermaid: str = strawberry.field(resolver=_mermaid, description="The lifecycle as a Mermaid state diagram.")


def _state(state: State) -> LifecycleState:
    return LifecycleState(
        name=state.value.capitalize() if isinstance(state, Status) else state.words,
        status_reason=state if isinstance(state, StatusReason) else None,
        publish_status=state if isinstance(state, PublishStatus) else None,
        status=state if isinstance(state, Status) else None,
        is_transitional=isinstance(state, StatusReason) and state in TRANSITIONAL,
    )


def _maybe(state: State | None) -> LifecycleState | None:
    return _state(state) if state is not None else None


def _transitions(table: Table) -> Iterator[LifecycleTransition]:
    for rows, older in ((table.table, False), (table.versions, True)):
        for move, row in rows.items():
            for state, cell in row.items() if isinstance(row, Mapping) else ():
                if isinstance(cell, Arrow):
                    yield _transition(table, move, state, cell, older, False)
                    if cell.ended is not None:
                        yield _transition(table, move, state, cell.ended, older, True)


def _transition(table: Table, move: Move, state: State, arrow: Arrow, older: bool, ended: bool) -> LifecycleTransition:
    needs = table.working_copy.get(state, {}).get(move) if isinstance(move, Action) and not older else None
    return LifecycleTransition(
        action=move if isinstance(move, Action) else None,
        event=move if isinstance(move, Happening) else None,
        from_=_state(state),
        to=None if isinstance(arrow.to, Target) else _state(arrow.to),
        target=arrow.to if isinstance(arrow.to, Target) else None,
        then=_maybe(arrow.then),
        failed=_maybe(arrow.failed),
        after_end_date=ended,
        of_older_version=older,
        needs_working_copy=needs,
    )


def _refusals(table: Table, action: Action, row: Row) -> Iterator[LifecycleRefusal]:
    cells: Mapping[State, Any] = dict.fromkeys(table.states, row) if isinstance(row, GuardCode) else row
    codes = dict.fromkeys(cell for cell in cells.values() if isinstance(cell, GuardCode))
    for code in codes:
        yield LifecycleRefusal(action=action, states=[_state(state) for state, cell in cells.items() if cell is code], code=code)


def _lock(table: Table, lock: Lock) -> LifecycleFieldLock:
    return LifecycleFieldLock(
        fields=list(lock.fields),
        editable_in=[_state(state) for state in lock.editable],
        editable_in_copy=[_state(state) for state in table.copy_editable if state not in lock.editable],
        permanent=lock.permanent,
        permanent_once_started=lock.permanent_once_started,
        code=lock.refusal,
    )


def _told(table: Table) -> Lifecycle:
    actions = [action for action in Action if table.has(action)]
    return Lifecycle(
        type=table.type,
        live_service=table.service,
        states=[_state(state) for state in table.states],
        actions=actions,
        transitions=list(_transitions(table)),
        refusals=[refusal for action in actions for refusal in _refusals(table, action, table.table[action])],
        guards=[LifecycleGuard(action=action, codes=list(codes)) for action, codes in table.guards.items()],
        field_locks=[_lock(table, lock) for lock in (*table.locks, Lock((), table.editable))],
        timers=[
            LifecycleTimer(
                field=timer.field,
                action=timer.happens if isinstance(timer.happens, Action) else None,
                event=timer.happens if isinstance(timer.happens, Happening) else None,
            )
            for timer in table.timers
        ],
        checks=list(table.checks),
    )


def _lifecycle(type: Annotated[RecordType, strawberry.argument(description="The record type.")]) -> Lifecycle:
    return _told(LIFECYCLES[type])


def _lifecycles() -> list[Lifecycle]:
    return [_told(table) for table in LIFECYCLES.values()]


@strawberry.type
class LifecycleQueries:
    lifecycle = strawberry.field(resolver=_lifecycle, description="The lifecycle of a record type.")
    lifecycles = strawberry.field(resolver=_lifecycles, description="The lifecycles of all record types.")
