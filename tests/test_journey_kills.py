"""Journeys with thousands inside, through all that may befall them, while workers are killed: the counts add up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from budget import JOURNEY_KILLS, SOAK
from crowds import AUDIENCE, CUSTOMER, REAL_TIME, Crowd
from killing import killed_again_and_again
from moving import world

from golive.lifecycles.words import Action, StatusReason
from golive.models.database import Database
from golive.models.settings import Settings

SETTINGS = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1))
WORKER = "journey_worker.py"
KILLS = 5
STORIES = range(JOURNEY_KILLS // KILLS)
pytestmark = pytest.mark.timeout(600 if SOAK else 240)
STEPS: list[dict[str, Any]] = [
    {"wait": {"id": "wait", "duration": "P30D", "next": "split"}},
    {"split": {"id": "split", "branches": [{"name": "a", "percent": 50, "next": "note"}, {"name": "b", "percent": 50, "next": "more"}]}},
    {"trackEvent": {"id": "note", "event": "noted", "next": "more"}},
    {"wait": {"id": "more", "duration": "P30D"}},
]
ADDS_UP = """
    SELECT count(*) FROM step_count c WHERE entered <> passed + failed + exited + (
        SELECT count(*) FROM passage p WHERE p.journey_id = c.journey_id AND p.version = c.version AND p.step = c.step
    )
"""


async def until(what: Callable[[], Awaitable[bool]], within: float = 60) -> None:
    """Ask again and again: who does the work is in other processes, whose doorbell doesn't ring here."""
    async with asyncio.timeout(within):
        while not await what():  # noqa: ASYNC110 - whose work it is rings no bell here
            await asyncio.sleep(0.1)


async def adds_up(crowd: Crowd, journey: UUID, contacts: Sequence[UUID]) -> None:
    assert await crowd.here.sql(ADDS_UP) == [0]
    assert await crowd.came(journey) == dict.fromkeys(contacts, 1)
    double = "SELECT count(*) FROM (SELECT passage_id, step FROM passage_step GROUP BY 1, 2 HAVING count(*) > 1) twice"
    assert await crowd.here.sql(double) == [0]


async def move_all(crowd: Crowd, journey: UUID) -> None:
    """Whose wait there is, it is over."""
    waits = "UPDATE passage SET until = now(), due_at = now() WHERE journey_id = :id AND status = 'INSIDE' AND until IS NOT NULL"
    await crowd.here.sql(waits, id=journey)


@pytest.mark.parametrize("story", STORIES)
async def test_everybody_enters_moves_and_is_removed_once_whoever_is_killed(
    database: Database, database_url: str, workspace: UUID, story: int
) -> None:
    async with world(database, workspace, SETTINGS) as here:
        crowd, chance = Crowd(here), random.Random(4 + story)
        async with here.working():
            contacts = await crowd.contacts(1_000)
            journey = await here.draft(CUSTOMER, steps=STEPS, entry={"segment": {"segmentIds": [await crowd.segment(listed=contacts)]}})
        await here.do(journey, Action.GO_LIVE)

        async def at(step: str | None) -> bool:
            found = await here.sql("SELECT count(*) FROM passage WHERE journey_id = :id AND step = :step AND until IS NOT NULL",
                                   id=journey, step=step)  # fmt: skip
            return bool(found == [1_000])

        async with killed_again_and_again(chance, KILLS, WORKER, database_url):
            await until(lambda: at("wait"))
            await adds_up(crowd, journey, contacts)
            await move_all(crowd, journey)
            await until(lambda: at("more"))
            await adds_up(crowd, journey, contacts)
            await here.do(journey, Action.STOP)
            await until(lambda: is_in(crowd, journey, StatusReason.STOPPED))
        await adds_up(crowd, journey, contacts)
        assert await here.sql("SELECT DISTINCT status FROM passage") == ["REMOVED"]
        noted = "SELECT count(*) - (SELECT passed FROM step_count WHERE step = 'note') FROM contact_event WHERE name = 'noted'"
        assert await here.sql(noted) == [0]


