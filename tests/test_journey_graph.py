"""The graph that a journey's steps form, and what it compiles to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey_samples import ATTRIBUTES, EMAIL, Json, ask, fork, groups, mail, wait

from golive.models import jsonb
from golive.models.journeys.compile import CannotCompile, compile_journey
from golive.models.journeys.graph import Graph
from golive.models.journeys.nesting import depths
from golive.models.journeys.steps import read

PIN = {"emailId": EMAIL, "version": 3}


def test_the_graph_knows_joins_and_what_comes_before() -> None:
    graph = Graph(read([fork("a", "b", "c"), mail("b", "d"), mail("c", "d"), mail("d")]))
    assert graph.joins == {3}
    assert graph.is_before(0, 3)
    assert not graph.is_before(1, 2)
    assert not graph.is_before(3, 3)


def test_branchings_that_join_again_do_not_nest() -> None:
    steps = [step for n in range(9) for step in (ask(f"q{n}", f"m{n}", f"q{n + 1}"), mail(f"m{n}", f"q{n + 1}"))]
    found = depths(Graph(read([*steps, mail("q9")])))
    assert max(found.values()) == 1
    assert found[18] == 0


def test_branchings_whose_other_branch_ends_nest() -> None:
    steps = [*[ask(f"q{n}", f"q{n + 1}", None) for n in range(9)], mail("q9")]
    assert depths(Graph(read(steps))) == {n: n for n in range(10)}


def _ways(graph: Graph, place: int) -> Iterator[list[int]]:
    """Every way from a step to an end, slowly: the oracle. -1 is the end."""
    if graph.ends(place) or not graph.after[place]:
        yield [place, -1]
    for following in graph.after[place]:
        for way in _ways(graph, following):
            yield [place, *way]


@st.composite
def any_steps(draw: st.DrawFn, loops: bool = True) -> list[Json]:
    count = draw(st.integers(1, 8))
    steps = []
    for place in range(count):
        targets = [str(n) for n in range(count + 1) if loops or n > place]  # one of them doesn't exist
        target = st.none() | st.sampled_from(targets)
        id_ = str(draw(st.sampled_from(range(count)))) if loops and draw(st.integers(0, 9)) == 0 else str(place)
        steps.append(fork(id_, *draw(st.lists(target, max_size=3))) if draw(st.booleans()) else mail(id_, draw(target)))
    return steps


@settings(max_examples=150, deadline=None)
@given(any_steps())
def test_the_graph_agrees_with_a_search_by_hand(steps: list[Json]) -> None:
    graph = Graph(read(steps))
    first = {step["id"]: place for place, step in reversed(list(enumerate(steps)))}
    nexts = [[b["next"] for b in step["branches"]] if step["kind"] == "SPLIT" else [step["next"]] for step in steps]
    leads = [[first[to] for to in each if to in first] for each in nexts]

    def reach(start: int) -> set[int]:
        found: set[int] = set()
        waiting = list(leads[start])
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += leads[place]
        return found

    assert graph.reached == {0} | reach(0)
    assert bool(graph.loops) == any(place in reach(place) for place in range(len(steps)))
    assert sorted((edge.source, edge.to) for edge in graph.dangling) == sorted(
        (place, to) for place, each in enumerate(nexts) for to in each if to is not None and to not in first
    )
    assert graph.duplicates == [place for place, step in enumerate(steps) if first[step["id"]] != place]
    assert sorted(graph.order) == list(range(len(steps)))
    rank = {place: number for number, place in enumerate(graph.order)}
    assert all(rank[place] < rank[following] for place, after in enumerate(graph.after) for following in after)
    closing = {(edge.source, edge.target) for edge in graph.loops}
    assert all(
        edge.target in graph.after[edge.source]
        for edge in graph.edges
        if edge.target is not None and (edge.source, edge.target) not in closing
    )
    assert all(edge.source in reach(edge.target) | {edge.target} for edge in graph.loops if edge.target is not None)


@settings(max_examples=150, deadline=None)
@given(any_steps(loops=False))
def test_depth_and_length_agree_with_walking_every_way(steps: list[Json]) -> None:
    graph = Graph(read(steps))
    ways = list(_ways(graph, 0))

    def nearest_on_all(parts: list[list[int]]) -> int | None:
        """The first step of these stretches that lies on all of them."""
        return next((place for place in parts[0] if all(place in part for part in parts)), None)

    expected: dict[int, int] = {0: 0}
    for place in (each for each in graph.order if each in graph.reached and each != 0):
        before = [way[: way.index(place)][::-1] for way in ways if place in way]
        split_at = nearest_on_all(before)
        assert split_at is not None
        joins_at = nearest_on_all([way[1:] for way in _ways(graph, split_at)])
        direct = {each[0] for each in before}
        expected[place] = expected[split_at] if joins_at == place else max(expected[n] + graph.steps[n].branching for n in direct)
    assert depths(graph) == expected
    longest = graph.longest(lambda step, arriving: arriving + timedelta(days=1 + len(step.branches)))
    assert longest == max(sum((timedelta(days=1 + len(graph.steps[n].branches)) for n in way if n >= 0), timedelta()) for way in ways)


def test_a_journey_compiles_to_its_reached_steps_in_order_and_their_edges() -> None:
    fields = {"steps": [ask("a", "c", "b"), mail("x"), mail("b", "c"), mail("c")], "entry": {"trigger": {"event": "e"}}}
    compiled = compile_journey(fields, ATTRIBUTES, {"b": PIN})
    assert (compiled["first"], compiled["entry"], compiled["exitRules"]) == ("a", fields["entry"], [])
    assert [node["id"] for node in compiled["nodes"]] == ["a", "b", "c"]
    assert all("next" not in node for node in compiled["nodes"])
    assert [node["pin"] for node in compiled["nodes"]] == [None, PIN, None]
    assert (compiled["attributes"], compiled["nodes"][0]["uses"]["attributes"]) == ({"age": "INTEGER"}, ["age"])
    assert compiled["edges"] == [
        {"from": "a", "branch": "yes", "to": "c"},
        {"from": "a", "branch": "no", "to": "b"},
        {"from": "b", "branch": None, "to": "c"},
        {"from": "c", "branch": None, "to": None},
    ]
    assert jsonb.loads(jsonb.dumps(compiled)) == compiled


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([mail("a", "b"), mail("b", "a")], "closes a loop"),
        ([mail("a", "x")], "doesn't exist"),
        ([mail("a"), mail("a")], "two steps have the id a"),
    ],
)
def test_what_is_no_graph_does_not_compile(steps: list[Json], problem: str) -> None:
    with pytest.raises(CannotCompile, match=problem):
        compile_journey({"steps": steps}, ATTRIBUTES, {})


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"steps": [ask("here", condition="contact.aeg > 1")]}, "the step here can't be used: Contacts have no attribute aeg"),
        ({"steps": [ask("here", condition="contact.age >")]}, "the step here can't be used"),
        ({"steps": [groups("here", {"name": "g", "condition": "now"})]}, "the step here can't be used|here leads to z"),
        ({"exitRules": ["contact.aeg > 1"]}, "an exit rule can't be used"),
        ({"timeZone": "Europe/Berlon"}, "there is no time zone Europe/Berlon"),
    ],
)
def test_what_contacts_could_not_pass_does_not_compile_and_names_the_step(fields: Json, problem: str) -> None:
    with pytest.raises(CannotCompile, match=problem):
        compile_journey(fields, ATTRIBUTES, {})


def test_a_compiled_journey_says_how_long_waits_are_in_months_and_seconds() -> None:
    steps = [wait("a", "b", "P1M2DT3S"), ask("b", event="e", timeLimit="PT1.5S"), wait("x")]
    compiled = compile_journey({"steps": steps, "timeZone": "Europe/Berlin"}, ATTRIBUTES, {})
    limits = [node["limit"] for node in compiled["nodes"]]
    assert limits == [{"months": 1, "seconds": 172_803}, {"months": 0, "seconds": 1.5}]
    assert compiled["zone"] == "Europe/Berlin"


@settings(max_examples=50, deadline=None)
@given(any_steps(loops=False))
def test_in_a_compiled_journey_no_edge_leads_back(steps: list[Json]) -> None:
    if Graph(read(steps)).dangling:
        with pytest.raises(CannotCompile, match="doesn't exist"):
            compile_journey({"steps": steps}, ATTRIBUTES, {})
        return
    compiled = compile_journey({"steps": steps}, ATTRIBUTES, {})
    rank = {node["id"]: place for place, node in enumerate(compiled["nodes"])}
    assert all(edge["to"] is None or rank[edge["from"]] < rank[edge["to"]] for edge in compiled["edges"])
    assert all(one <= two for one, two in pairwise(rank[edge["from"]] for edge in compiled["edges"]))
