"""A lifecycle's table answers for each cell, and a malformed one fails when it is made, which is at import."""

from typing import Any

import pytest

from golive.lifecycles.table import FieldLock, Lifecycle, MalformedLifecycle, Timer, blank
from golive.lifecycles.words import (
    Action,
    Arrow,
    GuardCode,
    Happening,
    LiveService,
    PublishStatus,
    RecordType,
    Status,
    StatusReason,
    Target,
)

DRAFT, GOING_LIVE, LIVE, ERROR = StatusReason.DRAFT, StatusReason.GOING_LIVE, StatusReason.LIVE, StatusReason.ERROR
ACTIVE, PAUSED, STOPPING = StatusReason.ACTIVE, StatusReason.PAUSED, StatusReason.STOPPING

TABLE: dict[Any, Any] = {
    Action.GO_LIVE: {DRAFT: GOING_LIVE >> LIVE | ERROR, ERROR: GOING_LIVE >> LIVE | ERROR},
    Action.STOP: {LIVE: DRAFT},
    Action.REVERT: {ERROR: DRAFT},
    Action.ACTIVATE: GuardCode.NEVER_INACTIVE,
    Action.DELETE: {DRAFT: Target.GONE, LIVE: GuardCode.DELETE_LIVE},
}


def life(rows: dict[Any, Any] | None = None, **changes: Any) -> Lifecycle:
    """A small well-formed lifecycle, with these rows and fields instead of its own."""
    fields: dict[str, Any] = {
        "type": RecordType.SEGMENT,
        "service": LiveService.MARKETING,
        "states": (DRAFT, GOING_LIVE, LIVE, ERROR),
        "locks": (FieldLock(("name",), editable=(DRAFT,), permanent=True),),
        "checks": ("NAME",),
        "editable": (DRAFT, ERROR),
    }
    return Lifecycle(**(fields | {"table": TABLE | (rows or {})} | changes))


MALFORMED: dict[str, tuple[dict[Any, Any], dict[str, Any], str]] = {
    "no states": ({}, {"states": ()}, "empty or doubled"),
    "a doubled state": ({}, {"states": (DRAFT, GOING_LIVE, LIVE, ERROR, LIVE)}, "empty or doubled"),
    "a column that is none of the states": ({Action.PAUSE: {PAUSED: DRAFT}}, {}, "PAUSE names PAUSED"),
    "a column that is a target": ({Action.PAUSE: {Target.SAME: DRAFT}}, {}, "PAUSE names SAME"),
    "a column by status where there is a status reason": ({Action.PAUSE: {Status.ACTIVE: DRAFT}}, {}, "PAUSE names ACTIVE"),
    "a column of another kind of the same name": ({Action.PAUSE: {PublishStatus.DRAFT: LIVE}}, {}, "PAUSE names DRAFT"),
    "an arrow to a state that is none": ({Action.STOP: {LIVE: PAUSED}}, {}, "STOP names PAUSED"),
    "an arrow to a status of a state's name": ({Action.STOP: {LIVE: Status.ACTIVE}}, {}, "STOP names ACTIVE"),
    "work that leads to a state that is none": ({Action.SAVE: {LIVE: GOING_LIVE >> PAUSED | LIVE}}, {}, "SAVE names PAUSED"),
    "a failure that leads to a state that is none": ({Action.SAVE: {LIVE: GOING_LIVE >> LIVE | PAUSED}}, {}, "SAVE names PAUSED"),
    "an end that leads to a state that is none": (
        {Action.RESUME: {DRAFT: Arrow(LIVE, ended=Arrow(PAUSED))}},
        {},
        "RESUME names PAUSED",
    ),
    "a resting state that the system goes on from": ({Action.STOP: {LIVE: DRAFT >> ERROR}}, {}, "where no work is done"),
    "a transitional state that nothing leads out of": ({Action.SAVE: {LIVE: GOING_LIVE}}, {}, "never out of it"),
    "an end in a transitional state that nothing leads out of": (
        {Action.RESUME: {DRAFT: Arrow(LIVE, ended=Arrow(GOING_LIVE))}},
        {},
        "never out of it",
    ),
    "going live that can fail and doesn't say where to": ({Action.SAVE: {LIVE: GOING_LIVE >> LIVE}}, {}, "where a failure leads"),
    "a version in a state that is none": ({}, {"versions": {Action.STOP: {PAUSED: DRAFT}}}, "STOP names PAUSED"),
    "a version led to a state that is none": ({}, {"versions": {Action.STOP: {LIVE: PAUSED}}}, "STOP names PAUSED"),
    "a timer of what has no row": ({}, {"timers": (Timer("endsAt", Happening.END_DATE),)}, "END_DATE happen, which has no row"),
    "a guard of what has no row": ({}, {"guards": {Action.EDIT: (GuardCode.IN_USE,)}}, "EDIT is guarded and has no row"),
    "a working copy for what has no row": ({}, {"working_copy": {LIVE: {Action.SAVE: True}}}, "SAVE is guarded and has no row"),
    "editable in a state that is none": ({}, {"editable": (DRAFT, PAUSED)}, "names PAUSED"),
    "a copy editable in a state that is none": ({}, {"copy_editable": (PAUSED,)}, "names PAUSED"),
    "a field with two locks": (
        {},
        {"locks": (FieldLock(("name",), (DRAFT,)), FieldLock(("title", "name"), (LIVE,)))},
        "name has two locks",
    ),
    "a lock in a state that is none": ({}, {"locks": (FieldLock(("name",), (PAUSED,)),)}, "the lock of name names PAUSED"),
}


