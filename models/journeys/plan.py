"""A live version of a journey as the engine runs it: read from what its go-live prepared, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.conditions import Attributes, AttributeType, Checked, check
from golive.models.durations import Duration
from golive.models.journeys.steps import Step, read
from golive.models.journeys.words import StepKind
from golive.models.records.journeys import EmailBinding

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step: its branch's name, None where there is but one; the id of the step that it leads to, None for the end."""

    branch: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Pin:
    """The version of an e-mail that was live when the journey's version went live; None when none was."""

    email_id: UUID
    version: int | None


@dataclass(frozen=True)
class Planned:
    """A step and its place in the plan: every way leads to a step with a higher number.

    `limit` is a wait's duration, a time limit, or after what time since entering an e-mail isn't sent any more; `pin` an e-mail's.
    """

    number: int
    settings: Step
    ways: tuple[Way, ...]
    limit: Duration | None
    pin: Pin | None

    @property
    def id(self) -> str:
        """The step's id in the journey's content."""
        return self.settings.id

    @property
    def kind(self) -> StepKind:
        """What the step does."""
        return self.settings.kind


@dataclass(frozen=True, eq=False)
class Plan:
    """What the engine needs to know of a version, without asking the database. `zone` is the IANA name of its local times.

    `sends_latest`: an e-mail's version that is live when it is sent goes before the pinned one.

    Members of the suppression and exclusion segments, and whom an exit rule is true of, leave before their next step.
    """

    workspace_id: UUID
    journey_id: UUID
    type: RecordType
    version: int
    zone: str
    content_settings_id: UUID | None
    suppression_segment_id: UUID | None
    exclusion_segment_ids: tuple[UUID, ...]
    exit_rules: tuple[Checked, ...]
    sends_latest: bool
    attributes: Attributes
    steps: Mapping[str, Planned]
    first: str | None

    @classmethod
    def of(cls, workspace_id: UUID, journey_id: UUID, type_: RecordType, version: int, prepared: Json, rules: Json | None = None) -> Plan:
        """The plan in a version's `prepared`, as `compile_journey` writes it; `rules` is that of the version whose exit rules hold."""
        ways: dict[str, list[Way]] = {}
        for edge in prepared["edges"]:
            ways.setdefault(edge["from"], []).append(Way(edge["branch"], edge["to"]))
        steps = {}
        for number, node in enumerate(prepared["nodes"]):
            (settings,) = read([{name: value for name, value in node.items() if name not in ("limit", "uses", "pin")}])
            limit = node["limit"] and Duration(node["limit"]["months"], timedelta(seconds=float(node["limit"]["seconds"])))
            steps[settings.id] = Planned(number, settings, tuple(ways.get(settings.id, ())), limit, _pin(node["pin"]))
        rules = prepared if rules is None else rules
        types = _types(rules)
        return cls(
            workspace_id=workspace_id,
            journey_id=journey_id,
            type=type_,
            version=version,
            zone=prepared["zone"],
            content_settings_id=_uuid(prepared["contentSettingsId"]),
            suppression_segment_id=_uuid(prepared["suppressionSegmentId"]),
            exclusion_segment_ids=tuple(ids.decode(each)[1] for each in prepared["exclusionSegmentIds"]),
            exit_rules=tuple(check(each, types) for each in rules["exitRules"]),
            sends_latest=prepared["emailBinding"] == EmailBinding.LATEST,
            attributes=_types(prepared),
            steps=steps,
            first=prepared["first"],
        )

    def condition(self, text: str, *, event: bool = False) -> Checked:
        """A condition of a step; with `event`, one that knows the event it is about."""
        return check(text, self.attributes, event=event)


def _pin(pin: Json | None) -> Pin | None:
    return Pin(ids.decode(pin["emailId"])[1], pin["version"]) if pin else None


def _types(prepared: Json) -> Attributes:
    return {name: AttributeType(kind) for name, kind in prepared["attributes"].items()}


def _uuid(public_id: str | None) -> UUID | None:
    return ids.decode(public_id)[1] if public_id else None
