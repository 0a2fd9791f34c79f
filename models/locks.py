"""Which fields can be edited now, by the lifecycle's lock table, and what is said of those that can't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golive.lifecycles.table import FieldLock
from golive.lifecycles.words import GuardCode, PublishStatus, RecordType, StatusReason
from golive.models.checks.finding import Finding, Severity
from golive.models.journeys.steps import pipeline
from golive.models.records import Record, column_of
from golive.models.standing import has_started

PIPELINE = "pipeline"
"""The lock table's name for which steps there are and how they are joined; the rest of `steps` are tile settings."""

ORDER = (GuardCode.RULES_LOCKED, GuardCode.FIELD_PERMANENT, GuardCode.FIELD_LOCKED)
"""Which code a refusal takes when several fields are locked for different reasons."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether a field can be edited now, and if not, whether it never can again, and why."""

    field: str
    editable: bool
    permanent: bool
    message: str | None
    code: GuardCode = GuardCode.FIELD_LOCKED


def lock_of(record: Record, name: str, now: datetime) -> Lock:
    """The lock on one input field of the record as it is now."""
    life, lock = record.lifecycle, record.lifecycle.lock(name)
    permanent = (lock.permanent and record.ever_live) or (lock.permanent_once_started and has_started(record, now))
    if permanent:
        since = "the journey has started" if lock.permanent_once_started else f"the {record.type.words} first went live"
        return Lock(name, False, True, f"{_words(name)} can't change any more since {since}: make a copy.", GuardCode.FIELD_PERMANENT)
    states = lock.editable
    if record.state in life.copy_editable and record.has_working_copy:
        return Lock(name, True, False, None)
    if getattr(record, "auto_publish", False):
        states = (*states, StatusReason.ERROR, StatusReason.LIVE)
    if any(type(state) is type(record.state) and state == record.state for state in states):
        return Lock(name, True, False, None)
    return Lock(name, False, False, _locked_message(record, name, lock), lock.refusal)


def field_locks(record: Record, now: datetime) -> list[Lock]:
    """The locks of all input fields, in the order of the input; the same for all records that stand alike, and so worked out once."""
    auto_publish = getattr(record, "auto_publish", False)
    stands = (record.type, record.state, record.has_working_copy, record.ever_live, has_started(record, now), auto_publish)
    if stands not in _LOCKS:
        _LOCKS[stands] = _field_locks(record, now)
    return _LOCKS[stands]


_LOCKS: dict[tuple[object, ...], list[Lock]] = {}


def _field_locks(record: Record, now: datetime) -> list[Lock]:
    locks = [lock_of(record, name, now) for name in column_of(record.type)]
    if not any(PIPELINE in lock.fields for lock in record.lifecycle.locks):
        return locks
    fixed = lock_of(record, PIPELINE, now)
    note = "Only settings of the steps can change; which steps there are and their order can't any more."
    return [Lock(lock.field, True, False, note) if lock.field == "steps" and lock.editable and fixed.permanent else lock for lock in locks]


def locked(record: Record, before: Mapping[str, Any], changes: Mapping[str, Any], now: datetime) -> list[Finding]:
    """A finding for each field in `changes` that can't be edited; `before` is the content as it is."""
    findings = []
    for name, value in changes.items():
        lock = lock_of(record, name, now)
        if name == "steps" and pipeline(before.get("steps") or []) != pipeline(value or []):
            fixed = lock_of(record, PIPELINE, now)
            lock = fixed if fixed.permanent else lock
        if not lock.editable:
            findings.append(Finding(lock.code.value, Severity.ERROR, lock.message or "", (name,)))
    return findings


def code_of(findings: list[Finding]) -> GuardCode:
    """The refusal's code: the first of `ORDER` that a field has."""
    codes = {finding.code for finding in findings}
    return next(code for code in ORDER if code.value in codes)


def _words(name: str) -> str:
    return "The steps and their order" if name == PIPELINE else name


def _locked_message(record: Record, name: str, lock: FieldLock) -> str:
    state = record.state.words if isinstance(record.state, StatusReason | PublishStatus) else record.state.value
    return f"{_words(name)} is locked while the {record.type.words} is in {state}: {_way_out(record)}."


def _way_out(record: Record) -> str:
    match record.state:
        case StatusReason.LIVE if record.type is RecordType.LEAD_SCORING_MODEL:
            return "stop it first"
        case StatusReason.LIVE:
            return "choose edit first"
        case StatusReason.ACTIVE:
            return "pause it and choose edit first"
        case StatusReason.PAUSED:
            return "choose edit first" if record.type is RecordType.AUDIENCE_JOURNEY else "resume it and choose edit first"
        case StatusReason.ERROR:
            return "revert it first, or let it go live"
        case StatusReason.EXPIRED:
            return "make a copy" if record.type is RecordType.CUSTOMER_JOURNEY else "activate it first"
        case StatusReason.STOPPED | StatusReason.COMPLETED:
            return "make a copy"
        case _:
            return "wait until the system is done"
