"""A journey's steps as JSON: what is kept, refused, fixed by going live, and referred to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from journey_samples import EMAIL, SEGMENT, Json, ask, mail, split

from golive.models import ids, jsonb
from golive.models.journeys.references import references, segments_in
from golive.models.journeys.steps import pipeline, read
from golive.models.structures import MODELS, adapter, validate

OTHER_SEGMENT = ids.encode("segment", ids.new())


def test_steps_keep_the_digits_of_their_values() -> None:
    step: Json = {"kind": "UPDATE_CONTACT", "id": "a", "attribute": "price", "value": Decimal("1.10")}
    (read_back,) = read([step])
    assert jsonb.loads(jsonb.dumps(read_back.json_value()))["value"] == Decimal("1.10")
    assert '"value":1.10' in jsonb.dumps(read_back.json_value())


def test_a_step_s_json_has_all_its_fields_and_reads_back_as_the_same_step() -> None:
    (step,) = read([{"kind": "WAIT_UNTIL", "id": "a", "until": "2027-01-01T01:00:00+01:00"}])
    assert step.json_value() == {
        "kind": "WAIT_UNTIL", "id": "a", "name": "", "next": None, "branches": [],
        "until": "2027-01-01T00:00:00Z", "weekdays": [], "time": None,
    }  # fmt: skip
    assert read([step.json_value()]) == [step]


@pytest.mark.parametrize(
    ("name", "value", "path", "message"),
    [
        ("Step", mail("a\0"), "sendEmail.id", "NUL"),
        ("Step", mail("a", name="\ud800"), "sendEmail.name", "can't be stored"),
        ("Step", mail(" "), "sendEmail.id", "visible"),
        ("Step", mail("a\n"), "sendEmail.id", "control"),
        ("Step", mail("a" * 101), "sendEmail.id", "more than 100 characters"),
        ("Step", mail("a", "b" * 101), "sendEmail.next", "more than 100 characters"),
        ("Step", mail("a", emailId="x"), "sendEmail.emailId", "isn't the id of a marketing email"),
        ("Step", mail("a", emailId=SEGMENT), "sendEmail.emailId", "isn't the id of a marketing email"),
        ("Step", mail("a", expiresAfter="soon"), "sendEmail.expiresAfter", "ISO 8601"),
        ("Step", {**split("a", None), "branches": [{"name": "x", "percent": 101}]}, "split.branches.0.percent", "more than 100"),
        ("Step", {**split("a", None), "branches": [{"name": "x", "percent": -1}]}, "split.branches.0.percent", "less than 0"),
        ("Step", split("a", *[None] * 101), "split.branches", "more than 100 entries"),
        ("Step", {"kind": "WAIT_UNTIL", "id": "a", "time": "9 o'clock"}, "waitUntil.time", "time of day"),
        ("Step", {"kind": "ACTIVATE", "id": "a", "destinations": [{"csvFile": "../x.csv"}]}, "activate.destinations.0.csvFile", "slashes"),
        ("Step", {"kind": "ACTIVATE", "id": "a", "destinations": [{"csvFile": "é" * 101}]}, "activate.destinations.0.csvFile", "bytes"),
        ("Step", {"kind": "UPDATE_CONTACT", "id": "a", "value": {"x": ["\0"]}}, "updateContact.value", "NUL"),
        ("Step", {"kind": "TRACK_EVENT", "id": "a", "properties": {"\0": 1}}, "trackEvent.properties", "NUL"),
        ("Step", {"kind": "TRACK_EVENT", "id": "a", "properties": {"x": [0] * 3000}}, "trackEvent.properties", "more than 2,000"),
        ("JourneyEntry", {"segment": {"segmentIds": [EMAIL]}}, "segment.segmentIds.0", "isn't the id of a segment"),
        ("JourneyEntry", {"trigger": {"event": "x" * 501}}, "trigger.event", "more than 500"),
        ("JourneySchedule", {"at": "25:00"}, "at", "time of day"),
        ("Design", {"format": "HTML", "source": "x" * 1_000_001}, "source", "more than 1,000,000"),
        ("ScoringCondition", {"condition": "x" * 10_001, "points": 1}, "condition", "more than 10,000"),
        ("ScoringCondition", {"condition": "true", "points": 1_000_001}, "points", "more than 1,000,000"),
        ("Grade", {"from": -1_000_001, "to": 1, "name": "A"}, "from", "less than -1,000,000"),
        ("FormField", {"key": "a", "options": ["\0"]}, "options.0", "NUL"),
        ("AfterSubmit", {"redirectUrl": "x" * 2001}, "redirectUrl", "more than 2,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_with_its_path(name: str, value: Json, path: str, message: str) -> None:
    (finding,) = validate(name, value, ("field", "0"))
    assert (finding.code, ".".join(finding.path)) == ("INVALID_INPUT", f"field.0.{path}")
    assert message in finding.message
    assert finding.message.endswith(".")


def test_json_that_nests_too_deep_is_refused_however_deep_it_is() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    (finding,) = validate("Step", {"kind": "UPDATE_CONTACT", "id": "a", "value": value}, ())
    assert "nests more than" in finding.message


LEAST: dict[str, Json] = {
    "Step": {"kind": "SEND_EMAIL", "id": "a"},
    "FormField": {"key": "a"},
    "FrequencyCap": {"mails": 1, "period": "P1D"},
    "QuietTime": {"from": "22:00", "until": "07:00"},
}


@pytest.mark.parametrize("name", MODELS)
def test_what_is_incomplete_can_be_stored_in_a_draft(name: str) -> None:
    least: Json = LEAST.get(name, {})
    assert validate(name, least, ()) == []
    assert adapter(name).validate_python(least).json_value()


def test_the_pipeline_is_ids_kinds_and_edges() -> None:
    steps = [ask("a", "b", None), mail("b")]
    assert pipeline(steps) == [["a", "IF_THEN", None, ["b", None]], ["b", "SEND_EMAIL", None, []]]
    assert pipeline(None) == []


@pytest.mark.parametrize("change", [{"name": "Other"}, {"emailId": None}, {"expiresAfter": "P1D"}])
def test_a_tile_s_settings_are_not_the_pipeline(change: Json) -> None:
    assert pipeline([mail("a", **change)]) == pipeline([mail("a")])


@pytest.mark.parametrize("other", [[mail("b")], [mail("a", "b")], [mail("a"), mail("b")], [split("a")], []])
def test_an_id_a_kind_and_an_edge_are_the_pipeline(other: list[Json]) -> None:
    assert pipeline(other) != pipeline([mail("a")])


def test_references_are_found_in_settings_branches_destinations_entry_and_conditions() -> None:
    steps = [
        mail("a"),
        ask("b", None, None, condition=f'memberOf("{SEGMENT}") && !memberOf("{OTHER_SEGMENT}")'),
        {"kind": "SEGMENT_GROUP", "id": "c", "branches": [{"name": "x", "segmentId": SEGMENT}, {"name": "other"}]},
        {"kind": "ACTIVATE", "id": "d", "destinations": [{"csvFile": "a.csv"}, {"segmentId": SEGMENT}]},
    ]
    entry = {"segment": {"segmentIds": [SEGMENT], "exclusionSegmentIds": [OTHER_SEGMENT]}}
    assert [(".".join(each.path), each.step_id, each.prefix, each.public_id) for each in references(steps, entry)] == [
        ("entry.segment.segmentIds.0", None, "segment", SEGMENT),
        ("entry.segment.exclusionSegmentIds.0", None, "segment", OTHER_SEGMENT),
        ("steps.0.sendEmail.emailId", "a", "marketing_email", EMAIL),
        ("steps.1.ifThen.condition", "b", "segment", SEGMENT),
        ("steps.1.ifThen.condition", "b", "segment", OTHER_SEGMENT),
        ("steps.2.segmentGroup.branches.0.segmentId", "c", "segment", SEGMENT),
        ("steps.3.activate.destinations.1.segmentId", "d", "segment", SEGMENT),
    ]
    trigger = {"trigger": {"event": "x", "condition": f'memberOf("{SEGMENT}")'}}
    assert [each.public_id for each in references(None, trigger)] == [SEGMENT]


def test_a_condition_that_does_not_parse_refers_to_nothing() -> None:
    assert segments_in(f'memberOf("{SEGMENT}") &&') == segments_in(None) == segments_in("memberOf(1)") == []