@pytest.mark.parametrize(("rows", "changes", "why"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_table_is_refused_with_type_and_place(rows: dict[Any, Any], changes: dict[str, Any], why: str) -> None:
    with pytest.raises(MalformedLifecycle, match=why) as refused:
        life(rows, **changes)
    assert str(refused.value).startswith("SEGMENT: ")


def test_a_well_formed_table_passes() -> None:
    assert life().initial is DRAFT


def test_a_written_cell_is_an_arrow_or_a_refusal() -> None:
    assert life().cell(Action.GO_LIVE, DRAFT, Status.ACTIVE) == Arrow(GOING_LIVE, LIVE, failed=ERROR)
    assert life().cell(Action.STOP, LIVE, Status.ACTIVE) == Arrow(DRAFT)
    assert life().cell(Action.DELETE, DRAFT, Status.ACTIVE) == Arrow(Target.GONE)
    assert life().cell(Action.DELETE, LIVE, Status.ACTIVE) is GuardCode.DELETE_LIVE


def test_a_row_that_is_one_refusal_refuses_in_every_state() -> None:
    assert {life().cell(Action.ACTIVATE, state, Status.ACTIVE) for state in life().states} == {GuardCode.NEVER_INACTIVE}


@pytest.mark.parametrize("state", StatusReason)
def test_a_blank_cell_refuses_by_its_state(state: StatusReason) -> None:
    working = ("GOING_LIVE", "PUBLISHING", "STOPPING", "COMPLETING")
    expected = "TRANSITION_IN_PROGRESS" if state in working else "EXPIRED" if state == "EXPIRED" else "ACTION_NOT_ALLOWED"
    assert blank(state).value == expected


def test_a_blank_cell_and_a_missing_row_refuse_alike() -> None:
    assert life().cell(Action.STOP, DRAFT, Status.ACTIVE) is GuardCode.ACTION_NOT_ALLOWED
    assert life().cell(Action.PAUSE, GOING_LIVE, Status.ACTIVE) is GuardCode.TRANSITION_IN_PROGRESS
    assert life().has(Action.STOP)
    assert not life().has(Action.PAUSE)


def test_the_state_active_is_not_the_status_active() -> None:
    audience = life({Action.PAUSE: {ACTIVE: DRAFT}}, states=(DRAFT, GOING_LIVE, LIVE, ERROR, ACTIVE))
    assert audience.cell(Action.PAUSE, DRAFT, Status.ACTIVE) is GuardCode.ACTION_NOT_ALLOWED
    assert audience.cell(Action.PAUSE, ACTIVE, Status.ACTIVE) == Arrow(DRAFT)


def test_with_a_publish_status_a_column_can_be_the_status() -> None:
    event = life(
        states=tuple(PublishStatus),
        editable=tuple(PublishStatus),
        locks=(),
        table={Action.DEACTIVATE: {Status.ACTIVE: Status.INACTIVE}},
    )
    assert event.cell(Action.DEACTIVATE, PublishStatus.PUBLISHED, Status.ACTIVE) == Arrow(Status.INACTIVE)
    assert event.cell(Action.DEACTIVATE, PublishStatus.PUBLISHED, Status.INACTIVE) is GuardCode.ACTION_NOT_ALLOWED


def test_an_older_version_has_a_table_of_its_own() -> None:
    versioned = life(
        {Action.STOP: {LIVE: STOPPING >> DRAFT}},
        states=(DRAFT, GOING_LIVE, LIVE, ERROR, STOPPING),
        versions={Action.STOP: {ERROR: STOPPING >> DRAFT}},
    )
    assert versioned.version_cell(Action.STOP, ERROR) == Arrow(STOPPING, DRAFT)
    assert versioned.version_cell(Action.STOP, LIVE) is GuardCode.ACTION_NOT_ALLOWED
    assert versioned.version_cell(Action.STOP, STOPPING) is GuardCode.TRANSITION_IN_PROGRESS
    assert life().version_cell(Action.STOP, LIVE) is GuardCode.ACTION_NOT_ALLOWED


def test_a_field_without_a_lock_is_editable_where_the_type_says() -> None:
    assert life().lock("name") == FieldLock(("name",), (DRAFT,), permanent=True)
    assert life().lock("title") == FieldLock(("title",), (DRAFT, ERROR))


def test_arrows_are_written_in_the_documents_order() -> None:
    assert Arrow(GOING_LIVE, LIVE, failed=ERROR) == GOING_LIVE >> LIVE | ERROR
    assert Arrow(LIVE, failed=ERROR) == LIVE | ERROR
