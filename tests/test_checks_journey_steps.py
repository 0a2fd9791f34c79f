"""Every finding of a journey's steps, each for itself: when it is there, and when it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from journey_samples import (
    ATTRIBUTES,
    AUDIENCE,
    CUSTOMER,
    JOURNEY,
    NOW,
    SEGMENT,
    Json,
    Z,
    activate,
    ask,
    check,
    codes,
    groups,
    mail,
    split,
    step,
    wait,
    wait_for,
)

from golive.models.checks import journey


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (step("SEND_EMAIL", "a", "z"), "sendEmail.emailId"),
        (wait("a", "z", None), "wait.duration"),
        (step("WAIT_UNTIL", "a", "z"), "waitUntil.until"),
        (step("WAIT_UNTIL", "a", "z", weekdays=["MONDAY"]), "waitUntil.time"),
        (step("WAIT_UNTIL", "a", "z", until="2027-04-01T00:00:00Z", time="09:00"), "waitUntil.until"),
        (wait_for("a", "z", event=None), "waitFor.event"),
        (wait_for("a", "z", segmentId=SEGMENT), "waitFor.event"),
        (wait_for("a", "z", timeLimit=None), "waitFor.timeLimit"),
        (wait_for("a", "z", event=None, segmentId=SEGMENT, condition="true"), "waitFor.event"),
        (ask("a", "z", condition=" "), "ifThen.condition"),
        (ask("a", "z", stepId="z"), "ifThen.outcome"),
        (ask("a", "z", outcome="SENT"), "ifThen.stepId"),
        ({**ask("a", "z"), "branches": [{"name": "yes", "next": "z"}]}, "ifThen.branches"),
        ({**ask("a", "z"), "branches": [{"name": n, "next": "z"} for n in ("yes", "no", "no")]}, "ifThen.branches"),
        ({**ask("a", "z"), "branches": [{"name": n, "next": "z"} for n in ("ja", "nein")]}, "ifThen.branches"),
        (groups("a"), "segmentGroup.branches"),
        (groups("a", {"name": "x"}), "segmentGroup.branches.0.condition"),
        (groups("a", {"name": "x", "condition": "true", "segmentId": SEGMENT}), "segmentGroup.branches.0.condition"),
        (activate("a", "z", webhookUrl="ftp://example.com"), "activate.destinations.0.webhookUrl"),
        (activate("a", "z", webhookUrl="http://[x"), "activate.destinations.0.webhookUrl"),
        (step("UPDATE_CONTACT", "a", "z"), "updateContact.attribute"),
        (step("UPDATE_CONTACT", "a", "z", attribute="height", value=1), "updateContact.attribute"),
        (step("UPDATE_CONTACT", "a", "z", attribute="age", value="old"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="age", value=True), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="member", value=1), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="price", value="1.10"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="born", value="yesterday"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="born", value="20260131T090000Z"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="plan", value="x" * 10_001), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="email", value="ada"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="email", value=" ada@example.com"), "updateContact.value"),
        (step("UPDATE_CONTACT", "a", "z", attribute="first_name", value=7), "updateContact.value"),
        (step("TRACK_EVENT", "a", "z"), "trackEvent.event"),
    ],
)
def test_a_step_needs_its_settings(wrong: Json, field: str) -> None:
    lead = [step("TRACK_EVENT", "first", "a", event="x")]  # so that an activation isn't immediate
    assert ("STEP_UNCONFIGURED", f"steps.1.{field}", "a") in check(steps=[*lead, wrong, Z])
    assert {code for code, _, _ in check(steps=[*lead, wrong, Z])} == {"STEP_UNCONFIGURED"}


@pytest.mark.parametrize(
    "right",
    [
        step("WAIT_UNTIL", "a", "z", until="2027-04-01T00:00:00Z"),
        step("WAIT_UNTIL", "a", "z", weekdays=["MONDAY"], time="09:00"),
        step("WAIT_UNTIL", "a", "z", time="09:00"),
        wait_for("a", "z"),
        wait_for("a", "z", event=None, segmentId=SEGMENT),
        {**ask("a", "z"), "branches": [{"name": "No", "next": "z"}, {"name": "Yes", "next": "z"}]},
        ask("a", "z", event="purchase", timeLimit="P3D"),
        ask("a", "z", stepId="first", outcome="CLICKED"),
        split("a", 50, 50, next_="z"),
        groups("a", {"name": "x", "condition": "true"}, {"name": "y", "segmentId": SEGMENT, "next": "z"}),
        activate("a", "z", csvFile="customers.csv"),
        activate("a", "z", segmentId=SEGMENT),
        step("UPDATE_CONTACT", "a", "z", attribute="age", value=30),
        step("UPDATE_CONTACT", "a", "z", attribute="born", value="2001-02-03T00:00:00Z"),
        step("UPDATE_CONTACT", "a", "z", attribute="first_name", value="Ada"),
        step("UPDATE_CONTACT", "a", "z", attribute="email", value="ada@example.com"),
        step("UPDATE_CONTACT", "a", "z", attribute="email", value=None),
        step("UPDATE_CONTACT", "a", "z", attribute="plan", value=None),
        step("TRACK_EVENT", "a", "z", event="seen", properties={"x": 1}),
    ],
)
def test_a_configured_step_has_no_finding(right: Json) -> None:
    assert codes(mail("first", "a"), right, Z) == []


@pytest.mark.parametrize(
    ("long", "field"),
    [
        (wait("a", "z", "P366D"), "wait.duration"),
        (wait("a", "z", "P13M"), "wait.duration"),
        (step("WAIT_UNTIL", "a", "z", until="2028-03-02T00:00:00Z"), "waitUntil.until"),
        (wait_for("a", "z", timeLimit="P366D"), "waitFor.timeLimit"),
        (ask("a", "z", event="x", timeLimit="P366D"), "ifThen.timeLimit"),
    ],
)
def test_a_year_is_the_longest_wait(long: Json, field: str) -> None:
    assert check(steps=[long, Z]) == [("WAIT_TOO_LONG", f"steps.0.{field}", "a"), ("JOURNEY_TOO_LONG", "steps", None)]


@pytest.mark.parametrize("duration", ["P365D", "P12M", "P1Y", "PT8760H"])
def test_a_wait_of_a_year_is_fine(duration: str) -> None:
    assert codes(wait("a", "z", duration), Z) == []


def test_a_moment_in_the_past_is_an_error_but_not_in_the_second_check() -> None:
    steps = [step("WAIT_UNTIL", "a", "z", until=NOW - timedelta(seconds=1)), Z]
    assert check(steps=steps) == [("WAIT_IN_PAST", "steps.0.waitUntil.until", "a")]
    assert list(journey.check(CUSTOMER, {**JOURNEY, "steps": steps}, ATTRIBUTES, NOW, second_check=True)) == []


@pytest.mark.parametrize("source", ["x", "a", "c"])
def test_an_outcome_is_asked_of_an_earlier_step(source: str) -> None:
    steps = [split("s", 50, 50, next_="a"), ask("a", "c", stepId=source, outcome="SENT"), mail("c")]
    assert check(steps=steps) == [("CONDITION_SOURCE_MISSING", "steps.1.ifThen.stepId", "a")]


def test_a_step_on_another_branch_is_not_earlier() -> None:
    steps = [ask("q", "a", "b"), mail("a"), ask("b", "z", stepId="a", outcome="SENT"), Z]
    assert codes(*steps) == ["CONDITION_SOURCE_MISSING"]


def test_an_outcome_is_one_that_the_step_can_have() -> None:
    assert codes(mail("a", "b"), ask("b", "z", stepId="a", outcome="OPENED"), Z) == []
    assert check(steps=[mail("a", "b"), ask("b", "z", stepId="a", outcome="YES"), Z]) == [
        ("STEP_UNCONFIGURED", "steps.1.ifThen.outcome", "b")
    ]
    assert codes(wait("a", "b"), ask("b", "z", stepId="a", outcome="SENT"), Z) == ["STEP_UNCONFIGURED"]


@pytest.mark.parametrize("percents", [(50, 49), (50, 51), (50, None), ()])
def test_the_percents_of_a_split_sum_to_100(percents: tuple[int | None, ...]) -> None:
    assert ("SPLIT_NOT_100", "steps.0.split.branches", "a") in check(steps=[split("a", *percents, next_="z"), Z])
    assert codes(split("a", 99, 1, 0, next_="z"), Z) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (groups("a", {"name": "x", "condition": "true", "next": "z"}, other=None), "branches.1.next"),
        ({**groups("a"), "branches": [{"name": "x", "condition": "true", "next": "z"}]}, "branches"),
        (groups("a", {"name": "x", "condition": "true"}, {"name": "X ", "condition": "true"}), "branches.0.name"),
        (groups("a", {"name": " ", "condition": "true"}), "branches.0.name"),
        (groups("a", *[{"name": str(n), "condition": "true"} for n in range(11)]), "branches"),
        (
            {**groups("a"), "branches": [{"name": "x", "condition": "true"}, {"name": "other", "condition": "true", "next": "z"}]},
            "branches.1",
        ),
    ],
)
def test_segment_groups_have_unique_names_and_an_other_branch_that_leads_on(wrong: Json, field: str) -> None:
    findings = [each for each in check(steps=[wrong, Z]) if each[0] != "ORPHAN_STEP"]
    assert findings[0] == ("SEGMENT_GROUPS_INVALID", f"steps.0.segmentGroup.{field}", "a")
    assert {code for code, _, _ in findings} == {"SEGMENT_GROUPS_INVALID"}


def test_ten_groups_are_fine() -> None:
    assert codes(groups("a", *[{"name": str(n), "condition": "true"} for n in range(10)]), Z) == []


def test_an_activation_needs_a_destination() -> None:
    steps = [wait("a", "b"), {**activate("b"), "destinations": []}]
    assert check(AUDIENCE, steps=steps) == [("DESTINATION_REQUIRED", "steps.1.activate.destinations", "b")]