async def test_ten_thousand_are_inside_through_edits_pauses_versions_and_a_stop(database: Database, workspace: UUID) -> None:
    async with world(database, workspace, SETTINGS) as here, here.working():
        crowd = Crowd(here)
        contacts = await crowd.contacts(10_000)
        young = await crowd.segment("contact.number < 9000")
        journey = await crowd.journey(REAL_TIME, young, steps=STEPS, by={"mode": "REPEATING"})
        await crowd.settled(journey, within=60)
        await here.do(journey, Action.PAUSE)
        await move_all(crowd, journey)
        await here.do(journey, Action.RESUME)
        await crowd.settled(journey, within=60)
        await here.do(journey, Action.EDIT)
        await here.update(journey, exitRules=["contact.number >= 9500"])
        await here.do(journey, Action.GO_LIVE)
        await here.until(journey, lambda record: record.live_version == 2)
        await here.sql("UPDATE contact SET attributes = '{\"number\": 1}' WHERE (attributes ->> 'number')::int >= 9000")
        await crowd.eventually(lambda: told(crowd), within=60)
        await crowd.settled(journey, within=60)
        await adds_up(crowd, journey, contacts)
        versions = [each.version for each in await crowd.passages(journey)]
        assert (versions.count(1), versions.count(2)) == (9_000, 1_000)
        before = await crowd.counts(journey, 1)
        await here.do(journey, Action.STOP, version=1)
        await crowd.eventually(lambda: is_version(crowd, journey, 1, "STOPPED"), within=60)
        after = [(each.version, each.status) for each in await crowd.passages(journey)]
        assert after.count((1, "REMOVED")) == before.inside
        await here.do(journey, Action.STOP)
        await here.until(journey, StatusReason.STOPPED, within=60)
        await adds_up(crowd, journey, contacts)
        assert await crowd.inside(journey) == set()


async def is_in(crowd: Crowd, journey: UUID, state: StatusReason) -> bool:
    return (await crowd.here.record(journey)).state is state


@pytest.mark.parametrize("story", STORIES)
async def test_a_journey_paused_resumed_versioned_and_stopped_under_kills_adds_up(
    database: Database, database_url: str, workspace: UUID, story: int
) -> None:
    async with world(database, workspace, SETTINGS) as here:
        crowd, chance = Crowd(here), random.Random(5 + story)
        contacts = await crowd.contacts(1_000)
        async with here.working():
            journey = await here.live(REAL_TIME, steps=STEPS, entry={"trigger": {"event": "signed_up"}})

        async def came(number: int) -> bool:
            return len(await crowd.came(journey)) == number

        async with killed_again_and_again(chance, KILLS, WORKER, database_url):
            await crowd.events(contacts[:400], "signed_up")
            await until(lambda: came(400))
            await here.do(journey, Action.PAUSE)
            await crowd.events(contacts[300:700], "signed_up")
            await until(lambda: told(crowd))
            assert len(await crowd.came(journey)) == 400
            await here.do(journey, Action.RESUME)
            await until(lambda: came(700))
            await move_all(crowd, journey)
            await here.do(journey, Action.EDIT)
            await here.do(journey, Action.GO_LIVE)
            await until(lambda: is_live(crowd, journey, 2))
            await crowd.events(contacts, "signed_up")
            await until(lambda: came(1_000))
            await adds_up(crowd, journey, contacts)
            await here.do(journey, Action.STOP, version=1)
            await until(lambda: is_version(crowd, journey, 1, "STOPPED"))
            assert {each.version for each in await crowd.passages(journey) if each.status == "INSIDE"} == {2}
            await here.do(journey, Action.STOP)
            await until(lambda: is_in(crowd, journey, StatusReason.STOPPED))
        await adds_up(crowd, journey, contacts)
        assert await crowd.inside(journey) == set()
        assert sorted({each.version for each in await crowd.passages(journey)}) == [1, 2]
        assert sum(each.version == 1 for each in await crowd.passages(journey)) == 700


async def told(crowd: Crowd) -> bool:
    return await crowd.asked("SELECT count(*) FROM touched", 0)


async def is_live(crowd: Crowd, journey: UUID, version: int) -> bool:
    return (await crowd.here.record(journey)).live_version == version


async def is_version(crowd: Crowd, journey: UUID, version: int, state: str) -> bool:
    found = "SELECT status_reason FROM version WHERE record_id = :id AND number = :number"
    return await crowd.asked(found, state, id=journey, number=version)


@pytest.mark.parametrize("story", STORIES)
async def test_a_run_is_taken_up_by_another_worker_and_counts_each_contact_once(
    database: Database, database_url: str, workspace: UUID, story: int
) -> None:
    async with world(database, workspace, SETTINGS) as here:
        crowd, chance = Crowd(here), random.Random(6 + story)
        contacts = await crowd.contacts(1_000)
        steps = [{"trackEvent": {"id": "note", "event": "noted"}}]
        journey = await crowd.journey(AUDIENCE, steps=steps, entryRules=["contact.number < 900"], allowRepeat=True)
        for number in (1, 2):
            await here.do(journey, Action.RUN_NOW)
            async with killed_again_and_again(chance, 3, WORKER, database_url):
                await until(lambda: is_over(crowd, journey))
            assert await crowd.came(journey) == dict.fromkeys(contacts[:900], number)
        runs = "SELECT jsonb_build_array(status, entered, completed) FROM journey_run ORDER BY number"
        assert await here.sql(runs) == [["SUCCEEDED", 900, 900]] * 2
        assert await here.sql("SELECT count(*) FROM contact_event WHERE name = 'noted'") == [1_800]


async def is_over(crowd: Crowd, journey: UUID) -> bool:
    return await crowd.asked("SELECT count(*) FROM journey_run WHERE journey_id = :id AND status = 'RUNNING'", 0, id=journey)
