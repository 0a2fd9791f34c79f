"""ISO 8601 durations: read, added to a moment by the calendar, and measured."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

FAR = datetime.max.replace(tzinfo=UTC)
"""Stands for any moment after the year 9999."""

_TEXT = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,10})M)?(?:(?P<seconds>\d{1,11}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months, whose length depends on when they begin, and `rest`, whose length is fixed (a day is 24 hours)."""

    months: int
    rest: timedelta

    @property
    def length(self) -> timedelta:
        """How long it is when it begins with a common year, so that 12 months and a year are 365 days."""
        start = datetime(2001, 1, 1, tzinfo=UTC)
        return self.after(start) - start

    def after(self, start: datetime, times: int = 1, zone: tzinfo = UTC) -> datetime:
        """`times` this duration after `start`, in UTC: a month later is the same date in `zone`, or else the month's last day.

        What lies beyond the year 9999 is `FAR`.
        """
        try:
            moved = _later(start.astimezone(zone), self.months * times)
            return moved.astimezone(UTC) + self.rest * times
        except (ValueError, OverflowError):
            return FAR


def parse(text: str) -> Duration:
    """The duration that `text` writes, such as P1M, P2W, P1DT12H or PT30M. Raises `ValueError` with a sentence."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text[:40]}” isn't an ISO 8601 duration: write it such as P30D, P1M, PT12H or P1DT30M.")
    parts = {name: float(value) if "." in value else int(value) for name, value in found.groupdict("0").items()}
    months = int(parts.pop("years")) * 12 + int(parts.pop("months"))
    return Duration(months, timedelta(**parts))


def _later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
