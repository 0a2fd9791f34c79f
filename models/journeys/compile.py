"""A journey's definition as a live version runs it: an immutable graph, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from golive.models.journeys.graph import Graph
from golive.models.journeys.steps import read


class CannotCompile(ValueError):
    """The steps form no graph that contacts can pass through; the message is a sentence."""


def compile_journey(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The graph of a journey's content, as `{"entry", "entryRules", "exitRules", "first", "nodes", "edges"}`.

    `nodes` holds each reached step's JSON without its ways, in an order in which no edge leads back; `edges` are
    `{"from", "branch", "to"}` with step ids, `to` null where a way ends. Raises `CannotCompile` for steps with a loop, an edge to
    nowhere or an id used twice, and pydantic's `ValidationError` for JSON that is none.
    """
    graph = Graph(read(fields.get("steps")))
    _verify(graph)
    order = [place for place in graph.order if place in graph.reached]
    return {
        "entry": fields.get("entry"),
        "entryRules": fields.get("entryRules") or [],
        "exitRules": fields.get("exitRules") or [],
        "first": graph.steps[0].id if graph.steps else None,
        "nodes": [_node(graph, place) for place in order],
        "edges": [edge for place in order for edge in _edges(graph, place)],
    }


def _verify(graph: Graph) -> None:
    problems = [f"two steps have the id {graph.steps[place].id}" for place in graph.duplicates]
    problems += [f"{graph.steps[edge.source].id} leads to {edge.to}, which doesn't exist" for edge in graph.dangling]
    problems += [f"the way from {graph.steps[edge.source].id} back to {edge.to} closes a loop" for edge in graph.loops]
    if problems:
        raise CannotCompile(f"The journey can't be prepared: {'; '.join(problems)}.")


def _node(graph: Graph, place: int) -> dict[str, Any]:
    settings = graph.steps[place].json_value()
    settings["branches"] = [{name: value for name, value in branch.items() if name != "next"} for branch in settings["branches"]]
    return {name: value for name, value in settings.items() if name != "next"}


def _edges(graph: Graph, place: int) -> list[dict[str, Any]]:
    step = graph.steps[place]
    if step.branching:
        return [{"from": step.id, "branch": branch.name, "to": branch.next} for branch in step.branches]
    return [{"from": step.id, "branch": None, "to": step.next}]
