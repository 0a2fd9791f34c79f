"""Every finding of a journey besides its steps: when it is there, and when it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from journey_samples import (
    ATTRIBUTES,
    AUDIENCE,
    CUSTOMER,
    JOURNEY,
    NOW,
    REAL_TIME,
    RULES,
    SEGMENT,
    Found,
    Json,
    Z,
    activate,
    ask,
    check,
    codes,
    groups,
    mail,
    step,
    wait_for,
)

from golive.lifecycles.words import RecordType
from golive.models.checks import journey
from golive.models.checks.finding import Severity


@pytest.mark.parametrize("type_", [CUSTOMER, REAL_TIME, AUDIENCE])
def test_a_whole_journey_has_no_finding(type_: RecordType) -> None:
    assert check(type_) == []


def test_warnings_and_errors_are_told_apart() -> None:
    warned = {"START_IN_PAST", "IMMEDIATE_ACTIVATION", "REPEAT_WITHOUT_WAIT", "NO_END_ACTION"}
    content = {**RULES, "startsAt": NOW - timedelta(days=1), "allowRepeat": True, "steps": [activate("a", "b"), ask("b")]}
    findings = list(journey.check(CUSTOMER, content, ATTRIBUTES, NOW))
    assert {each.code for each in findings if each.severity is Severity.WARNING} == warned
    assert [each.code for each in findings if each.severity is Severity.ERROR] == ["NO_ENTRY"]


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (None, "entry"),
        ({"segment": None, "trigger": None}, "entry"),
        ({"segment": {"segmentIds": []}}, "entry.segment.segmentIds"),
        ({"trigger": {"event": " "}}, "entry.trigger.event"),
    ],
)
def test_a_journey_needs_an_entry(entry: Json | None, path: str) -> None:
    assert check(entry=entry) == [("NO_ENTRY", path, None)]
    assert check(REAL_TIME, entry={"trigger": {"event": "signed_up"}}) == []


@pytest.mark.parametrize("rules", [[], None])
def test_an_audience_journey_needs_an_entry_rule(rules: list[str] | None) -> None:
    assert check(AUDIENCE, entryRules=rules) == [("NO_ENTRY", "entryRules", None)]


@pytest.mark.parametrize("name", ["segmentIds", "exclusionSegmentIds"])
def test_fifteen_segments_are_the_most(name: str) -> None:
    def with_segments(count: int) -> Found:
        return check(entry={"segment": {"segmentIds": [SEGMENT], name: [SEGMENT] * count}})

    assert with_segments(15) == []
    assert with_segments(16) == [("TOO_MANY_SEGMENTS", f"entry.segment.{name}", None)]


@pytest.mark.parametrize("name", ["entryRules", "exitRules"])
def test_ten_rules_are_the_most_in_an_audience_journey(name: str) -> None:
    assert check(AUDIENCE, **{name: ["true"] * 10}) == []
    assert check(AUDIENCE, **{name: ["true"] * 11}) == [("TOO_MANY_SEGMENTS", name, None)]
    assert check(REAL_TIME, exitRules=["true"] * 11) == []


def test_conditions_are_checked_wherever_they_stand() -> None:
    wrong = "contact.height > 1"
    assert check(AUDIENCE, entryRules=["true", wrong]) == [("CONDITION_INVALID", "entryRules.1", None)]
    assert check(REAL_TIME, exitRules=[wrong]) == [("CONDITION_INVALID", "exitRules.0", None)]
    assert check(REAL_TIME, exitRules=[" "]) == [("CONDITION_INVALID", "exitRules.0", None)]
    assert check(entry={"trigger": {"event": "x", "condition": wrong}}) == [("CONDITION_INVALID", "entry.trigger.condition", None)]
    assert check(steps=[ask("a", "z", condition=wrong), Z]) == [("CONDITION_INVALID", "steps.0.ifThen.condition", "a")]
    waiting = wait_for("a", "z", condition=wrong)
    assert check(steps=[waiting, Z]) == [("CONDITION_INVALID", "steps.0.waitFor.condition", "a")]
    group = groups("a", {"name": "x", "condition": wrong})
    assert check(steps=[group, Z]) == [("CONDITION_INVALID", "steps.0.segmentGroup.branches.0.condition", "a")]


def test_a_condition_with_an_event_may_ask_for_its_properties() -> None:
    assert check(entry={"trigger": {"event": "purchase", "condition": "event.amount > 5"}}) == []
    assert codes(ask("a", "z", event="purchase", condition="event.amount > 5"), Z) == []
    assert codes(wait_for("a", "z", condition="event.amount > 5"), Z) == []
    assert codes(ask("a", "z", condition="event.amount > 5"), Z) == ["CONDITION_INVALID"]


def test_every_mistake_of_a_condition_is_told_with_its_place() -> None:
    content = {**RULES, "entryRules": ["contact.height > 1 &&\ncontact.width > 1"]}
    messages = [each.message for each in journey.check(AUDIENCE, content, ATTRIBUTES, NOW)]
    assert ["line 1, column 1" in messages[0], "line 2, column 1" in messages[1], len(messages)] == [True, True, 2]


def test_a_start_comes_before_the_end() -> None:
    late, later = "2027-05-01T00:00:00Z", "2027-06-01T00:00:00Z"
    assert check(startsAt=late, endsAt=later) == []
    assert check(startsAt=later, endsAt=late) == check(startsAt=late, endsAt=late) == [("START_AFTER_END", "endsAt", None)]


def test_an_end_in_the_past_is_an_error_but_not_in_the_second_check() -> None:
    assert check(endsAt=NOW) == [("END_IN_PAST", "endsAt", None)]
    assert check(endsAt=NOW + timedelta(seconds=1)) == []
    assert list(journey.check(CUSTOMER, {**JOURNEY, "endsAt": NOW}, ATTRIBUTES, NOW, second_check=True)) == []


def test_a_start_in_the_past_is_a_warning() -> None:
    assert check(startsAt=NOW - timedelta(seconds=1)) == [("START_IN_PAST", "startsAt", None)]
    assert check(startsAt=NOW) == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Europe", "x" * 90, "localtime", "posix/Europe/Berlin"])
def test_an_unknown_time_zone_is_an_error(zone: str) -> None:
    assert check(timeZone=zone) == [("TIME_ZONE_UNKNOWN", "timeZone", None)]
    assert check(AUDIENCE, schedule={"timeZone": zone}) == [("TIME_ZONE_UNKNOWN", "schedule.timeZone", None)]


def test_a_known_time_zone_or_none_is_fine() -> None:
    assert check(timeZone=None) == check(AUDIENCE, schedule={"timeZone": "Asia/Tokyo"}) == []


@pytest.mark.parametrize(
    ("start", "end", "interval", "count", "fits"),
    [
        ("2027-04-01T00:00:00Z", "2027-04-08T00:00:00Z", "P1D", 7, True),
        ("2027-04-01T00:00:00Z", "2027-04-07T23:59:59Z", "P1D", 7, False),
        ("2028-01-31T00:00:00Z", "2028-02-29T00:00:00Z", "P1M", 1, True),
        ("2028-01-31T00:00:00Z", "2028-02-28T00:00:00Z", "P1M", 1, False),
        ("2028-01-31T00:00:00Z", "2028-03-30T00:00:00Z", "P1M", 2, False),
        (None, "2027-03-03T12:00:00Z", "P1D", 2, True),
        (None, "2027-03-03T12:00:00Z", "P1D", 3, False),
        (None, None, "P1Y", 100, True),
        (None, "2027-03-03T12:00:00Z", None, 3, True),
        (None, "2027-03-03T12:00:00Z", "P9999Y", 100_000, False),
    ],
)
def test_iterations_fit_between_start_and_end(start: str | None, end: str | None, interval: str | None, count: int, fits: bool) -> None:
    dates: Json = {"startsAt": start, "endsAt": end, "recurrenceInterval": interval, "recurrenceCount": count, "timeZone": "UTC"}
    assert check(**dates, isRecurring=True) == ([] if fits else [("RECURRENCE_DOES_NOT_FIT", "recurrenceCount", None)])
    assert check(**dates, isRecurring=False) == []


def test_mail_needs_content_settings() -> None:
    assert check(contentSettingsId=None) == [("CONTENT_SETTINGS_REQUIRED", "contentSettingsId", None)]
    assert check(contentSettingsId=None, steps=[step("EXIT", "a")]) == []


@pytest.mark.parametrize(
    ("type_", "changes", "path"),
    [
        (AUDIENCE, {"allowRepeat": True}, "allowRepeat"),
        (CUSTOMER, {"entry": {"segment": {"segmentIds": [SEGMENT], "mode": "REPEATING"}}}, "entry"),
    ],
)
def test_repeating_without_a_wait_is_a_warning(type_: RecordType, changes: Json, path: str) -> None:
    assert check(type_, **changes, steps=[step("EXIT", "a")]) == [("REPEAT_WITHOUT_WAIT", path, None)]
    assert check(type_, **changes) == []


def test_repeating_every_so_often_needs_no_wait() -> None:
    entry = {"segment": {"segmentIds": [SEGMENT], "mode": "REPEATING", "every": "P1M"}}
    assert check(entry=entry, steps=[mail("a")]) == []
