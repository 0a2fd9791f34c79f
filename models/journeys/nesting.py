"""How deep a journey's branchings nest: one within a branch of another, as long as the branches haven't all joined again."""

from __future__ import annotations

from golive.models.journeys.graph import Graph


def depths(graph: Graph) -> dict[int, int]:
    """How many branchings enclose each reached step.

    A step where every branch of a branching joins again, and that is reached through it alone, is as deep as the branching
    itself; any other step behind a branching is one deeper than that.
    """
    order = [place for place in graph.order if place in graph.reached]
    rank = {place: number for number, place in enumerate(order)}
    splitting = _nearest_before(graph, order, rank)
    joining = _nearest_after(graph, order, rank)
    found: dict[int, int] = {}
    for place in order:
        split = splitting.get(place)
        if split is None:
            found[place] = 0
        elif joining.get(split) == place:
            found[place] = found[split]
        else:
            before = [each for each in graph.before[place] if each in rank]
            found[place] = max(found[each] + graph.steps[each].branching for each in before)
    return found


def _nearest_before(graph: Graph, order: list[int], rank: dict[int, int]) -> dict[int, int]:
    """The nearest step that is on every way to each step (its immediate dominator); none for the first."""
    on_every_way: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for place in order:
        before = [on_every_way[each] for each in graph.before[place] if each in rank]
        common = before[0] if before else 0
        for each in before[1:]:
            common &= each
        if common:
            nearest[place] = order[common.bit_length() - 1]
        on_every_way[place] = common | 1 << rank[place]
    return nearest


def _nearest_after(graph: Graph, order: list[int], rank: dict[int, int]) -> dict[int, int]:
    """The nearest step that is on every way from each step to the end; none where there is no such step but the end."""
    end = 1 << len(order)
    on_every_way: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for place in reversed(order):
        after = [on_every_way[each] for each in graph.after[place]]
        if graph.ends(place) or not after:
            after.append(end)
        common = after[0]
        for each in after[1:]:
            common &= each
        first = (common & -common).bit_length() - 1
        if first < len(order):
            nearest[place] = order[first]
        on_every_way[place] = common | 1 << rank[place]
    return nearest
