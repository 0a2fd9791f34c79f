"""Going live: checked again, frozen, prepared, and never stuck."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from bulking import DEADLOCK
from moving import World, world

from golive.lifecycles.words import Action, Happening, RecordType, StatusReason
from golive.live import jobs
from golive.live.going_live import go_live
from golive.live.outside import Outside
from golive.models import ids
from golive.models.database import Database
from golive.models.queue import JobInfo, Retry
from golive.models.settings import Settings
from golive.models.versions import version_of
from golive.models.work import Work
from golive.models.working import LostClaim

QUICK = Settings.model_construct(
    retry_first=timedelta(milliseconds=50), going_live_deadline=timedelta(seconds=20), job_heartbeat=timedelta(seconds=2)
)
BY_WORK = [RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.LEAD_SCORING_MODEL, RecordType.MARKETING_PAGE]


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def stop_email(here: World) -> None:
    """What journeys use is stopped, although they do."""
    await here.do(ids.decode(here.needed["email"])[1], Action.STOP, confirm=True)


@pytest.mark.parametrize("type_", BY_WORK)
async def test_a_record_is_live_when_the_work_is_done(here: World, type_: RecordType) -> None:
    async with here.working():
        record_id = await here.live(type_)
    assert [to for to, _ in await here.path(record_id)] == [
        "DRAFT",
        *{"REAL_TIME_JOURNEY": ["PUBLISHING"]}.get(type_, ["GOING_LIVE"]),
        "LIVE",
    ]
    assert await here.work(record_id) is None
    record = await here.record(record_id)
    assert (record.is_live, record.live_version, record.last_error) == (True, 1, None)


async def test_what_runs_is_frozen_with_the_email_versions_pinned_and_the_graph_compiled(here: World) -> None:
    async with here.working():
        record_id = await here.live(RecordType.CUSTOMER_JOURNEY)
    record = await here.record(record_id)
    async with here.machine.database.transaction(here.workspace) as session:
        version = await version_of(session, record, 1)
    assert version is not None
    assert version.snapshot["name"] == record.name
    assert version.pins == {"a": {"emailId": here.needed["email"], "version": 1}}
    assert version.prepared
    assert version.frozen_at
    assert version.live_from == record.live_since


@pytest.mark.parametrize(
    ("type_", "back"), [(RecordType.CUSTOMER_JOURNEY, StatusReason.ERROR), (RecordType.REAL_TIME_JOURNEY, StatusReason.DRAFT)]
)
async def test_errors_that_came_up_since_lead_back_with_the_findings(here: World, type_: RecordType, back: StatusReason) -> None:
    record_id = await here.draft(type_)
    await here.do(record_id, Action.GO_LIVE)
    await stop_email(here)
    async with here.working():
        record = await here.until(record_id, back)
    change = (await here.history(record_id))[-1]
    assert record.last_error == change.error
    assert "is not live" in (change.error or "")
    errors = [finding["code"] for finding in change.findings or [] if finding["severity"] == "ERROR"]
    assert errors == ["DEPENDENCY_NOT_LIVE"], "that the segment is empty is a warning, once it was built"
    assert (change.cause, change.action) == ("SYSTEM", None)


async def test_a_save_that_fails_leaves_the_old_version_running(here: World) -> None:
    async with here.working():
        record_id = await here.live(RecordType.MARKETING_PAGE)
        await here.do(record_id, Action.EDIT)
        await here.update(record_id, title="Summer")
    await here.do(record_id, Action.SAVE)
    await here.sql("UPDATE work SET tries = 100")
    async with here.working():
        record = await here.until(record_id, StatusReason.LIVE_EDITABLE)
    assert (record.is_live, record.live_version, record.has_working_copy) == (True, 1, True)
    assert record.last_error


async def test_work_that_broke_off_too_often_is_an_error_that_can_be_reverted(here: World) -> None:
    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    await here.sql("UPDATE work SET tries = :tries", tries=QUICK.going_live_attempts)
    async with here.working():
        record = await here.until(record_id, StatusReason.ERROR)
    assert "tried 5 times" in (record.last_error or "")
    await here.do(record_id, Action.REVERT)
    assert ((await here.record(record_id)).state, (await here.record(record_id)).last_error) == (StatusReason.DRAFT, None)


async def test_work_past_its_deadline_is_an_error(here: World) -> None:
    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    await here.sql("UPDATE work SET deadline = now(), last_error = 'Nobody answered.'")
    async with here.working():
        record = await here.until(record_id, StatusReason.ERROR)
    assert "deadline" in (record.last_error or "")
    assert "Nobody answered." in (record.last_error or "")


async def test_whoever_lost_the_claim_writes_nothing_any_more(here: World) -> None:
    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    work = await here.work(record_id)
    payload = {"workspace": str(here.workspace), "work": str(work.id if work else None)}
    first, second = await jobs.take_up(here.machine, payload), await jobs.take_up(here.machine, payload)
    assert first is not None
    assert second is not None
    with pytest.raises(LostClaim):
        async with first.step(done=1):
            pass
    with pytest.raises(LostClaim):
        await first.end(Happening.DONE)
    with pytest.raises(LostClaim):
        await first.put_off("No", timedelta(0))
    async with second.step(done=1):
        pass
    again = await here.work(record_id)
    assert isinstance(again, Work)
    assert (again.claim, again.done, again.last_error) == (2, 1, None)


async def test_a_job_whose_work_is_over_does_nothing(here: World) -> None:
    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    await here.sql("UPDATE record SET status_reason = 'DRAFT' WHERE id = :id", id=record_id)
    await here.sql("DELETE FROM work")
    async with here.working():
        await here.live(RecordType.LEAD_SCORING_MODEL)
    assert len(await here.history(record_id)) == 2


async def test_a_try_that_breaks_off_says_so_and_is_tried_again(here: World) -> None:
    tries: list[int] = []

    async def once(task: jobs.Task) -> None:
        tries.append(task.work.tries)
        if len(tries) == 1:
            raise RuntimeError("secret")
        async with Outside(asyncio.Event()) as outside:
            await go_live(task, outside, asyncio.Event())

    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    work = await here.work(record_id)
    handle = jobs.handler(here.machine, once)
    payload = {"workspace": str(here.workspace), "work": str(work.id if work else None)}
    job = JobInfo(1, "GOING_LIVE", 1, datetime.now(UTC))
    with pytest.raises(Retry):
        await handle(payload, job)
    broken = await here.work(record_id)
    assert broken is not None
    assert (broken.last_error, broken.tries) == (jobs.BROKE_OFF, 1)
    await handle(payload, job)
    assert tries == [1, 2]
    assert (await here.record(record_id)).state is StatusReason.LIVE


async def test_a_try_that_met_a_deadlock_counts_as_none_and_is_made_again_at_once(here: World) -> None:
    async def meets_one(task: jobs.Task) -> None:
        async with task.step() as (session, _record, _now):
            await session.execute(DEADLOCK)

    record_id = await here.draft(RecordType.MARKETING_PAGE)
    await here.do(record_id, Action.GO_LIVE)
    work = await here.work(record_id)
    payload = {"workspace": str(here.workspace), "work": str(work.id if work else None)}
    with pytest.raises(Retry) as again:
        await jobs.handler(here.machine, meets_one)(payload, JobInfo(1, "GOING_LIVE", 1, datetime.now(UTC)))
    assert again.value.delay == timedelta(0)
    put_off = await here.work(record_id)
    assert put_off is not None
    assert (put_off.last_error, put_off.tries) == (None, 0)
