"""Durations: how they are read, added and measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from golive.models import durations
from golive.models.durations import FAR


@pytest.mark.parametrize(
    ("text", "months", "rest"),
    [
        ("P1Y2M", 14, timedelta()),
        ("P2W", 0, timedelta(weeks=2)),
        ("P1DT12H30M", 0, timedelta(days=1, hours=12, minutes=30)),
        ("PT0.5S", 0, timedelta(milliseconds=500)),
        ("P1MT1M", 1, timedelta(minutes=1)),
    ],
)
def test_a_duration_is_read_as_months_and_fixed_time(text: str, months: int, rest: timedelta) -> None:
    assert durations.parse(text) == durations.Duration(months, rest)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "1D", "P1H", "P-1D", "-P1D", "P1.5D", "P1D ", "P٣D", "P99999999999D"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="isn't an ISO 8601 duration: write it such as P30D"):
        durations.parse(text)


def test_a_month_later_is_the_same_date_or_else_the_month_s_last_day() -> None:
    start = datetime(2027, 1, 31, 9, tzinfo=UTC)
    month = durations.parse("P1M")
    assert [month.after(start, times).date().isoformat() for times in (1, 2, 13)] == ["2027-02-28", "2027-03-31", "2028-02-29"]


def test_a_month_is_counted_in_the_time_zone_and_a_day_is_24_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2027, 3, 1, tzinfo=berlin)
    assert durations.parse("P1M").after(start, 1, berlin) == datetime(2027, 4, 1, tzinfo=berlin)
    assert durations.parse("P31D").after(start, 1, berlin) == datetime(2027, 4, 1, 1, tzinfo=berlin)


def test_what_lies_beyond_the_calendar_is_far_away() -> None:
    assert durations.parse("P9999Y").after(datetime(2027, 1, 1, tzinfo=UTC)) == FAR
    assert durations.parse("P1D").after(datetime(2027, 1, 1, tzinfo=UTC), 10**9) == FAR


def test_twelve_months_are_as_long_as_a_year_of_365_days() -> None:
    assert durations.parse("P12M").length == durations.parse("P1Y").length == timedelta(days=365)
