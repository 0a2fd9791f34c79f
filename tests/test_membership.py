"""Segments' members as the database finds them: each type, changes, batches, crashes, and two builds at once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import NOW

from golive.models import ids, membership
from golive.models.conditions import ConditionError, check
from golive.models.contact import Attribute, Contact, SegmentMember
from golive.models.contacts.attributes import attributes
from golive.models.database import Database
from golive.models.membership import Rule, build, estimate, evaluate, member_count, preview
from golive.models.within import EVERYBODY


class Crash(Exception):
    """A worker that dies."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "BATCH", 10)


async def people(database: Database, workspace: UUID, count: int = 25) -> list[UUID]:
    """Contacts numbered by an attribute, of whom each tenth is inactive."""
    contacts = [ids.new() for _ in range(count)]
    async with database.transaction(workspace) as session:
        await session.execute(insert(Attribute).values(workspace_id=workspace, name="number", type="INTEGER"))
        rows = [
            {"workspace_id": workspace, "id": id_, "attributes": {"number": n}, "status": "INACTIVE" if n % 10 == 9 else "ACTIVE"}
            for n, id_ in enumerate(contacts)
        ]
        await session.execute(insert(Contact), rows)
    return contacts


async def ignore(_session: AsyncSession, _done: int, _total: int) -> None:
    """No interest in progress."""


async def members(database: Database, workspace: UUID, segment: UUID) -> list[UUID]:
    async with database.transaction(workspace) as session:
        chosen = select(SegmentMember.contact_id).where(SegmentMember.segment_id == segment)
        return list(await session.scalars(chosen.order_by(SegmentMember.contact_id)))


def dynamic(condition: str | None, type_: str = "DYNAMIC") -> dict[str, Any]:
    return {"segmentType": type_, "dynamicQuery": condition, "filter": None, "staticMembers": []}


def static(listed: list[UUID], condition: str | None = None) -> dict[str, Any]:
    return {
        "segmentType": "STATIC",
        "dynamicQuery": None,
        "filter": condition,
        "staticMembers": [ids.encode("contact", id_) for id_ in listed],
    }


async def build_now(database: Database, workspace: UUID, snapshot: dict[str, Any], segment: UUID | None = None) -> tuple[UUID, list[UUID]]:
    segment = segment or ids.new()
    await build(database, workspace, segment, snapshot, ignore)
    return segment, await members(database, workspace, segment)


