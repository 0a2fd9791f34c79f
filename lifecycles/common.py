"""The rows that the documents leave out of the tables because they are the same for all types."""

from __future__ import annotations

from collections.abc import Iterable

from golive.lifecycles.table import Move, Row
from golive.lifecycles.words import TRANSITIONAL, Action, Arrow, GuardCode, PublishStatus, StatusReason, Target

DRAFT, GOING_LIVE, PUBLISHING = StatusReason.DRAFT, StatusReason.GOING_LIVE, StatusReason.PUBLISHING
LIVE, LIVE_EDITABLE, LIVE_EDITING = StatusReason.LIVE, StatusReason.LIVE_EDITABLE, StatusReason.LIVE_EDITING
ACTIVE, PAUSED = StatusReason.ACTIVE, StatusReason.PAUSED
COMPLETING, COMPLETED = StatusReason.COMPLETING, StatusReason.COMPLETED
STOPPING, STOPPED = StatusReason.STOPPING, StatusReason.STOPPED
ERROR, EXPIRED = StatusReason.ERROR, StatusReason.EXPIRED

SAME, GONE = Arrow(Target.SAME), Arrow(Target.GONE)
STOPPED_OR_DRAFT = Target.STOPPED_OR_DRAFT

DELETABLE = frozenset({DRAFT, STOPPED, ERROR, EXPIRED, COMPLETED})

IN_USE_GUARDS = {
    Action.STOP: (GuardCode.IN_USE_BY_LIVE_RECORD,),
    Action.DEACTIVATE: (GuardCode.IN_USE_BY_LIVE_RECORD,),
    Action.DELETE: (GuardCode.DELETE_LIVE, GuardCode.IN_USE),
}
"""What protects a record that others may use."""


def shared_rows(
    states: Iterable[StatusReason],
    *,
    final: Iterable[StatusReason] = (),
    restore_to: StatusReason | GuardCode = LIVE_EDITABLE,
    restore_in: Iterable[StatusReason] = (DRAFT, STOPPED, LIVE_EDITABLE),
    template: bool = False,
) -> dict[Move, Row]:
    """copy, delete, restoreVersion, saveAsTemplate, schedule and unschedule for a type with a status reason.

    `restore_to` is where restoring leads in Live, which is where `edit` leads or how it is refused.
    """
    known = tuple(states)
    resting = [state for state in known if state not in TRANSITIONAL]
    running = [state for state in resting if state not in DELETABLE]
    restore: Row = {
        **{state: SAME for state in restore_in if state in known},
        **{state: restore_to for state in (LIVE, ACTIVE) if state in known},
    }
    rows: dict[Move, Row] = {
        Action.COPY: dict.fromkeys(resting, SAME),
        Action.DELETE: {
            **{state: GONE for state in resting if state in DELETABLE},
            **dict.fromkeys(running, GuardCode.DELETE_LIVE),
        },
        Action.RESTORE_VERSION: restore,
        Action.SCHEDULE: {state: SAME for state in resting if state not in final},
        Action.UNSCHEDULE: {state: SAME for state in resting if state not in final},
    }
    if template:
        rows[Action.SAVE_AS_TEMPLATE] = dict.fromkeys(resting, SAME)
    return rows


def event_rows() -> dict[Move, Row]:
    """The same for events, sessions and tracks, which have a publish status and no versions."""
    every: Row = dict.fromkeys(PublishStatus, SAME)
    return {
        Action.COPY: every,
        Action.DELETE: dict.fromkeys(PublishStatus, GONE),
        Action.SCHEDULE: every,
        Action.UNSCHEDULE: every,
    }
