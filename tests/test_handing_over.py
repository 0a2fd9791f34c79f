"""Contacts of an Activate step arrive at each destination, once each for whoever tells deliveries by their id."""

from __future__ import annotations

import asyncio
import csv
import os
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from journey_samples import ask, step
from journeying import Traffic, traffic
from live_service import LiveService
from moving import World, world
from sqlalchemy import select

from golive.lifecycles.words import Action, RecordType
from golive.live.journeys import handing_over
from golive.models import ids, leftover
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import Workspace

LOOPBACK = ("127.0.0.0/8",)
QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=1), private_destinations=LOOPBACK)


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


@pytest.fixture
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


async def activating(here: World, service: LiveService, **destination: Any) -> Traffic:
    """A live journey that hands contacts over, to a service that knows the workspace's secret."""
    async with here.machine.database.system() as session:
        key = await session.scalar(select(Workspace.link_key).where(Workspace.workspace_id == here.workspace))
    assert key is not None
    service.secret = handing_over.secret(key)
    steps = (step("ACTIVATE", "a", "b", destinations=[destination]), ask("b", stepId="a", outcome="SENT", timeLimit="P1D"))
    there = await traffic(here.machine.database, here.workspace, *steps)
    there.now = datetime.now(UTC)
    return there


async def until(there: Traffic, statement: str) -> None:
    """Wait until a statement finds something."""
    found: list[Any] = []
    async with asyncio.timeout(60):
        while not found:
            await asyncio.sleep(0.05)  # nobody tells of it
            found = await there.rows(statement)


async def test_a_webhook_gets_all_contacts_signed_and_in_batches(
    here: World, service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "MOST", 4)
    there = await activating(here, service, webhookUrl=service.url)
    service.mode = "FAIL"
    contacts = await there.entered(10, attributes={"age": 7})
    async with here.working():
        await asyncio.to_thread(service.wait_for, 2)
        service.mode = "OK"
        await until(there, "SELECT 1 FROM passage HAVING count(*) FILTER (WHERE status = 'COMPLETED') = 10")
    assert not service.forged
    got = {contact["id"]: contact for delivery in service.deliveries for contact in delivery["contacts"]}
    assert set(got) == {ids.encode("contact", contact) for contact in contacts}
    assert all(len(delivery["contacts"]) <= 4 and delivery["step"] == "a" for delivery in service.deliveries)
    assert got.popitem()[1]["attributes"] == {"age": 7}
    assert await there.rows("SELECT status, sum(contacts) FROM delivery GROUP BY status") == [("SENT", 10)]
    assert await there.path(contacts[0]) == ["a", "b:yes"]


async def test_what_a_webhook_declines_has_failed_with_its_reason(here: World, service: LiveService) -> None:
    there = await activating(here, service, webhookUrl=service.url)
    service.mode = "REFUSE"
    await there.entered()
    async with here.working():
        await until(there, "SELECT 1 FROM delivery WHERE status = 'FAILED'")
    assert await there.rows("SELECT status FROM hand_over") == [("FAILED",)]
    ((error,),) = await there.rows("SELECT last_error FROM delivery")
    assert "answered 400" in error


async def test_an_address_that_can_not_be_looked_up_fails_for_good_and_the_others_go_on(here: World, service: LiveService) -> None:
    odd = await activating(here, service, webhookUrl=f"https://{'a' * 64}.example/hook")
    there = await activating(here, service, webhookUrl=service.url)
    await odd.entered()
    await there.entered()
    async with here.working():
        await until(there, "SELECT 1 FROM delivery HAVING count(*) FILTER (WHERE status <> 'QUEUED') = 2")
    ((error, tries),) = await there.rows("SELECT last_error, tries FROM delivery WHERE status = 'FAILED'")
    assert (error.endswith("correct the step."), tries) == (True, 1)


async def test_a_silent_webhook_holds_up_its_own_workspace_alone(here: World, service: LiveService, other_workspace: UUID) -> None:
    slow = await activating(here, service, webhookUrl=service.url)
    service.mode = "HANG"
    await slow.entered()
    with LiveService() as quick:
        async with here.machine.database.system() as session:
            key = await session.scalar(select(Workspace.link_key).where(Workspace.workspace_id == other_workspace))
        assert key is not None
        quick.secret = handing_over.secret(key)
        hand = step("ACTIVATE", "a", destinations=[{"webhookUrl": quick.url}])
        there = await traffic(here.machine.database, other_workspace, hand)
        async with here.working():
            await asyncio.to_thread(service.wait_for, 1)
            there.now = datetime.now(UTC)
            await there.entered()
            await until(there, "SELECT 1 FROM delivery WHERE status = 'SENT'")
            assert await slow.rows("SELECT status, last_error FROM delivery") == [("QUEUED", None)]  # still at its first try
            service.mode = "OK"


