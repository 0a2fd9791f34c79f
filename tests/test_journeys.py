"""Journeys as definitions: durations, steps as JSON, the graph that they form, what a live version compiles to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.models import durations, ids, jsonb
from golive.models.durations import FAR
from golive.models.journeys.compile import CannotCompile, compile_journey
from golive.models.journeys.graph import Graph
from golive.models.journeys.nesting import depths
from golive.models.journeys.references import references, segments_in
from golive.models.journeys.steps import pipeline, read
from golive.models.structures import MODELS, adapter, validate

Json = dict[str, Any]

EMAIL, SEGMENT, OTHER_SEGMENT = (ids.encode(prefix, ids.new()) for prefix in ("marketing_email", "segment", "segment"))


def mail(id_: str, next_: str | None = None, **settings: Any) -> Json:
    return {"kind": "SEND_EMAIL", "id": id_, "emailId": EMAIL, "next": next_, **settings}


def ask(id_: str, yes: str | None, no: str | None, **settings: Any) -> Json:
    branches = [{"name": "yes", "next": yes}, {"name": "no", "next": no}]
    return {"kind": "IF_THEN", "id": id_, "condition": "true", "branches": branches, **settings}


def split(id_: str, *following: str | None) -> Json:
    return {"kind": "SPLIT", "id": id_, "branches": [{"name": str(n), "next": to, "percent": 1} for n, to in enumerate(following)]}


@pytest.mark.parametrize(
    ("text", "months", "rest"),
    [
        ("P1Y2M", 14, timedelta()),
        ("P2W", 0, timedelta(weeks=2)),
        ("P1DT12H30M", 0, timedelta(days=1, hours=12, minutes=30)),
        ("PT0.5S", 0, timedelta(milliseconds=500)),
        ("P1MT1M", 1, timedelta(minutes=1)),
    ],
)
def test_a_duration_is_read_as_months_and_fixed_time(text: str, months: int, rest: timedelta) -> None:
    assert durations.parse(text) == durations.Duration(months, rest)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "1D", "P1H", "P-1D", "-P1D", "P1.5D", "P1D ", "P٣D", "P99999999999D"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="isn't an ISO 8601 duration: write it such as P30D"):
        durations.parse(text)


def test_a_month_later_is_the_same_date_or_else_the_month_s_last_day() -> None:
    start = datetime(2027, 1, 31, 9, tzinfo=UTC)
    month = durations.parse("P1M")
    assert [month.after(start, times).date().isoformat() for times in (1, 2, 13)] == ["2027-02-28", "2027-03-31", "2028-02-29"]


def test_a_month_is_counted_in_the_time_zone_and_a_day_is_24_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2027, 3, 1, tzinfo=berlin)
    assert durations.parse("P1M").after(start, 1, berlin) == datetime(2027, 4, 1, tzinfo=berlin)
    assert durations.parse("P31D").after(start, 1, berlin) == datetime(2027, 4, 1, 1, tzinfo=berlin)


def test_what_lies_beyond_the_calendar_is_far_away() -> None:
    assert durations.parse("P9999Y").after(datetime(2027, 1, 1, tzinfo=UTC)) == FAR
    assert durations.parse("P1D").after(datetime(2027, 1, 1, tzinfo=UTC), 10**9) == FAR


def test_twelve_months_are_as_long_as_a_year_of_365_days() -> None:
    assert durations.parse("P12M").length == durations.parse("P1Y").length == timedelta(days=365)


def test_steps_keep_the_digits_of_their_values() -> None:
    step: Json = {"kind": "UPDATE_CONTACT", "id": "a", "attribute": "price", "value": Decimal("1.10")}
    (read_back,) = read([step])
    assert jsonb.loads(jsonb.dumps(read_back.json_value()))["value"] == Decimal("1.10")
    assert '"value":1.10' in jsonb.dumps(read_back.json_value())


def test_a_step_s_json_has_all_its_fields_and_reads_back_as_the_same_step() -> None:
    (step,) = read([{"kind": "WAIT_UNTIL", "id": "a", "until": "2027-01-01T01:00:00+01:00"}])
    assert step.json_value() == {
        "kind": "WAIT_UNTIL", "id": "a", "name": "", "next": None, "branches": [],
        "until": "2027-01-01T00:00:00Z", "weekdays": [], "time": None,
    }  # fmt: skip
    assert read([step.json_value()]) == [step]


@pytest.mark.parametrize(
    ("name", "value", "path", "message"),
    [
        ("Step", mail("a\0"), "sendEmail.id", "NUL"),
        ("Step", mail("a", name="\ud800"), "sendEmail.name", "can't be stored"),
        ("Step", mail(" "), "sendEmail.id", "visible"),
        ("Step", mail("a\n"), "sendEmail.id", "control"),
        ("Step", mail("a" * 101), "sendEmail.id", "more than 100 characters"),
        ("Step", mail("a", "b" * 101), "sendEmail.next", "more than 100 characters"),
        ("Step", mail("a", emailId="x"), "sendEmail.emailId", "isn't the id of a marketing email"),
        ("Step", mail("a", emailId=SEGMENT), "sendEmail.emailId", "isn't the id of a marketing email"),
        ("Step", mail("a", expiresAfter="soon"), "sendEmail.expiresAfter", "ISO 8601"),
        ("Step", {**split("a", None), "branches": [{"name": "x", "percent": 101}]}, "split.branches.0.percent", "more than 100"),
        ("Step", {**split("a", None), "branches": [{"name": "x", "percent": -1}]}, "split.branches.0.percent", "less than 0"),
        ("Step", split("a", *[None] * 101), "split.branches", "more than 100 entries"),
        ("Step", {"kind": "WAIT_UNTIL", "id": "a", "time": "9 o'clock"}, "waitUntil.time", "time of day"),
        ("Step", {"kind": "ACTIVATE", "id": "a", "destinations": [{"csvFile": "../x.csv"}]}, "activate.destinations.0.csvFile", "slashes"),
        ("Step", {"kind": "UPDATE_CONTACT", "id": "a", "value": {"x": ["\0"]}}, "updateContact.value", "NUL"),
        ("Step", {"kind": "TRACK_EVENT", "id": "a", "properties": {"\0": 1}}, "trackEvent.properties", "NUL"),
        ("Step", {"kind": "TRACK_EVENT", "id": "a", "properties": {"x": [0] * 3000}}, "trackEvent.properties", "more than 2,000"),
        ("JourneyEntry", {"segment": {"segmentIds": [EMAIL]}}, "segment.segmentIds.0", "isn't the id of a segment"),
        ("JourneyEntry", {"trigger": {"event": "x" * 501}}, "trigger.event", "more than 500"),
        ("JourneySchedule", {"at": "25:00"}, "at", "time of day"),
        ("Design", {"format": "HTML", "source": "x" * 1_000_001}, "source", "more than 1,000,000"),
        ("ScoringCondition", {"condition": "x" * 10_001, "points": 1}, "condition", "more than 10,000"),
        ("ScoringCondition", {"condition": "true", "points": 1_000_001}, "points", "more than 1,000,000"),
        ("Grade", {"from": -1_000_001, "to": 1, "name": "A"}, "from", "less than -1,000,000"),
        ("FormField", {"key": "a", "options": ["\0"]}, "options.0", "NUL"),
        ("AfterSubmit", {"redirectUrl": "x" * 2001}, "redirectUrl", "more than 2,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_with_its_path(name: str, value: Json, path: str, message: str) -> None:
    (finding,) = validate(name, value, ("field", "0"))
    assert (finding.code, ".".join(finding.path)) == ("INVALID_INPUT", f"field.0.{path}")
    assert message in finding.message
    assert finding.message.endswith(".")


def test_json_that_nests_too_deep_is_refused_however_deep_it_is() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    (finding,) = validate("Step", {"kind": "UPDATE_CONTACT", "id": "a", "value": value}, ())
    assert "nests more than" in finding.message


@pytest.mark.parametrize("name", MODELS)
def test_what_is_incomplete_can_be_stored_in_a_draft(name: str) -> None:
    least: Json = {"Step": {"kind": "SEND_EMAIL", "id": "a"}, "FormField": {"key": "a"}}.get(name, {})
    assert validate(name, least, ()) == []
    assert adapter(name).validate_python(least).json_value()


def test_the_pipeline_is_ids_kinds_and_edges() -> None:
    steps = [ask("a", "b", None), mail("b")]
    assert pipeline(steps) == [["a", "IF_THEN", None, ["b", None]], ["b", "SEND_EMAIL", None, []]]
    assert pipeline(None) == []


@pytest.mark.parametrize("change", [{"name": "Other"}, {"emailId": None}, {"expiresAfter": "P1D"}])
def test_a_tile_s_settings_are_not_the_pipeline(change: Json) -> None:
    assert pipeline([mail("a", **change)]) == pipeline([mail("a")])


@pytest.mark.parametrize("other", [[mail("b")], [mail("a", "b")], [mail("a"), mail("b")], [split("a")], []])
def test_an_id_a_kind_and_an_edge_are_the_pipeline(other: list[Json]) -> None:
    assert pipeline(other) != pipeline([mail("a")])


def test_references_are_found_in_settings_branches_destinations_entry_and_conditions() -> None:
    steps = [
        mail("a"),
        ask("b", None, None, condition=f'memberOf("{SEGMENT}") && !memberOf("{OTHER_SEGMENT}")'),
        {"kind": "SEGMENT_GROUP", "id": "c", "branches": [{"name": "x", "segmentId": SEGMENT}, {"name": "other"}]},
        {"kind": "ACTIVATE", "id": "d", "destinations": [{"csvFile": "a.csv"}, {"segmentId": SEGMENT}]},
    ]
    entry = {"segment": {"segmentIds": [SEGMENT], "exclusionSegmentIds": [OTHER_SEGMENT]}}
    assert [(".".join(each.path), each.step_id, each.prefix, each.public_id) for each in references(steps, entry)] == [
        ("entry.segment.segmentIds.0", None, "segment", SEGMENT),
        ("entry.segment.exclusionSegmentIds.0", None, "segment", OTHER_SEGMENT),
        ("steps.0.sendEmail.emailId", "a", "marketing_email", EMAIL),
        ("steps.1.ifThen.condition", "b", "segment", SEGMENT),
        ("steps.1.ifThen.condition", "b", "segment", OTHER_SEGMENT),
        ("steps.2.segmentGroup.branches.0.segmentId", "c", "segment", SEGMENT),
        ("steps.3.activate.destinations.1.segmentId", "d", "segment", SEGMENT),
    ]
    trigger = {"trigger": {"event": "x", "condition": f'memberOf("{SEGMENT}")'}}
    assert [each.public_id for each in references(None, trigger)] == [SEGMENT]


def test_a_condition_that_does_not_parse_refers_to_nothing() -> None:
    assert segments_in(f'memberOf("{SEGMENT}") &&') == segments_in(None) == segments_in("memberOf(1)") == []


def test_the_graph_knows_joins_and_what_comes_before() -> None:
    graph = Graph(read([split("a", "b", "c"), mail("b", "d"), mail("c", "d"), mail("d")]))
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
        steps.append(split(id_, *draw(st.lists(target, max_size=3))) if draw(st.booleans()) else mail(id_, draw(target)))
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
    compiled = compile_journey(fields)
    assert (compiled["first"], compiled["entry"], compiled["exitRules"]) == ("a", fields["entry"], [])
    assert [node["id"] for node in compiled["nodes"]] == ["a", "b", "c"]
    assert all("next" not in node for node in compiled["nodes"])
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
        compile_journey({"steps": steps})


@settings(max_examples=50, deadline=None)
@given(any_steps(loops=False))
def test_in_a_compiled_journey_no_edge_leads_back(steps: list[Json]) -> None:
    if Graph(read(steps)).dangling:
        with pytest.raises(CannotCompile, match="doesn't exist"):
            compile_journey({"steps": steps})
        return
    compiled = compile_journey({"steps": steps})
    rank = {node["id"]: place for place, node in enumerate(compiled["nodes"])}
    assert all(edge["to"] is None or rank[edge["from"]] < rank[edge["to"]] for edge in compiled["edges"])
    assert all(one <= two for one, two in pairwise(rank[edge["from"]] for edge in compiled["edges"]))
