"""Which fields may be changed when, and what an update leads to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reference.record import FAMILY, THIRTY_DAYS, Answer, Record
from reference.tables import LOCKS
from reference.values import instant, pipeline

ORDER = ("RULES_LOCKED", "FIELD_PERMANENT", "FIELD_LOCKED")
WORKING = {"DRAFT", "STOPPED", "LIVE_EDITABLE"}
INPUT = {"template": "templateId", "contentSettings": "contentSettingsId", "suppressionSegment": "suppressionSegmentId"}


def update(record: Record, given: Mapping[str, Any], *, expected: int | None = None, unlawful: bool = False) -> Answer:
    """Answer an update; `unlawful` says that it holds a value that no draft may hold."""
    if unlawful:
        return Answer("INVALID_INPUT", record)
    if expected is not None and expected != record.revision:
        return Answer("REVISION_CONFLICT", record)
    changed = {name: value for name, value in given.items() if record.fields.get(name) != value}
    locked = frozenset((refusal, name) for name, value in changed.items() if (refusal := refusal_of(record, name, value)))
    for code in ORDER:
        if code in {refusal for refusal, _ in locked}:
            return Answer(code, record, locked=locked)
    if not changed:
        return Answer(None, record)
    after = replace(record, fields={**record.fields, **changed}, revision=record.revision + 1)
    if record.ended and record.state == "STOPPED" and "endsAt" in changed:
        end = instant(changed["endsAt"])
        after = replace(after, expires_at=None if end is None else end + THIRTY_DAYS)
    if record.state == "ACTIVE" or (record.state == "PAUSED" and record.copy is None):
        after = replace(after, live=after.fields)  # a name changed without a copy is the live version's too
    return Answer(None, after)


def refusal_of(record: Record, name: str, value: Any = ...) -> str | None:
    """Why `name` can't be set to `value` now, or at all when no value is given; None where it can."""
    if name == "steps" and value is not ... and pipeline(value) != pipeline(record.fields.get("steps")):
        return lock(record, "pipeline")
    return lock(record, name)


def lock(record: Record, name: str) -> str | None:
    """The code that changing the field gets now, or None where it is editable."""
    if _permanent(record, name):
        return "FIELD_PERMANENT"
    match record.type:
        case "REAL_TIME_JOURNEY":
            return None if record.state in ("DRAFT", "LIVE_EDITING") else "FIELD_LOCKED"
        case "AUDIENCE_JOURNEY":
            return _audience(record, name)
        case "LEAD_SCORING_MODEL":
            return None if record.state in ("DRAFT", "ERROR") else "FIELD_LOCKED"
        case "MARKETING_FORM" if record.fields.get("autoPublish") and record.state in ("ERROR", "LIVE"):
            return None
        case kind if kind in FAMILY:
            return None
    return None if record.state in WORKING else "FIELD_LOCKED"


def is_permanent(record: Record, name: str) -> bool:
    """What `fieldLocks` calls permanent: locked in this and every later state. Of `steps`, the settings count."""
    return _permanent(record, name)


def _permanent(record: Record, name: str) -> bool:
    by_input = {INPUT.get(field, field): locks for field, locks in LOCKS.get(record.type, {}).items()}
    _, working = by_input.get(name, ("editable", "editable"))
    if working == "only while the journey has not started":
        return record.started
    return working == "locked for ever" and record.ever_live


def _audience(record: Record, name: str) -> str | None:
    if record.state == "DRAFT" or (record.state == "PAUSED" and record.copy is not None) or name == "name":
        return None
    return "RULES_LOCKED" if name in ("entryRules", "exitRules") else "FIELD_LOCKED"
