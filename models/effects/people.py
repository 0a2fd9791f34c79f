"""What moves of a journey mean for the people inside and those who would enter, left to whoever looks after them."""

from __future__ import annotations

from datetime import datetime

from golive.lifecycles.words import Action, GuardCode, RecordType
from golive.models.effects.moving import Moving, rest
from golive.models.journeys.pausing import SWAP
from golive.models.journeys.recurring import next_run
from golive.models.journeys.runs import Trigger, begin
from golive.models.moves import Done
from golive.models.records.journeys import PauseClock
from golive.models.refusal import Refusal, Refused
from golive.models.sentences import named
from golive.models.session import driver_of
from golive.models.version import Version

_LOOK = """
    INSERT INTO golive.intake AS i (workspace_id, journey_id, due_at, resumed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, journey_id)
    DO UPDATE SET due_at = $3, resumed_at = coalesce($4, i.resumed_at), scanned_version = NULL
"""
_HOLD = """
    INSERT INTO golive.journey_hold (workspace_id, journey_id, version, paused_at, resumed_at, clock) VALUES ($1, $2, $3, $4, $5, $6)
"""
_RELEASE = "UPDATE golive.journey_hold SET resumed_at = $3 WHERE workspace_id = $1 AND journey_id = $2 AND resumed_at IS NULL"


async def went_live(m: Moving, version: Version, before: Version | None) -> None:
    """A version runs from now on, instead of `before`: those whom it takes are let in soon."""
    record = m.record
    if record.type is RecordType.AUDIENCE_JOURNEY:
        schedule = version.snapshot.get("schedule") or {}
        await _look(m, m.now if schedule.get("every") and not schedule.get("at") else next_run(schedule, m.now, m.now))
        return
    if record.type is RecordType.CUSTOMER_JOURNEY and before is not None and before.snapshot.get("entry") != version.snapshot.get("entry"):
        driver = await driver_of(m.session)
        await driver.execute(_HOLD, record.workspace_id, record.id, version.number, m.now, m.now, SWAP)
    await _look(m, m.now)


async def paused(m: Moving) -> None:
    """Remember when the clock stopped, for whoever makes up for it."""
    record = m.record
    clock = getattr(record, "pause_clock", PauseClock.RUN)
    if clock is not PauseClock.RUN and record.live_version is not None:
        driver = await driver_of(m.session)
        await driver.execute(_HOLD, record.workspace_id, record.id, record.live_version, m.now, None, clock.value)


async def resumed(m: Moving, running: Version | None) -> None:
    """The pause is over: it is made up for before anybody goes on, and who waited to enter is let in."""
    record = m.record
    if record.type is RecordType.AUDIENCE_JOURNEY:
        assert running is not None
        await _look(m, next_run(running.snapshot.get("schedule"), running.live_from or m.now, m.now))
        return
    await (await driver_of(m.session)).execute(_RELEASE, record.workspace_id, record.id, m.now)
    await _look(m, m.now, resumed_at=m.now)


async def run(m: Moving) -> Done:
    """runNow and fullRun: a run begins, with its job."""
    record = m.record
    assert record.live_version is not None
    assert isinstance(m.order.move, Action)
    trigger = Trigger.FULL_RUN if m.order.move is Action.FULL_RUN else Trigger.RUN_NOW
    if await begin(m.session, record.workspace_id, record.id, record.live_version, trigger, m.now) is None:
        message = f"{named(record)} has a run under way: wait until it has ended."
        raise Refused(Refusal(GuardCode.RUN_IN_PROGRESS, message, m.order.move, record.id))
    return await rest(m, record.live_version)


async def _look(m: Moving, at: datetime | None, resumed_at: datetime | None = None) -> None:
    """Have the journey's entry looked at then."""
    await (await driver_of(m.session)).execute(_LOOK, m.record.workspace_id, m.record.id, at, resumed_at)
