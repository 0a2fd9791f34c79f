"""Input objects to JSON, and the models of that JSON to output objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import strawberry
from pydantic.alias_generators import to_camel

from golive.graph.structures import contents, journeys, step_outputs
from golive.models import structures
from golive.models.journeys import entry, steps
from golive.models.shape import Shape

OUTPUTS: Mapping[type[Shape], type] = {
    steps.Branch: step_outputs.StepBranch,
    steps.Destination: step_outputs.Destination,
    entry.JourneyEntry: journeys.JourneyEntry,
    entry.SegmentEntry: journeys.SegmentEntry,
    entry.TriggerEntry: journeys.TriggerEntry,
    entry.JourneySchedule: journeys.JourneySchedule,
    structures.Design: contents.Design,
    structures.ScoringCondition: contents.ScoringCondition,
    structures.Grade: contents.Grade,
    structures.FormField: contents.FormField,
    structures.AfterSubmit: contents.AfterSubmit,
    structures.FrequencyCap: contents.FrequencyCap,
    structures.QuietTime: contents.QuietTime,
}


def plain(value: Any) -> Any:
    """An input object as nested dicts and lists, by the API's names; what was left out or null isn't in it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    given = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {
        to_camel(name.removesuffix("_")): plain(item) for name, item in given.items() if item is not None and item is not strawberry.UNSET
    }


def output(value: Any) -> Any:
    """The output object of a model, and those of the models within it."""
    if isinstance(value, list):
        return [output(item) for item in value]
    if not isinstance(value, Shape):
        return value
    given = {name: output(getattr(value, name)) for name in type(value).model_fields}
    if not isinstance(value, steps.BaseStep):
        return OUTPUTS[type(value)](**given)
    kind = step_outputs.STEP_TYPES[value.kind]
    given |= {"name": value.name or value.kind.words, "next": _edges(value)}
    return kind(**{field.name: given[field.name] for field in dataclasses.fields(kind) if field.name in given})


def _edges(step: steps.BaseStep) -> list[step_outputs.StepEdge]:
    if step.branching:
        return [step_outputs.StepEdge(branch=branch.name, step_id=_id(branch.next)) for branch in step.branches]
    return [] if step.next is None else [step_outputs.StepEdge(branch=None, step_id=_id(step.next))]


def _id(text: str | None) -> strawberry.ID | None:
    return None if text is None else strawberry.ID(text)
