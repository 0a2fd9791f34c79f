"""How journeys end: everybody is removed or waited for, queued mails are deleted, and each version ends by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from crowds import CUSTOMER, REAL_TIME, Crowd
from moving import world

from golive.lifecycles.words import Action, StatusReason
from golive.live.journeys import ending
from golive.live.mail.guard import Guard
from golive.models import ids
from golive.models.database import Database
from golive.models.journeys import leaving
from golive.models.mail.claiming import Settlement, settle
from golive.models.mail.counts import MailFilter, mail_counts
from golive.models.mail.mail import MailStatus
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))
OUT = "UPDATE passage SET status = 'COMPLETED', step = NULL, due_at = NULL, ended_at = now()"
SIGN_UP: dict[str, Any] = {"entry": {"trigger": {"event": "signed_up"}}}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "BATCH", 7)
    monkeypatch.setattr(ending, "SOONEST", timedelta(milliseconds=50))
    monkeypatch.setattr(ending, "LATEST", timedelta(milliseconds=200))


@pytest_asyncio.fixture
async def crowd(database: Database, workspace: UUID) -> AsyncIterator[Crowd]:
    async with world(database, workspace, QUICK) as here, here.working():
        yield Crowd(here)


async def statuses(crowd: Crowd, journey: UUID) -> set[tuple[str, str | None]]:
    return {(each.status, each.reason) for each in await crowd.passages(journey)}


async def mails(crowd: Crowd, journey: UUID, contacts: list[UUID], *statuses: str) -> None:
    """A mail to each of the contacts, one in each of the statuses in turn."""
    later = "now() + interval '1 day'"  # which no worker that sends is to see
    columns = "workspace_id, id, passage_id, journey_id, version, step, contact_id, email_id, status, due_at"
    new = "gen_random_uuid()"
    for place, contact in enumerate(contacts):
        await crowd.here.sql(
            f"INSERT INTO mail ({columns}) VALUES (:workspace, {new}, {new}, :journey, 1, 'mail', :contact, {new}, :status, {later})",
            workspace=crowd.here.workspace, journey=journey, contact=contact, status=statuses[place % len(statuses)],
        )  # fmt: skip


async def test_a_stop_removes_everybody_and_deletes_the_mails_that_wait(crowd: Crowd) -> None:
    contacts = await crowd.contacts(40)
    journey = await crowd.journey(CUSTOMER, await crowd.segment(listed=contacts))
    await crowd.settled(journey)
    await mails(crowd, journey, contacts, "QUEUED", "QUEUED", "SENT", "UNKNOWN", "FAILED")
    before = await crowd.counts(journey)
    assert (before.inside, before.queued, before.handed_over) == (40, 16, 16)
    await crowd.here.do(journey, Action.STOP)
    await crowd.here.until(journey, StatusReason.STOPPED)
    assert await statuses(crowd, journey) == {("REMOVED", "STOPPED")}
    after = await crowd.counts(journey)
    assert (after.inside, after.queued, after.handed_over) == (0, 0, 16)
    assert await crowd.steps(journey) == {"wait": (40, 40)}
    paths = "SELECT count(*) FROM passage_step WHERE outcome = 'REMOVED' AND reason = 'STOPPED' AND step = 'wait'"
    assert await crowd.here.sql(paths) == [40]
    assert await crowd.here.sql("SELECT contacts FROM step_reason") == [40]


async def test_a_mail_that_is_put_off_after_a_stop_is_not_sent_any_more(crowd: Crowd) -> None:
    contacts = await crowd.contacts(20)
    journey = await crowd.journey(CUSTOMER, await crowd.segment(listed=contacts))
    await crowd.settled(journey)
    await mails(crowd, journey, contacts, "SENDING", "QUEUED")
    guard = Guard(crowd.here.machine.database)
    claim = await guard.claim()
    await crowd.here.sql("UPDATE mail SET claim = :claim, tries = 1, tried_at = now()", claim=claim)
    await crowd.here.do(journey, Action.STOP)
    await crowd.here.until(journey, StatusReason.STOPPED)
    sending = await crowd.here.sql("SELECT id FROM mail WHERE status = 'SENDING'")
    put_off = [Settlement(each, MailStatus.QUEUED, "TRY_LATER", "451", timedelta(0)) for each in sending[:5]]
    async with crowd.here.machine.database.transaction(crowd.here.workspace) as session:
        await settle(session, crowd.here.workspace, claim, [*put_off, *(Settlement(each, MailStatus.SENT) for each in sending[5:])])
    await guard.let_go()
    found = await crowd.here.sql("SELECT status || coalesce(' ' || reason, '') FROM mail")
    assert Counter(found) == {"SENT": 5, "CANCELLED JOURNEY_STOPPED": 15}
    async with crowd.here.machine.database.transaction(crowd.here.workspace) as session:
        counts = await mail_counts(session, MailFilter(journey_id=journey))
    assert (counts.sent, counts.cancelled, counts.queued) == (5, 15, 0)


async def test_completing_lets_nobody_in_and_ends_with_the_last_contact_inside(crowd: Crowd) -> None:
    contacts = await crowd.contacts(9)
    journey = await crowd.journey(REAL_TIME, **SIGN_UP, endsAt=datetime.now(UTC) + timedelta(hours=1))
    await crowd.events(contacts[:6], "signed_up")
    await crowd.eventually(lambda: has_inside(crowd, journey, 6))
    await crowd.here.sql("UPDATE record SET runs_until = now() WHERE id = :id", id=journey)
    await crowd.here.until(journey, StatusReason.COMPLETING)
    await crowd.events(contacts[6:], "signed_up")
    await crowd.here.sql("UPDATE passage SET until = now(), due_at = now() WHERE contact_id = ANY(:ids)", ids=contacts[:4])
    await crowd.eventually(lambda: is_so_far(crowd, journey, 4, 6))
    work = await crowd.here.work(journey)
    assert work is not None
    assert work.last_error is None
    assert await crowd.inside(journey) == set(contacts[4:6])
    await crowd.here.sql("UPDATE passage SET until = now(), due_at = now() WHERE status = 'INSIDE'")
    record = await crowd.here.until(journey, StatusReason.COMPLETED)
    assert not record.is_live
    assert await crowd.came(journey) == dict.fromkeys(contacts[:6], 1)
    assert await statuses(crowd, journey) == {("COMPLETED", None)}


async def has_inside(crowd: Crowd, journey: UUID, number: int) -> bool:
    return len(await crowd.inside(journey)) == number


async def is_so_far(crowd: Crowd, journey: UUID, done: int, total: int) -> bool:
    work = await crowd.here.work(journey)
    return work is not None and (work.done, work.total) == (done, total)


async def test_a_new_version_takes_in_who_comes_and_the_old_one_completes_with_its_people(crowd: Crowd) -> None:
    contacts = await crowd.contacts(4)
    journey = await crowd.journey(REAL_TIME, **SIGN_UP)
    await crowd.events(contacts[:2], "signed_up")
    await crowd.eventually(lambda: has_inside(crowd, journey, 2))
    await crowd.here.do(journey, Action.EDIT)
    await crowd.here.do(journey, Action.GO_LIVE)
    await crowd.here.until(journey, lambda record: record.live_version == 2)
    await crowd.events(contacts, "signed_up")
    await crowd.eventually(lambda: has_inside(crowd, journey, 4))
    assert sorted(each.version for each in await crowd.passages(journey)) == [1, 1, 2, 2]
    await crowd.here.do(journey, Action.STOP, version=1)
    await crowd.eventually(lambda: has_inside(crowd, journey, 2))
    assert {each.version for each in await crowd.passages(journey) if each.status == "INSIDE"} == {2}
    await crowd.eventually(lambda: is_state(crowd, journey, 1, "STOPPED"))
    assert (await crowd.here.record(journey)).state is StatusReason.LIVE


async def is_state(crowd: Crowd, journey: UUID, version: int, state: str) -> bool:
    found = "SELECT status_reason FROM version WHERE record_id = :id AND number = :number"
    return await crowd.asked(found, state, id=journey, number=version)


async def test_an_outbound_end_date_halts_everyone_whichever_step_they_are_on(crowd: Crowd) -> None:
    contacts = await crowd.contacts(5)
    segment = await crowd.segment(listed=contacts)
    journey = await crowd.journey(CUSTOMER, segment, endsAt=datetime.now(UTC) + timedelta(hours=1))
    await crowd.settled(journey)
    await crowd.here.sql("UPDATE record SET runs_until = now() WHERE id = :id", id=journey)
    await crowd.here.until(journey, StatusReason.STOPPED)
    assert await statuses(crowd, journey) == {("REMOVED", "STOPPED")}


async def test_the_last_recurrence_ends_a_journey_and_each_iteration_takes_everybody_anew(crowd: Crowd) -> None:
    contacts = await crowd.contacts(5)
    segment = await crowd.segment(listed=contacts)
    steps = [{"wait": {"id": "wait", "duration": "PT1S"}}]
    journey = await crowd.journey(
        CUSTOMER, segment, steps=steps, isRecurring=True, recurrenceInterval="P1D", recurrenceCount=2,
        endsAt=datetime.now(UTC) + timedelta(days=9),
    )  # fmt: skip
    await crowd.eventually(lambda: all_out(crowd, journey, 5))
    for _ in range(2):
        await crowd.here.sql("UPDATE intake SET next_at = next_at - interval '1 day', anchor = anchor - interval '1 day', due_at = now()")
        await crowd.settled(journey)
    await crowd.here.until(journey, StatusReason.STOPPED)
    assert await crowd.came(journey) == dict.fromkeys(contacts, 2)
    assert {each.iteration for each in await crowd.passages(journey)} == {1, 2}
    runs = await crowd.here.sql("SELECT jsonb_build_array(number, status, entered) FROM journey_run ORDER BY number")
    assert runs == [[1, "SUCCEEDED", 5], [2, "SUCCEEDED", 5]]


async def all_out(crowd: Crowd, journey: UUID, number: int) -> bool:
    return [each.status for each in await crowd.passages(journey)] == ["COMPLETED"] * number


async def test_an_iteration_leaves_out_who_is_still_in_the_one_before_even_once_they_are_out(crowd: Crowd) -> None:
    contacts = await crowd.contacts(6)
    segment = await crowd.segment(listed=contacts)
    journey = await crowd.journey(CUSTOMER, segment, isRecurring=True, recurrenceInterval="P1D", recurrenceCount=3)
    await crowd.settled(journey)
    await crowd.here.sql(f"{OUT} WHERE contact_id = ANY(:ids)", ids=contacts[:2])
    await crowd.here.sql("UPDATE intake SET next_at = next_at - interval '1 day', anchor = anchor - interval '1 day', due_at = now()")
    await crowd.settled(journey)
    second = {each.contact_id for each in await crowd.passages(journey) if each.iteration == 2}
    assert second == set(contacts[:2])
    await crowd.here.sql(f"{OUT} WHERE iteration = 1")
    await crowd.here.sql("UPDATE intake SET scanned_version = NULL, due_at = now()")
    await crowd.settled(journey)
    assert {each.contact_id for each in await crowd.passages(journey) if each.iteration == 2} == second


async def test_a_changed_segment_takes_out_who_has_not_left_the_first_step_and_is_in_it_no_more(crowd: Crowd) -> None:
    contacts = await crowd.contacts(8)
    old, new = await crowd.segment(listed=contacts[:6]), await crowd.segment(listed=contacts[4:])
    steps = [{"wait": {"id": "wait", "duration": "P30D", "next": "more"}}, {"wait": {"id": "more", "duration": "P30D"}}]
    journey = await crowd.journey(CUSTOMER, old, steps=steps)
    await crowd.settled(journey)
    await crowd.here.sql(
        "UPDATE passage SET step = 'more', until = NULL, due_at = 'infinity' WHERE contact_id = ANY(:ids)", ids=contacts[:2]
    )
    await crowd.here.do(journey, Action.EDIT)
    await crowd.here.update(journey, entry={"segment": {"segmentIds": [new]}})
    await crowd.here.do(journey, Action.SAVE)
    await crowd.here.until(journey, lambda record: record.live_version == 2)
    await crowd.settled(journey)
    found = {each.contact_id: (each.status, each.reason) for each in await crowd.passages(journey)}
    gone = dict.fromkeys(contacts[2:4], ("EXITED", "SOURCE_CHANGED"))
    assert found == dict.fromkeys(contacts, ("INSIDE", None)) | gone
    assert await crowd.here.sql("SELECT count(*) FROM journey_hold") == [0]


async def test_a_copy_of_what_was_pinned_stays_and_a_changed_email_pins_the_version_now_live(crowd: Crowd) -> None:
    mail = ids.decode(crowd.here.needed.get("email") or await needed(crowd))[1]
    segment = await crowd.segment("true")
    public = crowd.here.needed["email"]
    steps = [{"sendEmail": {"id": "a", "emailId": public, "next": "b"}}, {"wait": {"id": "b", "duration": "P1D"}}]
    journey = await crowd.journey(CUSTOMER, segment, steps=steps)
    await crowd.here.do(mail, Action.EDIT)
    await crowd.here.do(mail, Action.SAVE)
    await crowd.here.do(journey, Action.EDIT)
    await crowd.here.do(journey, Action.SAVE)
    await crowd.here.until(journey, lambda record: record.live_version == 2)
    pins = "SELECT pins -> 'a' ->> 'version' FROM version WHERE record_id = :id ORDER BY number"
    assert await crowd.here.sql(pins, id=journey) == ["1", "1"]
    await crowd.here.do(journey, Action.STOP)
    await crowd.here.until(journey, StatusReason.STOPPED)
    await crowd.here.do(journey, Action.GO_LIVE)
    await crowd.here.until(journey, StatusReason.LIVE)
    assert await crowd.here.sql(pins, id=journey) == ["1", "1", "2"]


async def needed(crowd: Crowd) -> str:
    await crowd.here.draft(CUSTOMER)
    return crowd.here.needed["email"]
