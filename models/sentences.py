"""What refusals say: one sentence that tells a marketer what, why and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, Arrow, GuardCode, PublishStatus, StatusReason
from golive.models.checks.finding import Finding
from golive.models.records import Record

_WHY = {
    GuardCode.STATUS_SYSTEM_MANAGED: "by hand, as the system alone sets the status of journeys",
    GuardCode.NEVER_INACTIVE: "as segments are never inactive: stop it instead",
    GuardCode.STOP_FIRST: "while it is live: stop it first",
    GuardCode.PAUSE_FIRST: "while it is active: pause it first",
    GuardCode.DELETE_LIVE: "while it is live: stop it first",
    GuardCode.EXPIRED: "as it has expired",
    GuardCode.TRANSITION_IN_PROGRESS: "while the system is at work on it: wait until that is done",
}

_PAST = {
    Action.GO_LIVE: "go live",
    Action.STOP: "be stopped",
    Action.EDIT: "be edited",
    Action.SAVE: "be saved",
    Action.DISCARD: "be discarded",
    Action.ACTIVATE: "be activated",
    Action.DEACTIVATE: "be deactivated",
    Action.PAUSE: "be paused",
    Action.RESUME: "be resumed",
    Action.REVERT: "be reverted",
    Action.COPY: "be copied",
    Action.SAVE_AS_TEMPLATE: "be saved as a template",
    Action.DELETE: "be deleted",
    Action.RUN_NOW: "run now",
    Action.FULL_RUN: "run in full",
    Action.SET_PUBLISH_STATUS: "be given a publish status",
    Action.RESTORE_VERSION: "have a version restored",
    Action.SCHEDULE: "be scheduled",
    Action.UNSCHEDULE: "be unscheduled",
}


def named(record: Record) -> str:
    """The record in a sentence that it begins."""
    return f"The {record.type.words} '{record.name}'"


def state_words(record: Record) -> str:
    """The record's state in a sentence."""
    return record.state.words if isinstance(record.state, StatusReason | PublishStatus) else record.state.value


def allowed_words(record: Record) -> str:
    """What the state allows, in a sentence."""
    actions = [action for action in Action if isinstance(record.lifecycle.cell(action, record.state, record.status), Arrow)]
    return ", ".join(action.words for action in actions) or "nothing"


def cell_message(record: Record, move: Move, code: GuardCode, version: int | None = None) -> str:
    """Why the table refuses a move of the record, or of one version of it."""
    if version is not None:
        return f"Version {version} of {_lower(named(record))} doesn't run and can't be stopped: choose the live one or one that completes."
    return f"{named(record)} {cell_reason(record, move, code)}"


def cell_reason(record: Record, move: Move, code: GuardCode) -> str:
    """The same without the record, so that it fits all of its type in its state."""
    what = _PAST[move] if isinstance(move, Action) else "move on"
    why = _WHY.get(code)
    if code in (GuardCode.EXPIRED, GuardCode.STATUS_SYSTEM_MANAGED):
        return f"can't {what} {why}; what can be done now: {allowed_words(record)}."
    if why is not None:
        return f"can't {what} {why}."
    inactive = " and inactive" if record.status == "INACTIVE" else ""
    return f"can't {what} in {state_words(record)}{inactive}; what can be done now: {allowed_words(record)}."


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def conflict_message(record: Record, expected: int) -> str:
    """Why a stale revision is refused."""
    return (
        f"{named(record)} was changed in the meantime (revision {record.revision}, not {expected}): "
        "look at it as it is now, then try again."
    )


def check_message(record: Record, action: Action, errors: Sequence[Finding]) -> str:
    """Why the error check refuses a go-live or a save."""
    verb = "be saved" if action is Action.SAVE else "go live"
    if len(errors) == 1:
        return f"{named(record)} can't {verb}: {errors[0].message}"
    return f"{named(record)} can't {verb} as the check found {len(errors)} errors: correct each of the findings, then try again."


def locked_message(record: Record, findings: Sequence[Finding]) -> str:
    """Why an edit is refused."""
    if len(findings) == 1:
        return findings[0].message
    return f"{named(record)} has {len(findings)} fields here that can't change in {state_words(record)}: leave out those in the findings."
