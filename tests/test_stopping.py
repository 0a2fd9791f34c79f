"""Stopping and Completing never fail, and lead where the law says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from live_service import LiveService
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live.outside import set_service
from golive.models.database import Database
from golive.models.settings import Settings

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=20), job_heartbeat=timedelta(seconds=2))
JOURNEY, MODEL = RecordType.REAL_TIME_JOURNEY, RecordType.LEAD_SCORING_MODEL


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def versions(here: World, journey: UUID) -> list[tuple[int, str]]:
    return list(zip(
        await here.sql("SELECT number FROM version WHERE record_id = :id ORDER BY number", id=journey),
        await here.sql("SELECT status_reason FROM version WHERE record_id = :id ORDER BY number", id=journey),
        strict=True,
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "rest"),
    [(RecordType.CUSTOMER_JOURNEY, StatusReason.STOPPED), (RecordType.MARKETING_PAGE, StatusReason.STOPPED),
     (JOURNEY, StatusReason.STOPPED), (MODEL, StatusReason.DRAFT)],
)  # fmt: skip
async def test_a_stopped_record_comes_to_rest(here: World, type_: RecordType, rest: StatusReason) -> None:
    async with here.working():
        record_id = await here.live(type_)
        await here.do(record_id, Action.STOP)
        record = await here.until(record_id, rest)
    assert (record.is_live, record.live_version, record.live_since) == (False, None, None)
    assert (await here.path(record_id))[-2:] == [("STOPPING", "USER"), (rest, "SYSTEM")]
    assert await here.work(record_id) is None


async def test_a_stop_that_the_service_refuses_is_tried_until_it_is_done(here: World) -> None:
    with LiveService() as service:
        async with here.machine.database.transaction(here.workspace) as session:
            await set_service(session, here.workspace, MODEL, service.url, service.secret, "Ada")
        async with here.working():
            model = await here.live(MODEL)
            service.mode = "REFUSE"
            await here.do(model, Action.STOP)
            await asyncio.to_thread(service.wait_for, 4)
            work, record = await here.work(model), await here.record(model)
            assert work is not None
            assert "answered 400" in (work.last_error or "")
            assert record.state is StatusReason.STOPPING
            assert record.is_live
            service.mode = "OK"
            await here.until(model, StatusReason.DRAFT)
    assert [each["operation"] for each in service.deliveries[1:]] == ["STOP"] * (len(service.deliveries) - 1)


async def test_a_newer_version_lets_the_old_one_complete(here: World) -> None:
    async with here.working():
        journey = await here.live(JOURNEY)
        await here.do(journey, Action.EDIT)
        await here.do(journey, Action.GO_LIVE)
        await here.until(journey, lambda record: record.revision == 8)
    assert await versions(here, journey) == [(1, "COMPLETED"), (2, "LIVE")]
    log = [(each.kind, each.version, each.from_status_reason, each.to_status_reason) for each in await here.history(journey)][4:]
    assert log == [
        ("STATE", 2, "LIVE_EDITING", "PUBLISHING"),
        ("STATE", 2, "PUBLISHING", "LIVE"),
        ("VERSION", 1, "LIVE", "COMPLETING"),
        ("VERSION", 1, "COMPLETING", "COMPLETED"),
    ]


async def test_going_live_leaves_an_old_version_its_way_to_the_end(here: World) -> None:
    async with here.working():
        journey = await here.live(JOURNEY)
        await here.do(journey, Action.EDIT)
    await here.do(journey, Action.STOP)
    async with here.working():
        await here.until(journey, StatusReason.DRAFT)
        assert await versions(here, journey) == [(1, "STOPPED"), (2, "DRAFT")]
        await here.do(journey, Action.GO_LIVE)
        await here.until(journey, StatusReason.LIVE)
    log = [(each.kind, each.version, each.from_status_reason, each.to_status_reason) for each in await here.history(journey)][4:7]
    assert log == [
        ("STATE", 1, "LIVE_EDITING", "STOPPING"),
        ("STATE", None, "STOPPING", "DRAFT"),
        ("VERSION", 1, "STOPPING", "STOPPED"),
    ]


class Stubborn(LiveService):
    """Lets everything go live, and stops nothing until it gives in."""

    gives_in = False

    def answer(self, body: bytes, headers: dict[str, str]) -> int:
        status = super().answer(body, headers)
        return 500 if json.loads(body)["operation"] == "STOP" and not self.gives_in else status


async def test_old_versions_end_each_in_their_own_way_while_newer_ones_go_live(here: World) -> None:
    with Stubborn() as service:
        async with here.machine.database.transaction(here.workspace) as session:
            await set_service(session, here.workspace, JOURNEY, service.url, service.secret, "Ada")
        async with here.working():
            journey = await here.live(JOURNEY)
            for number in (2, 3):
                await here.do(journey, Action.EDIT)
                await here.do(journey, Action.GO_LIVE)
                await here.until(journey, lambda record, number=number: record.live_version == number)
            assert await versions(here, journey) == [(1, "COMPLETING"), (2, "COMPLETING"), (3, "LIVE")]
            await here.do(journey, Action.STOP, version=1)
            assert (await versions(here, journey))[0] == (1, "STOPPING")
            service.gives_in = True
            rest = [(1, "STOPPED"), (2, "COMPLETED"), (3, "LIVE")]

            async def rests(_: object) -> bool:
                return await versions(here, journey) == rest

            await here.until(journey, rests)
    assert await here.sql("SELECT count(*) FROM work") == [0]
    assert (await here.record(journey)).is_live
