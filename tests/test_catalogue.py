"""The catalogue against a second copy of the documents' tables, written by hand: every type, action, state and status."""

from collections.abc import Mapping

import pytest
from documented import BY_STATUS, FAILURES, GRIDS, LOCKS, OLDER_VERSIONS, PRECEDENCE, SYSTEM, read

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.table import Cell, Lifecycle, Move, Row
from golive.lifecycles.words import (
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
)

FULL = {"GOING_LIVE": "Going", "LIVE_EDITABLE": "Editable", "LIVE_EDITING": "Editing"}
TARGETS = {"STOPPED_OR_DRAFT": "Stopped/Draft", "SAME": "✓", "GONE": "gone", "GIVEN": "given"}
TRANSITIONAL = ("Going", "Publishing", "Stopping", "Completing")


def short(state: State) -> str:
    """A state as the grids write it."""
    return FULL.get(state.value, state.value.capitalize()) if isinstance(state, StatusReason) else state.value


def blank(state: str) -> str:
    """What a blank cell refuses with."""
    return "!TRANSITION_IN_PROGRESS" if state in TRANSITIONAL else "!EXPIRED" if state == "Expired" else "!ACTION_NOT_ALLOWED"


def written(cell: Cell) -> str:
    """A cell as the grids write it; where a failure leads is compared elsewhere."""
    if isinstance(cell, GuardCode):
        return f"!{cell.value}"
    to = short(cell.to) if isinstance(cell.to, State) else TARGETS[cell.to.value]
    return to + (f">{short(cell.then)}" if cell.then else "") + (f"?{written(cell.ended)}" if cell.ended else "")


def arrows(table: Mapping[Move, Row]) -> dict[tuple[str, str], str]:
    """(move, state) → the written cells of these rows."""
    return {
        (move.value, short(state)): written(cell)
        for move, row in table.items()
        if isinstance(row, Mapping)
        for state, cell in row.items()
        if isinstance(cell, Arrow)
    }


def name(action: Action) -> str:
    """The name of the mutation."""
    first, *rest = action.value.lower().split("_")
    return first + "".join(map(str.capitalize, rest))


def test_all_twelve_types_are_there() -> None:
    assert list(LIFECYCLES) == list(RecordType)
    assert {type_.value for type_ in LIFECYCLES} == set(GRIDS)
    assert all(life.type is type_ for type_, life in LIFECYCLES.items())


@pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)
def test_every_cell_says_what_the_document_says_whatever_the_status(life: Lifecycle) -> None:
    grid = read(GRIDS[life.type.value])
    said, expected = {}, {}
    for action in Action:
        for state in life.states:
            for status in Status:
                at = (name(action), short(state), status.value)
                said[at] = written(life.cell(action, state, status))
                cell = grid.get(at[:2], ".")
                if at[0] in BY_STATUS and isinstance(state, PublishStatus):
                    cell = BY_STATUS[at[0]][status.value]
                expected[at] = blank(at[1]) if cell == "." else cell
    assert said == expected


@pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)
def test_a_type_has_the_states_and_the_rows_that_the_document_gives_it(life: Lifecycle) -> None:
    grid = read(GRIDS[life.type.value])
    rows = {action for action, _ in grid} | (set(BY_STATUS) if isinstance(life.initial, PublishStatus) else set())
    assert {name(action) for action in Action if life.has(action)} == rows
    assert [short(state) for state in life.states] == list(dict.fromkeys(state for _, state in grid))


@pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)
def test_the_system_does_what_the_document_says_and_nothing_else(life: Lifecycle) -> None:
    happens: dict[Move, Row] = {move: row for move, row in life.table.items() if isinstance(move, Happening)}
    assert arrows(happens) == SYSTEM.get(life.type.value, {})
    assert arrows(life.versions) == (OLDER_VERSIONS if life.type is RecordType.REAL_TIME_JOURNEY else {})


@pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)
def test_a_failure_leads_where_the_document_says(life: Lifecycle) -> None:
    said = [
        f"{name(action)} {short(state)} {short(cell.failed)}"
        for action in (Action.GO_LIVE, Action.SAVE)
        for state in life.states
        if isinstance(cell := life.cell(action, state, Status.ACTIVE), Arrow) and cell.failed
    ]
    assert sorted(said) == sorted(filter(None, FAILURES.get(life.type.value, "").split(", ")))


@pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)
def test_every_field_is_locked_as_the_document_says(life: Lifecycle) -> None:
    for fields, words in LOCKS[life.type.value].items():
        for field in fields.split():
            lock = life.lock(field)
            said = {short(state) for state in lock.editable}
            said |= {"permanent"} if lock.permanent else set()
            said |= {"until", "started"} if lock.permanent_once_started else set()
            said |= {"rules"} if lock.refusal is GuardCode.RULES_LOCKED else set()
            assert (field, said) == (field, set(words.split()))
    copies = {StatusReason.PAUSED} if life.type is RecordType.AUDIENCE_JOURNEY else set()
    assert set(life.copy_editable) == copies
    assert {field for lock in life.locks for field in lock.fields} <= set(" ".join(LOCKS[life.type.value]).split())


def test_what_protects_a_record_comes_in_the_order_of_precedence() -> None:
    for life in LIFECYCLES.values():
        for codes in life.guards.values():
            known = [code.value for code in codes if code.value in PRECEDENCE]
            assert known == sorted(known, key=PRECEDENCE.index)
        assert GuardCode.IN_USE in life.guards[Action.DELETE]


def test_a_stop_asks_for_the_users_of_what_can_be_used() -> None:
    asked = {type_.value for type_, life in LIFECYCLES.items() if GuardCode.IN_USE_BY_LIVE_RECORD in life.guards.get(Action.STOP, ())}
    usable = {"MARKETING_EMAIL", "MARKETING_FORM", "SEGMENT", "MARKETING_PAGE", "CONTENT_SETTINGS"}
    assert asked == usable | {"EVENT", "EVENT_SESSION", "EVENT_TRACK"}


def test_the_other_guards_stand_where_the_document_has_them() -> None:
    rare = {
        (type_.value, name(action), code.value)
        for type_, life in LIFECYCLES.items()
        for action, codes in life.guards.items()
        for code in codes
        if code.value not in ("DELETE_LIVE", "IN_USE_BY_LIVE_RECORD", "IN_USE")
    }
    assert rare == {
        ("REAL_TIME_JOURNEY", "edit", "EDIT_NOT_ALLOWED_ONE_TIME"),
        ("REAL_TIME_JOURNEY", "restoreVersion", "EDIT_NOT_ALLOWED_ONE_TIME"),
        ("AUDIENCE_JOURNEY", "delete", "PEOPLE_INSIDE"),
        ("AUDIENCE_JOURNEY", "runNow", "RUN_IN_PROGRESS"),
        ("AUDIENCE_JOURNEY", "fullRun", "RUN_IN_PROGRESS"),
        ("CONTENT_SETTINGS", "stop", "IS_DEFAULT"),
        ("CONTENT_SETTINGS", "deactivate", "IS_DEFAULT"),
        ("CONTENT_SETTINGS", "delete", "IS_DEFAULT"),
    }


def test_an_audience_journeys_working_copy_decides_what_goes_on_while_paused() -> None:
    needs = LIFECYCLES[RecordType.AUDIENCE_JOURNEY].working_copy
    assert {state: {name(action): need for action, need in row.items()} for state, row in needs.items()} == {
        StatusReason.PAUSED: {"goLive": True, "discard": True, "restoreVersion": True, "edit": False}
    }


def test_each_type_runs_on_its_live_service() -> None:
    insights = {"SEGMENT", "LEAD_SCORING_MODEL"}
    portals = {"MARKETING_PAGE", "MARKETING_FORM", "EVENT", "EVENT_SESSION", "EVENT_TRACK"}
    for type_, life in LIFECYCLES.items():
        expected = (
            LiveService.CUSTOMER_INSIGHTS if type_ in insights else LiveService.PORTALS if type_ in portals else LiveService.MARKETING
        )
        assert life.service is expected


def test_dates_make_happen_what_the_document_says() -> None:
    timers = {(type_.value, timer.field): timer.happens.value for type_, life in LIFECYCLES.items() for timer in life.timers}
    assert timers == {
        ("CUSTOMER_JOURNEY", "endsAt"): "END_DATE",
        ("CUSTOMER_JOURNEY", "expiresAt"): "EXPIRY",
        ("REAL_TIME_JOURNEY", "endsAt"): "END_DATE",
        ("REAL_TIME_JOURNEY", "resumeAt"): "RESUME",
        ("REAL_TIME_JOURNEY", "pauseLimit"): "PAUSE_LIMIT",
        ("AUDIENCE_JOURNEY", "resumeAt"): "RESUME",
    }
