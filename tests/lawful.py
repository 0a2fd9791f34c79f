"""Replay a record's history on the reference: every change must be one that the law allows just there."""

from typing import Any

from reference.law import Call, act
from reference.record import Record, World
from reference.system import successors

Json = dict[str, Any]
SERVICES = (World(), World(service="REFUSE"))


def replayed(history: list[Json], fields: Json) -> Record:
    """The record that the history leads to; `fields` must pass the check. AssertionError names the change that may not be."""
    created, *changes = history
    assert (created["kind"], created["revision"], created["toStatusReason"]) == ("CREATED", 1, "DRAFT"), created
    record = Record(created["recordType"], fields)
    for change in changes:
        assert change["kind"] == "STATE", change
        record = _after(record, change)
        assert (change["toStatus"], change["revision"]) == (record.status, record.revision), (change, record)
    return record


def _after(record: Record, change: Json) -> Record:
    """What the change made of the record."""
    assert (change["fromStatus"], change["fromStatusReason"]) == (record.status, record.state), (change, record)
    if change["cause"] == "USER":
        answer = act(record, Call(mutation(change["action"])), World(), 0)
        assert answer.code is None, (change, answer)
        possible = [answer.record]
    else:
        possible = [after for world in SERVICES for after in successors(record, world, 0)]
    lawful = [after for after in possible if after.state == change["toStatusReason"]]
    assert lawful, (change, possible)
    return lawful[0]


def mutation(action: str) -> str:
    """The mutation that an action's enum value names: GO_LIVE is goLive."""
    first, *others = action.lower().split("_")
    return first + "".join(word.capitalize() for word in others)
