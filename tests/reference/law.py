"""What one action on one record answers and leads to, in the documents' order of precedence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reference.check import errors
from reference.events import event_cell, publish
from reference.fields import is_permanent
from reference.record import FAMILY, Answer, Code, Record, World
from reference.system import went_live
from reference.tables import STATES, TABLES
from reference.values import instant

WITH_VERSIONS = set(TABLES)
TEMPLATED = {"CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY", "AUDIENCE_JOURNEY", "MARKETING_EMAIL", "MARKETING_PAGE",
             "MARKETING_FORM"}  # fmt: skip
STOPPABLE = {"MARKETING_EMAIL", "MARKETING_FORM", "SEGMENT", "MARKETING_PAGE", "CONTENT_SETTINGS", "EVENT"}
ACTIONS = ("goLive", "stop", "edit", "save", "discard", "activate", "deactivate", "pause", "resume", "revert", "copy",
           "saveAsTemplate", "delete", "setPublishStatus", "restoreVersion", "schedule", "unschedule")  # fmt: skip
FOR_ALL = ("copy", "delete", "schedule", "unschedule")
SCHEDULED = ("goLive", "stop", "pause", "resume")
STAYS = "✓"


@dataclass(frozen=True)
class Call:
    """One call of an action with its arguments; `at` in seconds since 1970."""

    action: str
    expected: int | None = None
    confirm: bool = False
    scheduled: str = ""  # schedule, unschedule: which action
    at: float | None = None  # schedule: when; pause: resumeAt
    version: int = 0  # restoreVersion: index into the record's versions
    publish_status: str = ""


def act(record: Record, call: Call, world: World, now: float) -> Answer:
    """Answer the call, the record being so at `now`."""
    if _unlawful(record.type, call, now):
        return Answer("INVALID_INPUT", record)
    if call.expected is not None and call.expected != record.revision:
        return Answer("REVISION_CONFLICT", record)
    if call.action == "setPublishStatus" and record.type in FAMILY:
        call = replace(call, action=publish(record, call.publish_status))
    said = cell(record, call.action)
    if is_code(said):
        return Answer(said, record)
    if call.action == "unschedule" and call.scheduled not in record.scheduled:
        return Answer("NOT_SCHEDULED", record)
    code = protection(record, call.action, world)
    if code and not (call.confirm and code == "IN_USE_BY_LIVE_RECORD"):
        return Answer(code, record, confirmable=code == "IN_USE_BY_LIVE_RECORD")
    if call.action in ("goLive", "save") and (found := errors(record, world, now)):
        only_dependencies = found == {"DEPENDENCY_NOT_LIVE"}
        return Answer("DEPENDENCY_NOT_LIVE" if only_dependencies else "CHECK_FAILED", record, found)
    after = _effect(record, call, said, now)
    return Answer(None, replace(after, scheduled=after.scheduled - {call.action}))


def _unlawful(kind: str, call: Call, now: float) -> bool:
    if call.action in ("schedule", "unschedule"):
        rows = TABLES[kind].rows if kind in TABLES else ("goLive", "stop")
        soon = call.action == "schedule" and (call.at is None or call.at < now + 60)
        return soon or call.scheduled not in SCHEDULED or call.scheduled not in rows
    return call.action == "pause" and call.at is not None and call.at <= now


def cell(record: Record, action: str) -> str:
    """What the record's state says to the action: a code of refusal, "✓", or the state that it leads to."""
    if record.type in FAMILY:
        return event_cell(record, action) or _general(record, action) or _blank(record)
    rows = TABLES[record.type].rows
    said = rows[action][record.state] if action in rows else _general(record, action)
    return _meaning(record, said) or _blank(record)


def is_code(said: str) -> bool:
    """Whether a cell refuses."""
    return isinstance(said, Code)


def _blank(record: Record) -> str:
    if record.transitional:
        return Code("TRANSITION_IN_PROGRESS")
    return Code("EXPIRED" if record.state == "EXPIRED" else "ACTION_NOT_ALLOWED")


