"""When iterations and runs begin: the calendar's arithmetic, whatever happened in between."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.models import durations
from golive.models.journeys.recurring import Cycle, Recurrence, advanced, is_used_up, next_run, recurrence_of

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 1, 31, 9, tzinfo=BERLIN)
EVERY = st.sampled_from(["PT1H", "P1D", "P1W", "P2W", "P1M", "P3M", "P1Y", "P1MT12H"])
LOOKS = st.lists(st.integers(0, 4_000_000), min_size=1, max_size=25)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def looked(every: str, count: int | None, moments: list[datetime], resumed_at: datetime | None = None) -> list[Cycle]:
    cycle, found = Cycle(), []
    for moment in moments:
        recurrence = Recurrence(every, count)
        cycle = advanced(cycle, recurrence, START, moment, BERLIN, resumed_at)
        found.append(cycle)
    return found


def test_a_month_later_is_the_same_date_or_else_the_months_last_day() -> None:
    dates = [START]
    cycle = advanced(Cycle(), Recurrence("P1M", None), START, START, BERLIN, None)
    for _ in range(4):
        assert cycle.next_at is not None
        dates.append(cycle.next_at.astimezone(BERLIN))
        cycle = advanced(cycle, Recurrence("P1M", None), START, cycle.next_at, BERLIN, None)
    assert dates == [at(f"2027-0{month}-{monthrange(2027, month)[1]}T09:00") for month in range(1, 6)]


def test_a_day_has_24_hours_across_the_changes_of_the_clock() -> None:
    start = at("2027-03-27T09:00")
    cycle = advanced(Cycle(), Recurrence("P1D", None), start, start, BERLIN, None)
    assert cycle.next_at == at("2027-03-28T10:00")


@given(EVERY, LOOKS)
def test_however_seldom_one_looks_each_look_finds_one_iteration_and_the_calendars_next_date(every: str, seconds: list[int]) -> None:
    moments = [START + timedelta(seconds=sum(seconds[: n + 1])) for n in range(len(seconds))]
    calendar = {durations.parse(every).after(START, n, BERLIN) for n in range(10_000 if every == "PT1H" else 2_000)}
    before = Cycle()
    for moment, cycle in zip(moments, looked(every, None, moments), strict=True):
        assert cycle.iteration - before.iteration in (0, 1)
        assert (cycle.iteration > before.iteration) == (before.next_at is None or before.next_at <= moment)
        assert cycle.began_at is not None
        assert cycle.began_at <= moment
        assert cycle.next_at is not None
        assert cycle.next_at > moment
        if (moment - START).days < 1500 and every != "PT1H":
            assert cycle.next_at in calendar
        before = cycle


@given(EVERY, LOOKS, st.integers(1, 5))
def test_no_more_iterations_begin_than_asked_and_the_last_is_over_with_its_time(every: str, seconds: list[int], count: int) -> None:
    moments = [START + timedelta(seconds=sum(seconds[: n + 1])) for n in range(len(seconds))]
    for moment, cycle in zip(moments, looked(every, count, moments), strict=True):
        assert 1 <= cycle.iteration <= count
        assert cycle.next_at is not None
        assert is_used_up(cycle, Recurrence(every, count), moment) == (cycle.iteration == count and cycle.next_at <= moment)


def test_the_running_iteration_keeps_its_interval_and_the_next_takes_the_new_one() -> None:
    cycle = advanced(Cycle(), Recurrence("P1M", None), START, START, BERLIN, None)
    later = advanced(cycle, Recurrence("P1D", None), START, START + timedelta(days=3), BERLIN, None)
    assert later == cycle
    following = advanced(cycle, Recurrence("P1D", None), START, at("2027-02-28T09:00"), BERLIN, None)
    assert (following.iteration, following.next_at) == (2, at("2027-03-01T09:00"))


def test_iterations_due_in_a_pause_are_left_out_and_count() -> None:
    cycle = advanced(Cycle(), Recurrence("P1D", 5), START, START, BERLIN, None)
    resumed_at = START + timedelta(days=2, hours=5)
    after = advanced(cycle, Recurrence("P1D", 5), START, resumed_at, BERLIN, resumed_at)
    assert (after.iteration, after.began_at, after.next_at) == (3, None, START + timedelta(days=3))
    following = advanced(after, Recurrence("P1D", 5), START, START + timedelta(days=3), BERLIN, resumed_at)
    assert (following.iteration, following.began_at) == (4, START + timedelta(days=3))


def test_a_pause_may_use_the_last_iteration_up() -> None:
    cycle = advanced(Cycle(), Recurrence("P1D", 2), START, START, BERLIN, None)
    resumed_at = START + timedelta(days=9)
    after = advanced(cycle, Recurrence("P1D", 2), START, resumed_at, BERLIN, resumed_at)
    assert is_used_up(after, Recurrence("P1D", 2), resumed_at)


def test_iterations_go_before_repetitions_and_an_interval_of_nothing_is_none() -> None:
    repeating = {"entry": {"segment": {"mode": "REPEATING", "every": "P1W"}}}
    assert recurrence_of(repeating) == Recurrence("P1W", None)
    assert recurrence_of({**repeating, "isRecurring": True, "recurrenceInterval": "P1D", "recurrenceCount": 3}) == Recurrence("P1D", 3)
    assert recurrence_of({"entry": {"segment": {"mode": "REPEATING"}}}) is None
    assert recurrence_of({"isRecurring": True, "recurrenceInterval": "PT0S"}) is None


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        ({"at": "09:00", "timeZone": "Europe/Berlin"}, "2027-03-01T09:00", "2027-03-02T09:00"),
        ({"at": "09:00", "weekdays": ["TUESDAY"], "timeZone": "Europe/Berlin"}, "2027-03-02T09:00", "2027-03-09T09:00"),
        ({"at": "09:00", "weekdays": ["TUESDAY"], "timeZone": "Europe/Berlin"}, "2027-03-02T08:59", "2027-03-02T09:00"),
        ({"at": "02:30", "timeZone": "Europe/Berlin"}, "2027-03-27T12:00", "2027-03-28T03:30"),
        ({"at": "02:30", "timeZone": "Europe/Berlin"}, "2027-10-30T12:00", "2027-10-31T02:30"),
        ({"every": "P1M"}, "2027-02-01T09:00", "2027-02-28T09:00"),
    ],
)
def test_a_run_starts_by_its_schedule(schedule: dict[str, object], now: str, expected: str) -> None:
    assert next_run(schedule, START, at(now)) == at(expected).astimezone(UTC)


def test_without_a_schedule_no_run_starts() -> None:
    assert next_run(None, START, START) is None
    assert next_run({"weekdays": []}, START, START) is None
