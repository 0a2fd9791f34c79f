"""The error check of a journey: who enters, when it runs, and what is left to its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from golive.lifecycles.words import RecordType
from golive.models import durations
from golive.models.checks import journey_steps, journey_ways
from golive.models.checks.conditions import condition_findings
from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error, warning
from golive.models.checks.times import known_time_zone, moment, starts_before_it_ends
from golive.models.conditions import Attributes
from golive.models.journeys.graph import Graph
from golive.models.journeys.steps import IfThen, SendEmail, read
from golive.models.journeys.words import StepKind

MAX_SEGMENTS = 15
MAX_RULES = 10

WAITS = frozenset({StepKind.WAIT, StepKind.WAIT_UNTIL, StepKind.WAIT_FOR})

Json = Mapping[str, Any]


def check(type_: RecordType, fields: Json, attributes: Attributes, now: datetime, *, second_check: bool = False) -> Iterator[Finding]:
    """Findings for a journey's content, by input names; `attributes` are the workspace's, name to type.

    The `second_check` is the one while going live: dates that have passed since the first are no error there, as they take
    effect once the journey is live.
    """
    audience = type_ is RecordType.AUDIENCE_JOURNEY
    graph = Graph(read(fields.get("steps")))
    yield from _entry_rules(fields, attributes) if audience else _entry(fields.get("entry"), attributes)
    yield from _rules(fields.get("exitRules") or [], "exitRules", attributes)
    if audience and len(fields.get("exitRules") or []) > MAX_RULES:
        message = f"The journey has more than {MAX_RULES} exit rules: merge them with || or remove some."
        yield error("TOO_MANY_SEGMENTS", message, "exitRules")
    yield from _dates(fields, now, second_check)
    yield from _recurrence(fields, now)
    if blank(fields.get("contentSettingsId")) and any(isinstance(step, SendEmail) for step in graph.steps):
        message = "The journey sends e-mail, which needs the sender's postal address: choose content settings."
        yield error("CONTENT_SETTINGS_REQUIRED", message, "contentSettingsId")
    yield from journey_steps.check(graph, attributes, now, second_check=second_check)
    yield from journey_ways.check(graph, now, audience=audience)
    yield from _repeating(fields, graph)


def _entry(entry: Json | None, attributes: Attributes) -> Iterator[Finding]:
    segment, trigger = (entry or {}).get("segment"), (entry or {}).get("trigger")
    if segment:
        if not segment.get("segmentIds"):
            yield error(
                "NO_ENTRY", "The journey's entry names no segment, so that nobody gets in: choose one.", "entry", "segment", "segmentIds"
            )
        for name in ("segmentIds", "exclusionSegmentIds"):
            if len(segment.get(name) or []) > MAX_SEGMENTS:
                message = (
                    f"The entry names {len(segment[name])} segments and {MAX_SEGMENTS} are the most: merge some into a compound segment."
                )
                yield error("TOO_MANY_SEGMENTS", message, "entry", "segment", name)
    elif trigger:
        if blank(trigger.get("event")):
            yield error(
                "NO_ENTRY", "The journey's trigger names no event, so that nobody gets in: choose one.", "entry", "trigger", "event"
            )
        yield from condition_findings(trigger.get("condition"), attributes, "entry", "trigger", "condition", event=True)
    else:
        yield error("NO_ENTRY", "The journey has no entry, so that nobody gets in: choose segments or a trigger.", "entry")


def _entry_rules(fields: Json, attributes: Attributes) -> Iterator[Finding]:
    rules = fields.get("entryRules") or []
    if all(blank(rule) for rule in rules):
        yield error("NO_ENTRY", "The journey has no entry rule, so that nobody gets in: write one.", "entryRules")
    if len(rules) > MAX_RULES:
        message = f"The journey has more than {MAX_RULES} entry rules: merge them with && or remove some."
        yield error("TOO_MANY_SEGMENTS", message, "entryRules")
    yield from _rules(rules, "entryRules", attributes)


def _rules(rules: list[str], name: str, attributes: Attributes) -> Iterator[Finding]:
    for index, rule in enumerate(rules):
        if blank(rule):
            yield error("CONDITION_INVALID", "This rule is empty: write a condition, or remove the rule.", name, str(index))
        yield from condition_findings(rule, attributes, name, str(index))


def _dates(fields: Json, now: datetime, second_check: bool) -> Iterator[Finding]:
    yield from starts_before_it_ends(fields)
    yield from known_time_zone(fields)
    for finding in known_time_zone(fields.get("schedule") or {}):
        yield replace(finding, path=("schedule", *finding.path))
    start, end = moment(fields.get("startsAt")), moment(fields.get("endsAt"))
    if end is not None and end <= now and not second_check:
        yield error("END_IN_PAST", "The journey's end has passed, so that nobody would get in: set a later end or none.", "endsAt")
    if start is not None and start < now:
        yield warning(
            "START_IN_PAST", "The journey's start has passed, so that it runs at once: set a later start if it shouldn't.", "startsAt"
        )


def _recurrence(fields: Json, now: datetime) -> Iterator[Finding]:
    interval, count, end = fields.get("recurrenceInterval"), fields.get("recurrenceCount"), moment(fields.get("endsAt"))
    if not fields.get("isRecurring") or not interval or not count or end is None:
        return
    start = moment(fields.get("startsAt")) or now
    if durations.parse(interval).after(start, count, _zone(fields)) > end:
        message = f"{count} times {interval} is longer than the journey runs from start to end: set a later end, or fewer iterations."
        yield error("RECURRENCE_DOES_NOT_FIT", message, "recurrenceCount")


def _zone(fields: Json) -> tzinfo:
    name = fields.get("timeZone")
    return UTC if blank(name) or any(known_time_zone(fields)) else ZoneInfo(str(name))


def _repeating(fields: Json, graph: Graph) -> Iterator[Finding]:
    segment = (fields.get("entry") or {}).get("segment") or {}
    repeats = fields.get("allowRepeat") or (segment.get("mode") == "REPEATING" and not segment.get("every"))
    waits = any(step.kind in WAITS or (isinstance(step, IfThen) and step.time_limit) for step in graph.steps)
    if repeats and not waits:
        message = "Contacts may pass through the journey again, and no step waits, so that it could happen often: add a wait."
        yield warning("REPEAT_WITHOUT_WAIT", message, "allowRepeat" if fields.get("allowRepeat") else "entry")
