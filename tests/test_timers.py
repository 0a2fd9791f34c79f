"""The clock: what comes due happens once, in the order of the dates, and one bad record stops nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from bulking import DEADLOCK
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live import timers
from golive.live.timers import Timers
from golive.models.content import rfc3339
from golive.models.database import Database
from golive.models.locking import lock
from golive.models.perform import perform
from golive.models.settings import Settings

QUICK = Settings.model_construct(
    retry_first=timedelta(milliseconds=50),
    job_heartbeat=timedelta(seconds=2),
    expire_after=timedelta(seconds=1),
    pause_limit=timedelta(seconds=1),
)
OUTBOUND, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
EMAIL = RecordType.MARKETING_EMAIL


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


def soon(seconds: float = 1.5) -> str:
    return rfc3339(datetime.now(UTC) + timedelta(seconds=seconds))


async def plan(here: World, record_id: UUID, action: Action, **more: Any) -> None:
    """Schedule an action, and let its time have come."""
    await here.do(record_id, Action.SCHEDULE, scheduled_action=action, at=datetime.now(UTC) + timedelta(minutes=5), **more)
    await here.sql("UPDATE schedule SET at = now() WHERE record_id = :id", id=record_id)


async def test_an_end_date_stops_an_outbound_journey_and_later_it_expires(here: World) -> None:
    async with here.working():
        journey = await here.live(OUTBOUND, endsAt=soon())
        record = await here.until(journey, StatusReason.STOPPED)
        assert record.ended_by_date
        assert record.expires_at == record.ends_at + QUICK.expire_after  # type: ignore[attr-defined]
        await here.until(journey, StatusReason.EXPIRED)
    assert (await here.path(journey))[-4:] == [("LIVE", "SYSTEM"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM"), ("EXPIRED", "TIMER")]


async def test_a_date_is_acted_on_when_it_comes_and_not_a_second_later(here: World) -> None:
    async with here.working():
        journey = await here.live(OUTBOUND, endsAt=soon(2))
        await here.until(journey, StatusReason.STOPPED)
    stopping = next(change for change in await here.history(journey) if change.to_status_reason == "STOPPING")
    ends_at = (await here.record(journey)).ends_at  # type: ignore[attr-defined]
    assert timedelta(0) <= stopping.at - ends_at < timedelta(seconds=0.5)


async def test_an_end_date_while_going_live_takes_effect_after_live(here: World) -> None:
    journey = await here.draft(OUTBOUND, endsAt=soon(60))
    await here.do(journey, Action.GO_LIVE)
    await here.sql("UPDATE customer_journey SET ends_at = now()")
    await Timers(here.machine).sweep()
    assert (await here.record(journey)).state is StatusReason.GOING_LIVE
    async with here.working():
        await here.until(journey, StatusReason.STOPPED)
    assert [to for to, _ in await here.path(journey)] == ["DRAFT", "GOING_LIVE", "LIVE", "STOPPING", "STOPPED"]


async def test_the_end_date_of_a_real_time_journey_with_a_new_version_open_makes_it_a_draft(here: World) -> None:
    async with here.working():
        journey = await here.live(REAL_TIME, endsAt=soon())
        await here.do(journey, Action.EDIT)
        await here.until(journey, StatusReason.DRAFT)
        await here.until(journey, lambda record: not record.is_live)
    kinds = [(change.kind, change.version, change.to_status_reason) for change in await here.history(journey)][-3:]
    assert kinds == [("STATE", 2, "DRAFT"), ("VERSION", 1, "COMPLETING"), ("VERSION", 1, "COMPLETED")]


async def test_a_paused_real_time_journey_whose_end_date_passed_completes_when_it_resumes(here: World) -> None:
    async with here.working():
        journey = await here.live(REAL_TIME, endsAt=soon(1))
        await here.do(journey, Action.PAUSE, resume_at=datetime.now(UTC) + timedelta(hours=1))
        await here.sql("UPDATE record SET pause_ends_at = NULL, resume_at = runs_until + interval '0.5 s' WHERE id = :id", id=journey)
        await here.until(journey, StatusReason.COMPLETED)
    assert (await here.path(journey))[-3:] == [("PAUSED", "USER"), ("COMPLETING", "TIMER"), ("COMPLETED", "SYSTEM")]


async def test_a_pause_ends_at_its_limit(here: World) -> None:
    async with here.working():
        journey = await here.live(REAL_TIME)
        await here.do(journey, Action.PAUSE)
        await here.until(journey, StatusReason.STOPPED)
    assert (await here.path(journey))[-3:] == [("PAUSED", "USER"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM")]


@pytest.mark.parametrize(("type_", "running"), [(REAL_TIME, StatusReason.LIVE), (AUDIENCE, StatusReason.ACTIVE)])
async def test_a_pause_with_a_date_ends_by_itself(here: World, type_: RecordType, running: StatusReason) -> None:
    async with here.working():
        journey = await here.live(type_)
        await here.do(journey, Action.PAUSE, resume_at=datetime.now(UTC) + timedelta(seconds=0.5))
        await here.until(journey, running)
    assert (await here.path(journey))[-2:] == [("PAUSED", "USER"), (running, "TIMER")]


async def test_a_scheduled_action_is_taken_by_who_scheduled_it_and_gone(here: World) -> None:
    email = await here.draft(EMAIL)
    await plan(here, email, Action.GO_LIVE)
    async with here.working():
        await here.until(email, StatusReason.LIVE)
    change = (await here.history(email))[-1]
    assert (change.kind, change.action, change.actor, change.cause) == ("STATE", "GO_LIVE", "Ada", "SCHEDULE")
    assert await here.sql("SELECT count(*) FROM schedule") == [0]


async def test_a_refused_schedule_leaves_a_change_with_the_reason_and_is_gone(here: World) -> None:
    email = await here.draft(EMAIL, subject=None)
    await plan(here, email, Action.GO_LIVE)
    before = await here.record(email)
    async with here.working():
        record = await here.until(email, lambda record: record.last_error)
    change = (await here.history(email))[-1]
    assert (change.kind, change.cause, change.error) == ("REFUSED", "SCHEDULE", record.last_error)
    assert [finding["code"] for finding in change.findings or []] == ["SUBJECT_REQUIRED"]
    assert (record.state, record.revision) == (StatusReason.DRAFT, before.revision)
    assert await here.sql("SELECT count(*) FROM schedule") == [0]


async def test_a_schedule_that_was_confirmed_goes_through(here: World) -> None:
    async with here.working():
        await here.live(OUTBOUND)
        email = UUID(str((await here.sql("SELECT id::text FROM record WHERE type = 'MARKETING_EMAIL'"))[0]))
        await plan(here, email, Action.STOP, confirm=True)
        await here.until(email, StatusReason.STOPPED)


async def test_several_clocks_act_once(here: World) -> None:
    emails = [await here.draft(EMAIL) for _ in range(8)]
    for email in emails:
        await plan(here, email, Action.GO_LIVE)
    clocks = [Timers(here.machine) for _ in range(4)]
    while await here.sql("SELECT count(*) FROM schedule") != [0]:
        await asyncio.gather(*(clock.sweep() for clock in clocks))
    for email in emails:
        assert [to for to, _ in await here.path(email)] == ["DRAFT", "LIVE"]


async def test_one_bad_record_stops_nothing_and_is_not_tried_over_and_over(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = await here.draft(EMAIL), await here.draft(EMAIL)
    await plan(here, bad, Action.GO_LIVE)
    await plan(here, good, Action.GO_LIVE)
    tried: list[UUID] = []

    async def fails_for_one(session: Any, settings: Settings, order: Any) -> Any:
        tried.append(order.record_id)
        if order.record_id == bad:
            raise RuntimeError("bad")
        return await perform(session, settings, order)

    monkeypatch.setattr(timers, "perform", fails_for_one)
    clock = Timers(here.machine)
    await clock.sweep()
    await clock.sweep()
    assert tried == [bad, good]
    assert (await here.record(good)).state is StatusReason.LIVE
    assert await here.sql("SELECT record_id FROM schedule") == [bad]


async def test_what_met_a_deadlock_is_left_to_the_next_sweep(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    email = await here.draft(EMAIL)
    await plan(here, email, Action.GO_LIVE)
    tried: list[UUID] = []

    async def meets_one(session: Any, settings: Settings, order: Any) -> Any:
        tried.append(order.record_id)
        if len(tried) == 1:
            await session.execute(DEADLOCK)
        return await perform(session, settings, order)

    monkeypatch.setattr(timers, "perform", meets_one)
    clock = Timers(here.machine)
    await clock.sweep()
    assert (await here.record(email)).state is StatusReason.DRAFT
    await clock.sweep()
    assert (await here.record(email)).state is StatusReason.LIVE
    assert tried == [email, email]


async def test_a_record_in_other_hands_is_left_to_them(here: World) -> None:
    email = await here.draft(EMAIL)
    await plan(here, email, Action.GO_LIVE)
    clock = Timers(here.machine)
    async with here.machine.database.transaction(here.workspace) as session:
        await lock(session, email)
        await clock.sweep()
    assert (await here.record(email)).state is StatusReason.DRAFT
    await clock.sweep()
    assert (await here.record(email)).state is StatusReason.LIVE