async def test_a_dynamic_segment_holds_the_active_contacts_that_fulfil_its_condition(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    _, found = await build_now(database, workspace, dynamic("contact.number >= 5"))
    assert found == [id_ for n, id_ in enumerate(contacts) if n >= 5 and n not in (9, 19)]


async def test_a_static_segment_holds_who_is_listed_and_there_and_who_its_filter_finds(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    listed = [contacts[24], contacts[0], contacts[9], ids.new(), contacts[0]]
    _, found = await build_now(database, workspace, static(listed, "contact.number >= 18 && contact.number < 21"))
    assert found == [contacts[n] for n in (0, 9, 18, 20, 24)]
    _, found = await build_now(database, workspace, static(listed))
    assert found == [contacts[n] for n in (0, 9, 24)]


async def test_a_compound_segment_joins_meets_and_excludes(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    low, _ = await build_now(database, workspace, dynamic("contact.number < 8"))
    high, _ = await build_now(database, workspace, dynamic("contact.number >= 5"))
    a, b = (f'memberOf("{ids.encode("segment", id_)}")' for id_ in (low, high))
    expected = {
        f"{a} || {b}": [n for n in range(25) if n not in (9, 19)],
        f"{a} && {b}": [5, 6, 7],
        f"{a} && !{b}": [0, 1, 2, 3, 4],
    }
    for condition, numbers in expected.items():
        _, found = await build_now(database, workspace, dynamic(condition, "COMPOUND"))
        assert found == [contacts[n] for n in numbers]


async def test_a_segment_without_a_condition_or_list_has_no_members(database: Database, workspace: UUID) -> None:
    await people(database, workspace)
    for snapshot in (dynamic(None), dynamic(" "), static([])):
        assert (await build_now(database, workspace, snapshot))[1] == []


async def test_building_again_lets_in_who_is_new_and_out_who_no_longer_belongs(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    segment, before = await build_now(database, workspace, dynamic("contact.number < 9"))
    assert before == contacts[:9]
    async with database.transaction(workspace) as session:
        await session.execute(delete(Contact).where(Contact.id == contacts[8]))
        await session.execute(update(Contact).where(Contact.id == contacts[7]).values(status="INACTIVE"))
    _, after = await build_now(database, workspace, dynamic("contact.number > 5 && contact.number < 12"), segment)
    assert after == [contacts[n] for n in (6, 10, 11)]


async def test_progress_is_told_within_each_batch(database: Database, workspace: UUID) -> None:
    await people(database, workspace)
    segment, told = ids.new(), []

    async def note(session: AsyncSession, done: int, total: int) -> None:
        told.append((done, total, (await member_count(session, workspace, [segment]))[segment]))

    await build(database, workspace, segment, dynamic("true"), note)
    assert told == [(10, 25, 9), (20, 25, 18), (25, 25, 23)]


async def test_a_workspace_without_contacts_is_built_at_once(database: Database, workspace: UUID) -> None:
    assert (await build_now(database, workspace, dynamic("true")))[1] == []


async def test_a_crash_undoes_its_batch_and_building_again_ends_the_same(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)

    async def crash(_session: AsyncSession, done: int, _total: int) -> None:
        if done == 20:
            raise Crash

    segment = ids.new()
    with pytest.raises(Crash):
        await build(database, workspace, segment, dynamic("true"), crash)
    assert await members(database, workspace, segment) == contacts[:9]
    _, found = await build_now(database, workspace, dynamic("true"), segment)
    assert len(found) == 23


async def test_two_builds_of_one_segment_at_once_end_as_one(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    segment = ids.new()
    builds = [build(database, workspace, segment, dynamic("contact.number < 15"), ignore) for _ in range(4)]
    await asyncio.gather(*builds)
    assert await members(database, workspace, segment) == [id_ for n, id_ in enumerate(contacts[:15]) if n != 9]


async def test_of_two_evaluations_at_once_the_later_sees_what_the_earlier_wrote(database: Database, workspace: UUID) -> None:
    (contact,) = await people(database, workspace, 1)
    segment = ids.new()

    async def evaluate_in(session: AsyncSession) -> tuple[int, int]:
        rule = await Rule.of(workspace, dynamic("contact.number == 0"), await attributes(session), NOW)
        return await evaluate(session, segment, rule, EVERYBODY)

    async def evaluate_now() -> tuple[int, int]:
        async with database.transaction(workspace) as session:
            return await evaluate_in(session)

    async with database.transaction(workspace) as earlier:
        assert await evaluate_in(earlier) == (1, 0)
        async with database.transaction(workspace) as session:
            await session.execute(update(Contact).where(Contact.id == contact).values(attributes={"number": 1}))
        later = asyncio.create_task(evaluate_now())
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not later.done() and not await earlier.scalar(waiting):
            pass
    assert await later == (0, 1)
    assert await members(database, workspace, segment) == []


async def test_other_workspaces_are_left_alone(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    await people(database, other_workspace)
    contacts = await people(database, workspace, 3)
    segment, found = await build_now(database, workspace, dynamic("true"))
    assert found == contacts
    assert await members(database, other_workspace, segment) == []


async def test_a_condition_whose_attribute_is_gone_raises_and_changes_nothing(database: Database, workspace: UUID) -> None:
    await people(database, workspace)
    segment, before = await build_now(database, workspace, dynamic("contact.number < 5"))
    with pytest.raises(ConditionError, match="Contacts have no attribute gone"):
        await build(database, workspace, segment, dynamic("contact.gone == 1"), ignore)
    assert await members(database, workspace, segment) == before


async def test_a_long_condition_is_read_off_the_event_loop(database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[bool] = []

    def noting(*arguments: Any) -> Any:
        threads.append(threading.current_thread() is not threading.main_thread())
        return check(*arguments)

    monkeypatch.setattr("golive.models.membership.check", noting)
    await people(database, workspace, 3)
    for condition in ("contact.number == 0", " || ".join(["contact.number == 0"] * 100)):
        async with database.transaction(workspace) as session:
            known = await attributes(session)
            assert (await preview(session, workspace, condition, known, NOW, 10))[0] == 1
            assert await estimate(session, workspace, dynamic(condition), known, NOW) == 1
    assert threads == [False, False, True, True]


async def test_an_estimate_is_what_a_build_would_find(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    for snapshot in (dynamic("contact.number >= 5"), dynamic(None), static(contacts[5:15], "contact.number == 20")):
        async with database.transaction(workspace) as session:
            expected = await estimate(session, workspace, snapshot, await attributes(session), NOW)
        assert len((await build_now(database, workspace, snapshot))[1]) == expected


async def test_a_preview_counts_all_and_shows_the_first(database: Database, workspace: UUID) -> None:
    contacts = await people(database, workspace)
    async with database.transaction(workspace) as session:
        known = await attributes(session)
        count, first = await preview(session, workspace, "contact.number >= 8", known, NOW, 3)
        assert (count, [contact.id for contact in first]) == (15, [contacts[n] for n in (8, 10, 11)])
        with pytest.raises(ConditionError):
            await preview(session, workspace, "contact.nothing == 1", known, NOW, 3)


async def test_members_are_counted_for_many_segments_at_once(database: Database, workspace: UUID) -> None:
    await people(database, workspace)
    few, _ = await build_now(database, workspace, dynamic("contact.number < 3"))
    many, _ = await build_now(database, workspace, dynamic("contact.number < 9"))
    none = ids.new()
    async with database.transaction(workspace) as session:
        assert await member_count(session, workspace, [few, none, many]) == {few: 3, none: 0, many: 9}
