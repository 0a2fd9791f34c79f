"""The dispatcher in a worker: changes are followed up by themselves, also after a kill, and scores come and go with their model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from killing import Worker
from moving import World, world
from sqlalchemy import Boolean, ColumnElement, delete, func, insert, literal_column, select, update

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live.touching import Dispatcher
from golive.models import ids
from golive.models.conditions import Checked
from golive.models.connecting import connect
from golive.models.contact import Attribute, Contact, ContactEvent, MembershipChange, SegmentMember
from golive.models.contacts.storing import erase_contact, update_contact
from golive.models.database import Database
from golive.models.lead import Lead, LeadScore
from golive.models.settings import Settings
from golive.models.touched import Touched

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=2))
MODEL = {
    "conditions": [{"condition": "contact.size >= 5", "points": 10}, {"condition": 'events("visit").count() >= 2', "points": 5}],
    "grades": [{"from": None, "to": 9, "name": "cold"}, {"from": 10, "to": None, "name": "warm"}],
    "salesReadyScore": 15,
}


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


async def people(here: World, count: int = 10) -> list[UUID]:
    """Contacts whose size is their number, each with a lead."""
    contacts = [ids.new() for _ in range(count)]
    async with here.machine.database.transaction(here.workspace) as session:
        await session.execute(insert(Attribute).values(workspace_id=here.workspace, name="size", type="INTEGER"))
        await session.execute(
            insert(Contact), [{"workspace_id": here.workspace, "id": id_, "attributes": {"size": n}} for n, id_ in enumerate(contacts)]
        )
        leads = [{"workspace_id": here.workspace, "id": ids.new(), "contact_id": id_, "name": "", "source": "API"} for id_ in contacts]
        await session.execute(insert(Lead), leads)
    return contacts


async def members(here: World, segment: UUID) -> set[UUID]:
    async with here.machine.database.transaction(here.workspace) as session:
        return set(await session.scalars(select(SegmentMember.contact_id).where(SegmentMember.segment_id == segment)))


async def scores(here: World, model: UUID) -> dict[UUID, tuple[int, str | None, bool]]:
    """Score, grade and readiness of the leads, by contact."""
    async with here.machine.database.transaction(here.workspace) as session:
        asked = select(Lead.contact_id, LeadScore.score, LeadScore.grade, LeadScore.sales_ready).join(
            LeadScore, LeadScore.lead_id == Lead.id
        )
        return {each[0]: (each[1], each[2], each[3]) for each in await session.execute(asked.where(LeadScore.model_id == model))}


async def until(what: Callable[[], Awaitable[Any]]) -> None:
    """Wait until what is asked for is there."""
    async with asyncio.timeout(20):
        while not await what():  # noqa: ASYNC110 - nobody rings for what is awaited here
            await asyncio.sleep(0.02)


async def settle(here: World) -> None:
    """Wait until all that was touched is followed up."""

    async def nothing_left() -> bool:
        async with here.machine.database.transaction(here.workspace) as session:
            return not await session.scalar(select(func.count()).select_from(Touched))

    await until(nothing_left)


async def built(here: World, segment: UUID) -> None:
    """Wait until the segment's members are found."""

    async def no_work() -> bool:
        return await here.work(segment) is None

    await until(no_work)


async def test_a_worker_keeps_segments_and_those_built_on_them_current(here: World) -> None:
    contacts = await people(here)
    async with here.working():
        big = await here.live(RecordType.SEGMENT, dynamicQuery="contact.size >= 5")
        await built(here, big)
        public = (await here.record(big)).public_id
        rest = await here.live(RecordType.SEGMENT, segmentType="COMPOUND", dynamicQuery=f'!memberOf("{public}")')
        await built(here, rest)
        assert (await members(here, big), await members(here, rest)) == (set(contacts[5:]), set(contacts[:5]))
        async with here.machine.database.transaction(here.workspace) as session:
            await update_contact(session, here.workspace, contacts[0], {"attributes": {"size": 9}})
            await session.execute(update(Contact).where(Contact.id == contacts[9]).values(status="INACTIVE"))
        async with here.machine.database.transaction(here.workspace) as session:
            await erase_contact(session, here.workspace, contacts[8])
        await settle(here)
    assert (await members(here, big), await members(here, rest)) == ({contacts[n] for n in (0, 5, 6, 7)}, set(contacts[1:5]))
    async with here.machine.database.transaction(here.workspace) as session:
        days = (await session.execute(select(MembershipChange.segment_id, MembershipChange.joined, MembershipChange.departed))).all()
    assert {segment: (joined, left) for segment, joined, left in days} == {big: (6, 2), rest: (5, 1)}


async def test_a_saved_segment_tells_those_built_on_it_who_came_and_went(here: World) -> None:
    contacts = await people(here)
    async with here.working():
        big = await here.live(RecordType.SEGMENT, dynamicQuery="contact.size >= 5")
        await built(here, big)
        public = (await here.record(big)).public_id
        same = await here.live(RecordType.SEGMENT, segmentType="COMPOUND", dynamicQuery=f'memberOf("{public}")')
        await built(here, same)
        await here.do(big, Action.EDIT)
        await here.update(big, dynamicQuery="contact.size < 3")
        await here.do(big, Action.SAVE)
        await built(here, big)
        await settle(here)
    assert await members(here, same) == await members(here, big) == set(contacts[:3])


