"""What a pause does to the people inside: waits go on where they were, or have run on, or those whose wait ran out leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from crowds import REAL_TIME, Crowd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moving import world
from sqlalchemy import text

from golive.lifecycles.words import Action, StatusReason
from golive.models.database import Database
from golive.models.journeys import pausing
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))
STEPS: list[dict[str, Any]] = [
    {"wait": {"id": "wait", "duration": "P30D", "next": "date"}},
    {"waitUntil": {"id": "date", "weekdays": ["TUESDAY"], "time": "09:00", "next": "ask"}},
    {"waitFor": {"id": "ask", "event": "bought", "timeLimit": "P9D",
                 "branches": [{"name": "yes", "next": None}, {"name": "no", "next": None}]}},
]  # fmt: skip
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing, "BATCH", 3)


@pytest_asyncio.fixture
async def crowd(database: Database, workspace: UUID) -> AsyncIterator[Crowd]:
    async with world(database, workspace, QUICK) as here, here.working():
        yield Crowd(here)


async def waiting(crowd: Crowd, number: int, **fields: Any) -> tuple[UUID, list[UUID]]:
    """A journey with so many contacts, who wait at its first step; their ids in order."""
    contacts = await crowd.contacts(number)
    journey = await crowd.journey(REAL_TIME, steps=STEPS, **{"entry": {"trigger": {"event": "signed_up"}}, **fields})
    await crowd.events(contacts, "signed_up")
    await crowd.eventually(lambda: wait_there(crowd, journey, number))
    return journey, contacts


async def wait_there(crowd: Crowd, journey: UUID, number: int) -> bool:
    return sum(each.until is not None for each in await crowd.passages(journey)) == number


async def pause(crowd: Crowd, journey: UUID, ago: timedelta) -> datetime:
    """A pause that began some time ago."""
    await crowd.here.do(journey, Action.PAUSE)
    began = "UPDATE journey_hold SET paused_at = paused_at - CAST(:ago AS interval) RETURNING paused_at"
    found: list[datetime] = await crowd.here.sql(began, ago=ago)
    return found[0]


async def untils(crowd: Crowd, journey: UUID) -> dict[UUID, datetime | None]:
    return {each.contact_id: each.until for each in await crowd.passages(journey)}


async def resume(crowd: Crowd, journey: UUID) -> datetime:
    await crowd.here.do(journey, Action.RESUME)
    await crowd.settled(journey)
    found: datetime = (await crowd.here.sql("SELECT resumed_at FROM intake WHERE journey_id = :id", id=journey))[0]
    assert await crowd.here.sql("SELECT count(*) FROM journey_hold") == [0]
    return found


async def test_a_frozen_wait_goes_on_where_it_was_and_dates_and_limits_do_not_move(crowd: Crowd) -> None:
    journey, contacts = await waiting(crowd, 40)
    for step, some in (("date", contacts[10:15]), ("ask", contacts[15:20])):
        await crowd.here.sql("UPDATE passage SET step = :step WHERE contact_id = ANY(:ids)", step=step, ids=some)
    paused_at = await pause(crowd, journey, 5 * HOUR)
    await crowd.here.sql("UPDATE passage SET until = :at, due_at = :at WHERE contact_id = ANY(:ids)",
                         at=paused_at + HOUR, ids=contacts[20:25])  # fmt: skip
    before = await untils(crowd, journey)
    assert (await crowd.counts(journey)).overdue == 0
    await crowd.here.sql("UPDATE journey_hold SET resumed_at = now()")  # as it is from the resume until all waits have been put off
    assert (await crowd.counts(journey)).overdue == 0
    await crowd.here.sql("UPDATE journey_hold SET resumed_at = NULL")
    resumed_at = await resume(crowd, journey)
    after = await untils(crowd, journey)
    for contact in contacts:
        moved = timedelta(0) if contact in contacts[10:20] else resumed_at - paused_at
        was = before[contact]
        assert was is not None
        assert after[contact] == was + moved
    assert await crowd.inside(journey) == set(contacts)


async def test_who_was_overdue_when_the_pause_began_goes_on_at_once_and_nobody_twice(crowd: Crowd) -> None:
    journey, contacts = await waiting(crowd, 6)
    paused_at = await pause(crowd, journey, HOUR)
    await crowd.here.sql("UPDATE passage SET until = :at, due_at = :at WHERE contact_id = ANY(:ids)",
                         at=paused_at - HOUR, ids=contacts[:2])  # fmt: skip
    assert (await crowd.counts(journey)).overdue == 2
    await resume(crowd, journey)
    await crowd.eventually(lambda: are_at(crowd, journey, "date", contacts[:2]))
    left = await crowd.here.sql("SELECT count(*) FROM passage_step WHERE step = 'wait'")
    assert left == [2]


async def are_at(crowd: Crowd, journey: UUID, step: str, contacts: list[UUID]) -> bool:
    return {each.contact_id for each in await crowd.passages(journey) if each.step == step} == set(contacts)


async def test_a_wait_that_ran_on_and_out_is_over_on_resume(crowd: Crowd) -> None:
    journey, contacts = await waiting(crowd, 5, pauseClock="RUN")
    await crowd.here.do(journey, Action.PAUSE)
    await crowd.here.sql("UPDATE passage SET until = now(), due_at = now() WHERE contact_id = ANY(:ids)", ids=contacts[:2])
    assert (await crowd.counts(journey)).overdue == 2
    await resume(crowd, journey)
    await crowd.eventually(lambda: are_at(crowd, journey, "date", contacts[:2]))


async def test_whose_wait_ran_out_in_the_pause_leaves_where_the_overdue_are_dropped(crowd: Crowd) -> None:
    journey, contacts = await waiting(crowd, 12, pauseClock="DROP_OVERDUE")
    paused_at = await pause(crowd, journey, 5 * HOUR)
    for some, at in ((contacts[:7], paused_at + HOUR), (contacts[7:9], paused_at - HOUR)):
        await crowd.here.sql("UPDATE passage SET until = :at, due_at = :at WHERE contact_id = ANY(:ids)", at=at, ids=some)
    await resume(crowd, journey)
    found = {each.contact_id: (each.status, each.reason) for each in await crowd.passages(journey)}
    assert found == dict.fromkeys(contacts[:7], ("EXITED", "OVERDUE")) | dict.fromkeys(contacts[7:], ("INSIDE", None))
    assert (await crowd.steps(journey))["wait"] == (12, 7)


async def test_nobody_goes_on_while_the_pause_is_being_made_up_for(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    journey, contacts = await waiting(crowd, 5)
    await pause(crowd, journey, 5 * HOUR)
    await crowd.here.sql("UPDATE passage SET until = now(), due_at = now()")
    began, go_on = asyncio.Event(), asyncio.Event()
    shift = pausing._shift

    async def slowly(*arguments: Any) -> bool:
        began.set()
        await go_on.wait()
        return await shift(*arguments)

    monkeypatch.setattr(pausing, "_shift", slowly)
    await crowd.here.do(journey, Action.RESUME)
    await began.wait()
    ticks = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'JOURNEY_TICK'"
    for _ in range(3):
        assert await crowd.here.sql(ticks) == [0]
        assert await are_at(crowd, journey, "wait", contacts)
    go_on.set()
    await crowd.settled(journey)
    assert await are_at(crowd, journey, "wait", contacts)


async def test_two_pauses_in_a_row_add_up(crowd: Crowd) -> None:
    journey, (contact,) = await waiting(crowd, 1)
    before = (await untils(crowd, journey))[contact]
    assert before is not None
    lengths = timedelta(0)
    for hours in (2, 3):
        paused_at = await pause(crowd, journey, hours * HOUR)
        lengths += await resume(crowd, journey) - paused_at
    assert (await untils(crowd, journey))[contact] == before + lengths


async def test_a_resume_after_the_end_date_makes_up_for_the_pause_while_it_completes(crowd: Crowd) -> None:
    journey, contacts = await waiting(crowd, 4)
    before = await untils(crowd, journey)
    paused_at = await pause(crowd, journey, 2 * HOUR)
    await crowd.here.sql("UPDATE record SET runs_until = now() WHERE id = :id", id=journey)
    resumed_at = await resume(crowd, journey)
    assert (await crowd.here.record(journey)).state is StatusReason.COMPLETING
    assert await crowd.inside(journey) == set(contacts)
    after = await untils(crowd, journey)
    assert all((was := before[each]) is not None and after[each] == was + (resumed_at - paused_at) for each in contacts)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-90, 300), st.sampled_from(["wait", "date", "ask"])), min_size=1, max_size=12), st.integers(1, 200))
async def test_a_pause_moves_each_frozen_wait_by_its_length_and_nothing_else(
    crowd: Crowd, dates: list[tuple[int, str]], minutes: int
) -> None:
    journey, contacts = await waiting(crowd, len(dates))
    paused_at = await pause(crowd, journey, timedelta(minutes=minutes))
    for contact, (after, step) in zip(contacts, dates, strict=True):
        at = paused_at + timedelta(minutes=after)
        await crowd.here.sql(
            "UPDATE passage SET until = :at, due_at = :at, step = :step WHERE contact_id = :id", at=at, step=step, id=contact
        )
    held = {each.contact_id: (each.until, each.due_at) for each in await crowd.passages(journey)}
    async with crowd.here.machine.database.transaction(crowd.here.workspace) as session:
        await session.execute(text("UPDATE journey_hold SET resumed_at = now()"))
        while await pausing.make_up(session, journey, paused_at):
            pass
        now = await session.scalar(text("SELECT now()"))
    found = {each.contact_id: (each.until, each.due_at) for each in await crowd.passages(journey)}
    for contact, (after, step) in zip(contacts, dates, strict=True):
        moved = now - paused_at if step == "wait" and after > 0 else timedelta(0)
        assert found[contact] == tuple(each and each + moved for each in held[contact])
    await crowd.here.do(journey, Action.STOP)
