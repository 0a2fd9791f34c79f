"""What a journey's steps and entry refer to, in their settings and within their conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from golive.lifecycles.words import RecordType
from golive.models.conditions import ConditionError, NodeKind, tree
from golive.models.journeys.words import StepKind

Json = Mapping[str, Any]
EMAIL, SEGMENT = RecordType.MARKETING_EMAIL.prefix, RecordType.SEGMENT.prefix


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: its field's path in the GraphQL input, its step, the prefix that its id has to have, the public id."""

    path: tuple[str, ...]
    step_id: str | None
    prefix: str
    public_id: str


def references(steps: Sequence[Json] | None, entry: Json | None) -> list[Reference]:
    """Every reference in the JSON of steps and entry, in their order."""
    found = list(_of_entry(entry or {}))
    for index, step in enumerate(steps or ()):
        path = ("steps", str(index), StepKind(step["kind"]).key)
        for at, prefix, public_id in _of_step(step):
            found.append(Reference((*path, *at), step["id"], prefix, public_id))
    return found


def segments_in(condition: str | None) -> list[str]:
    """The ids in memberOf("…"), in order; none where the condition doesn't parse."""
    if condition is None or "memberOf" not in condition:
        return []
    try:
        nodes = tree(condition)
    except ConditionError:
        return []
    calls = {node.id for node in nodes if node.kind is NodeKind.FUNCTION and node.name == "memberOf"}
    return [str(node.value) for node in nodes if node.parent in calls and isinstance(node.value, str)]


def _of_entry(entry: Json) -> Iterator[Reference]:
    segment, trigger = entry.get("segment") or {}, entry.get("trigger") or {}
    for name in ("segmentIds", "exclusionSegmentIds"):
        for index, public_id in enumerate(segment.get(name) or ()):
            yield Reference(("entry", "segment", name, str(index)), None, SEGMENT, public_id)
    for public_id in segments_in(trigger.get("condition")):
        yield Reference(("entry", "trigger", "condition"), None, SEGMENT, public_id)


def _of_step(step: Json) -> Iterator[tuple[tuple[str, ...], str, str]]:
    yield from _of_settings(step, ())
    for name in ("branches", "destinations"):
        for index, part in enumerate(step.get(name) or ()):
            yield from _of_settings(part, (name, str(index)))


def _of_settings(settings: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for name, prefix in (("emailId", EMAIL), ("segmentId", SEGMENT)):
        if settings.get(name):
            yield (*path, name), prefix, settings[name]
    for public_id in segments_in(settings.get("condition")):
        yield (*path, "condition"), SEGMENT, public_id
