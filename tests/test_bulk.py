"""Bulk operations: every item once, in the order in which it can work, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from bulking import (
    AUDIENCE,
    DEADLOCK,
    EMAIL,
    JOURNEY,
    QUICK,
    begin,
    begun,
    finished,
    items,
    perform,
)
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live import bulk, bulk_items
from golive.models import ids
from golive.models.database import Database
from golive.models.filters import RecordFilter
from golive.models.perform import perform as move
from golive.models.refusal import NotFound
from golive.models.settings import Settings


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def test_each_item_has_a_result_of_its_own(here: World) -> None:
    good, bad = await here.draft(EMAIL), await here.draft(EMAIL, subject=None)
    done, refused = await perform(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    assert (done.record_id, done.status, done.code) == (good, "DONE", None)
    assert done.change_number == (await here.history(good))[-1].number
    assert (refused.record_id, refused.status, refused.code) == (bad, "REFUSED", "CHECK_FAILED")
    assert [finding["code"] for finding in refused.findings or []] == ["SUBJECT_REQUIRED"]
    assert "subject" in (refused.message or "").lower()
    assert (await here.record(bad)).state is StatusReason.DRAFT
    assert (await here.history(good))[-1].actor == "Ada"


async def test_what_is_used_goes_live_first_and_stops_last(here: World) -> None:
    journey = await here.draft(AUDIENCE)
    used = [ids.decode(public_id)[1] for public_id in here.needed.values()]
    for record_id in used:
        await here.do(record_id, Action.STOP)
    every = RecordFilter(types=(AUDIENCE, EMAIL, RecordType.CONTENT_SETTINGS))
    live = await perform(here, Action.GO_LIVE, every)
    assert [item.status for item in live] == ["DONE"] * 3
    assert live[-1].record_id == journey
    stopped = await perform(here, Action.STOP, every, dry_run=True)
    assert stopped[0].record_id == journey


async def test_a_dry_run_tells_what_each_would_answer_and_changes_nothing(here: World) -> None:
    journey = await here.draft(AUDIENCE)
    for public_id in here.needed.values():
        await here.do(ids.decode(public_id)[1], Action.STOP)
    broken = await here.draft(EMAIL, subject=None)
    log = await here.sql("SELECT number FROM log_counter")
    tried = await perform(here, Action.GO_LIVE, RecordFilter(), dry_run=True)
    found = {item.record_id: (item.status, item.code, item.change_number) for item in tried}
    assert found.pop(broken) == ("REFUSED", "CHECK_FAILED", None)
    assert found[journey] == ("DONE", None, None)
    assert set(found.values()) == {("DONE", None, None)}
    assert await here.sql("SELECT number FROM log_counter") == log
    assert await here.sql("SELECT count(*) FROM record WHERE is_live") == [0]


async def test_an_operation_on_nothing_is_over_at_once(here: World) -> None:
    assert await perform(here, Action.STOP, RecordFilter(ids=())) == []


async def test_a_confirmed_operation_does_what_asks_for_confirmation(here: World) -> None:
    async with here.working():
        await here.live(JOURNEY)
    emails = RecordFilter(types=(EMAIL,))
    assert [item.code for item in await perform(here, Action.STOP, emails)] == ["IN_USE_BY_LIVE_RECORD"]
    assert [item.status for item in await perform(here, Action.STOP, emails, confirm=True)] == ["DONE"]


async def test_what_a_caller_left_lying_is_taken_over_and_nothing_is_done_twice(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    emails = [await here.draft(EMAIL) for _ in range(6)]
    monkeypatch.setattr(bulk, "TAKE_OVER", timedelta(0))
    id_ = await begin(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    await begun(here, id_, 3)
    async with here.working():
        await asyncio.gather(bulk.run(here.machine, here.workspace, id_), finished(here, id_, emails[0]))
    for email in emails:
        assert [to for to, _ in await here.path(email)] == ["DRAFT", "LIVE"]


async def test_an_item_that_fails_by_an_error_of_our_own_stops_nothing(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = await here.draft(EMAIL), await here.draft(EMAIL)

    async def fails_for_one(session: Any, settings: Settings, order: Any) -> Any:
        done = await move(session, settings, order)
        if order.record_id == bad:
            raise RuntimeError("secret")
        return done

    monkeypatch.setattr(bulk_items, "perform", fails_for_one)
    failed, done = await perform(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    assert (failed.status, done.status) == ("FAILED", "DONE")
    assert "secret" not in (failed.message or "")
    assert [(await here.record(each)).state for each in (bad, good)] == [StatusReason.DRAFT, StatusReason.LIVE]


async def test_an_item_that_met_a_deadlock_is_done_all_the_same(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    emails = [await here.draft(EMAIL) for _ in range(2)]
    tried: list[UUID] = []

    async def meets_one(session: Any, settings: Settings, order: Any) -> Any:
        tried.append(order.record_id)
        if len(tried) == 1:
            await session.execute(DEADLOCK)
        return await move(session, settings, order)

    monkeypatch.setattr(bulk_items, "perform", meets_one)
    done = await perform(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    assert [item.status for item in done] == ["DONE", "DONE"]
    assert tried == [emails[0], *emails]


async def test_a_trial_that_met_a_deadlock_is_tried_again(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    emails = [await here.draft(EMAIL) for _ in range(2)]
    tried: list[UUID] = []

    async def meets_one(session: Any, settings: Settings, order: Any) -> Any:
        tried.append(order.record_id)
        if len(tried) == 2:
            await session.execute(DEADLOCK)
        return await move(session, settings, order)

    monkeypatch.setattr(bulk_items, "perform", meets_one)
    found = await perform(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)), dry_run=True)
    assert [item.status for item in found] == ["DONE", "DONE"]
    assert tried == [*emails, *emails]


async def test_a_cancelled_operation_leaves_the_rest_alone(here: World) -> None:
    emails = [await here.draft(EMAIL) for _ in range(3)]
    id_ = await begin(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    await begun(here, id_, 1)
    async with here.machine.database.transaction(here.workspace) as session:
        cancelled = await bulk.cancel(session, id_)
    assert (cancelled.status, cancelled.finished_at is not None) == ("CANCELLED", True)
    await bulk.run(here.machine, here.workspace, id_)
    assert [item.status for item in await items(here, id_)] == ["DONE", "CANCELLED", "CANCELLED"]
    assert [(await here.record(email)).is_live for email in emails] == [True, False, False]
    async with here.machine.database.transaction(here.workspace) as session:
        assert (await bulk.cancel(session, id_)).status == "CANCELLED"
        with pytest.raises(NotFound):
            await bulk.cancel(session, ids.new())
