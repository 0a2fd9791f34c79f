"""Valid inputs for a record of each type, and edits of it: what the acceptance tests create and change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from client import Client

Json = dict[str, Any]

HTML = (
    "<p>Dear {{ contact.first_name | default: 'friend' }}, spring is here.</p>"
    "<p>{{ content.address }} <a href='{{ content.unsubscribe_url }}'>Unsubscribe</a></p>"
)


@dataclass(frozen=True)
class Sample:
    """A record type as the tests use it: its GraphQL name, fields that pass the check, and changes to try."""

    graphql: str
    valid: Mapping[str, Any]
    edits: tuple[Mapping[str, Any], ...]
    needs: tuple[str, ...] = ()  # which of settings, email, segment, event its fields name


def mail_step(identity: str, email: str | None, then: str | None = None) -> Json:
    """A step that sends an e-mail."""
    return {"sendEmail": {"id": identity, "name": "Mail", "emailId": email, "next": then}}


def wait_step(identity: str, then: str | None = None) -> Json:
    """A step that waits a day."""
    return {"wait": {"id": identity, "name": "Wait", "duration": "P1D", "next": then}}


def samples(ids: Mapping[str, str]) -> dict[str, Sample]:
    """Every type's sample; `ids` are those of live records by what they are: settings, email, segment, event."""
    settings, email, segment = ids.get("settings"), ids.get("email"), ids.get("segment")
    steps = [mail_step("a", email)]
    journey = {"contentSettingsId": settings, "timeZone": "Europe/Berlin", "steps": steps}
    journey_edits: tuple[Json, ...] = (
        {"steps": [mail_step("a", None)]},
        {"steps": steps},
        {"steps": [wait_step("w", "a"), mail_step("a", email)]},
        {"contentSettingsId": None},
        {"contentSettingsId": settings},
        {"ownerId": "ada"},
    )
    dated_edits: tuple[Json, ...] = (
        *journey_edits,
        {"timeZone": "Mars/Olympus"},
        {"timeZone": "Europe/Berlin"},
        {"endsAt": None},
        {"endsAt": "2001-01-01T00:00:00Z"},
        {"endsAt": "2099-01-01T00:00:00Z"},
        {"startsAt": "2098-01-01T00:00:00Z"},
        {"startsAt": None},
        {"recurrenceCount": 3},
        {"suppressionSegmentId": segment},
        {"entry": None},
    )
    event_edits: tuple[Json, ...] = (
        {"startsAt": "2030-05-01T09:00:00Z"},
        {"startsAt": "2031-05-01T09:00:00Z"},
        {"endsAt": "2030-05-02T09:00:00Z"},
        {"description": "Two days of talks."},
        {"capacity": 300},
    )
    form = f'{{% form "{ids["form"]}" %}}' if "form" in ids else ""
    by_segment = {"segment": {"segmentIds": [segment]}}
    by_trigger = {"trigger": {"event": "signed_up"}}
    journey_needs = ("settings", "email", "segment")
    return {
        "CUSTOMER_JOURNEY": Sample(
            "CustomerJourney",
            {**journey, "entry": by_segment, "isRecurring": False},
            (*dated_edits, {"entry": by_segment}, {"isRecurring": True}),
            journey_needs,
        ),
        "REAL_TIME_JOURNEY": Sample(
            "RealTimeJourney",
            {**journey, "entry": by_trigger, "pauseClock": "FREEZE"},
            (*dated_edits, {"entry": by_trigger}, {"entry": by_segment}, {"pauseClock": "RUN"}),
            journey_needs,
        ),
        "AUDIENCE_JOURNEY": Sample(
            "AudienceJourney",
            {"contentSettingsId": settings, "steps": steps, "entryRules": ["true"], "exitRules": [],
             "allowRepeat": False},
            (*journey_edits, {"entryRules": []}, {"entryRules": ["true"]}, {"exitRules": ["false"]},
             {"allowRepeat": True}),
            ("settings", "email"),
        ),
        "MARKETING_EMAIL": Sample(
            "MarketingEmail",
            {"legalDesignation": "COMMERCIAL", "contentType": "DEFAULT", "subject": "Spring",
             "fromName": "Ada", "fromAddress": "ada@example.com", "design": {"format": "HTML", "source": HTML}},
            ({"subject": "Summer"}, {"subject": None}, {"subject": "Spring"}, {"legalDesignation": "TRANSACTIONAL"},
             {"legalDesignation": "COMMERCIAL"}, {"contentType": "CONFIRMATION_REQUEST"}, {"fromAddress": None},
             {"fromAddress": "ada@example.com"}, {"replyTo": "help@example.com"}, {"ownerId": "ada"}),
        ),
        "CONTENT_SETTINGS": Sample(
            "ContentSettings",
            {"address": "1 Spring Street, 10115 Berlin", "isDefault": False},
            ({"address": None}, {"address": "1 Spring Street, 10115 Berlin"}, {"address": "2 Spring Street"},
             {"ownerId": "ada"}, {"isDefault": True}, {"isDefault": False}),
        ),
        "LEAD_SCORING_MODEL": Sample(
            "LeadScoringModel",
            {"conditions": [{"condition": "true", "points": 5}]},
            ({"conditions": []}, {"conditions": [{"condition": "true", "points": 5}]},
             {"conditions": [{"condition": "true", "points": 9}]}, {"salesReadyScore": 3}, {"ownerId": "ada"}),
        ),
        "SEGMENT": Sample(
            "Segment",
            {"segmentType": "DYNAMIC", "dynamicQuery": "true"},
            ({"dynamicQuery": None}, {"dynamicQuery": "true"}, {"dynamicQuery": "!false"},
             {"dynamicQuery": "contact.no_such_attribute == 1"}, {"description": "All"}, {"segmentId": "all"},
             {"ownerId": "ada"}, {"segmentType": "DYNAMIC"}),
        ),
        "MARKETING_PAGE": Sample(
            "MarketingPage",
            {"pageType": "LANDING", "title": "Spring", "content": f"<h1>Spring</h1>{form}"},
            ({"title": None}, {"title": "Spring"}, {"title": "Summer"}, {"content": "{% if %}"},
             {"content": "<h1>Spring</h1>"}, {"ownerId": "ada"}),
        ),
        "MARKETING_FORM": Sample(
            "MarketingForm",
            {"formType": "LANDING", "submitLabel": "Send", "autoPublish": False, "fields": [
                {"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}]},
            ({"submitLabel": None}, {"submitLabel": "Send"}, {"submitLabel": "Join"}, {"autoPublish": True},
             {"ownerId": "ada"}),
        ),
        "EVENT": Sample(
            "Event", {"timeZone": "Europe/Berlin"},
            (*event_edits, {"timeZone": "Mars/Olympus"}, {"timeZone": "Europe/Berlin"}),
        ),
        "EVENT_SESSION": Sample("EventSession", {"eventId": ids.get("event")}, event_edits, ("event",)),
        "EVENT_TRACK": Sample(
            "EventTrack", {"eventId": ids.get("event")}, ({"description": "For all"}, {"ownerId": "ada"}), ("event",)
        ),
    }  # fmt: skip


async def surroundings(client: Client, needs: tuple[str, ...], name: str) -> dict[str, str]:
    """Create what records need, put live where others need it live, and return the ids."""
    kinds = {"settings": "CONTENT_SETTINGS", "email": "MARKETING_EMAIL", "segment": "SEGMENT", "event": "EVENT"}
    ids = {}
    for need in needs:
        sample = samples({})[kinds[need]]
        created = await client.create(sample.graphql, name=f"{name} {need}", **sample.valid)
        assert created["__typename"] != "GuardError", created
        ids[need] = created["record"]["id"]
        if need != "event":
            live = await client.act("goLive", ids[need])
            assert live["__typename"] == "ActionSuccess", live
    return ids


def fresh(kind: str, ids: Mapping[str, str], name: str) -> Json:
    """A whole create input under a name; a page gets an address of its own."""
    sample = samples(ids)[kind]
    url = {"partialUrl": re.sub("[^a-z0-9]+", "-", name.lower())} if kind == "MARKETING_PAGE" else {}
    return {"name": name, **sample.valid, **url}


def other_values(kind: str, ids: Mapping[str, str]) -> list[Json]:
    """For each field of the type's input another value than a fresh record's; for steps one of their settings, and another pipeline."""
    segment: Json = {"segment": {"segmentIds": [ids.get("segment")]}}
    trigger: Json = {"trigger": {"event": "signed_in"}}
    journey: list[Json] = [
        {"steps": [mail_step("a", None)]},
        {"steps": [wait_step("w", "a"), mail_step("a", ids.get("email"))]},
        {"contentSettingsId": None},
    ]
    dated: list[Json] = [
        *journey,
        {"suppressionSegmentId": ids.get("segment")},
        {"startsAt": "2098-01-01T00:00:00Z"},
        {"endsAt": "2099-01-01T00:00:00Z"},
        {"timeZone": "Europe/Paris"},
        {"isRecurring": True},
        {"recurrenceInterval": "P1D"},
        {"recurrenceCount": 3},
    ]
    event: list[Json] = [
        {"startsAt": "2030-05-01T09:00:00Z"},
        {"endsAt": "2030-05-02T09:00:00Z"},
        {"capacity": 300},
        {"description": "Two days."},
    ]
    from_template: list[Json] = [{"templateId": ids.get("template")}]
    own: dict[str, list[Json]] = {
        "CUSTOMER_JOURNEY": [*from_template, *dated, {"entry": trigger}],
        "REAL_TIME_JOURNEY": [*from_template, *dated, {"entry": segment}, {"exitRules": ["false"]}, {"pauseClock": "RUN"},
                              {"emailBinding": "PINNED"}],
        "AUDIENCE_JOURNEY": [*from_template, *journey, {"entryRules": ["false"]}, {"exitRules": ["false"]}, {"schedule": {"every": "P1D"}},
                             {"allowRepeat": True}],
        "MARKETING_EMAIL": [*from_template, {"legalDesignation": "TRANSACTIONAL"}, {"contentType": "CONFIRMATION_REQUEST"},
                            {"subject": "Summer"}, {"design": {"format": "HTML", "source": "<p>Summer</p>"}}, {"fromUser": "ada"},
                            {"fromName": "Bea"}, {"fromAddress": "bea@example.com"}, {"to": "{{ contact.last_name }}"},
                            {"replyTo": "help@example.com"}, {"generatePlainText": False}, {"plainTextContent": "Summer"}],
        "CONTENT_SETTINGS": [{"address": "2 Spring Street"}, {"subscriptionCenterPageId": ids.get("page")}, {"isDefault": True},
                             {"frequencyCaps": [{"mails": 3, "period": "P7D"}]}, {"quietTime": {"from": "21:00", "until": "08:00"}}],
        "LEAD_SCORING_MODEL": [{"conditions": [{"condition": "true", "points": 9}]}, {"grades": [{"from": 0, "to": 9, "name": "A"}]},
                               {"salesReadyScore": 3}],
        "SEGMENT": [{"segmentType": "STATIC"}, {"segmentId": "everybody"}, {"description": "All"}, {"dynamicQuery": "false"},
                    {"filter": "true"}, {"staticMembers": [ids.get("contact")]}],
        "MARKETING_PAGE": [*from_template, {"pageType": "SUBSCRIPTION_CENTER"}, {"partialUrl": "elsewhere"}, {"title": "Summer"},
                           {"content": "<h1>Summer</h1>"}],
        "MARKETING_FORM": [{"autoPublish": True}, {"autoPublish": False}, *from_template,
                           {"formType": "SUBSCRIPTION_CENTER"}, {"fields": []}, {"elements": ["RESET"]}, {"submitLabel": "Join"},
                           {"afterSubmit": {"message": "Thanks"}}, {"consent": "email:commercial"}],
        "EVENT": [*event, {"timeZone": "Europe/Berlin"}, {"venue": "Hall"}, {"waitingList": True}],
        "EVENT_SESSION": [*event, {"room": "A"}, {"speakers": ["Ada"]}, {"eventId": ids.get("event 2")}],
        "EVENT_TRACK": [{"description": "For all"}, {"sessionIds": [ids.get("session")]}, {"audience": "INTERNAL"},
                        {"eventId": ids.get("event 2")}],
    }  # fmt: skip
    return [{"ownerId": "ada"}, *own[kind], {"name": "Another name"}]
