"""Who gets into journeys: members of segments and contacts whose events trigger them, each once, and nobody out of season."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from crowds import CUSTOMER, REAL_TIME, Crowd
from moving import world

from golive.lifecycles.words import Action, StatusReason
from golive.live.journeys.entry import Look
from golive.models import ids
from golive.models.database import Database
from golive.models.journeys import entering
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))
BY_SIGN_UP: dict[str, Any] = {"entry": {"trigger": {"event": "signed_up"}}}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "BATCH", 7)


@pytest_asyncio.fixture
async def crowd(database: Database, workspace: UUID) -> AsyncIterator[Crowd]:
    async with world(database, workspace, QUICK) as here, here.working():
        yield Crowd(here)


async def test_the_members_of_any_of_the_segments_enter_once_and_nobody_who_is_excluded_or_inactive(crowd: Crowd) -> None:
    contacts = await crowd.contacts(30)
    (inactive,) = await crowd.contacts(1, status="INACTIVE")
    low = await crowd.segment(listed=[*contacts[:15], inactive])
    high = await crowd.segment(listed=contacts[10:25])
    excluded = await crowd.segment(listed=contacts[12:14])
    journey = await crowd.journey(CUSTOMER, low, high, by={"exclusionSegmentIds": [excluded]})
    await crowd.settled(journey)
    assert await crowd.came(journey) == dict.fromkeys([*contacts[:12], *contacts[14:25]], 1)
    assert (await crowd.steps(journey)) == {"wait": (23, 0)}


async def test_only_the_members_of_all_segments_enter_where_they_let_in_together(crowd: Crowd) -> None:
    contacts = await crowd.contacts(30)
    segments = [await crowd.segment(listed=contacts[:20]), await crowd.segment(listed=contacts[9:])]
    journey = await crowd.journey(CUSTOMER, *segments, by={"merge": "INTERSECTION"})
    await crowd.settled(journey)
    assert await crowd.inside(journey) == set(contacts[9:20])


async def test_who_joins_a_live_segment_later_enters_and_who_rejoins_does_not(crowd: Crowd) -> None:
    contacts = await crowd.contacts(10)
    young = await crowd.segment("contact.number < 5")
    journey = await crowd.journey(CUSTOMER, young)
    await crowd.settled(journey)
    assert await crowd.inside(journey) == set(contacts[:5])
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 1}' WHERE id = :id", id=contacts[7])
    await crowd.eventually(lambda: has(crowd, journey, contacts[7]))
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 9}' WHERE id = :id", id=contacts[7])
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 1}' WHERE id IN (:id, :other)", id=contacts[7], other=contacts[8])
    await crowd.eventually(lambda: has(crowd, journey, contacts[8]))
    assert set((await crowd.came(journey)).values()) == {1}


async def has(crowd: Crowd, journey: UUID, contact: UUID, times: int = 1) -> bool:
    return (await crowd.came(journey))[contact] >= times


async def test_who_left_the_segments_and_came_back_enters_a_repeating_journey_again_once_out(crowd: Crowd) -> None:
    (contact, other) = await crowd.contacts(2)
    segments = [await crowd.segment("contact.number < 5"), await crowd.segment("contact.number < 10")]
    journey = await crowd.journey(CUSTOMER, *segments, by={"mode": "REPEATING"})
    await crowd.settled(journey)
    await crowd.here.sql("UPDATE passage SET status = 'COMPLETED', step = NULL, due_at = NULL, ended_at = now()")

    async def become(number: int) -> None:
        await crowd.here.sql("UPDATE contact SET attributes = jsonb_build_object('number', CAST(:n AS int)) WHERE id = :id",
                             n=number, id=contact)  # fmt: skip
        expected = (number < 5) + (number < 10)
        await crowd.eventually(lambda: counted(expected))

    async def counted(memberships: int) -> bool:
        mine = [ids.decode(each)[1] for each in segments]
        found = "SELECT count(*) FROM segment_member WHERE contact_id = :id AND segment_id = ANY(:segments)"
        return await crowd.asked(found, memberships, id=contact, segments=mine)

    await become(7)
    await become(3)
    assert (await crowd.came(journey)) == {contact: 1, other: 1}
    await become(20)
    await become(4)
    assert (await crowd.came(journey)) == {contact: 2, other: 1}
    await become(30)
    await become(2)
    assert (await crowd.came(journey)) == {contact: 2, other: 1}, "it is still inside"


async def test_nobody_enters_before_the_start_nor_after_the_end(crowd: Crowd) -> None:
    contacts = await crowd.contacts(3)
    segment = await crowd.segment(listed=contacts)
    soon = datetime.now(UTC) + timedelta(days=1)
    journey = await crowd.journey(CUSTOMER, segment, startsAt=soon)
    await crowd.settled(journey)
    assert await crowd.inside(journey) == set()
    await crowd.here.sql("UPDATE record SET runs_from = now() - interval '1 second' WHERE id = :id", id=journey)
    await crowd.here.sql("UPDATE intake SET due_at = now() WHERE journey_id = :id", id=journey)
    await crowd.settled(journey)
    assert await crowd.inside(journey) == set(contacts)


async def test_a_segment_that_is_being_built_lets_nobody_in_until_it_is_done(crowd: Crowd) -> None:
    contacts = await crowd.contacts(3)
    public_id = await crowd.segment("true")
    segment = ids.decode(public_id)[1]
    columns = 'workspace_id, id, record_id, version, kind, "then", of_version, claim, tries, done, retry_at'
    values = "workspace_id, gen_random_uuid(), id, 1, 'BUILDING', 'LIVE', false, 0, 0, 0, now() + interval '1 day'"
    await crowd.here.sql(f"INSERT INTO work ({columns}) SELECT {values} FROM record WHERE id = :id", id=segment)
    journey = await crowd.journey(CUSTOMER, public_id)
    assert await crowd.inside(journey) == set()
    await crowd.eventually(lambda: everybody(crowd, journey, set(contacts)))


async def everybody(crowd: Crowd, journey: UUID, contacts: set[UUID]) -> bool:
    return await crowd.inside(journey) == contacts


async def test_an_event_that_fulfils_the_condition_lets_its_contact_in_once(crowd: Crowd) -> None:
    contacts = await crowd.contacts(4)
    trigger = {"event": "bought", "condition": "event.amount > 10 && contact.number < 3"}
    journey = await crowd.journey(REAL_TIME, entry={"trigger": trigger})
    await crowd.settled(journey)
    await crowd.events(contacts[:2], "bought", amount=5)
    await crowd.events(contacts, "sold", amount=50)
    await crowd.events(contacts, "bought", amount=50)
    await crowd.events(contacts, "bought", amount=60)
    await crowd.eventually(lambda: everybody(crowd, journey, set(contacts[:3])))
    assert set((await crowd.came(journey)).values()) == {1}


async def test_triggers_of_a_pause_wait_up_to_a_cap_and_are_taken_up_on_resume(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "MOST_HELD", 10)
    contacts = await crowd.contacts(20)
    journey = await crowd.journey(REAL_TIME, **BY_SIGN_UP)
    await crowd.here.do(journey, Action.PAUSE)
    for some in (contacts[:8], contacts[:8], contacts[8:]):
        await crowd.events(some, "signed_up")
    await crowd.eventually(lambda: told(crowd))
    assert await crowd.inside(journey) == set()
    assert (await crowd.counts(journey)).triggers == 10
    await crowd.here.do(journey, Action.RESUME)
    await crowd.settled(journey)
    assert len(await crowd.inside(journey)) == 10
    assert set(contacts[:8]) <= await crowd.inside(journey)
    assert (await crowd.counts(journey)).triggers == 0


async def told(crowd: Crowd) -> bool:
    return await crowd.asked("SELECT count(*) FROM touched", 0)


async def test_who_joins_during_a_pause_enters_after_it(crowd: Crowd) -> None:
    contacts = await crowd.contacts(4)
    segment = await crowd.segment("contact.number < 2")
    journey = await crowd.journey(REAL_TIME, segment)
    await crowd.settled(journey)
    await crowd.here.do(journey, Action.PAUSE)
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 0}'")
    await crowd.eventually(lambda: told(crowd))
    assert await crowd.inside(journey) == set(contacts[:2])
    await crowd.here.do(journey, Action.RESUME)
    await crowd.settled(journey)
    assert await crowd.inside(journey) == set(contacts)


async def test_a_one_time_journey_over_a_static_segment_completes_once_everybody_has_entered(crowd: Crowd) -> None:
    contacts = await crowd.contacts(20)
    segment = await crowd.segment(listed=contacts)
    journey = await crowd.journey(REAL_TIME, segment)
    await crowd.here.until(journey, StatusReason.COMPLETING)
    assert await crowd.inside(journey) == set(contacts)
    assert (await crowd.here.path(journey))[-1] == ("COMPLETING", "SYSTEM")


async def test_contacts_enter_once_however_many_let_them_in_at_a_time(crowd: Crowd) -> None:
    contacts = await crowd.contacts(200)
    segment = await crowd.segment(listed=contacts)
    journey = await crowd.journey(CUSTOMER, segment)
    segment_id = ids.decode(segment)[1]

    async def join() -> int:
        async with crowd.here.machine.database.transaction(crowd.here.workspace) as session:
            return await entering.enter_members(session, segment_id, contacts)

    await asyncio.gather(*(join() for _ in range(6)))
    await crowd.settled(journey)
    assert await crowd.came(journey) == dict.fromkeys(contacts, 1)
    assert await crowd.steps(journey) == {"wait": (200, 0)}


async def test_who_leaves_an_exclusion_or_suppression_segment_may_enter(crowd: Crowd) -> None:
    contacts = await crowd.contacts(4)
    excluded, suppressed = await crowd.segment("contact.number == 1"), await crowd.segment("contact.number == 2")
    everyone = await crowd.segment(listed=contacts)
    journey = await crowd.journey(CUSTOMER, everyone, by={"exclusionSegmentIds": [excluded]}, suppressionSegmentId=suppressed)
    await crowd.settled(journey)
    assert await crowd.inside(journey) == {contacts[0], contacts[3]}
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 9}'")
    await crowd.eventually(lambda: everybody(crowd, journey, set(contacts)))


async def test_who_came_back_during_a_pause_enters_again_after_it(crowd: Crowd) -> None:
    (contact,) = await crowd.contacts(1)
    segment = await crowd.segment("contact.number < 5")
    journey = await crowd.journey(REAL_TIME, segment, by={"mode": "REPEATING"})
    await crowd.settled(journey)
    await crowd.here.sql("UPDATE passage SET status = 'COMPLETED', step = NULL, due_at = NULL, ended_at = now()")
    await crowd.here.do(journey, Action.PAUSE)
    for number in (9, 1):
        await crowd.here.sql("UPDATE contact SET attributes = jsonb_build_object('number', CAST(:n AS int))", n=number)
        await crowd.eventually(lambda: told(crowd))
    assert await crowd.came(journey) == {contact: 1}
    await crowd.here.do(journey, Action.RESUME)
    await crowd.settled(journey)
    assert await crowd.came(journey) == {contact: 2}


async def test_an_event_right_after_the_start_enters_the_first_iteration(crowd: Crowd) -> None:
    contacts = await crowd.contacts(3)
    journey = await crowd.journey(REAL_TIME, **BY_SIGN_UP, isRecurring=True, recurrenceInterval="P1D", recurrenceCount=2)
    events = await crowd.events(contacts, "signed_up")
    async with crowd.here.machine.database.transaction(crowd.here.workspace) as session:
        await entering.enter_by_events(session, events)
    await crowd.settled(journey)
    assert [each.iteration for each in await crowd.passages(journey)] == [1, 1, 1]
    assert await crowd.here.sql("SELECT entered FROM journey_run") == [3]


async def test_a_resume_during_the_scan_has_everybody_looked_at_again(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = await crowd.contacts(30)
    segment = await crowd.segment("contact.number < 20")
    scan, paused = Look._batches, asyncio.Event()

    async def scan_and_pause(look: Look, *arguments: Any) -> None:
        await scan(look, *arguments)
        if not paused.is_set():
            paused.set()
            await pause_and_resume(crowd, look.journey_id)

    monkeypatch.setattr(Look, "_batches", scan_and_pause)
    journey = await crowd.journey(REAL_TIME, segment)
    await paused.wait()
    await crowd.eventually(lambda: everybody(crowd, journey, set(contacts)))


async def pause_and_resume(crowd: Crowd, journey: UUID) -> None:
    """A pause, in which everybody joins."""
    await crowd.here.do(journey, Action.PAUSE)
    await crowd.here.sql("UPDATE contact SET attributes = '{\"number\": 0}'")
    await crowd.eventually(lambda: told(crowd))
    await crowd.here.do(journey, Action.RESUME)
