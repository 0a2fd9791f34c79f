"""The errors that the walks can run into at goLive and save: a small part of the findings, written down again."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from reference.record import FAMILY, Record, World
from reference.values import instant

TIME_ZONES = available_timezones()
JOURNEYS = {"CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY", "AUDIENCE_JOURNEY"}


def errors(record: Record, world: World, now: float) -> frozenset[str]:
    """Codes of the findings that block the record from going live, or from being saved, at `now`."""
    found = set(_own(record.type, record.fields, now))
    if record.type not in FAMILY:
        needed = world.uses(record.fields)
        if record.state == "LIVE_EDITABLE":
            needed -= world.uses(record.live)
        if needed - world.live:
            found.add("DEPENDENCY_NOT_LIVE")
    return frozenset(found)


def _own(kind: str, fields: Mapping[str, Any], now: float) -> set[str]:
    found = set()
    if kind in JOURNEYS:
        found |= _journey(kind, fields, now)
    elif kind == "MARKETING_EMAIL":
        found |= {"SUBJECT_REQUIRED"} if not fields.get("subject") else set()
        found |= {"FROM_ADDRESS_REQUIRED"} if not fields.get("fromAddress") else set()
    elif kind == "CONTENT_SETTINGS":
        found |= {"ADDRESS_REQUIRED"} if not fields.get("address") else set()
    elif kind == "LEAD_SCORING_MODEL":
        found |= {"NO_CONDITIONS"} if not fields.get("conditions") else set()
    elif kind == "SEGMENT":
        found |= {"QUERY_REQUIRED"} if not fields.get("dynamicQuery") else set()
        found |= {"CONDITION_INVALID"} if "no_such_attribute" in (fields.get("dynamicQuery") or "") else set()
    elif kind == "MARKETING_PAGE":
        found |= {"TITLE_REQUIRED"} if not fields.get("title") else set()
        found |= {"TEMPLATE_INVALID"} if "{% if %}" in (fields.get("content") or "") else set()
    elif kind == "MARKETING_FORM":
        found |= {"SUBMIT_REQUIRED"} if not fields.get("submitLabel") else set()
    elif kind in FAMILY:
        found |= _dates(fields)
    return found


def _journey(kind: str, fields: Mapping[str, Any], now: float) -> set[str]:
    found = _dates(fields)
    end = instant(fields.get("endsAt"))
    if end is not None and end <= now:
        found.add("END_IN_PAST")
    if not (fields.get("entryRules") if kind == "AUDIENCE_JOURNEY" else fields.get("entry")):
        found.add("NO_ENTRY")
    mails = [step["sendEmail"] for step in fields.get("steps") or [] if "sendEmail" in step]
    if mails and not fields.get("contentSettingsId"):
        found.add("CONTENT_SETTINGS_REQUIRED")
    if any(not mail.get("emailId") for mail in mails):
        found.add("STEP_UNCONFIGURED")
    return found


def _dates(fields: Mapping[str, Any]) -> set[str]:
    found = set()
    start, end = instant(fields.get("startsAt")), instant(fields.get("endsAt"))
    if start is not None and end is not None and start >= end:
        found.add("START_AFTER_END")
    if fields.get("timeZone") is not None and fields["timeZone"] not in TIME_ZONES:
        found.add("TIME_ZONE_UNKNOWN")
    return found
