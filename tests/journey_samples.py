"""Journeys and their steps as JSON, and the codes of what a check finds in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.checks import journey
from golive.models.checks.finding import Finding
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


def mail(id_: str, next_: str | None = None, **settings: Any) -> Json:
    return step("SEND_EMAIL", id_, next_, **{"emailId": EMAIL, **settings})


def wait(id_: str, next_: str | None = None, duration: str | None = "P1D") -> Json:
    return step("WAIT", id_, next_, duration=duration)


def ask(id_: str, yes: str | None = None, no: str | None = None, **settings: Any) -> Json:
    branches = [{"name": "yes", "next": yes}, {"name": "no", "next": no}]
    return step("IF_THEN", id_, branches=branches, **(settings or {"condition": "contact.age > 1"}))


def wait_for(id_: str, yes: str | None = None, no: str | None = None, **settings: Any) -> Json:
    return ask(id_, yes, no, **{"event": "purchase", "timeLimit": "P7D", **settings}) | {"kind": "WAIT_FOR"}


def split(id_: str, *percents: int | None, next_: str | None = None) -> Json:
    return step("SPLIT", id_, branches=[{"name": str(n), "percent": percent, "next": next_} for n, percent in enumerate(percents)])


def fork(id_: str, *following: str | None) -> Json:
    """A step with a way to each of the ids."""
    return step("SPLIT", id_, branches=[{"name": str(n), "next": to} for n, to in enumerate(following)])


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


def found(findings: Iterable[Finding]) -> Found:
    assert all(each.message.endswith((".", "?")) and "\n" not in each.message for each in findings)
    assert all((each.path[0] == "steps") or each.step_id is None for each in findings)
    return [(each.code, ".".join(each.path), each.step_id) for each in findings]


def check(type_: RecordType = CUSTOMER, **changes: Any) -> Found:
    content = {**(RULES if type_ is AUDIENCE else JOURNEY), **changes}
    return found(list(journey.check(type_, content, ATTRIBUTES, NOW)))


def codes(*steps: Json, type_: RecordType = CUSTOMER) -> list[str]:
    return [code for code, _, _ in check(type_, steps=list(steps))]