def _meaning(record: Record, said: str) -> str:
    """Reduce a cell's words to a code, "✓", the first state of its path, or "" for blank."""
    past = STATES["Stopped"] if record.ever_live else STATES["Draft"]
    words = {
        "Draft or Stopped": past,
        "Stopped if it was ever live, else Draft": past,
        "see below": "STOPPING",
        "an old version: Stopping ⇒ Stopped": "",  # only by number
        "with an open working copy: Active, on a new frozen version": "ACTIVE" if record.copy is not None else "",
        "opens the working copy of the next version": STAYS if record.copy is None else "",
        "drops it": STAYS if record.copy is not None else "",
        "Live, or Error": "LIVE",  # our own push, which the walks can't make fail
    }
    if said in words:
        return words[said]
    if said.startswith("`"):
        return Code(said.strip("`"))
    if said.startswith(STAYS):
        return STAYS
    for word in sorted(STATES, key=len, reverse=True):
        if said.startswith(word):
            return STATES[word]
    return said


def _general(record: Record, action: str) -> str:
    """The rows that a table lacks."""
    kind, state = record.type, record.state
    final = (kind == "CUSTOMER_JOURNEY" and state == "EXPIRED") or state == "COMPLETED" or (
        kind == "REAL_TIME_JOURNEY" and state == "STOPPED")  # fmt: skip
    if record.transitional:
        return ""
    match action:
        case "copy":
            return STAYS
        case "saveAsTemplate" if kind in TEMPLATED:
            return STAYS
        case "delete" if record.is_live:
            return Code("DELETE_LIVE")
        case "delete" if kind in FAMILY or state in ("DRAFT", "STOPPED", "ERROR", "EXPIRED", "COMPLETED"):
            return STAYS
        case "schedule" | "unschedule" if not final:
            return STAYS
        case "restoreVersion" if kind in WITH_VERSIONS:
            return _restore(record)
    return ""


def _restore(record: Record) -> str:
    if record.state == "DRAFT" or (record.state == "STOPPED" and record.type != "REAL_TIME_JOURNEY"):
        return STAYS
    if record.state in ("LIVE", "ACTIVE"):
        return TABLES[record.type].rows["edit"][record.state]
    if record.state in ("LIVE_EDITABLE", "LIVE_EDITING") or (record.state == "PAUSED" and record.copy is not None):
        return STAYS
    return ""


def protection(record: Record, action: str, world: World) -> str | None:
    """What protects the record from the action, where its state doesn't refuse."""
    if record.fields.get("isDefault") and action in ("stop", "deactivate", "delete"):
        return "IS_DEFAULT"
    if action == "delete" and world.users:
        return "IN_USE"
    if action in ("stop", "deactivate") and record.type in STOPPABLE and world.live_users:
        return "IN_USE_BY_LIVE_RECORD"
    opens = action == "edit" or (action == "restoreVersion" and record.state == "LIVE")
    return "EDIT_NOT_ALLOWED_ONE_TIME" if opens and _one_time(record) else None


def _one_time(record: Record) -> bool:
    entry = record.fields.get("entry") or {}
    once = "segment" in entry and not entry["segment"].get("repeat")
    return record.type == "REAL_TIME_JOURNEY" and once and record.started


@dataclass(frozen=True)
class Available:
    """What `availableActions` says of one action."""

    allowed: bool
    confirm_needed: bool
    code: str | None


def available(record: Record, world: World) -> dict[str, Available]:
    """What state and dependencies say of every action that the type has a row for (the error check and arguments aside)."""
    found = {}
    for action in filter(lambda action: has_row(record.type, action), ACTIONS):
        said = cell(record, action)
        needs = action in ("goLive", "save") and "DEPENDENCY_NOT_LIVE" in errors(record, world, 0)
        code = said if is_code(said) else protection(record, action, world) or ("DEPENDENCY_NOT_LIVE" if needs else None)
        confirm = code == "IN_USE_BY_LIVE_RECORD"
        found[action] = Available(code is None or confirm, confirm, code)
    return found


