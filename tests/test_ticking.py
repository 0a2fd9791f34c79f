"""Ticks: who is due goes on by itself, shared by any number of workers; whoever is killed, nobody skips a step or takes it twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving
from budget import JOURNEY_KILLS, SOAK
from journey_samples import step, wait
from journeying import Traffic, traffic
from killing import Pair
from moving import World, world
from postbox import postbox
from standing_records import make_live

from golive.lifecycles.words import RecordType
from golive.live.journeys import ticking
from golive.live.mail import sending
from golive.models import ids
from golive.models.database import Database
from golive.models.journeys import advancing
from golive.models.journeys.running import Part, Plans, parts_due
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1))
SPLIT = step("SPLIT", "deal", branches=[{"name": "a", "percent": 50, "next": "note"}, {"name": "b", "percent": 50, "next": "mail"}])


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def due(database: Database) -> set[tuple[UUID, int]]:
    async with database.system() as session:
        return {(part.journey_id, part.version) for part in await parts_due(session)}


async def test_parts_in_which_somebody_is_due_are_found_while_the_version_runs(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, wait("a"))
    assert await due(database) == set()
    there.now = datetime.now(UTC)
    await there.entered(3)
    assert await due(database) == {(there.journey, 1)}
    for stopped in ("UPDATE version SET status_reason = 'PAUSED' RETURNING 1", "UPDATE version SET status_reason = 'STOPPING' RETURNING 1"):
        await there.rows(stopped)
        assert await due(database) == set()
    await there.rows("UPDATE version SET status_reason = 'COMPLETING' RETURNING 1")
    assert await due(database) == {(there.journey, 1)}
    await there.go_on()
    assert await due(database) == set()


async def test_a_worker_moves_contacts_on_by_itself(here: World, database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, step("TRACK_EVENT", "a", "b", event="came"), wait("b", "c", "PT0.5S"), step("EXIT", "c"))
    there.now = datetime.now(UTC)
    async with here.working():
        await there.entered(20)
        await until_through(there, 20)
    assert await there.counted() == dict.fromkeys("abc", (20, 20, 0, 0))


async def test_a_tick_of_a_version_that_does_not_run_moves_nobody(here: World, database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, step("EXIT", "a"))
    there.now = datetime.now(UTC)
    (ada,) = await there.entered()
    await there.rows("UPDATE version SET status_reason = 'PAUSED' RETURNING 1")
    assert [await ticking.tick(here.machine, Plans(), Part(workspace, there.journey, 1, part), asyncio.Event()) for part in range(8)] == [
        0
    ] * 8
    assert await there.place(ada) == "a"


async def test_whom_stopped_content_settings_held_goes_on_when_they_are_live_again(
    here: World, database: Database, workspace: UUID
) -> None:
    there = await with_mail(database, workspace, step("SEND_EMAIL", "mail"))
    there.now = datetime.now(UTC)
    (ada,) = await there.entered()
    await there.rows("UPDATE record SET is_live = false WHERE type = 'CONTENT_SETTINGS' RETURNING 1")
    await there.go_on()
    assert (await there.places())[ada].held == advancing.HELD
    assert await due(database) == set()
    await there.rows("UPDATE record SET is_live = true WHERE type = 'CONTENT_SETTINGS' RETURNING 1")
    assert await due(database) == {(there.journey, 1)}
    async with here.working():
        await until_through(there, 1)


async def test_a_batch_that_runs_out_of_time_leaves_the_rest_of_the_way_to_the_next(
    database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advancing, "LONGEST", -1)
    there = await traffic(
        database, workspace, step("TRACK_EVENT", "a", "b", event="x"), step("TRACK_EVENT", "b", "c", event="y"), wait("c")
    )
    (ada,) = await there.entered()
    async with database.transaction(workspace) as session:
        done = await advancing.advance(session, there.plan, there.now, 10)
    assert (done.claimed, done.steps, await there.place(ada)) == (1, 1, "b")
    await there.go_on()
    assert await there.path(ada) == ["a", "b"]
    assert await there.counted() == {"a": (1, 1, 0, 0), "b": (1, 1, 0, 0), "c": (1, 0, 0, 0)}


@pytest.mark.timeout(3600 if SOAK else 240)
async def test_whoever_is_killed_nobody_skips_a_step_or_takes_it_twice_and_each_mail_is_received_once(
    database_url: str, database: Database, workspace: UUID, settings: Settings
) -> None:
    steps = [
        SPLIT,
        step("TRACK_EVENT", "note", "mail", event="noted"),
        step("SEND_EMAIL", "mail", "pause"),
        wait("pause", "last", "PT1S"),
        step("TRACK_EVENT", "last", event="last"),
    ]
    there = await with_mail(database, workspace, *steps)
    number = 200
    entered = JOURNEY_KILLS * number
    with postbox() as box:
        async with Pair(random.Random(), "live_worker.py", database_url, box.url) as workers:
            for _ in range(JOURNEY_KILLS):
                there.now = datetime.now(UTC)
                await enter(there, number)
                await workers.kill_one(0.1, 1.5)
            await until_through(there, entered)
            await until(there, "SELECT count(*) FROM mail WHERE status IN ('QUEUED', 'SENDING')", 0)
    paths = await there.rows("SELECT string_agg(step, ' ' ORDER BY number) FROM passage_step GROUP BY passage_id")
    assert {path for (path,) in paths} == {"deal note mail pause last", "deal mail pause last"}
    assert len(paths) == entered
    counted = await there.counted()
    assert all(came == passed and not failed and not exited for came, passed, failed, exited in counted.values())
    assert counted["deal"][0] == counted["mail"][0] == counted["last"][0] == entered
    events = dict(await there.rows("SELECT name, count(*) FROM contact_event WHERE name IN ('noted', 'last') GROUP BY name"))
    assert events == {"noted": counted["note"][1], "last": entered}
    assert await there.rows("SELECT count(*), count(DISTINCT contact_id) FROM mail") == [(entered, entered)]
    fates = {ids.encode("mail", id_): status for id_, status in await there.rows("SELECT id, status FROM mail")}
    received = Counter(each.id for each in box.received)
    assert set(received.values()) == {1}
    assert {id_ for id_, status in fates.items() if status == "SENT"} <= received.keys() <= fates.keys()
    async with serving(database, settings) as server:
        counts = await Api(server, workspace)("{ mailCounts { sent unknown } mails(filter: {statuses: [UNKNOWN]}) { totalCount } }")
    unknown = entered - counts["mailCounts"]["sent"]
    assert counts["mailCounts"]["unknown"] == counts["mails"]["totalCount"] == unknown <= JOURNEY_KILLS * sending.BATCH


async def with_mail(database: Database, workspace: UUID, *steps: dict[str, Any]) -> Traffic:
    """A live journey whose e-mail steps send one that is live."""
    async with database.transaction(workspace) as session:
        email = await make_live(session, workspace, RecordType.MARKETING_EMAIL, "Spring")
        settings = await make_live(session, workspace, RecordType.CONTENT_SETTINGS, "Ours")
    mailing = [each | {"emailId": email.public_id} if each["kind"] == "SEND_EMAIL" else each for each in steps]
    return await traffic(database, workspace, *mailing, contentSettingsId=settings.public_id)


async def enter(there: Traffic, number: int) -> None:
    """So many new contacts who want mail."""
    contacts = await there.contacts(number, consent={"email:commercial": "OPTED_IN"})
    await there.rows("UPDATE contact SET email = id || '@example.com' WHERE email IS NULL RETURNING 1")
    await there.enter(contacts)


async def until(there: Traffic, counting: str, number: int) -> None:
    """Wait until a count is so high."""
    async with asyncio.timeout(1800 if SOAK else 120):
        while await there.rows(counting) != [(number,)]:  # noqa: ASYNC110 - the workers ring no bell here
            await asyncio.sleep(0.05)


async def until_through(there: Traffic, number: int) -> None:
    """Wait until so many have come to the end."""
    await until(there, "SELECT count(*) FROM passage WHERE status = 'COMPLETED'", number)
