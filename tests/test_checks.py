"""Every finding of e-mails, content settings, pages, forms and events: when it is there, and when it is not."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from golive.models.checks import content_settings, email, event, event_session, event_track, form, page
from golive.models.checks.finding import Finding, Severity

ATTRIBUTES = {"womens": "INTEGER", "zip_code": "STRING"}

EMAIL: dict[str, Any] = {
    "subject": "Hello {{ contact.first_name }}",
    "design": {
        "format": "MJML",
        "source": "<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text>"
        '<mj-button href="{{ content.unsubscribe_url }}">Unsubscribe</mj-button><mj-text>{{ content.address }}</mj-text>'
        "</mj-column></mj-section></mj-body></mjml>",
    },
    "fromName": "Shop",
    "fromAddress": "news@shop.example.com",
    "to": "{{ contact.email }}",
    "replyTo": None,
    "generatePlainText": True,
    "plainTextContent": None,
    "legalDesignation": "COMMERCIAL",
}
TEXT = "Hi. {{ content.unsubscribe_url }} {{ content.address }}"
PAGE: dict[str, Any] = {"title": "Sale", "pageType": "LANDING", "partialUrl": "sale/summer-26", "content": '<p>Hi</p>{% form "form_1" %}'}
FORM: dict[str, Any] = {
    "formType": "LANDING",
    "submitLabel": "Send",
    "elements": ["CAPTCHA"],
    "fields": [
        {"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"},
        {"key": "zip", "label": "Zip code", "type": "TEXT", "required": False, "attribute": "zip_code"},
    ],
}
CENTER = FORM | {"formType": "SUBSCRIPTION_CENTER", "elements": ["DO_NOT_BULK_EMAIL", "SUBSCRIPTION_LISTS"]}
FRIEND = FORM | {"formType": "FORWARD_TO_A_FRIEND", "elements": ["FORWARD"], "fields": []}
START, END = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 1, 17, tzinfo=UTC)


def html(source: str) -> dict[str, Any]:
    return {"design": {"format": "HTML", "source": source}}


def found(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    checked = list(findings)
    assert all(finding.message.endswith(".") and "\n" not in finding.message for finding in checked)
    return [(finding.code, finding.severity, ".".join(finding.path)) for finding in checked]


def check_email(**changes: Any) -> list[tuple[str, str, str]]:
    return found(email.check(EMAIL | changes, ATTRIBUTES))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"to": None},
        {"replyTo": "{{ contact.zip_code }}"},
        {"replyTo": "us@shop.example.com"},
        {"fromAddress": "{{ contact.email }}"},
        {"generatePlainText": False, "plainTextContent": TEXT},
        html('<img src="x.png">{% if contact.womens %}' + TEXT + "{% endif %}"),
        html("<p>" + "x" * 127 * 1024 + "</p>" + TEXT),
    ],
)
def test_a_good_email_has_no_findings(changes: dict[str, Any]) -> None:
    assert check_email(**changes) == []


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"subject": None}, "SUBJECT_REQUIRED", "subject"),
        ({"subject": " "}, "SUBJECT_REQUIRED", "subject"),
        ({"subject": "{{ contact.nickname }}"}, "SUBJECT_REQUIRED", "subject"),
        ({"subject": "{{ contact"}, "TEMPLATE_INVALID", "subject"),
        ({"subject": "{{ 1 | divided_by: 0 }}"}, "TEMPLATE_INVALID", "subject"),
        ({"design": None}, "BODY_REQUIRED", "design.source"),
        (html(" "), "BODY_REQUIRED", "design.source"),
        (html("<p>{% if x %}" + TEXT + "{% endif %}</p>"), "BODY_REQUIRED", "design.source"),
        (html("{% if %}"), "TEMPLATE_INVALID", "design.source"),
        ({"design": {"format": "MJML", "source": "<mjml>"}}, "DESIGN_INVALID", "design.source"),
        ({"fromAddress": None}, "FROM_ADDRESS_REQUIRED", "fromAddress"),
        ({"fromAddress": "{{ contact.owner }}"}, "FROM_ADDRESS_REQUIRED", "fromAddress"),
        ({"fromAddress": "{{"}, "TEMPLATE_INVALID", "fromAddress"),
        ({"fromAddress": "news"}, "FROM_ADDRESS_INVALID", "fromAddress"),
        ({"fromAddress": "a@b.com\nBcc: c@d.com"}, "FROM_ADDRESS_INVALID", "fromAddress"),
        ({"fromName": None}, "FROM_NAME_REQUIRED", "fromName"),
        ({"replyTo": "us@@shop"}, "REPLY_TO_INVALID", "replyTo"),
        ({"replyTo": "{{ a b }}"}, "TEMPLATE_INVALID", "replyTo"),
        ({"to": "me@example.com"}, "TO_NOT_AN_EXPRESSION", "to"),
        ({"to": ""}, "TO_NOT_AN_EXPRESSION", "to"),
        ({"to": "{% if %}"}, "TEMPLATE_INVALID", "to"),
        ({"generatePlainText": False}, "PLAIN_TEXT_REQUIRED", "plainTextContent"),
        ({"generatePlainText": False, "plainTextContent": "{{"}, "TEMPLATE_INVALID", "plainTextContent"),
        (html("Hi {{ content.address }}"), "UNSUBSCRIBE_MISSING", "design.source"),
        (html("Hi {{ content.unsubscribe_url }}"), "POSTAL_ADDRESS_MISSING", "design.source"),
        (
            html('Hi {{ content.unsubscribe_url }}<p style="display: none">{{ content.address }}</p>'),
            "POSTAL_ADDRESS_MISSING",
            "generatePlainText",
        ),
        ({"generatePlainText": False, "plainTextContent": "{{ content.address }}"}, "UNSUBSCRIBE_MISSING", "plainTextContent"),
        ({"generatePlainText": False, "plainTextContent": "{{ content.unsubscribe_url }}"}, "POSTAL_ADDRESS_MISSING", "plainTextContent"),
    ],
)
def test_each_fault_of_an_email_is_one_error(changes: dict[str, Any], code: str, path: str) -> None:
    assert check_email(**changes) == [(code, Severity.ERROR, path)]


def test_an_email_over_128_kb_is_a_warning() -> None:
    assert check_email(**html("<p>" + "x" * 128 * 1024 + "</p>" + TEXT)) == [("HTML_TOO_LARGE", Severity.WARNING, "design.source")]


def test_transactional_mail_is_only_warned_about_what_the_law_asks_of_commercial_mail() -> None:
    assert check_email(**html("Hi"), legalDesignation="TRANSACTIONAL") == [
        ("UNSUBSCRIBE_MISSING", Severity.WARNING, "design.source"),
        ("POSTAL_ADDRESS_MISSING", Severity.WARNING, "design.source"),
    ]


def test_an_empty_email_tells_all_that_is_missing_at_once() -> None:
    codes = {code for code, _, _ in found(email.check({}, {}))}
    assert codes == {"SUBJECT_REQUIRED", "FROM_NAME_REQUIRED", "FROM_ADDRESS_REQUIRED", "BODY_REQUIRED", "PLAIN_TEXT_REQUIRED"}


def test_content_settings_need_an_address() -> None:
    assert found(content_settings.check({"address": "1 Main Street"})) == []
    assert found(content_settings.check({"address": " "})) == [("ADDRESS_REQUIRED", Severity.ERROR, "address")]


def test_the_time_zone_of_quiet_time_must_be_known() -> None:
    quiet = {"from": "21:00", "until": "08:00", "timeZone": "Europe/Berlin"}
    assert found(content_settings.check({"address": "1 Main Street", "quietTime": quiet})) == []
    unknown = content_settings.check({"address": "1 Main Street", "quietTime": {**quiet, "timeZone": "Mars"}})
    assert found(unknown) == [("TIME_ZONE_UNKNOWN", Severity.ERROR, "quietTime.timeZone")]


def check_page(types: Mapping[str, str], **changes: Any) -> list[tuple[str, str, str]]:
    return found(page.check(PAGE | changes, ATTRIBUTES, types))


@pytest.mark.parametrize("url", ["sale", "a/b/c-d_e", "2026"])
def test_a_good_page_has_no_findings(url: str) -> None:
    assert check_page({"form_1": "LANDING"}, partialUrl=url) == []


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"title": ""}, "TITLE_REQUIRED", "title"),
        ({"pageType": None}, "PAGE_TYPE_REQUIRED", "pageType"),
        ({"partialUrl": None}, "PARTIAL_URL_REQUIRED", "partialUrl"),
        *[
            ({"partialUrl": url}, "PARTIAL_URL_INVALID", "partialUrl")
            for url in ("Sale", "/sale", "sale/", "a//b", "../a", "a b", "a?b", "-a", "é", "a\n")
        ],
        ({"content": "{{"}, "TEMPLATE_INVALID", "content"),
        ({"pageType": "SUBSCRIPTION_CENTER"}, "FORM_TYPE_MISMATCH", "content"),
        ({"content": "x" * (1024 * 1024 + 1)}, "PAGE_TOO_LARGE", "content"),
        ({"content": "{% for i in (1..200) %}" + "x" * 6_000 + "{% endfor %}"}, "PAGE_TOO_LARGE", "content"),
        ({"content": "{% for i in (1..9999) %}" + "x" * 6_000 + "{% endfor %}"}, "PAGE_TOO_LARGE", "content"),
    ],
)
def test_each_fault_of_a_page_is_one_error(changes: dict[str, Any], code: str, path: str) -> None:
    assert check_page({"form_1": "LANDING"}, **changes) == [(code, Severity.ERROR, path)]


def test_a_form_of_another_type_is_named() -> None:
    (finding,) = page.check(PAGE, ATTRIBUTES, {"form_1": "FORWARD_TO_A_FRIEND"})
    assert finding.record_id == "form_1"


def test_a_form_that_is_gone_is_left_to_the_check_of_dependencies() -> None:
    assert check_page({}) == []


@pytest.mark.parametrize("fields", [FORM, CENTER, FRIEND])
def test_a_good_form_has_no_findings(fields: dict[str, Any]) -> None:
    assert found(form.check(fields, ATTRIBUTES)) == []


EMAIL_FIELD, ZIP_FIELD = FORM["fields"]


@pytest.mark.parametrize(
    ("fields", "code", "path"),
    [
        (FORM | {"submitLabel": None}, "SUBMIT_REQUIRED", "submitLabel"),
        (FORM | {"fields": [EMAIL_FIELD, ZIP_FIELD | {"attribute": None}]}, "FIELD_UNMAPPED", "fields.1.attribute"),
        (FORM | {"fields": [EMAIL_FIELD, ZIP_FIELD | {"attribute": "nope"}]}, "FIELD_UNMAPPED", "fields.1.attribute"),
        (FORM | {"fields": [EMAIL_FIELD, ZIP_FIELD, ZIP_FIELD | {"key": "z"}]}, "FIELD_DUPLICATED", "fields.2.attribute"),
        (FORM | {"fields": [EMAIL_FIELD, ZIP_FIELD, ZIP_FIELD | {"attribute": "womens"}]}, "FIELD_DUPLICATED", "fields.2.key"),
        (FORM | {"fields": [ZIP_FIELD]}, "MATCHING_FIELD_MISSING", "fields"),
        (FORM | {"elements": ["RESET", "FORWARD"]}, "ELEMENT_FORBIDDEN", "elements.1"),
        *[
            (CENTER | {"elements": ["DO_NOT_BULK_EMAIL", element]}, "ELEMENT_FORBIDDEN", "elements.1")
            for element in ("FORWARD", "RESET", "CAPTCHA")
        ],
        *[
            (FRIEND | {"elements": ["FORWARD", element]}, "ELEMENT_FORBIDDEN", "elements.1")
            for element in ("SUBSCRIPTION_LISTS", "DO_NOT_BULK_EMAIL", "REMEMBER_ME", "CAPTCHA")
        ],
        (FRIEND | {"fields": [EMAIL_FIELD]}, "ELEMENT_FORBIDDEN", "fields"),
        (CENTER | {"elements": []}, "ELEMENT_REQUIRED", "elements"),
        (FRIEND | {"elements": []}, "ELEMENT_REQUIRED", "elements"),
    ],
)
def test_each_fault_of_a_form_is_one_error(fields: dict[str, Any], code: str, path: str) -> None:
    assert found(form.check(fields, ATTRIBUTES)) == [(code, Severity.ERROR, path)]


def test_an_email_field_that_may_be_empty_is_a_warning() -> None:
    fields = FORM | {"fields": [EMAIL_FIELD | {"required": False}]}
    assert found(form.check(fields, ATTRIBUTES)) == [("REQUIRED_ATTRIBUTE_OPTIONAL", Severity.WARNING, "fields.0.required")]


@pytest.mark.parametrize(
    "times",
    [{}, {"startsAt": START}, {"startsAt": START, "endsAt": END}, {"startsAt": "2026-05-01T09:00:00Z", "endsAt": "2026-05-01T17:00:00Z"}],
)
def test_a_good_event_and_session_have_no_findings(times: dict[str, Any]) -> None:
    assert found(event.check(times | {"timeZone": "Europe/Berlin"})) == []
    assert found(event_session.check(times | {"eventId": "event_1"})) == []


@pytest.mark.parametrize("end", [START, "2026-05-01T08:00:00Z"])
def test_an_end_before_the_start_is_an_error(end: object) -> None:
    times = {"startsAt": START, "endsAt": end, "eventId": "event_1"}
    assert found(event.check(times)) == found(event_session.check(times)) == [("START_AFTER_END", Severity.ERROR, "endsAt")]


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "/etc/passwd", "Europe", "\0"])
def test_an_unknown_time_zone_is_an_error(zone: str) -> None:
    assert found(event.check({"timeZone": zone})) == [("TIME_ZONE_UNKNOWN", Severity.ERROR, "timeZone")]


def test_a_session_needs_an_event() -> None:
    assert found(event_session.check({})) == [("EVENT_REQUIRED", Severity.ERROR, "eventId")]


def test_a_track_needs_an_event_and_is_published_only_if_external_and_warned_if_empty() -> None:
    good = {"eventId": "event_1", "audience": "EXTERNAL", "sessionIds": ["event_session_1"]}
    assert found(event_track.check(good)) == []
    assert found(event_track.check(good | {"eventId": None})) == [("EVENT_REQUIRED", Severity.ERROR, "eventId")]
    assert found(event_track.check(good | {"audience": "INTERNAL"})) == [("TRACK_INTERNAL", Severity.ERROR, "audience")]
    assert found(event_track.check(good | {"sessionIds": []})) == [("TRACK_EMPTY", Severity.WARNING, "sessionIds")]
