"""The GraphQL types of record structures, and the way between these and the JSON that records keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError

from golive.graph.structures import contents, journeys, step_inputs, step_outputs
from golive.graph.structures.convert import output, plain
from golive.models.structures import MODELS, adapter

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A structure: `to_json` turns an input object into the JSON to keep, `from_json` that JSON into an output object.

    What `golive.models.structures.validate` refuses of the JSON must not be kept; `from_json` takes only what it lets through.
    """

    input: type
    output: type
    to_json: Callable[[Any], Json]
    from_json: Callable[[Mapping[str, Any]], Any]


def _to_json(name: str, value: Any) -> Json:
    given = plain(value)
    if name == "Step":
        ((key, settings),) = given.items()
        given = {**settings, "kind": step_inputs.KINDS[key]}
    try:
        kept: Json = adapter(name).validate_python(given).json_value()
    except ValidationError:
        return dict(given)
    return kept


def _from_json(name: str, value: Mapping[str, Any]) -> Any:
    return output(adapter(name).validate_python(dict(value)))


def _shape(name: str, input_: type, output_: type) -> Shape:
    return Shape(input_, output_, partial(_to_json, name), partial(_from_json, name))


SHAPES: dict[str, Shape] = {
    "Step": _shape("Step", step_inputs.StepInput, step_outputs.JourneyStep),
    "JourneyEntry": _shape("JourneyEntry", journeys.JourneyEntryInput, journeys.JourneyEntry),
    "JourneySchedule": _shape("JourneySchedule", journeys.JourneyScheduleInput, journeys.JourneySchedule),
    "Design": _shape("Design", contents.DesignInput, contents.Design),
    "ScoringCondition": _shape("ScoringCondition", contents.ScoringConditionInput, contents.ScoringCondition),
    "Grade": _shape("Grade", contents.GradeInput, contents.Grade),
    "FormField": _shape("FormField", contents.FormFieldInput, contents.FormField),
    "AfterSubmit": _shape("AfterSubmit", contents.AfterSubmitInput, contents.AfterSubmit),
    "FrequencyCap": _shape("FrequencyCap", contents.FrequencyCapInput, contents.FrequencyCap),
    "QuietTime": _shape("QuietTime", contents.QuietTimeInput, contents.QuietTime),
}
"""By the name in `golive.models.fields.Own.shape`."""

assert SHAPES.keys() == MODELS.keys()

TYPES: list[type] = [*step_outputs.STEP_TYPES.values()]
"""For the schema's `types`: the interface of steps alone doesn't lead to them."""

__all__ = ["SHAPES", "TYPES", "Shape"]
