"""Holds what the server answers against what the reference expects of any state that the record may be in."""

import re
import time
from collections.abc import Callable
from typing import Any

from reference.fields import is_permanent, refusal_of
from reference.law import allowed, available
from reference.record import FAMILY, Answer, Record, World
from reference.system import reachable

Json = dict[str, Any]
OUT_OF_SCOPE = {"RUN_NOW", "FULL_RUN"}


def constant(name: str) -> str:
    """goLive → GO_LIVE."""
    return re.sub(r"(?=[A-Z])", "_", name).upper()


class Possible:
    """What one record may be: every state that the reference allows after what has been seen so far."""

    def __init__(self, record: Record) -> None:
        self.records = [record]

    def narrow(self, seen: Json, world: World, began: float, step: Callable[[Record, float], Answer], asked: object) -> None:
        """Keep the outcomes that the answer agrees with; AssertionError tells both sides if there is none."""
        ended = time.time()
        expected = [
            (before, step(before, moment))
            for record in self.records
            for before in reachable(record, world, ended)
            for moment in (began, ended)
        ]
        kept: list[Record] = []
        differences = []
        for before, answer in expected:
            difference = differs(seen, answer, world, ended)
            if isinstance(difference, Record):
                kept += [difference] if difference not in kept else []
            else:
                differences.append(f"from {before.state} r{before.revision}: {difference}")
        assert kept, f"{asked}\nanswered {summary(seen)}\nbut the law says\n  " + "\n  ".join(sorted(set(differences)))
        self.records = kept

    def look(self, shown: Json, world: World) -> None:
        """Keep the states that the record, as it is shown, may be in."""
        now = time.time()
        kept: list[Record] = []
        differences = []
        for record in self.records:
            for each in reachable(record, world, now):
                wrong = unlike(shown, each, world)
                kept += [each] if not wrong and each not in kept else []
                differences += [f"{each.state} r{each.revision}: {wrong}"] if wrong else []
        assert kept, f"the record is {shown}\nbut the law says\n  " + "\n  ".join(sorted(set(differences)))
        self.records = kept


def differs(seen: Json, answer: Answer, world: World, now: float) -> Record | str:
    """The record as the answer leaves it, or what is wrong with the answer."""
    refused = seen["__typename"] == "GuardError"
    code = seen["code"] if refused else None
    if code != answer.code:
        return f"{answer.code or 'success'} → {answer.record.state}"
    if refused:
        found = {finding["code"] for finding in seen["findings"] if finding["severity"] == "ERROR"}
        if answer.errors and found != answer.errors:
            return f"findings {sorted(answer.errors)}"
        if answer.locked and {(finding["code"], finding["path"][0]) for finding in seen["findings"]} != answer.locked:
            return f"findings {sorted(answer.locked)}"
        if seen["confirmable"] != answer.confirmable:
            return f"confirmable {answer.confirmable}"
        if seen["action"] and {constant(action) for action in allowed(answer.record, world)} != actions(seen):
            return f"allowedActions {sorted(map(constant, allowed(answer.record, world)))}"
    if answer.record.deleted or seen.get("record") is None:
        return answer.record
    wrongs = []
    for each in reachable(answer.record, world, now):
        if not (wrong := unlike(seen["record"], each, world)):
            return each
        wrongs.append(f"{each.state} r{each.revision}: {wrong}")
    return " or ".join(wrongs)


def unlike(shown: Json, record: Record, world: World) -> str:
    """What of a record, as the API shows it, isn't as the reference has it; empty where nothing is."""
    family = record.type in FAMILY
    expected: Json = {
        "statusReason": None if family else record.state,
        "publishStatus": record.state if family else None,
        "status": record.status,
        "revision": record.revision,
        "isLive": record.is_live,
        "name": record.fields["name"],
        "allowedActions": {constant(action) for action in allowed(record, world)},
        "availableActions": {
            (constant(action), said.allowed, said.confirm_needed, said.code) for action, said in available(record, world).items()
        },
        "scheduled": {constant(action) for action in record.scheduled},
        "liveVersion": record.is_live and not family,
    }
    actual = {
        **shown,
        "allowedActions": actions(shown),
        "availableActions": {
            (each["action"], each["allowed"], each["confirmNeeded"], each["code"])
            for each in shown["availableActions"]
            if each["action"] not in OUT_OF_SCOPE
        },
        "scheduled": {scheduled["action"] for scheduled in shown["scheduled"]},
        "liveVersion": shown["liveVersion"] is not None,
    }
    if record.working_copy is not None:
        expected["hasWorkingCopy"] = record.working_copy
    if record.draining:
        del expected["liveVersion"]
    wrong = [_unequal(name, value, actual[name]) for name, value in expected.items() if actual[name] != value]
    for lock in shown["fieldLocks"]:
        wanted = (refusal_of(record, lock["field"]) is None, is_permanent(record, lock["field"]))
        if wanted != (lock["editable"], lock["permanent"]):
            wrong.append(f"lock of {lock['field']} (editable, permanent) {wanted}")
    return "; ".join(wrong)


def actions(shown: Json) -> set[str]:
    """The allowed actions that are in scope."""
    return set(shown["allowedActions"]) - OUT_OF_SCOPE


def summary(seen: Json) -> str:
    """An answer in one line."""
    record = seen.get("record") or {}
    said = seen.get("code") or "success"
    findings = [finding["code"] for finding in seen.get("findings") or []]
    state = record.get("statusReason") or record.get("publishStatus")
    return f"{said} {seen.get('message', '')} {findings} {state} r{record.get('revision')} {record.get('lastError')}"


def _unequal(name: str, expected: Any, actual: Any) -> str:
    if isinstance(expected, set):
        return f"{name} {sorted(expected - actual, key=str)} not {sorted(actual - expected, key=str)}"
    return f"{name} {expected} not {actual}"
