"""Runs of audience journeys: by schedule and by hand, one at a time, with counts, and taken up when a worker dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from crowds import AUDIENCE, Crowd
from moving import world
from sqlalchemy import text

from golive.lifecycles.words import Action, GuardCode, StatusReason
from golive.live.journeys import runs as running
from golive.models.database import Database
from golive.models.journeys import entering
from golive.models.refusal import Refused
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))
STEPS = [
    {"wait": {"id": "wait", "duration": "P1D", "next": "note"}},
    {"trackEvent": {"id": "note", "event": "passed", "next": "more"}},
    {"wait": {"id": "more", "duration": "P1D", "next": "last"}},
    {"trackEvent": {"id": "last", "event": "done"}},
]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "BATCH", 7)
    monkeypatch.setattr(running, "WOKEN", 7)
    monkeypatch.setattr(running, "ADVANCED", 7)


@pytest_asyncio.fixture
async def crowd(database: Database, workspace: UUID) -> AsyncIterator[Crowd]:
    async with world(database, workspace, QUICK) as here, here.working():
        yield Crowd(here)


async def active(crowd: Crowd, *rules: str, **fields: Any) -> UUID:
    return await crowd.journey(AUDIENCE, steps=STEPS, **{"entryRules": list(rules), **fields})


async def run(crowd: Crowd, journey: UUID, action: Action = Action.RUN_NOW) -> dict[str, Any]:
    """One run by hand, from its start to its end."""
    await crowd.here.do(journey, action)
    await crowd.eventually(lambda: at_rest(crowd, journey))
    return (await told(crowd, journey))[-1]


async def at_rest(crowd: Crowd, journey: UUID) -> bool:
    return "RUNNING" not in [each["status"] for each in await told(crowd, journey)]


async def told(crowd: Crowd, journey: UUID) -> list[dict[str, Any]]:
    names = ("number", "trigger", "status", "error", "entered", "progressed", "exited", "completed", "failed")
    columns = ", ".join(f"'{name}', {name}" for name in names)
    statement = f"SELECT jsonb_build_object({columns}) FROM journey_run WHERE journey_id = :id ORDER BY number"
    return list(await crowd.here.sql(statement, id=journey))


async def later(crowd: Crowd) -> None:
    """The people inside have waited for a day."""
    await crowd.here.sql(
        "UPDATE passage SET since = since - interval '1 day', until = until - interval '1 day', due_at = due_at - interval '1 day'"
    )


async def test_a_run_lets_in_who_fulfils_all_rules_and_takes_on_who_is_due(crowd: Crowd) -> None:
    contacts = await crowd.contacts(30)
    await crowd.contacts(1, status="INACTIVE")
    journey = await active(crowd, "contact.number >= 5", "contact.number < 25")
    assert await crowd.inside(journey) == set()
    first = await run(crowd, journey)
    assert await crowd.inside(journey) == set(contacts[5:25])
    assert (first["trigger"], first["status"], first["entered"], first["completed"]) == ("RUN_NOW", "SUCCEEDED", 20, 0)
    second = await run(crowd, journey)
    assert (second["number"], second["entered"], second["progressed"]) == (2, 0, 0)
    await later(crowd)
    third = await run(crowd, journey)
    assert (third["progressed"], third["completed"]) == (40, 0), "each left two steps"
    assert {each.step for each in await crowd.passages(journey)} == {"more"}
    await later(crowd)
    fourth = await run(crowd, journey)
    assert fourth["completed"] == 20
    assert (await run(crowd, journey))["entered"] == 0, "each contact passes once"


async def test_a_run_takes_on_those_whom_somebody_else_was_just_looking_at(crowd: Crowd) -> None:
    await crowd.contacts(3)
    journey = await active(crowd, "true")
    await run(crowd, journey)
    await later(crowd)
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with crowd.here.machine.database.transaction(crowd.here.workspace) as looking:
        await looking.execute(text("SELECT id FROM passage FOR NO KEY UPDATE"))
        await crowd.here.do(journey, Action.RUN_NOW)
        async with asyncio.timeout(20):
            while not (await at_rest(crowd, journey) or (await crowd.here.sql(waits))[0]):  # no doorbell rings for a lock
                pass
    await crowd.eventually(lambda: at_rest(crowd, journey))
    assert (await told(crowd, journey))[-1]["progressed"] == 6


async def test_nobody_goes_on_between_runs(crowd: Crowd) -> None:
    await crowd.contacts(3)
    journey = await active(crowd, "true")
    await run(crowd, journey)
    await later(crowd)
    other = await active(crowd, "true")
    await run(crowd, other)
    assert {each.step for each in await crowd.passages(journey)} == {"wait"}


async def test_who_may_come_again_does_once_in_each_run(crowd: Crowd) -> None:
    contacts = await crowd.contacts(9)
    journey = await crowd.journey(AUDIENCE, steps=[STEPS[1] | {"trackEvent": {"id": "note", "event": "passed"}}],
                                  entryRules=["true"], allowRepeat=True)  # fmt: skip
    for number in (1, 2):
        done = await run(crowd, journey)
        assert (done["entered"], done["completed"]) == (9, 9)
        assert await crowd.came(journey) == dict.fromkeys(contacts, number)


async def test_a_full_run_looks_at_everybody_and_new_exit_rules_hold_for_all(crowd: Crowd) -> None:
    contacts = await crowd.contacts(20)
    journey = await active(crowd, "true")
    await run(crowd, journey)
    await crowd.here.do(journey, Action.PAUSE)
    await crowd.here.do(journey, Action.EDIT)
    await crowd.here.update(journey, exitRules=["contact.number < 4"])
    await crowd.here.do(journey, Action.GO_LIVE)
    assert (await run(crowd, journey))["exited"] == 0, "nobody is due"
    done = await run(crowd, journey, Action.FULL_RUN)
    assert (done["trigger"], done["exited"]) == ("FULL_RUN", 4)
    assert await crowd.inside(journey) == set(contacts[4:])
    assert {each.version for each in await crowd.passages(journey)} == {1}
    assert {each.reason for each in await crowd.passages(journey)} == {None, "EXIT_RULE:1"}


async def test_a_second_run_is_refused_and_a_schedule_skips_its_turn(crowd: Crowd) -> None:
    await crowd.contacts(3)
    journey = await active(crowd, "true")
    await crowd.here.sql(
        "INSERT INTO journey_run (workspace_id, id, journey_id, version, number, trigger, tries)"
        " VALUES (:workspace, gen_random_uuid(), :journey, 1, 1, 'RUN_NOW', -1000)",
        workspace=crowd.here.workspace, journey=journey,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        await crowd.here.do(journey, Action.FULL_RUN)
    assert refused.value.refusal.code is GuardCode.RUN_IN_PROGRESS
    await crowd.eventually(lambda: at_rest(crowd, journey))
    assert [each["status"] for each in await told(crowd, journey)] == ["SUCCEEDED"], "the run that had lost its job got one"


async def test_runs_start_by_the_schedule(crowd: Crowd) -> None:
    contacts = await crowd.contacts(3)
    journey = await active(crowd, "true", schedule={"every": "P1D"})
    await crowd.eventually(lambda: has_runs(crowd, journey, 1))
    assert await crowd.inside(journey) == set(contacts)
    due = "SELECT due_at BETWEEN now() + interval '23 hours' AND now() + interval '25 hours' FROM intake WHERE journey_id = :id"
    assert await crowd.here.sql(due, id=journey) == [True]
    await crowd.here.sql("UPDATE intake SET due_at = now() WHERE journey_id = :id", id=journey)
    await crowd.eventually(lambda: has_runs(crowd, journey, 2))
    await crowd.here.do(journey, Action.PAUSE)
    await crowd.here.sql("UPDATE intake SET due_at = now() WHERE journey_id = :id", id=journey)
    await crowd.settled(journey)
    assert {each["trigger"] for each in await told(crowd, journey)} == {"SCHEDULE"}
    assert len(await told(crowd, journey)) == 2
    assert (await crowd.here.record(journey)).state is StatusReason.PAUSED


async def has_runs(crowd: Crowd, journey: UUID, number: int) -> bool:
    found = await told(crowd, journey)
    return len(found) == number and found[-1]["status"] == "SUCCEEDED"


async def test_a_run_whose_rule_can_be_used_no_more_fails_and_says_so(crowd: Crowd) -> None:
    await crowd.contacts(3)
    journey = await active(crowd, "contact.number > 1")
    await crowd.here.sql("DELETE FROM attribute WHERE name = 'number'")
    done = await run(crowd, journey)
    assert done["status"] == "FAILED"
    assert "Contacts have no attribute number" in done["error"]


async def test_a_run_that_breaks_off_each_time_fails_in_the_end(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    await crowd.contacts(3)
    journey = await active(crowd, "true")

    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(running, "enter_batch", broken)
    done = await run(crowd, journey)
    assert done["status"] == "FAILED"
    assert "broke off each time" in done["error"]
