"""The error check of a lead-scoring model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import inf
from typing import Any

from golive.models.checks.conditions import condition_findings
from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error, warning
from golive.models.conditions import Attributes

MAX_CONDITIONS = 40

Json = Mapping[str, Any]


def check(fields: Mapping[str, Any], attributes: Attributes) -> Iterator[Finding]:
    """Findings for the fields of a lead-scoring model; `attributes` are the workspace's, name to type."""
    conditions = fields.get("conditions") or []
    if not conditions:
        yield error("NO_CONDITIONS", "The model has no condition, so that no lead would get points: add one.", "conditions")
    if len(conditions) > MAX_CONDITIONS:
        message = f"The model has {len(conditions)} conditions and {MAX_CONDITIONS} are the most: merge or remove some."
        yield error("TOO_MANY_CONDITIONS", message, "conditions")
    for index, condition in enumerate(conditions):
        yield from _condition(condition, attributes, "conditions", str(index))
    yield from _grades(fields.get("grades") or [])
    yield from _sales_ready(fields.get("salesReadyScore"), conditions)


def _condition(condition: Json, attributes: Attributes, *path: str) -> Iterator[Finding]:
    if not condition.get("points"):
        message = "This condition gives no points, so that it changes nothing: enter a number other than 0."
        yield error("CONDITION_WITHOUT_POINTS", message, *path, "points")
    if blank(condition.get("condition")):
        message = "These points have no condition, so that it isn't known who gets them: write one."
        yield error("CONDITION_INVALID", message, *path, "condition")
    yield from condition_findings(condition.get("condition"), attributes, *path, "condition")


def _grades(grades: list[Json]) -> Iterator[Finding]:
    ranges = [(_bound(grade.get("from"), -inf), _bound(grade.get("to"), inf), index) for index, grade in enumerate(grades)]
    for lowest, highest, index in ranges:
        if lowest > highest:
            message = f"The grade {_name(grades, index)} ends below its start, so that no score is in it: exchange the two scores."
            yield error("GRADES_GAP", message, "grades", str(index), "to")
    proper = sorted(each for each in ranges if each[0] <= each[1])
    for (_, highest, index), (lowest, _, following) in pairwise(proper):
        names = f"{_name(grades, index)} and {_name(grades, following)}"
        if lowest <= highest:
            message = f"The grades {names} overlap, so that a score could have both: let one end right below where the other starts."
            yield error("GRADES_OVERLAP", message, "grades", str(following), "from")
        elif lowest > highest + 1:
            message = f"Between the grades {names} there are scores without a grade: let one start right above where the other ends."
            yield error("GRADES_GAP", message, "grades", str(following), "from")


def _bound(value: int | None, if_open: float) -> float:
    return if_open if value is None else value


def _name(grades: list[Json], index: int) -> str:
    return f"“{grades[index].get('name') or index + 1}”"


def _sales_ready(score: int | None, conditions: list[Json]) -> Iterator[Finding]:
    most = sum(max(condition.get("points") or 0, 0) for condition in conditions)
    if score is not None and conditions and score > most:
        message = f"A lead gets {most} points at most and is ready for sales from {score} on, which none reaches: lower the score."
        yield warning("SALES_READY_OUT_OF_RANGE", message, "salesReadyScore")
