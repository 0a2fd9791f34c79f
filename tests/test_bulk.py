"""Bulk operations: every item once, in the order in which it can work, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from moving import World, world
from sqlalchemy import select

from golive.lifecycles.words import Action, RecordType, Role, StatusReason
from golive.live import bulk, bulk_items
from golive.live.planning import ordered, plan
from golive.models import ids
from golive.models.database import Database
from golive.models.filters import RecordFilter
from golive.models.keeping import Bulk, BulkItem
from golive.models.perform import perform as move
from golive.models.refusal import NotFound
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1))
EMAIL, JOURNEY, PAGE, SEGMENT = (
    RecordType.MARKETING_EMAIL, RecordType.CUSTOMER_JOURNEY, RecordType.MARKETING_PAGE, RecordType.SEGMENT,
)  # fmt: skip
AUDIENCE = RecordType.AUDIENCE_JOURNEY


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


def public(type_: RecordType, *record_ids: UUID) -> tuple[str, ...]:
    return tuple(ids.encode(type_.prefix, record_id) for record_id in record_ids)


async def begin(here: World, action: Action, filter_: RecordFilter, **options: Any) -> UUID:
    async with here.machine.database.transaction(here.workspace) as session:
        made = await bulk.begin_action(session, here.workspace, action, filter_, actor="Ada", role=Role.PUBLISHER, **options)
    return made.id


async def perform(here: World, action: Action, filter_: RecordFilter, **options: Any) -> list[BulkItem]:
    """An operation, worked off by who called it; what came of the items, in their order."""
    id_ = await begin(here, action, filter_, **options)
    await bulk.run(here.machine, here.workspace, id_)
    assert (await state(here, id_)).finished_at is not None
    return await items(here, id_)


async def begin_plan(here: World, record_ids: Sequence[UUID]) -> UUID:
    async with here.machine.database.transaction(here.workspace) as session:
        made = await bulk.begin_plan(session, here.workspace, record_ids, actor="Ada", role=Role.PUBLISHER)
    here.machine.committed(here.workspace)
    return made.id


async def state(here: World, id_: UUID) -> Bulk:
    async with here.machine.database.transaction(here.workspace) as session:
        return (await session.scalars(select(Bulk).where(Bulk.id == id_))).one()


async def items(here: World, id_: UUID) -> list[BulkItem]:
    async with here.machine.database.transaction(here.workspace) as session:
        return list(await session.scalars(select(BulkItem).where(BulkItem.bulk_id == id_).order_by(BulkItem.position)))


async def finished(here: World, id_: UUID, record_id: UUID) -> dict[UUID, BulkItem]:
    """The items once all is over."""

    async def over(_: object) -> bool:
        return (await state(here, id_)).finished_at is not None

    await here.until(record_id, over)
    return {item.record_id: item for item in await items(here, id_)}


async def not_live(here: World) -> tuple[UUID, dict[str, UUID]]:
    """A journey and all that it uses, as drafts."""
    journey = await here.draft(JOURNEY)
    used = {need: ids.decode(public_id)[1] for need, public_id in here.needed.items()}
    for record_id in used.values():
        await here.do(record_id, Action.STOP)
    return journey, used


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
    for _ in range(3):
        await bulk._turn(here.machine, here.workspace, id_)
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


async def test_a_cancelled_operation_leaves_the_rest_alone(here: World) -> None:
    emails = [await here.draft(EMAIL) for _ in range(3)]
    id_ = await begin(here, Action.GO_LIVE, RecordFilter(types=(EMAIL,)))
    await bulk._turn(here.machine, here.workspace, id_)
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


async def test_a_plan_starts_each_record_once_what_it_uses_is_live(here: World) -> None:
    journey, used = await not_live(here)
    id_ = await begin_plan(here, [journey, *used.values()])
    async with here.working():
        found = await finished(here, id_, journey)
    assert {item.status for item in found.values()} == {"DONE"}
    assert (await here.record(journey)).state is StatusReason.LIVE
    assert max(found.values(), key=lambda item: item.position).record_id == journey


async def test_a_plan_skips_what_uses_something_that_does_not_go_live(here: World) -> None:
    journey, used = await not_live(here)
    await here.update(used["email"], subject=None)
    id_ = await begin_plan(here, [journey, used["email"], used["settings"]])
    async with here.working():
        found = await finished(here, id_, journey)
    assert found[used["email"]].status == "REFUSED"
    assert found[used["settings"]].status == "DONE"
    skipped = found[journey]
    assert (skipped.status, skipped.code) == ("SKIPPED", "DEPENDENCY_NOT_LIVE")
    assert "is not live" in (skipped.message or "")
    assert (await here.record(journey)).state is StatusReason.DRAFT


async def test_a_plan_tells_of_what_failed_on_the_way_and_of_what_is_live_already(here: World) -> None:
    async with here.working():
        live = await here.live(PAGE)
    page = await here.draft(PAGE)
    id_ = await begin_plan(here, [page, live])
    while await bulk._turn(here.machine, here.workspace, id_):
        pass
    assert {item.record_id: item.status for item in await items(here, id_)} == {page: "STARTED", live: "SKIPPED"}
    await here.sql("UPDATE work SET tries = 100")
    async with here.working():
        found = await finished(here, id_, page)
    assert (found[page].status, found[page].message) == ("FAILED", (await here.record(page)).last_error)


async def test_a_plan_that_is_cancelled_still_tells_what_came_of_what_had_begun(here: World) -> None:
    journey, used = await not_live(here)
    page = await here.draft(PAGE)
    id_ = await begin_plan(here, [page, journey, *used.values()])
    while not any(item.status == "STARTED" for item in await items(here, id_)):
        await bulk._turn(here.machine, here.workspace, id_)
    async with here.machine.database.transaction(here.workspace) as session:
        assert (await bulk.cancel(session, id_)).finished_at is None
    async with here.working():
        found = await finished(here, id_, page)
    assert found[page].status == "DONE"
    assert found[journey].status == "CANCELLED"
    assert (await state(here, id_)).status == "CANCELLED"


async def test_a_cycle_is_skipped_and_not_waited_for(here: World) -> None:
    one = await here.draft(SEGMENT, segmentType="COMPOUND")
    other = await here.draft(SEGMENT, segmentType="COMPOUND", dynamicQuery=f'memberOf("{public(SEGMENT, one)[0]}")')
    await here.update(one, dynamicQuery=f'memberOf("{public(SEGMENT, other)[0]}")')
    id_ = await begin_plan(here, [one, other])
    async with here.working():
        found = await finished(here, id_, one)
    assert {item.status for item in found.values()} == {"SKIPPED"}
    async with here.machine.database.transaction(here.workspace) as session:
        planned = await plan(session, [one, other], datetime.now(UTC))
    assert [set(cycle) for cycle in planned.cycles] == [{one, other}]
    assert len(planned.steps) == 2


async def test_a_plan_names_the_order_what_else_is_needed_and_what_stands_in_the_way(here: World) -> None:
    journey, used = await not_live(here)
    await here.update(used["email"], subject=None)
    async with here.machine.database.transaction(here.workspace) as session:
        planned = await plan(session, [journey], datetime.now(UTC))
    assert planned.steps[-1].record.id == journey
    assert {step.record.id for step in planned.steps if not step.asked} == set(used.values())
    errors = [(step.record.id, finding.code) for step in planned.steps for finding in step.findings if finding.severity == "ERROR"]
    assert errors == [(used["email"], "SUBJECT_REQUIRED")]
    assert planned.cycles == []


async def test_what_is_live_needs_no_plan(here: World) -> None:
    email = await here.live(EMAIL)
    async with here.machine.database.transaction(here.workspace) as session:
        assert (await plan(session, [email], datetime.now(UTC))).steps == []


def test_orders_put_what_is_needed_first_and_cut_cycles() -> None:
    a, b, c, d = (ids.new() for _ in range(4))
    assert ordered({a: {b}, b: {c}, c: set()}) == ([c, b, a], [])
    order, cycles = ordered({a: {b}, b: {a}, c: {c}, d: {a}})
    assert sorted(order) == sorted([a, b, c, d])
    assert order.index(a) < order.index(d)
    assert sorted(map(sorted, cycles)) == sorted([sorted([a, b]), [c]])
