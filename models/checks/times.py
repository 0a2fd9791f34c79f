"""Checks of when something takes place."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error

# The machine's files have these beside the zones, and PostgreSQL doesn't know them.
_NO_ZONES = ("posix/", "right/", "localtime", "posixrules")


def starts_before_it_ends(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """START_AFTER_END for `startsAt` and `endsAt`, datetimes or RFC 3339 text; one alone is fine."""
    start, end = moment(fields.get("startsAt")), moment(fields.get("endsAt"))
    if start is not None and end is not None and start >= end:
        yield error("START_AFTER_END", "It ends before it starts or at the same time: set a later end.", "endsAt")


def known_time_zone(fields: Mapping[str, Any], *within: str) -> Iterator[Finding]:
    """TIME_ZONE_UNKNOWN for a `timeZone` that isn't in the IANA data; none is fine. `within` is the path of `fields`."""
    name = fields.get("timeZone")
    if not blank(name) and not _is_time_zone(str(name)):
        yield error("TIME_ZONE_UNKNOWN", f"There is no time zone {name}: choose one such as Europe/Berlin or UTC.", *within, "timeZone")


def moment(value: datetime | str | None) -> datetime | None:
    """A date and time, however it is stored."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name)) and not name.startswith(_NO_ZONES)
    except (KeyError, ValueError, OSError):  # unknown, not a path within the data, a folder of it
        return False