async def test_a_model_scores_all_leads_before_it_is_live_and_follows_them_until_it_stops(here: World) -> None:
    contacts = await people(here)
    async with here.working():
        model = await here.live(RecordType.LEAD_SCORING_MODEL, **MODEL)
        assert await scores(here, model) == {id_: (10, "warm", False) if n >= 5 else (0, "cold", False) for n, id_ in enumerate(contacts)}
        async with here.machine.database.transaction(here.workspace) as session:
            for contact in (contacts[7], contacts[7], contacts[1]):
                await session.execute(insert(ContactEvent).values(workspace_id=here.workspace, contact_id=contact, name="visit"))
            await update_contact(session, here.workspace, contacts[6], {"attributes": {"size": 0}})
            new = Contact(workspace_id=here.workspace, attributes={"size": 8})
            session.add(new)
            await session.flush()
            session.add(Lead(workspace_id=here.workspace, contact_id=new.id, name="", source="API"))
        await settle(here)
        found = await scores(here, model)
        assert [found[id_] for id_ in (contacts[7], contacts[1], contacts[6], new.id)] == [
            (15, "warm", True), (0, "cold", False), (0, "cold", False), (10, "warm", False),
        ]  # fmt: skip
        await here.do(model, Action.STOP)
        await here.until(model, StatusReason.DRAFT)
    assert await scores(here, model) == {}


async def test_a_condition_that_the_database_can_not_evaluate_holds_up_no_other(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = await people(here)
    async with here.working():
        odd, large = [await here.live(RecordType.SEGMENT, dynamicQuery=f"contact.size {which}") for which in ("< 0", ">= 5")]
        await built(here, odd)
        await built(here, large)
        real = Checked.where

        def where(checked: Checked, *at: Any) -> ColumnElement[bool]:
            return literal_column("1 / 0 = 1", Boolean()) if checked.text == "contact.size < 0" else real(checked, *at)

        monkeypatch.setattr(Checked, "where", where)  # as a mistake of the compiler's would
        async with here.machine.database.transaction(here.workspace) as session:
            await update_contact(session, here.workspace, contacts[0], {"attributes": {"size": 7}})
        await settle(here)
        assert await members(here, large) == {contacts[0], *contacts[5:]}


async def test_where_nothing_is_live_nothing_is_touched(here: World) -> None:
    contacts = await people(here)
    async with here.machine.database.transaction(here.workspace) as session:
        await update_contact(session, here.workspace, contacts[0], {"attributes": {"size": 9}})
        assert await session.scalar(select(func.count()).select_from(Touched)) == 0


async def test_a_change_names_what_it_changed(here: World) -> None:
    contacts = await people(here)
    async with here.working():
        await built(here, await here.live(RecordType.SEGMENT, dynamicQuery="contact.size >= 5"))
    async with here.machine.database.transaction(here.workspace) as session:
        await session.execute(delete(Touched))
        await update_contact(session, here.workspace, contacts[0], {"attributes": {"size": 9, "town": "Ulm"}, "first_name": "Ada"})
        await update_contact(session, here.workspace, contacts[1], {"attributes": {"size": 1}})
        await session.execute(insert(ContactEvent).values(workspace_id=here.workspace, contact_id=contacts[2], name="visit"))
        touched = (await session.execute(select(Touched.contact_id, Touched.names).order_by(Touched.number))).all()
    assert [(contact, sorted(names or ())) for contact, names in touched] == [
        (contacts[0], ["first_name", "size", "town", "updated_at"]),
        (contacts[2], ["events.visit"]),
    ]


async def test_a_batch_whose_worker_is_killed_is_followed_up_by_the_next(here: World, database_url: str) -> None:
    contacts = await people(here)
    async with here.working():
        segment = await here.live(RecordType.SEGMENT, dynamicQuery="contact.size >= 5")
        await built(here, segment)
    owner = await connect(database_url)
    await owner.execute("BEGIN; LOCK golive.membership_change IN ACCESS EXCLUSIVE MODE")  # which a batch writes last
    async with here.machine.database.transaction(here.workspace) as session:
        await update_contact(session, here.workspace, contacts[0], {"attributes": {"size": 9}})
    worker = await Worker.started("live_worker.py", database_url)
    await until(
        lambda: owner.fetchval("SELECT count(*) FROM pg_locks WHERE relation = 'golive.membership_change'::regclass AND NOT granted")
    )
    await worker.kill()
    await owner.execute("ROLLBACK")
    assert contacts[0] not in await members(here, segment)
    await owner.close()
    async with here.working():
        await settle(here)
    assert contacts[0] in await members(here, segment)


async def test_two_dispatchers_leave_a_workspace_to_one_of_them(here: World) -> None:
    contacts = await people(here, 40)
    async with here.working():
        segment = await here.live(RecordType.SEGMENT, dynamicQuery="contact.size >= 5")
        await built(here, segment)
    async with here.machine.database.transaction(here.workspace) as session:
        await session.execute(update(Contact).values(attributes={"size": 7}))
    await asyncio.gather(*(Dispatcher(here.machine).turn() for _ in range(4)))
    assert await members(here, segment) == set(contacts)
