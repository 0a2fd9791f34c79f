"""Every finding of journeys that their own fields tell: when it is there, and when it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.checks import journey
from golive.models.checks.finding import Finding, Severity
from golive.models.conditions import AttributeType

Json = dict[str, Any]
Found = list[tuple[str, str, str | None]]

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ATTRIBUTES = {"plan": AttributeType.STRING, "age": AttributeType.INTEGER, "member": AttributeType.BOOLEAN, "price": AttributeType.DECIMAL,
              "born": AttributeType.DATE_TIME}  # fmt: skip
EMAIL, SEGMENT = ids.encode("marketing_email", ids.new()), ids.encode("segment", ids.new())
CUSTOMER, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY


def step(kind: str, id_: str, next_: str | None = None, **settings: Any) -> Json:
    return {"kind": kind, "id": id_, "next": next_, **settings}


def mail(id_: str, next_: str | None = None) -> Json:
    return step("SEND_EMAIL", id_, next_, emailId=EMAIL)


def wait(id_: str, next_: str | None = None, duration: str | None = "P1D") -> Json:
    return step("WAIT", id_, next_, duration=duration)


def ask(id_: str, yes: str | None = None, no: str | None = None, **settings: Any) -> Json:
    branches = [{"name": "yes", "next": yes}, {"name": "no", "next": no}]
    return step("IF_THEN", id_, branches=branches, **(settings or {"condition": "contact.age > 1"}))


def wait_for(id_: str, yes: str | None = None, no: str | None = None, **settings: Any) -> Json:
    return ask(id_, yes, no, **{"event": "purchase", "timeLimit": "P7D", **settings}) | {"kind": "WAIT_FOR"}


def split(id_: str, *percents: int | None, next_: str | None = None) -> Json:
    return step("SPLIT", id_, branches=[{"name": str(n), "percent": percent, "next": next_} for n, percent in enumerate(percents)])


def groups(id_: str, *branches: Json, other: str | None = "z") -> Json:
    return step("SEGMENT_GROUP", id_, branches=[*branches, {"name": "other", "next": other}])


def activate(id_: str, next_: str | None = None, **destination: str) -> Json:
    return step("ACTIVATE", id_, next_, destinations=[destination or {"webhookUrl": "https://example.com/hook"}])


Z = step("EXIT", "z")
JOURNEY: Json = {
    "entry": {"segment": {"segmentIds": [SEGMENT]}},
    "contentSettingsId": ids.encode("content_settings", ids.new()),
    "timeZone": "Europe/Berlin",
    "steps": [mail("a", "b"), wait("b", "c"), mail("c")],
}
RULES: Json = {"entryRules": ["contact.age > 1"], "exitRules": [], "steps": [wait("a", "b"), activate("b")]}


def found(findings: list[Finding]) -> Found:
    assert all(each.message.endswith((".", "?")) and "\n" not in each.message for each in findings)
    assert all((each.path[0] == "steps") or each.step_id is None for each in findings)
    return [(each.code, ".".join(each.path), each.step_id) for each in findings]


def check(type_: RecordType = CUSTOMER, **changes: Any) -> Found:
    content = {**(RULES if type_ is AUDIENCE else JOURNEY), **changes}
    return found(list(journey.check(type_, content, ATTRIBUTES, NOW)))


def codes(*steps: Json, type_: RecordType = CUSTOMER) -> list[str]:
    return [code for code, _, _ in check(type_, steps=list(steps))]


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


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Europe", "x" * 90])
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
        step("UPDATE_CONTACT", "a", "z", attribute="plan", value=None),
        step("TRACK_EVENT", "a", "z", event="seen", properties={"x": 1}),
    ],
)
def test_a_configured_step_has_no_finding(right: Json) -> None:
    assert codes(mail("first", "a"), right, Z) == []


def test_two_steps_with_one_id_are_an_error() -> None:
    assert check(steps=[mail("a", "b"), mail("b"), mail("b")]) == [("DUPLICATE_STEP_ID", "steps.2.sendEmail.id", "b")]


def test_a_step_that_no_way_leads_to_is_an_orphan() -> None:
    assert check(steps=[mail("a"), mail("b")]) == [("ORPHAN_STEP", "steps.1.sendEmail", "b")]


def test_a_way_back_is_a_cycle() -> None:
    assert check(steps=[mail("a", "b"), ask("b", "c", "a"), mail("c", "c")]) == [
        ("CYCLE", "steps.2.sendEmail.next", "c"),
        ("CYCLE", "steps.1.ifThen.branches.1.next", "b"),
    ]


def test_branches_may_join() -> None:
    assert codes(ask("a", "b", "c"), mail("b", "d"), mail("c", "d"), mail("d")) == []


def test_a_way_to_a_step_that_does_not_exist_dangles() -> None:
    assert check(steps=[ask("a", "x", "z"), Z]) == [("DANGLING_NEXT", "steps.0.ifThen.branches.0.next", "a")]


def test_twenty_five_branches_are_the_most() -> None:
    assert codes(split("a", *[4] * 25, next_="z"), Z) == []
    assert codes(split("a", *[4] * 24, 2, 2, next_="z"), Z) == ["TOO_MANY_BRANCHES"]


def test_eight_branchings_within_each_other_are_the_most() -> None:
    nested = [ask(f"q{n}", f"q{n + 1}") for n in range(10)]
    assert codes(*nested[:7], ask("q7", "z"), Z) == []
    assert check(steps=[*nested[:8], ask("q8", "q9"), ask("q9", "z"), Z]) == [("NESTING_TOO_DEEP", "steps.8.ifThen.branches", "q8")]


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


def test_the_longest_way_through_takes_a_year_at_most() -> None:
    last = [wait("c", "z", "P200D"), Z]
    assert codes(wait("a", "c", "P165D"), *last) == []
    assert codes(wait("a", "c", "P166D"), *last) == ["JOURNEY_TOO_LONG"]
    assert codes(ask("q", "a", "b"), wait("a", "c", "P165D"), wait("b", "c", "P10D"), *last) == []
    assert codes(ask("q", "a", "b"), wait("a", "c", "P165D"), wait("b", "c", "P166D"), *last) == ["JOURNEY_TOO_LONG"]
    assert codes(step("WAIT_UNTIL", "a", "c", weekdays=["MONDAY"], time="09:00"), wait("c", "z", "P359D"), Z) == ["JOURNEY_TOO_LONG"]
    assert codes(step("WAIT_UNTIL", "a", "c", time="09:00"), wait("c", "z", "P359D"), Z) == []
    assert codes(wait("a", "u", "P30D"), step("WAIT_UNTIL", "u", "c", until="2027-05-01T12:00:00Z"), wait("c", "z", "P304D"), Z) == []


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


@pytest.mark.parametrize("end", [None, "z"])
@pytest.mark.parametrize("waiting", [wait("a"), step("WAIT_UNTIL", "a", time="09:00")])
def test_an_audience_journey_does_not_wait_before_its_end(waiting: Json, end: str | None) -> None:
    steps = [waiting | {"next": end}, *([Z] if end else [])]
    assert [code for code, _, _ in check(AUDIENCE, steps=steps)] == ["WAIT_BEFORE_END"]
    assert "WAIT_BEFORE_END" not in codes(*steps)


@pytest.mark.parametrize("pause", [wait_for("a", "w", "w"), step("WAIT_UNTIL", "a", "w", time="09:00")])
def test_an_audience_journey_does_not_wait_right_after_a_pause(pause: Json) -> None:
    steps = [pause, wait("w", "b"), activate("b")]
    assert check(AUDIENCE, steps=steps) == [("WAIT_AFTER_PAUSE_UNTIL", "steps.1.wait", "w")]
    assert codes(*steps) == []


def test_an_activation_needs_a_destination() -> None:
    steps = [wait("a", "b"), {**activate("b"), "destinations": []}]
    assert check(AUDIENCE, steps=steps) == [("DESTINATION_REQUIRED", "steps.1.activate.destinations", "b")]


def test_an_activation_straight_after_the_start_is_a_warning() -> None:
    assert check(AUDIENCE, steps=[activate("a")]) == [("IMMEDIATE_ACTIVATION", "steps.0.activate", "a")]


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


@pytest.mark.parametrize("last", [wait("b"), wait_for("b"), split("b", 100)])
def test_a_way_that_ends_without_doing_anything_is_a_warning(last: Json) -> None:
    assert [(code, step_id) for code, _, step_id in check(steps=[mail("a", "b"), last])] == [("NO_END_ACTION", "b")]
    assert codes(mail("a", "b"), ask("b", "z"), Z) == []


def test_a_journey_without_steps_is_a_warning() -> None:
    assert check(steps=[]) == check(steps=None) == [("NO_END_ACTION", "steps", None)]


@st.composite
def any_steps(draw: st.DrawFn) -> list[Json]:
    known = st.sampled_from(["a", "b", "c", "d"])
    target = st.none() | known
    drawn = draw(st.lists(st.tuples(known, target, target, st.sampled_from(["mail", "wait", "ask"])), max_size=6))
    make = {"mail": mail, "wait": wait}
    return [ask(id_, one, two) if kind == "ask" else make[kind](id_, one) for id_, one, two, kind in drawn]


@settings(max_examples=150, deadline=None)
@given(any_steps())
def test_the_check_agrees_with_a_search_by_hand(steps: list[Json]) -> None:
    first = {each["id"]: place for place, each in reversed(list(enumerate(steps)))}
    nexts = [[b["next"] for b in each["branches"]] if "branches" in each else [each["next"]] for each in steps]
    reached: set[int] = set()
    waiting = [0] if steps else []
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += [first[to] for to in nexts[place] if to in first]
    alone = {place: {first[to] for to in nexts[place] if to in first} for place in range(len(steps))}
    while leaves := [place for place, after in alone.items() if not after & alone.keys()]:
        for place in leaves:
            del alone[place]  # what remains leads to a loop
    copies = [place for place, each in enumerate(steps) if first[each["id"]] != place]
    expected = {("DUPLICATE_STEP_ID", place) for place in copies}
    expected |= {("ORPHAN_STEP", place) for place in range(len(steps)) if place not in reached and place not in copies}
    expected |= {("DANGLING_NEXT", place) for place, each in enumerate(nexts) if any(to is not None and to not in first for to in each)}
    shape = {"DUPLICATE_STEP_ID", "ORPHAN_STEP", "DANGLING_NEXT", "CYCLE"}
    findings = {(code, int(path.split(".")[1])) for code, path, _ in check(steps=steps) if code in shape}
    assert {each for each in findings if each[0] != "CYCLE"} == expected
    assert any(code == "CYCLE" for code, _ in findings) == bool(alone)
