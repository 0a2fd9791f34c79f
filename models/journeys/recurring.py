"""The calendar of what recurs: when the next iteration of a journey begins, and when an audience journey's next run starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from golive.models import durations
from golive.models.journeys.words import EntryMode, Weekday

Json = Mapping[str, Any]

NOTHING = timedelta(0)
_DAYS = list(Weekday)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a journey lets its audience in anew: `every` so long, `count` times, None for as long as it is live."""

    every: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Cycle:
    """How far a recurring journey is: its iterations count from 1, 0 is before the first.

    `began_at` is None before the first one and while an iteration is left out. The next one begins at `next_at`, which is `nth`
    times `every` after `anchor`: months are always counted from there, so that the 31st comes back after February.
    """

    iteration: int = 0
    began_at: datetime | None = None
    next_at: datetime | None = None
    every: str | None = None
    anchor: datetime | None = None
    nth: int = 0


def zone_of(name: str | None) -> tzinfo:
    """The time zone of an IANA name, UTC for none."""
    return ZoneInfo(name) if name else UTC


def recurrence_of(content: Json) -> Recurrence | None:
    """How often the journey with this content lets its audience in anew; None when it does so once and for all.

    Iterations go before the repetitions of a segment entry, where a journey has both.
    """
    if content.get("isRecurring") and content.get("recurrenceInterval"):
        found = Recurrence(content["recurrenceInterval"], content.get("recurrenceCount"))
    else:
        segment = (content.get("entry") or {}).get("segment") or {}
        if segment.get("mode") != EntryMode.REPEATING or not segment.get("every"):
            return None
        found = Recurrence(segment["every"], None)
    return found if durations.parse(found.every).length > NOTHING else None


def is_used_up(cycle: Cycle, recurrence: Recurrence, now: datetime) -> bool:
    """Whether the last iteration is over."""
    last = recurrence.count is not None and cycle.iteration >= recurrence.count
    return last and (cycle.next_at is None or cycle.next_at <= now)


def advanced(cycle: Cycle, recurrence: Recurrence, start: datetime, now: datetime, zone: tzinfo, resumed_at: datetime | None) -> Cycle:
    """The cycle as it is at `now`, which is not before `start`: where the next iteration was due, that one has begun.

    The running iteration keeps the interval that it began with, the next takes the recurrence's. An iteration that fell due in a
    pause which ended at `resumed_at` is left out, and counts; one that fell due while nobody worked begins late, once.
    """
    if cycle.next_at is None or cycle.anchor is None:
        return _begun(replace(cycle, every=recurrence.every, anchor=start, nth=0), now, zone)
    missed = 0
    while cycle.next_at is not None and resumed_at is not None and cycle.next_at <= resumed_at and not is_used_up(cycle, recurrence, now):
        cycle, missed = _passed(_renewed(cycle, recurrence), zone), missed + 1
    if missed:
        cycle = replace(cycle, began_at=None)
    if cycle.next_at is None or cycle.next_at > now or is_used_up(cycle, recurrence, now):
        return cycle
    return _begun(_renewed(cycle, recurrence), now, zone)


def _renewed(cycle: Cycle, recurrence: Recurrence) -> Cycle:
    """With the recurrence's interval from the next iteration on."""
    return cycle if cycle.every == recurrence.every else replace(cycle, every=recurrence.every, anchor=cycle.next_at, nth=0)


def _passed(cycle: Cycle, zone: tzinfo) -> Cycle:
    """One iteration further by the calendar."""
    assert cycle.every is not None
    assert cycle.anchor is not None
    nth = cycle.nth + 1
    return replace(cycle, iteration=cycle.iteration + 1, nth=nth, next_at=durations.parse(cycle.every).after(cycle.anchor, nth, zone))


def _begun(cycle: Cycle, now: datetime, zone: tzinfo) -> Cycle:
    """An iteration begins now, and the next on the first date of the calendar that lies ahead."""
    assert cycle.every is not None
    assert cycle.anchor is not None
    every, nth = durations.parse(cycle.every), cycle.nth + 1
    if not every.months:
        nth = max(nth, (now - cycle.anchor) // every.rest + 1)
    while (next_at := every.after(cycle.anchor, nth, zone)) <= now:
        nth += 1
    return replace(cycle, iteration=cycle.iteration + 1, began_at=now, nth=nth, next_at=next_at)


def next_run(schedule: Json | None, start: datetime, now: datetime) -> datetime | None:
    """When the first run after `now` starts: on the calendar of `every` from `start`, or at a time of day; None without a schedule.

    A time of day that a change of clocks skips comes an hour later, and one that it brings twice comes once, the first time.
    """
    if not schedule:
        return None
    zone = zone_of(schedule.get("timeZone"))
    if schedule.get("at"):
        return _time_of_day(time.fromisoformat(schedule["at"]), schedule.get("weekdays") or (), now, zone)
    if not schedule.get("every") or durations.parse(schedule["every"]).length <= NOTHING:
        return None
    return _begun(Cycle(every=schedule["every"], anchor=start), now, zone).next_at


def _time_of_day(at: time, weekdays: Sequence[str], now: datetime, zone: tzinfo) -> datetime:
    wanted = {_DAYS.index(Weekday(day)) for day in weekdays} or set(range(7))
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, 9))
    moments = (datetime.combine(day, at, zone).astimezone(UTC) for day in days if day.weekday() in wanted)
    return next(moment for moment in moments if moment > now)
