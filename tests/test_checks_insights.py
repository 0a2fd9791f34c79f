"""Every finding of segments and lead-scoring models that their own fields tell: when it is there, and when it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.models import ids
from golive.models.checks import lead_scoring, segment
from golive.models.checks.finding import Finding, Severity
from golive.models.conditions import AttributeType

Json = dict[str, Any]

ATTRIBUTES = {"womens": AttributeType.INTEGER}
ONE, TWO = ids.encode("segment", ids.new()), ids.encode("segment", ids.new())
HUNDRED = {"condition": "contact.womens == 1", "points": 100}


def found(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    checked = list(findings)
    assert all(each.message.endswith((".", "?")) and "\n" not in each.message for each in checked)
    warnings = {each.code for each in checked if each.severity is Severity.WARNING}
    assert warnings <= {"SALES_READY_OUT_OF_RANGE"}
    return [(each.code, ".".join(each.path)) for each in checked]


def check_segment(type_: str = "DYNAMIC", **fields: Any) -> list[tuple[str, str]]:
    return found(segment.check({"segmentType": type_, **fields}, ATTRIBUTES))


def check_model(*conditions: Json, **fields: Any) -> list[tuple[str, str]]:
    return found(lead_scoring.check({"conditions": list(conditions), **fields}, ATTRIBUTES))


def grades(*ranges: tuple[int | None, int | None]) -> list[tuple[str, str]]:
    return check_model(HUNDRED, grades=[{"from": low, "to": high, "name": str(n)} for n, (low, high) in enumerate(ranges)])


@pytest.mark.parametrize("type_", ["DYNAMIC", "COMPOUND"])
@pytest.mark.parametrize("query", [None, "", " \n"])
def test_a_segment_that_is_found_by_a_condition_needs_one(type_: str, query: str | None) -> None:
    assert check_segment(type_, dynamicQuery=query) == [("QUERY_REQUIRED", "dynamicQuery")]
    assert check_segment(type_, dynamicQuery="contact.womens == 1") == []


def test_a_static_segment_needs_members_or_a_filter() -> None:
    assert check_segment("STATIC", staticMembers=[], filter=None) == [("MEMBERS_REQUIRED", "staticMembers")]
    assert check_segment("STATIC", staticMembers=["contact"]) == check_segment("STATIC", filter="true") == []


@pytest.mark.parametrize("query", ["contact.womens ==", "contact.mens == 1", "womens(1)", "contact.womens", "contact.womens == 'x'"])
def test_a_condition_that_cannot_be_asked_is_an_error(query: str) -> None:
    assert ("CONDITION_INVALID", "dynamicQuery") in check_segment(dynamicQuery=query)
    assert ("CONDITION_INVALID", "filter") in check_segment("STATIC", filter=query)


def test_the_segments_that_a_segment_asks_for_are_known() -> None:
    query = f'memberOf("{TWO}") && !(memberOf("{ONE}") || memberOf("{TWO}"))'
    assert segment.segments_of({"dynamicQuery": query}) == [TWO, ONE]
    assert segment.segments_of({"filter": f'memberOf("{ONE}")', "dynamicQuery": "&&"}) == [ONE]
    assert segment.segments_of({}) == []


def test_a_model_needs_a_condition() -> None:
    assert check_model() == check_model(grades=[]) == [("NO_CONDITIONS", "conditions")]
    assert check_model(HUNDRED) == []


def test_forty_conditions_are_the_most() -> None:
    assert check_model(*[HUNDRED] * 40) == []
    assert check_model(*[HUNDRED] * 41) == [("TOO_MANY_CONDITIONS", "conditions")]


@pytest.mark.parametrize("points", [None, 0])
def test_a_condition_gives_points_other_than_0(points: int | None) -> None:
    assert check_model(HUNDRED, HUNDRED | {"points": points}) == [("CONDITION_WITHOUT_POINTS", "conditions.1.points")]
    assert check_model(HUNDRED | {"points": -5}) == []


@pytest.mark.parametrize("condition", [None, "", "contact.mens > 1", "1 +"])
def test_points_need_a_condition_that_can_be_asked(condition: str | None) -> None:
    assert check_model(HUNDRED | {"condition": condition}) == [("CONDITION_INVALID", "conditions.0.condition")]


@pytest.mark.parametrize(
    "ranges",
    [
        [],
        [(0, 100)],
        [(50, 100), (0, 49)],
        [(None, 0), (1, None)],
        [(None, None)],
        [(-10, -1), (0, 0), (1, 10)],
    ],
)
def test_grades_that_follow_one_another_are_fine(ranges: list[tuple[int | None, int | None]]) -> None:
    assert grades(*ranges) == []


def test_grades_that_overlap_are_an_error() -> None:
    assert grades((0, 50), (50, 100)) == [("GRADES_OVERLAP", "grades.1.from")]
    assert grades((40, 100), (None, 60)) == [("GRADES_OVERLAP", "grades.0.from")]
    assert grades((0, 100), (0, 100)) == [("GRADES_OVERLAP", "grades.1.from")]


def test_grades_with_a_gap_are_an_error() -> None:
    assert grades((0, 48), (50, 100)) == [("GRADES_GAP", "grades.1.from")]
    assert grades((10, 0), (0, 10)) == [("GRADES_GAP", "grades.0.to")]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (min(pair), max(pair))), max_size=4))
def test_grades_agree_with_counting_each_score(ranges: list[tuple[int, int]]) -> None:
    counts = [sum(low <= score <= high for low, high in ranges) for score in range(13)]
    graded = [score for score in range(13) if counts[score]]
    gap = bool(graded) and len(graded) < graded[-1] - graded[0] + 1
    codes = {code for code, _ in grades(*ranges)}
    assert ("GRADES_OVERLAP" in codes) == (max(counts) > 1)
    if max(counts) <= 1:
        assert ("GRADES_GAP" in codes) == gap


def test_a_score_that_no_lead_can_reach_is_a_warning() -> None:
    conditions = [HUNDRED, HUNDRED | {"points": 20}, HUNDRED | {"points": -50}]
    assert check_model(*conditions, salesReadyScore=121) == [("SALES_READY_OUT_OF_RANGE", "salesReadyScore")]
    assert check_model(*conditions, salesReadyScore=120) == check_model(*conditions, salesReadyScore=None) == []
    assert check_model(salesReadyScore=5) == [("NO_CONDITIONS", "conditions")]
