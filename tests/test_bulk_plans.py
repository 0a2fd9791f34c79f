"""Plans: each record goes live once what it uses is, and whatever can't is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from bulking import (
    EMAIL,
    PAGE,
    QUICK,
    SEGMENT,
    begin_plan,
    finished,
    items,
    not_live,
    public,
    state,
)
from moving import World, world

from golive.lifecycles.words import StatusReason
from golive.live import bulk, bulk_items
from golive.live.planning import ordered, plan
from golive.models import ids
from golive.models.database import Database
from golive.models.keeping import BulkItem


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


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


async def test_a_plan_of_hundreds_is_looked_at_a_few_times_only(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    journey, used = await not_live(here)
    emails = [await here.draft(EMAIL) for _ in range(200)]
    looks: list[int] = []
    look = bulk_items.sort_out

    def counted(open_: Sequence[BulkItem], records: Any) -> Any:
        looks.append(len(open_))
        return look(open_, records)

    monkeypatch.setattr(bulk, "sort_out", counted)
    id_ = await begin_plan(here, [journey, *emails, *used.values()])
    await bulk.run(here.machine, here.workspace, id_)
    assert looks == [201 + len(used), 1]
    async with here.working():
        found = await finished(here, id_, journey, within=120)
    assert {item.status for item in found.values()} == {"DONE"}
    assert max(found.values(), key=lambda item: item.change_number or 0).record_id == journey


async def test_a_chain_is_put_live_in_one_go(here: World) -> None:
    chain = [await here.draft(SEGMENT)]
    for _ in range(5):
        query = f'memberOf("{public(SEGMENT, chain[-1])[0]}")'
        chain.append(await here.draft(SEGMENT, segmentType="COMPOUND", dynamicQuery=query))
    id_ = await begin_plan(here, chain[::-1])
    runner = bulk.Runner(here.machine, here.workspace, id_)
    steps = 0
    while await runner.step():
        steps += 1
    assert runner.over
    assert steps == 1 + len(chain)
    assert [(item.record_id, item.status) for item in await items(here, id_)] == [(segment, "DONE") for segment in chain]


async def test_what_fails_last_minute_leaves_out_what_needs_it(here: World) -> None:
    one = await here.draft(SEGMENT)
    other = await here.draft(SEGMENT, segmentType="COMPOUND", dynamicQuery=f'memberOf("{public(SEGMENT, one)[0]}")')
    id_ = await begin_plan(here, [one, other])
    runner = bulk.Runner(here.machine, here.workspace, id_)
    await runner.step()  # has seen that both can go live, one after the other
    await here.update(one, dynamicQuery="nonsense(")
    while await runner.step():
        pass
    assert [item.status for item in await items(here, id_)] == ["REFUSED", "SKIPPED"]


async def test_a_plan_tells_of_what_failed_on_the_way_and_of_what_is_live_already(here: World) -> None:
    async with here.working():
        live = await here.live(PAGE)
    page = await here.draft(PAGE)
    id_ = await begin_plan(here, [page, live])
    await bulk.run(here.machine, here.workspace, id_)
    assert {item.record_id: item.status for item in await items(here, id_)} == {page: "STARTED", live: "SKIPPED"}
    await here.sql("UPDATE work SET tries = 100")
    async with here.working():
        found = await finished(here, id_, page)
    assert (found[page].status, found[page].message) == ("FAILED", (await here.record(page)).last_error)


async def test_a_plan_that_is_cancelled_still_tells_what_came_of_what_had_begun(here: World) -> None:
    journey, used = await not_live(here)
    page = await here.draft(PAGE)
    id_ = await begin_plan(here, [page, journey, *used.values()])
    runner = bulk.Runner(here.machine, here.workspace, id_)
    while not any(item.status == "STARTED" for item in await items(here, id_)):
        await runner.step()
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
