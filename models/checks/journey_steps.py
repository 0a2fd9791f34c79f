"""The error check of a journey's steps, each for itself: is it configured, and do its settings fit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from golive.models import durations
from golive.models.checks.conditions import condition_findings
from golive.models.checks.finding import Finding, Severity
from golive.models.checks.step_values import unfit
from golive.models.checks.texts import blank
from golive.models.conditions import Attributes
from golive.models.journeys.graph import Graph
from golive.models.journeys.steps import (
    Activate,
    BaseStep,
    IfThen,
    SegmentGroup,
    SendEmail,
    Split,
    TrackEvent,
    UpdateContact,
    Wait,
    WaitFor,
    WaitUntil,
)
from golive.models.journeys.words import NO, OTHER, OUTCOMES, YES

MAX_BRANCHES = 25
MAX_GROUPS = 10
MAX_WAIT = timedelta(days=365)


def check(graph: Graph, attributes: Attributes, now: datetime, *, second_check: bool) -> Iterator[Finding]:
    """Findings for each step; with `second_check` a moment that has passed is none."""
    for place, step in enumerate(graph.steps):
        checks = _Step(graph, place, attributes, now, second_check)
        yield from checks.branches()
        yield from checks.settings(step)
        yield from checks.conditions(step)


class _Step:
    """The checks of one step, and how its findings are made."""

    def __init__(self, graph: Graph, place: int, attributes: Attributes, now: datetime, second_check: bool) -> None:
        self.graph, self.place, self.attributes, self.now, self.second_check = graph, place, attributes, now, second_check
        self.step = graph.steps[place]
        self.path = ("steps", str(place), self.step.kind.key)
        self.name = f"“{self.step.name or self.step.id}”"

    def error(self, code: str, message: str, *path: str) -> Finding:
        return Finding(code, Severity.ERROR, message, (*self.path, *path), self.step.id)

    def unconfigured(self, missing: str, *path: str) -> Finding:
        return self.error("STEP_UNCONFIGURED", f"The step {self.name} can't be run yet: {missing}.", *path)

    def branches(self) -> Iterator[Finding]:
        count = len(self.step.branches)
        if count > MAX_BRANCHES:
            message = f"The step {self.name} has {count} branches and {MAX_BRANCHES} are the most: merge or remove some."
            yield self.error("TOO_MANY_BRANCHES", message, "branches")
        if isinstance(self.step, WaitFor | IfThen) and Counter(b.name.strip().lower() for b in self.step.branches) != {YES: 1, NO: 1}:
            yield self.unconfigured(f"it needs exactly two branches, called {YES} and {NO}", "branches")

    def conditions(self, step: BaseStep) -> Iterator[Finding]:
        if isinstance(step, WaitFor | IfThen):
            event = not blank(step.event)
            path = (*self.path, "condition")
            yield from condition_findings(step.condition, self.attributes, *path, event=event, step_id=step.id)
        for index, branch in enumerate(step.branches[: MAX_GROUPS + 1]):  # what is more is too much, whatever its conditions
            within = (*self.path, "branches", str(index), "condition")
            yield from condition_findings(branch.condition, self.attributes, *within, step_id=step.id)

    def settings(self, step: BaseStep) -> Iterator[Finding]:
        match step:
            case SendEmail(email_id=None):
                yield self.unconfigured("choose its e-mail", "emailId")
            case Wait():
                yield from self._limit(step.duration, "duration", "say how long it waits")
            case WaitUntil():
                yield from self._wait_until(step)
            case WaitFor():
                yield from self._wait_for(step)
            case IfThen():
                yield from self._if_then(step)
            case Split():
                yield from self._split(step)
            case SegmentGroup():
                yield from self._groups(step)
            case Activate():
                yield from self._activate(step)
            case UpdateContact():
                yield from self._update_contact(step)
            case TrackEvent() if blank(step.event):
                yield self.unconfigured("name the event that it writes down", "event")

    def _limit(self, duration: str | None, field: str, missing: str | None) -> Iterator[Finding]:
        if duration is None and missing is not None:
            yield self.unconfigured(missing, field)
        elif duration is not None and durations.parse(duration).length > MAX_WAIT:
            message = f"The step {self.name} waits {duration}, and {MAX_WAIT.days} days are the most: shorten it."
            yield self.error("WAIT_TOO_LONG", message, field)

    def _wait_until(self, step: WaitUntil) -> Iterator[Finding]:
        if step.until is None:
            if step.time is None:
                yield self.unconfigured("say until when it waits, a moment or a time of day", "time" if step.weekdays else "until")
            return
        if step.time is not None or step.weekdays:
            yield self.unconfigured("it has both a moment and a time of day, so take one away", "until")
        if step.until < self.now and not self.second_check:
            message = f"The step {self.name} waits until a moment that has passed, so that nobody waits: set a later one, or remove it."
            yield self.error("WAIT_IN_PAST", message, "until")
        elif step.until - self.now > MAX_WAIT:
            message = f"The step {self.name} waits for more than {MAX_WAIT.days} days, which is the most: set an earlier moment."
            yield self.error("WAIT_TOO_LONG", message, "until")

    def _wait_for(self, step: WaitFor) -> Iterator[Finding]:
        if blank(step.event) == (step.segment_id is None):
            one = (
                "say what it waits for, an event or a segment"
                if step.segment_id is None
                else "it waits for an event and for a segment, so take one away"
            )
            yield self.unconfigured(one, "event")
        if step.condition is not None and blank(step.event):
            yield self.unconfigured("its condition is about an event, so name the event", "event")
        yield from self._limit(step.time_limit, "timeLimit", "say how long it waits at most")

    def _if_then(self, step: IfThen) -> Iterator[Finding]:
        asks_outcome = step.step_id is not None or step.outcome is not None
        if not asks_outcome and blank(step.event) and blank(step.condition):
            yield self.unconfigured("say what it asks, a condition, an event or how an earlier step went", "condition")
        if asks_outcome and not (blank(step.event) and blank(step.condition)):
            yield self.unconfigured("it asks how an earlier step went and something else too, so take one away", "stepId")
        if asks_outcome:
            yield from self._outcome(step)
        yield from self._limit(step.time_limit, "timeLimit", None)

    def _outcome(self, step: IfThen) -> Iterator[Finding]:
        if step.step_id is None or step.outcome is None:
            yield self.unconfigured(
                "it needs both an earlier step and the outcome that is asked for", "stepId" if step.step_id is None else "outcome"
            )
            return
        source = self.graph.index.get(step.step_id)
        if source is None or not self.graph.is_before(source, self.place):
            message = (
                f"The step {self.name} asks how the step {step.step_id} went, which contacts haven't passed before: choose an earlier one."
            )
            yield self.error("CONDITION_SOURCE_MISSING", message, "stepId")
            return
        possible = OUTCOMES.get(self.graph.steps[source].kind, frozenset())
        if step.outcome not in possible:
            known = ", ".join(sorted(outcome.value for outcome in possible)) or "none"
            yield self.unconfigured(
                f"the step that it asks about is never {step.outcome.value}; the possible outcomes are {known}", "outcome"
            )

    def _split(self, step: Split) -> Iterator[Finding]:
        total = sum(branch.percent or 0 for branch in step.branches)
        if total != 100:
            message = f"The branches of the step {self.name} get {total} percent of the contacts together: let their percents sum to 100."
            yield self.error("SPLIT_NOT_100", message, "branches")

    def _groups(self, step: SegmentGroup) -> Iterator[Finding]:
        groups = [(index, branch) for index, branch in enumerate(step.branches) if branch.name.strip().lower() != OTHER]
        others = [(index, branch) for index, branch in enumerate(step.branches) if branch.name.strip().lower() == OTHER]
        if not groups:
            yield self.unconfigured("it has no group, so add one", "branches")
        for index, branch in groups:
            if blank(branch.condition) == (branch.segment_id is None):
                yield self.unconfigured(
                    f"the group “{branch.name}” needs either a condition or a segment", "branches", str(index), "condition"
                )
        if len(groups) > MAX_GROUPS:
            yield self._invalid_groups(f"it has {len(groups)} groups and {MAX_GROUPS} are the most: merge or remove some")
        names = Counter(branch.name.strip().lower() for branch in step.branches)
        for index, branch in groups:
            if blank(branch.name) or names[branch.name.strip().lower()] > 1:
                yield self._invalid_groups("each group needs a name of its own: rename this one", str(index), "name")
        if len(others) != 1 or others[0][1].next is None:
            where = (str(others[0][0]), "next") if others else ()
            yield self._invalid_groups(
                f"whom no group takes has nowhere to go: give it one branch called “{OTHER}” that leads to a step", *where
            )
        elif not blank(others[0][1].condition) or others[0][1].segment_id is not None:
            yield self._invalid_groups(f"the branch “{OTHER}” takes whom no group takes: remove its own condition", str(others[0][0]))

    def _invalid_groups(self, what: str, *path: str) -> Finding:
        return self.error("SEGMENT_GROUPS_INVALID", f"The groups of the step {self.name} aren't complete, as {what}.", "branches", *path)

    def _activate(self, step: Activate) -> Iterator[Finding]:
        if not step.destinations:
            message = f"The step {self.name} has no destination, so that it hands contacts to nobody: add one."
            yield self.error("DESTINATION_REQUIRED", message, "destinations")
        for index, destination in enumerate(step.destinations):
            if destination.webhook_url is not None and not _is_web_address(destination.webhook_url):
                what = "its address isn't one of the web, so write it such as https://example.com/hook"
                yield self.unconfigured(what, "destinations", str(index), "webhookUrl")

    def _update_contact(self, step: UpdateContact) -> Iterator[Finding]:
        if step.attribute is None or blank(step.attribute):
            yield self.unconfigured("choose the attribute that it sets", "attribute")
        elif problem := unfit(step.attribute, step.value, self.attributes):
            yield self.unconfigured(problem[1], problem[0])


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
