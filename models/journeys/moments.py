"""When a wait ends, in SQL: PostgreSQL knows the time zones, so that local times are right across every change of the clock."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Integer, Interval, Text, Time, any_, cast, column, func, literal, select

from golive.models.durations import Duration
from golive.models.journeys.plan import Planned
from golive.models.journeys.steps import WaitUntil
from golive.models.journeys.words import Weekday

MOMENT = DateTime(timezone=True)
_ISO_DAYS = {day: number for number, day in enumerate(Weekday, 1)}
_EVERY_DAY = tuple(_ISO_DAYS.values())


def after(duration: Duration, start: Any, zone: str) -> ColumnElement[datetime]:
    """As long after `start` as `duration` says: months by the calendar of the zone, a day of the rest has 24 hours."""
    rest = cast(literal(duration.rest, Interval()), Interval())
    if not duration.months:
        return cast(start + rest, MOMENT)
    local = func.timezone(literal(zone, Text()), start)
    months = func.make_interval(literal(0, Integer()), literal(duration.months, Integer()))
    return cast(func.timezone(literal(zone, Text()), local + months) + rest, MOMENT)


def end(step: Planned, start: Any, zone: str) -> ColumnElement[datetime]:
    """When the wait or the time limit of a step ends for who came there at `start`."""
    settings = step.settings
    if isinstance(settings, WaitUntil):
        if settings.until is not None:
            return literal(settings.until, MOMENT)
        assert settings.time is not None
        days = tuple(sorted(_ISO_DAYS[day] for day in settings.weekdays)) or _EVERY_DAY
        return _next(days, time.fromisoformat(settings.time), start, zone)
    assert step.limit is not None
    return after(step.limit, start, zone)


def _next(days: tuple[int, ...], at: time, start: Any, zone: str) -> ColumnElement[datetime]:
    """The first moment from `start` on that is one of the ISO weekdays at a time of day in the zone.

    A time that the clock skips is as much later; of one that comes twice it is the second.
    """
    name = literal(zone, Text())
    day = cast(func.timezone(name, start), Date())
    number = func.generate_series(0, 7).table_valued(column("number", Integer)).render_derived(name="days")
    local = day + number.c.number + cast(literal(at, Time()), Time())
    moment = func.timezone(name, local)
    wanted = func.date_part("isodow", local) == any_(literal(list(days), ARRAY(Integer)))
    found = select(func.min(moment)).select_from(number).where(wanted, moment >= start).correlate_except(number)
    return cast(found.scalar_subquery(), MOMENT)
