"""Date-times and durations as they are written in a condition."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from golive.models import durations
from golive.models.conditions.values import seconds_of

MAX_SECONDS = 36_525 * 86_400

_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
_CEL = re.compile(r"(?:[0-9]{1,12}(?:\.[0-9]{1,6})?(?:h|ms|m|s))+")
_CEL_PART = re.compile(r"([0-9.]+)(h|ms|m|s)")
_CEL_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1), "ms": Decimal("0.001")}


def timestamp_seconds(text: str) -> Decimal:
    """Seconds since 1970 of an RFC 3339 date-time; `ValueError` says what is wrong."""
    try:
        if not _TIMESTAMP.fullmatch(text):
            raise ValueError(text)
        return seconds_of(datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):
        raise ValueError("A timestamp is a date, a time and a zone, such as 2026-01-31T00:00:00Z.") from None


def duration_seconds(text: str) -> Decimal:
    """Seconds of an ISO 8601 duration without years and months, or of CEL's own form; `ValueError` says what is wrong."""
    sign, positive = (-1, text[1:]) if text.startswith("-") else (1, text)
    if _CEL.fullmatch(positive):
        total = sum((Decimal(number) * _CEL_SECONDS[unit] for number, unit in _CEL_PART.findall(positive)), Decimal(0))
    else:
        try:
            duration = durations.parse(positive)
        except ValueError:
            raise ValueError("A duration is written such as P30D, PT12H or 72h.") from None
        if duration.months:
            raise ValueError("A duration has no years or months, as their length varies; write days, such as P30D.")
        total = Decimal(duration.rest // timedelta(microseconds=1)).scaleb(-6)
    if total > MAX_SECONDS:
        raise ValueError("A duration is 100 years at most.")
    return sign * total
