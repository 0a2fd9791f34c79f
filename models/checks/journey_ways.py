"""The error check of the ways through a journey: where its steps lead, how deep, how long, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from golive.models import durations
from golive.models.checks.finding import Finding, Severity
from golive.models.journeys.graph import Edge, Graph
from golive.models.journeys.nesting import depths
from golive.models.journeys.steps import IfThen, Step, Wait, WaitFor, WaitUntil
from golive.models.journeys.words import StepKind

MAX_DEPTH = 8
MAX_LENGTH = timedelta(days=365)

ENDING = frozenset({StepKind.SEND_EMAIL, StepKind.ACTIVATE, StepKind.UPDATE_CONTACT, StepKind.TRACK_EVENT, StepKind.EXIT})
WAITS = frozenset({StepKind.WAIT, StepKind.WAIT_UNTIL})
PAUSES = frozenset({StepKind.WAIT_FOR, StepKind.WAIT_UNTIL})


def check(graph: Graph, now: datetime, *, audience: bool) -> Iterator[Finding]:
    """Findings for the graph of a journey's steps; an `audience` journey has rules of its own about waits."""
    yield from _shape(graph)
    for place, depth in depths(graph).items():
        if graph.steps[place].branching and depth == MAX_DEPTH:  # the branchings within it are too deep because of it
            message = f"The step {_name(graph, place)} branches within {MAX_DEPTH} others, which are the most: let branches join before."
            yield _error("NESTING_TOO_DEEP", message, graph, place, "branches")
    longest = graph.longest(lambda step, arriving: _leaving(step, arriving, now))
    if longest > MAX_LENGTH:
        days = -(-longest // timedelta(days=1))
        message = f"The longest way through the journey takes up to {days} days, and {MAX_LENGTH.days} are the most: shorten its waits."
        yield Finding("JOURNEY_TOO_LONG", Severity.ERROR, message, ("steps",))
    if audience:
        yield from _audience(graph)
    yield from _start_and_end(graph, audience)


def _shape(graph: Graph) -> Iterator[Finding]:
    for place in graph.duplicates:
        message = f"Another step has the id {graph.steps[place].id} too, so that ways to it are unclear: give one of them a new id."
        yield _error("DUPLICATE_STEP_ID", message, graph, place, "id")
    duplicates = set(graph.duplicates)
    for place in range(len(graph.steps)):
        if place not in graph.reached and place not in duplicates:
            message = f"No way leads from the first step to {_name(graph, place)}, so that nobody gets there: connect it or remove it."
            yield _error("ORPHAN_STEP", message, graph, place)
    for edge in graph.loops:
        names = f"{_name(graph, edge.source)} leads back to the earlier step {edge.to}"
        yield _edge_error("CYCLE", f"The step {names}, so that contacts would go round for ever: lead on to a later one.", graph, edge)
    for edge in graph.dangling:
        message = (
            f"The step {_name(graph, edge.source)} leads to {edge.to[:100]}, which doesn't exist: choose a step, or none to end there."
        )
        yield _edge_error("DANGLING_NEXT", message, graph, edge)


def _leaving(step: Step, arriving: timedelta, now: datetime) -> timedelta:
    """When a contact leaves the step at the latest that came to it `arriving` after the start."""
    match step:
        case WaitUntil(until=None):
            return arriving if step.time is None else arriving + timedelta(days=7 if step.weekdays else 1)
        case WaitUntil():
            return arriving if step.until is None else max(arriving, step.until - now)
        case Wait():
            duration = step.duration
        case WaitFor() | IfThen():
            duration = step.time_limit
        case _:
            duration = None
    return arriving if duration is None else arriving + durations.parse(duration).length


def _audience(graph: Graph) -> Iterator[Finding]:
    for place in graph.order:
        kind = graph.steps[place].kind
        following = [graph.steps[each].kind for each in graph.after[place]]
        if kind in WAITS and (not following or StepKind.EXIT in following):
            message = (
                f"After the wait {_name(graph, place)} the journey ends, so that it waits for nothing: remove it, or add a step behind it."
            )
            yield _error("WAIT_BEFORE_END", message, graph, place)
        if kind in WAITS and any(graph.steps[each].kind in PAUSES for each in graph.before[place]):
            message = f"The wait {_name(graph, place)} comes right after a pause until something happens: remove it, or put a step between."
            yield _error("WAIT_AFTER_PAUSE_UNTIL", message, graph, place)


def _start_and_end(graph: Graph, audience: bool) -> Iterator[Finding]:
    if not graph.steps:
        message = "The journey has no steps, so that nothing happens to those who enter: add one."
        yield Finding("NO_END_ACTION", Severity.WARNING, message, ("steps",))
        return
    if graph.steps[0].kind is StepKind.ACTIVATE:
        message = f"The step {_name(graph, 0)} hands contacts over as soon as they enter: put a wait before it unless that is meant."
        yield _error("IMMEDIATE_ACTIVATION", message, graph, 0, severity=Severity.WARNING)
    leading_on = {edge.source for edge in graph.edges}
    for place in sorted(graph.reached - leading_on):
        kind = graph.steps[place].kind
        if kind not in ENDING and not (audience and kind in WAITS):
            message = f"The journey ends after {_name(graph, place)} without doing anything there: add a step, or remove this one."
            yield _error("NO_END_ACTION", message, graph, place, severity=Severity.WARNING)


def _name(graph: Graph, place: int) -> str:
    step = graph.steps[place]
    return f"“{step.name or step.id}”"


def _error(code: str, message: str, graph: Graph, place: int, *path: str, severity: Severity = Severity.ERROR) -> Finding:
    step = graph.steps[place]
    return Finding(code, severity, message, ("steps", str(place), step.kind.key, *path), step.id)


def _edge_error(code: str, message: str, graph: Graph, edge: Edge) -> Finding:
    return _error(code, message, graph, edge.source, *edge.path)
