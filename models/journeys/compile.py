"""A journey's definition as a live version runs it: an immutable plan, in JSON, of a definition that can be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from golive.models import durations
from golive.models.checks.texts import blank
from golive.models.conditions import Attributes, Checked, ConditionError, check
from golive.models.journeys.graph import Graph
from golive.models.journeys.steps import IfThen, SendEmail, Step, Wait, WaitFor, read

Json = Mapping[str, Any]


class CannotCompile(ValueError):
    """The steps form no journey that contacts can pass through; the message is a sentence, and names the step."""


def compile_journey(fields: Json, attributes: Attributes, pins: Json) -> dict[str, Any]:
    """The plan of a journey's content: `{"entry", "entryRules", "exitRules", "first", "zone", "contentSettingsId", "emailBinding",
    "suppressionSegmentId", "exclusionSegmentIds", "attributes", "nodes", "edges"}`.

    `nodes` holds each reached step's JSON without its ways, in an order in which no edge leads back, with what running it takes:
    its `limit` in `{"months", "seconds"}`, what its conditions depend on as `uses`, and the e-mail version in `pins` as `pin`.
    `edges` are `{"from", "branch", "to"}` with step ids, `to` null where a way ends. `attributes` are the names and types that
    conditions ask for. Raises `CannotCompile` for steps with a loop, an edge to nowhere, an id used twice or a condition with a
    mistake, and pydantic's `ValidationError` for JSON that is none.
    """
    graph = Graph(read(fields.get("steps")))
    _verify(graph)
    order = [place for place in graph.order if place in graph.reached]
    exit_rules = [(text, _rule(text, attributes)) for text in fields.get("exitRules") or [] if not blank(text)]
    used = {name for _, rule in exit_rules for name in rule.attributes}
    nodes = []
    for place in order:
        checked = [_checked(graph.steps[place], *each, attributes) for each in _conditions(graph.steps[place])]
        used |= {name for each in checked for name in each.attributes}
        nodes.append(
            _node(graph, place) | {"limit": _limit(graph.steps[place]), "uses": _uses(checked), "pin": pins.get(graph.steps[place].id)}
        )
    return {
        "entry": fields.get("entry"),
        "entryRules": fields.get("entryRules") or [],
        "exitRules": [text for text, _ in exit_rules],
        "first": graph.steps[0].id if graph.steps else None,
        "zone": _zone(fields),
        "contentSettingsId": fields.get("contentSettingsId"),
        "emailBinding": fields.get("emailBinding"),
        "suppressionSegmentId": fields.get("suppressionSegmentId"),
        "exclusionSegmentIds": ((fields.get("entry") or {}).get("segment") or {}).get("exclusionSegmentIds") or [],
        "attributes": {name: str(attributes[name]) for name in sorted(used)},
        "nodes": nodes,
        "edges": [edge for place in order for edge in _edges(graph, place)],
    }


def _verify(graph: Graph) -> None:
    problems = [f"two steps have the id {graph.steps[place].id}" for place in graph.duplicates]
    problems += [f"{graph.steps[edge.source].id} leads to {edge.to}, which doesn't exist" for edge in graph.dangling]
    problems += [f"the way from {graph.steps[edge.source].id} back to {edge.to} closes a loop" for edge in graph.loops]
    if problems:
        raise CannotCompile(f"The journey can't be prepared: {'; '.join(problems)}.")


def _zone(fields: Json) -> str:
    name = fields.get("timeZone") or (fields.get("schedule") or {}).get("timeZone")
    if blank(name):
        return "UTC"
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        raise CannotCompile(f"The journey can't be prepared: there is no time zone {name}.") from None


def _conditions(step: Step) -> Iterator[tuple[str, bool]]:
    """The conditions of a step, and whether each knows the event that it comes with."""
    if isinstance(step, WaitFor | IfThen) and step.condition and not blank(step.condition):
        yield step.condition, not blank(step.event)
    yield from ((branch.condition, False) for branch in step.branches if branch.condition and not blank(branch.condition))


def _checked(step: Step, condition: str, event: bool, attributes: Attributes) -> Checked:
    try:
        return check(condition, attributes, event=event)
    except ConditionError as error:
        raise CannotCompile(f"The journey can't be prepared, as a condition of the step {step.id} can't be used: {error}") from error


def _rule(text: str, attributes: Attributes) -> Checked:
    try:
        return check(text, attributes)
    except ConditionError as error:
        raise CannotCompile(f"The journey can't be prepared, as an exit rule can't be used: {error}") from error


def _limit(step: Step) -> dict[str, Any] | None:
    """The one duration that a step may have, as calendar months and seconds."""
    match step:
        case Wait():
            text = step.duration
        case WaitFor() | IfThen():
            text = step.time_limit
        case SendEmail():
            text = step.expires_after
        case _:
            text = None
    if text is None:
        return None
    duration = durations.parse(text)
    return {"months": duration.months, "seconds": duration.rest.total_seconds()}


def _uses(checked: list[Checked]) -> dict[str, Any]:
    return {
        "attributes": sorted({name for each in checked for name in each.attributes}),
        "events": sorted({name for each in checked for name in each.events}),
        "segments": sorted({name for each in checked for name in each.segments}),
        "relative": any(each.relative for each in checked),
    }


def _node(graph: Graph, place: int) -> dict[str, Any]:
    settings = graph.steps[place].json_value()
    settings["branches"] = [{name: value for name, value in branch.items() if name != "next"} for branch in settings["branches"]]
    return {name: value for name, value in settings.items() if name != "next"}


def _edges(graph: Graph, place: int) -> list[dict[str, Any]]:
    step = graph.steps[place]
    if step.branching:
        return [{"from": step.id, "branch": branch.name, "to": branch.next} for branch in step.branches]
    return [{"from": step.id, "branch": None, "to": step.next}]
