"""The graph that a journey's steps form: ways, loops, joins, nesting, time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from golive.models.journeys.steps import Step

LONGEST = timedelta(days=40_000)
"""Where adding up waits ends; far beyond every limit."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from the step at `source` to the step with the id `to`, at `target` in the list, None if there is none.

    `path` is where the step's input says so, such as ("branches", "1", "next"); `branch` that branch's name.
    """

    source: int
    to: str
    target: int | None
    path: tuple[str, ...]
    branch: str | None


class Graph:
    """Steps are named by their place in the list. Of two with the same id the first is meant; the second is on no way.

    What has to do with ways, order, nesting and time leaves the edges out that close a loop.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self.index: dict[str, int] = {}
        for place, step in enumerate(self.steps):
            self.index.setdefault(step.id, place)
        self.edges = [edge for place in range(len(self.steps)) for edge in self._edges(place)]
        self._out: list[list[Edge]] = [[] for _ in self.steps]
        for edge in self.edges:
            if edge.target is not None:
                self._out[edge.source].append(edge)
        self.order, self.loops = self._walk()
        closing = {(edge.source, edge.target) for edge in self.loops}
        self.after = [
            list(dict.fromkeys(e.target for e in out if e.target is not None and (e.source, e.target) not in closing)) for out in self._out
        ]
        self.before: list[list[int]] = [[] for _ in self.steps]
        for place in self.order:
            for following in self.after[place]:
                self.before[following].append(place)

    def _edges(self, place: int) -> Iterator[Edge]:
        step = self.steps[place]
        if step.branching:
            for number, branch in enumerate(step.branches):
                if branch.next is not None:
                    path = ("branches", str(number), "next")
                    yield Edge(place, branch.next, self.index.get(branch.next), path, branch.name)
        elif step.next is not None:
            yield Edge(place, step.next, self.index.get(step.next), ("next",), None)

    def _walk(self) -> tuple[list[int], list[Edge]]:
        """Steps in an order in which each comes before those that it leads to, and the edges that close a loop."""
        finished: list[int] = []
        loops: list[Edge] = []
        state: dict[int, bool] = {}  # True while on the way that is being walked
        for start in range(len(self.steps)):
            if start in state:
                continue
            state[start] = True
            ways = [(start, iter(self._out[start]))]
            while ways:
                place, out = ways[-1]
                edge = next(out, None)
                if edge is None:
                    ways.pop()
                    state[place] = False
                    finished.append(place)
                elif edge.target is not None and edge.target not in state:
                    state[edge.target] = True
                    ways.append((edge.target, iter(self._out[edge.target])))
                elif edge.target is not None and state[edge.target]:
                    loops.append(edge)
        return finished[::-1], loops

    @cached_property
    def reached(self) -> frozenset[int]:
        """The steps that a way leads to from the first in the list, and that one."""
        found = {0} if self.steps else set()
        for place in self.order:
            if place in found:
                found.update(self.after[place])
        return frozenset(found)

    @cached_property
    def joins(self) -> frozenset[int]:
        """The steps that several steps lead to."""
        return frozenset(place for place, before in enumerate(self.before) if len(before) > 1)

    @property
    def dangling(self) -> list[Edge]:
        """The edges to steps that don't exist."""
        return [edge for edge in self.edges if edge.target is None]

    @property
    def duplicates(self) -> list[int]:
        """The steps whose id an earlier one has."""
        return [place for place, step in enumerate(self.steps) if self.index[step.id] != place]

    def ends(self, place: int) -> bool:
        """Whether a way ends with the step."""
        step = self.steps[place]
        return not step.branches or any(branch.next is None for branch in step.branches) if step.branching else step.next is None

    def is_before(self, earlier: int, later: int) -> bool:
        """Whether some way leads from the one step to the other."""
        return bool(self._ancestors[later] >> earlier & 1)

    @cached_property
    def _ancestors(self) -> list[int]:
        found = [0] * len(self.steps)
        for place in self.order:
            for before in self.before[place]:
                found[place] |= found[before] | 1 << before
        return found

    def longest(self, leaving: Callable[[Step, timedelta], timedelta]) -> timedelta:
        """The longest way through; `leaving` says when a contact leaves a step that it came to after so much time."""
        arriving = [timedelta()] * len(self.steps)
        longest = timedelta()
        for place in self.order:
            if place in self.reached:
                left = min(leaving(self.steps[place], arriving[place]), LONGEST)
                longest = max(longest, left)
                for following in self.after[place]:
                    arriving[following] = max(arriving[following], left)
        return longest