def allowed(record: Record, world: World) -> frozenset[str]:
    """The actions that would not be refused by state or dependencies."""
    return frozenset(action for action, said in available(record, world).items() if said.allowed)


def has_row(kind: str, action: str) -> bool:
    """Whether the documents have a row for the action, in the type's table or among those for all types."""
    if kind in FAMILY:
        return action in ("goLive", "stop", "activate", "deactivate", "setPublishStatus", *FOR_ALL)
    extra = ("restoreVersion", "saveAsTemplate") if kind in TEMPLATED else ("restoreVersion",)
    return action in TABLES[kind].rows or action in (*FOR_ALL, *extra)


def _effect(record: Record, call: Call, said: str, now: float) -> Record:
    match call.action:
        case "goLive" | "save":
            if record.type in FAMILY:
                return record.moved("PUBLISHED")
            if said in ("GOING_LIVE", "PUBLISHING"):
                return record.moved(said, origin=record.state, target="LIVE")
            return went_live(record, said, now)
        case "stop" if record.type in FAMILY:
            return record.moved(call.publish_status or "DRAFT")
        case "stop":
            return _stop(record, said)
        case "discard":
            fields = record.copy if record.copy is not None else record.live
            return record.moved(record.state if said == STAYS else said, fields=_content(record, fields or {}), copy=None)
        case "edit":
            return _edit(record, said)
        case "deactivate" | "activate" if record.type in FAMILY:
            return record.moved(record.state, active=call.action == "activate")
        case "deactivate":
            return record.moved(said, live=None)
        case "pause":
            return record.moved(said, resume_at=call.at)
        case "resume":
            return _resume(record, said, now)
        case "restoreVersion":
            return _restored(record, call, said)
        case "setPublishStatus":
            return record if record.state == call.publish_status else record.moved(call.publish_status)
    return _kept(record, call, said)


def _kept(record: Record, call: Call, said: str) -> Record:
    """Actions that leave the record's state, and the two that only name another."""
    if call.action == "schedule":
        return replace(record, scheduled=record.scheduled | {call.scheduled}, revision=record.revision + 1)
    if call.action == "unschedule":
        return replace(record, scheduled=record.scheduled - {call.scheduled}, revision=record.revision + 1)
    if call.action == "delete":
        return replace(record, deleted=True)
    return record if said == STAYS else record.moved(said)


def _stop(record: Record, said: str) -> Record:
    target = "STOPPED"
    if record.type == "LEAD_SCORING_MODEL" or record.state == "LIVE_EDITING":
        target = "DRAFT"
    if said == "STOPPING":
        return record.moved(said, target=target, origin=record.state, resume_at=None)
    return record.moved(said, live=None)


def _edit(record: Record, said: str) -> Record:
    return record.moved(said) if said != STAYS else record.moved(record.state, copy=record.fields)


def _resume(record: Record, said: str, now: float) -> Record:
    end = instant((record.live or {}).get("endsAt"))
    if record.type == "REAL_TIME_JOURNEY" and end is not None and end <= now:
        return record.moved("COMPLETING", target="COMPLETED", resume_at=None)
    return record.moved(said, resume_at=None)


def _restored(record: Record, call: Call, said: str) -> Record:
    opened = record if said == STAYS else _edit(record, said)
    fields = _content(record, record.versions[call.version])
    fields |= {name: value for name, value in record.fields.items() if is_permanent(record, name)}
    return opened if fields == dict(record.fields) else replace(opened, fields=fields, revision=opened.revision + 1)


def _content(record: Record, old: Mapping[str, Any]) -> dict[str, Any]:
    """The record's fields as they were in `old`: empty where it had none. Who is the default stays it, as it isn't content."""
    return {name: value if name == "isDefault" else old.get(name) for name, value in record.fields.items()}
