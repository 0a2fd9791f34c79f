"""A live version of a journey as the engine runs it: read from what its go-live prepared, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.conditions import Attributes, AttributeType, Checked, check
from golive.models.durations import Duration
from golive.models.journeys.steps import Step, read
from golive.models.journeys.words import StepKind

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step: its branch's name, None where there is but one; the id of the step that it leads to, None for the end."""

    branch: str | None
    to: str | None


@dataclass(frozen=True)
class Planned:
    """A step and its place in the plan: every way leads to a step with a higher number.

    `limit` is a wait's duration, a time limit, or after what time since entering an e-mail isn't sent any more.
    """

    number: int
    settings: Step
    ways: tuple[Way, ...]
    limit: Duration | None

    @property
    def id(self) -> str:
        """The step's id in the journey's content."""
        return self.settings.id

    @property
    def kind(self) -> StepKind:
        """What the step does."""
        return self.settings.kind


@dataclass(frozen=True)
class Plan:
    """What the engine needs to know of a version, without asking the database. `zone` is the IANA name of its local times."""

    workspace_id: UUID
    journey_id: UUID
    type: RecordType
    version: int
    zone: str
    content_settings_id: UUID | None
    attributes: Attributes
    steps: Mapping[str, Planned]
    first: str | None

    @classmethod
    def of(cls, workspace_id: UUID, journey_id: UUID, type_: RecordType, version: int, prepared: Json) -> Plan:
        """The plan in a version's `prepared`, as `compile_journey` writes it."""
        ways: dict[str, list[Way]] = {}
        for edge in prepared["edges"]:
            ways.setdefault(edge["from"], []).append(Way(edge["branch"], edge["to"]))
        steps = {}
        for number, node in enumerate(prepared["nodes"]):
            (settings,) = read([{name: value for name, value in node.items() if name not in ("limit", "uses", "pin")}])
            limit = node["limit"] and Duration(node["limit"]["months"], timedelta(seconds=float(node["limit"]["seconds"])))
            steps[settings.id] = Planned(number, settings, tuple(ways.get(settings.id, ())), limit)
        content_settings = prepared["contentSettingsId"]
        return cls(
            workspace_id=workspace_id,
            journey_id=journey_id,
            type=type_,
            version=version,
            zone=prepared["zone"],
            content_settings_id=ids.decode(content_settings)[1] if content_settings else None,
            attributes={name: AttributeType(kind) for name, kind in prepared["attributes"].items()},
            steps=steps,
            first=prepared["first"],
        )

    @cached_property
    def sends(self) -> bool:
        """Whether a step sends e-mail."""
        return any(step.kind is StepKind.SEND_EMAIL for step in self.steps.values())

    def condition(self, text: str, *, event: bool = False) -> Checked:
        """A condition of a step; with `event`, one that knows the event it is about."""
        return check(text, self.attributes, event=event)
