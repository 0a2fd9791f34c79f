"""How moves reach the database: in few statements, in turn, and seeing what others left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio
from moving import ADA, World, world

from golive.lifecycles.words import Action, RecordType
from golive.models.database import Database
from golive.models.drafts import update_fields
from golive.models.locking import lock
from golive.models.moves import Order
from golive.models.perform import perform
from golive.models.session import driver_of
from golive.models.settings import Settings

EMAIL, MODEL = RecordType.MARKETING_EMAIL, RecordType.LEAD_SCORING_MODEL


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[World]:
    async with world(database, workspace, settings) as made:
        yield made


async def statements(here: World, record_id: UUID, type_: RecordType, action: Action) -> list[str]:
    """The first words of what a move asks the database between its begin and its commit."""
    asked: list[str] = []
    async with here.machine.database.transaction(here.workspace) as session:
        with (await driver_of(session)).query_logger(lambda query: asked.append(query.query.split()[0])):
            await perform(session, here.machine.settings, Order(record_id, action, ADA, type_))
    return asked


async def test_a_move_takes_one_statement_to_lock_one_to_write_and_those_that_its_type_checks(here: World) -> None:
    email, model, settings = [await here.draft(type_) for type_ in (EMAIL, MODEL, RecordType.CONTENT_SETTINGS)]
    await here.do(settings, Action.GO_LIVE)
    checked = ["SELECT", "SELECT", "WITH"]
    assert await statements(here, email, EMAIL, Action.GO_LIVE) == checked
    assert await statements(here, model, MODEL, Action.GO_LIVE) == checked
    assert await statements(here, settings, RecordType.CONTENT_SETTINGS, Action.EDIT) == ["SELECT", "WITH"]


async def test_who_waited_for_a_record_sees_its_fields_as_whoever_held_it_left_them(here: World) -> None:
    email = await here.draft(EMAIL)
    waits = asyncio.Event()

    async def after() -> tuple[int, Any]:
        async with here.machine.database.transaction(here.workspace) as session:
            waits.set()
            record, _ = await lock(session, email, EMAIL)
            return record.revision, vars(record)["subject"]

    async with here.machine.database.transaction(here.workspace) as session:
        record, now = await lock(session, email, EMAIL)
        waiting = asyncio.create_task(after())
        await waits.wait()
        while not await here.sql("SELECT pid FROM pg_locks WHERE NOT granted"):
            pass
        await update_fields(session, here.machine.settings, record, {"subject": "Summer"}, ADA, now)
    assert await waiting == (2, "Summer")


async def test_a_move_and_an_update_in_one_transaction_are_both_written(here: World) -> None:
    email = await here.draft(EMAIL)
    await here.do(email, Action.GO_LIVE)
    async with here.machine.database.transaction(here.workspace) as session:
        await perform(session, here.machine.settings, Order(email, Action.EDIT, ADA))
        record, now = await lock(session, email)
        await update_fields(session, here.machine.settings, record, {"subject": "Summer"}, ADA, now)
        await perform(session, here.machine.settings, Order(email, Action.SAVE, ADA))
    kept = await here.record(email)
    assert (kept.revision, kept.state, vars(kept)["subject"]) == (5, "LIVE", "Summer")


async def test_connections_are_given_in_the_order_in_which_they_were_asked_for(database_url: str, workspace: UUID) -> None:
    database = await Database.open(Settings.model_construct(pool_size=1), database_url)
    served: list[int] = []

    async def ask(number: int) -> None:
        for _ in range(3):
            async with database.transaction(workspace):
                served.append(number)

    await asyncio.gather(*map(ask, range(4)))
    await database.close()
    assert served == [*range(4)] * 3