async def test_a_webhook_in_a_private_network_that_is_not_named_gets_nobody(
    database: Database, workspace: UUID, service: LiveService
) -> None:
    async with world(database, workspace, QUICK.model_copy(update={"private_destinations": ()})) as here:
        there = await activating(here, service, webhookUrl=service.url)
        await there.entered()
        async with here.working():
            await until(there, "SELECT 1 FROM delivery WHERE status = 'FAILED' AND tries = 1")
        ((error,),) = await there.rows("SELECT last_error FROM delivery")
        assert error.startswith("The address of 127.0.0.1 is a private one")
    assert (service.deliveries, service.forged) == ([], 0)


async def test_whom_a_segment_was_given_stay_members_when_the_journey_is_deleted_and_go_with_the_segment(here: World) -> None:
    segment = await here.live(RecordType.SEGMENT, segmentType="STATIC", dynamicQuery=None, filter="false")
    there = await traffic(
        here.machine.database, here.workspace,
        step("ACTIVATE", "a", destinations=[{"segmentId": ids.encode("segment", segment)}, {"csvFile": "them.csv"}]),
    )  # fmt: skip
    there.now = datetime.now(UTC)
    (ada,) = await there.entered()
    members = f"SELECT contact_id FROM segment_member WHERE segment_id = '{segment}'"
    async with here.working():
        await until(there, members)
        await here.do(there.journey, Action.STOP)
        await until(there, f"SELECT 1 FROM record WHERE id = '{there.journey}' AND status_reason = 'STOPPED'")
        await here.do(there.journey, Action.DELETE)
        await clear(here)
        await until(there, "SELECT 1 WHERE NOT EXISTS (SELECT FROM passage)")
        await here.do(segment, Action.EDIT)
        await here.do(segment, Action.SAVE)
        await until(there, "SELECT 1 WHERE NOT EXISTS (SELECT FROM work)")
        assert await there.rows(members) == [(ada,)], "found again in full"
        assert await there.rows("SELECT segment_id FROM hand_over") == [(segment,)]
        await here.do(segment, Action.STOP)
        await here.do(segment, Action.DELETE)
        await clear(here)
        await until(there, "SELECT 1 WHERE NOT EXISTS (SELECT FROM hand_over) AND NOT EXISTS (SELECT FROM segment_member)")


async def clear(here: World) -> None:
    """Clear away all that deleted records left behind, as a worker does every few seconds."""
    left = True
    while left:
        async with here.machine.database.system() as session:
            left = await leftover.clear(session)


async def test_nobody_is_handed_over_any_more_once_the_journey_is_stopped(here: World, service: LiveService) -> None:
    there = await activating(here, service, webhookUrl=service.url)
    service.mode = "FAIL"
    await there.entered()
    async with here.working():
        await asyncio.to_thread(service.wait_for, 1)
        await here.do(there.journey, Action.STOP)
        await until(there, "SELECT 1 FROM delivery WHERE status = 'FAILED'")
    ((error,),) = await there.rows("SELECT last_error FROM delivery")
    assert error == "The journey was stopped before these contacts were handed over."


async def test_a_file_has_a_row_for_each_contact_and_a_repetition_writes_it_again_as_it_was(
    here: World, service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda number: kept.append(stat.S_ISDIR(os.fstat(number).st_mode)))
    there = await activating(here, service, csvFile="them.csv")
    (ada,) = await there.entered(1, email="ada@example.com", attributes={"plan": 'a,"b"'})
    async with here.working():
        await until(there, "SELECT 1 FROM passage WHERE status = 'COMPLETED'")
        await there.rows("UPDATE delivery SET status = 'QUEUED', due_at = now() RETURNING 1")  # as if its worker had been killed
        await until(there, "SELECT 1 FROM delivery WHERE status = 'SENT' AND tries = 2")
    (path,) = (here.data / handing_over.FOLDER / str(here.workspace)).iterdir()
    assert kept == [False, True] * 2, "the file is on the disk before its name is, twice"
    assert path.name.startswith("them-")
    assert path.suffix == ".csv"
    (row,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert (row["id"], row["email"], row["attributes"]) == (ids.encode("contact", ada), "ada@example.com", '{"plan":"a,\\"b\\""}')
