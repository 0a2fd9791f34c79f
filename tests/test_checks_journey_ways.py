"""Every finding of the ways through a journey: when it is there, and when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey_samples import AUDIENCE, Json, Z, activate, ask, check, codes, mail, split, step, wait, wait_for


def test_two_steps_with_one_id_are_an_error() -> None:
    assert check(steps=[mail("a", "b"), mail("b"), mail("b")]) == [("DUPLICATE_STEP_ID", "steps.2.sendEmail.id", "b")]


def test_a_step_that_no_way_leads_to_is_an_orphan() -> None:
    assert check(steps=[mail("a"), mail("b")]) == [("ORPHAN_STEP", "steps.1.sendEmail", "b")]


def test_a_way_back_is_a_cycle() -> None:
    assert check(steps=[mail("a", "b"), ask("b", "c", "a"), mail("c", "c")]) == [
        ("CYCLE", "steps.2.sendEmail.next", "c"),
        ("CYCLE", "steps.1.ifThen.branches.1.next", "b"),
    ]


def test_branches_may_join() -> None:
    assert codes(ask("a", "b", "c"), mail("b", "d"), mail("c", "d"), mail("d")) == []


def test_a_way_to_a_step_that_does_not_exist_dangles() -> None:
    assert check(steps=[ask("a", "x", "z"), Z]) == [("DANGLING_NEXT", "steps.0.ifThen.branches.0.next", "a")]


def test_twenty_five_branches_are_the_most() -> None:
    assert codes(split("a", *[4] * 25, next_="z"), Z) == []
    assert codes(split("a", *[4] * 24, 2, 2, next_="z"), Z) == ["TOO_MANY_BRANCHES"]


def test_eight_branchings_within_each_other_are_the_most() -> None:
    nested = [ask(f"q{n}", f"q{n + 1}") for n in range(10)]
    assert codes(*nested[:7], ask("q7", "z"), Z) == []
    assert check(steps=[*nested[:8], ask("q8", "q9"), ask("q9", "z"), Z]) == [("NESTING_TOO_DEEP", "steps.8.ifThen.branches", "q8")]


def test_the_longest_way_through_takes_a_year_at_most() -> None:
    last = [wait("c", "z", "P200D"), Z]
    assert codes(wait("a", "c", "P165D"), *last) == []
    assert codes(wait("a", "c", "P166D"), *last) == ["JOURNEY_TOO_LONG"]
    assert codes(ask("q", "a", "b"), wait("a", "c", "P165D"), wait("b", "c", "P10D"), *last) == []
    assert codes(ask("q", "a", "b"), wait("a", "c", "P165D"), wait("b", "c", "P166D"), *last) == ["JOURNEY_TOO_LONG"]
    assert codes(step("WAIT_UNTIL", "a", "c", weekdays=["MONDAY"], time="09:00"), wait("c", "z", "P359D"), Z) == ["JOURNEY_TOO_LONG"]
    assert codes(step("WAIT_UNTIL", "a", "c", time="09:00"), wait("c", "z", "P359D"), Z) == []
    assert codes(wait("a", "u", "P30D"), step("WAIT_UNTIL", "u", "c", until="2027-05-01T12:00:00Z"), wait("c", "z", "P304D"), Z) == []


@pytest.mark.parametrize("end", [None, "z"])
@pytest.mark.parametrize("waiting", [wait("a"), step("WAIT_UNTIL", "a", time="09:00")])
def test_an_audience_journey_does_not_wait_before_its_end(waiting: Json, end: str | None) -> None:
    steps = [waiting | {"next": end}, *([Z] if end else [])]
    assert [code for code, _, _ in check(AUDIENCE, steps=steps)] == ["WAIT_BEFORE_END"]
    assert "WAIT_BEFORE_END" not in codes(*steps)


@pytest.mark.parametrize("pause", [wait_for("a", "w", "w"), step("WAIT_UNTIL", "a", "w", time="09:00")])
def test_an_audience_journey_does_not_wait_right_after_a_pause(pause: Json) -> None:
    steps = [pause, wait("w", "b"), activate("b")]
    assert check(AUDIENCE, steps=steps) == [("WAIT_AFTER_PAUSE_UNTIL", "steps.1.wait", "w")]
    assert codes(*steps) == []


def test_an_activation_straight_after_the_start_is_a_warning() -> None:
    assert check(AUDIENCE, steps=[activate("a")]) == [("IMMEDIATE_ACTIVATION", "steps.0.activate", "a")]


@pytest.mark.parametrize("last", [wait("b"), wait_for("b"), split("b", 100)])
def test_a_way_that_ends_without_doing_anything_is_a_warning(last: Json) -> None:
    assert [(code, step_id) for code, _, step_id in check(steps=[mail("a", "b"), last])] == [("NO_END_ACTION", "b")]
    assert codes(mail("a", "b"), ask("b", "z"), Z) == []


def test_a_journey_without_steps_is_a_warning() -> None:
    assert check(steps=[]) == check(steps=None) == [("NO_END_ACTION", "steps", None)]


@st.composite
def any_steps(draw: st.DrawFn) -> list[Json]:
    known = st.sampled_from(["a", "b", "c", "d"])
    target = st.none() | known
    drawn = draw(st.lists(st.tuples(known, target, target, st.sampled_from(["mail", "ask"])), max_size=6))
    return [ask(id_, one, two) if kind == "ask" else mail(id_, one) for id_, one, two, kind in drawn]


@settings(max_examples=150, deadline=None)
@given(any_steps())
def test_the_check_agrees_with_a_search_by_hand(steps: list[Json]) -> None:
    first = {each["id"]: place for place, each in reversed(list(enumerate(steps)))}
    nexts = [[b["next"] for b in each["branches"]] if "branches" in each else [each["next"]] for each in steps]
    reached: set[int] = set()
    waiting = [0] if steps else []
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += [first[to] for to in nexts[place] if to in first]
    alone = {place: {first[to] for to in nexts[place] if to in first} for place in range(len(steps))}
    while leaves := [place for place, after in alone.items() if not after & alone.keys()]:
        for place in leaves:
            del alone[place]  # what remains leads to a loop
    copies = [place for place, each in enumerate(steps) if first[each["id"]] != place]
    expected = {("DUPLICATE_STEP_ID", place) for place in copies}
    expected |= {("ORPHAN_STEP", place) for place in range(len(steps)) if place not in reached and place not in copies}
    expected |= {("DANGLING_NEXT", place) for place, each in enumerate(nexts) if any(to is not None and to not in first for to in each)}
    shape = {"DUPLICATE_STEP_ID", "ORPHAN_STEP", "DANGLING_NEXT", "CYCLE"}
    findings = {(code, int(path.split(".")[1])) for code, path, _ in check(steps=steps) if code in shape}
    assert {each for each in findings if each[0] != "CYCLE"} == expected
    assert any(code == "CYCLE" for code, _ in findings) == bool(alone)
