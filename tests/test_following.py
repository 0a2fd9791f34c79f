"""Segments and scores kept current: whatever happens, what follows from it one by one is what a full build finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from budget import SOAK
from databases import make_workspace
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import SEGMENT, make_live

from golive.lifecycles.words import RecordType
from golive.models import ids, scoring
from golive.models.catching_up import catch_up
from golive.models.contact import Attribute, Contact, ContactEvent, SegmentMember
from golive.models.contacts.storing import create_contact, erase_contact, update_contact
from golive.models.database import Database
from golive.models.following import Followers
from golive.models.lead import Lead, LeadScore
from golive.models.membership import build
from golive.models.records import Record
from golive.models.touched import Lapse
from golive.models.within import EVERYBODY

ATTRIBUTES = {"size": "INTEGER", "seen": "DATE_TIME", "town": "STRING"}
CONDITIONS = {
    "big": "contact.size >= 5",
    "mixed": 'contact.size < 3 && contact.consent["email:commercial"] == "OPTED_IN"',
    "recent": 'contact.seen > now - duration("P2D")',
    "new": 'now - contact.created_at < duration("P3D") || contact.town == "Bonn"',
    "buyers": 'events("buy", "P4D").filter(e, e.amount > 10).count() >= 2',
    "idle": '!events("visit", "P1D").exists() && events("visit").exists()',
    "due": 'events("plan").exists(e, e.when > now && e.when < now + duration("P2D"))',
    "met": 'events("plan").exists(e, e.amount > 20 || contact.seen > now - duration("P1D"))',
    "window": 'contact.seen + duration("P1D") < now && now < contact.seen + duration("P3D")',
}
COMPOUND = {
    "both": ("memberOf({big}) && memberOf({recent})", ("big", "recent")),
    "either": ("memberOf({mixed}) || memberOf({buyers})", ("mixed", "buyers")),
    "but": ("memberOf({either}) && !memberOf({both}) && contact.size != 4", ("either", "both")),
}
MODEL = {
    "conditions": [
        {"condition": "contact.size >= 4", "points": 10},
        {"condition": 'events("visit", "P2D").count() >= 1', "points": 5},
        {"condition": 'contact.seen > now - duration("P3D")', "points": -3},
    ],
    "grades": [{"from": None, "to": 4, "name": "cold"}, {"from": 5, "to": None, "name": "warm"}],
    "salesReadyScore": 12,
}


@dataclass
class World:
    """A workspace with live segments and a scoring model, and its contacts."""

    database: Database
    workspace: UUID
    followers: Followers = field(default_factory=Followers)
    segments: dict[str, Record] = field(default_factory=dict)
    model: UUID = field(default_factory=ids.new)
    contacts: list[UUID] = field(default_factory=list)

    async def open(self) -> None:
        async with self.database.transaction(self.workspace) as session:
            rows = [{"workspace_id": self.workspace, "name": name, "type": type_} for name, type_ in ATTRIBUTES.items()]
            await session.execute(insert(Attribute), rows)
            for name, condition in CONDITIONS.items():
                self.segments[name] = await make_live(session, self.workspace, SEGMENT, name, dynamicQuery=condition)
            for name, (condition, parts) in COMPOUND.items():
                query = condition.format(**{part: f'"{self.segments[part].public_id}"' for part in parts})
                self.segments[name] = await make_live(session, self.workspace, SEGMENT, name, segmentType="COMPOUND", dynamicQuery=query)
            model = await make_live(session, self.workspace, RecordType.LEAD_SCORING_MODEL, "Interest", **MODEL)
            self.model = model.id

    async def settle(self) -> None:
        """Follow up all that was touched."""
        while True:
            async with self.database.transaction(self.workspace) as session:
                if not await catch_up(session, self.workspace, self.followers):
                    return

    async def members(self) -> dict[str, set[UUID]]:
        """Who is in each segment."""
        async with self.database.transaction(self.workspace) as session:
            found: dict[str, set[UUID]] = {}
            for name, segment in self.segments.items():
                chosen = select(SegmentMember.contact_id).where(SegmentMember.segment_id == segment.id)
                found[name] = set(await session.scalars(chosen))
            return found

    async def scores(self) -> dict[UUID, tuple[int, str | None, bool]]:
        """What each lead has."""
        async with self.database.transaction(self.workspace) as session:
            asked = select(LeadScore.lead_id, LeadScore.score, LeadScore.grade, LeadScore.sales_ready)
            return {lead: (score, grade, ready) for lead, score, grade, ready in await session.execute(asked)}

    async def rebuild(self) -> None:
        """Find all members and scores anew."""
        for segment in self.segments.values():
            await build(self.database, self.workspace, segment.id, await self._snapshot(segment), _ignore)
        async with self.database.transaction(self.workspace) as session:
            now = await session.scalar(select(func.clock_timestamp()))
            known = await self.followers.of(session, self.workspace)
            (model,) = [each for each in known if each.id == self.model]
            assert isinstance(model.content, scoring.Scoring)
            assert now is not None
            await scoring.score(session, self.workspace, self.model, model.content, now, EVERYBODY)

    async def _snapshot(self, segment: Record) -> dict[str, Any]:
        return {"segmentType": "DYNAMIC", "dynamicQuery": getattr(segment, "dynamic_query", None)}


async def _ignore(_session: AsyncSession, _done: int, _total: int) -> None:
    """No interest in progress."""


numbers = st.integers(0, 7)
who = st.integers(0, 11)
ages = st.integers(0, 5 * 24)
"""Hours."""
attributes = st.fixed_dictionaries(
    {}, optional={"size": st.none() | numbers, "seen": st.none() | ages, "town": st.sampled_from(["Bonn", "Ulm"])}
)
happenings = st.one_of(
    st.tuples(st.just("create"), attributes),
    st.tuples(st.just("change"), who, attributes),
    st.tuples(st.just("status"), who, st.sampled_from(["ACTIVE", "INACTIVE"])),
    st.tuples(st.just("consent"), who, st.sampled_from(["OPTED_IN", "OPTED_OUT", None])),
    st.tuples(st.just("erase"), who),
    st.tuples(
        st.just("events"), st.lists(st.tuples(who, st.sampled_from(["buy", "visit", "plan"]), ages, numbers), min_size=1, max_size=5)
    ),
    st.tuples(st.just("import"), st.lists(st.tuples(who, numbers), min_size=1, max_size=6)),
    st.tuples(st.just("lead"), who),
    st.tuples(st.just("pass"), st.integers(1, 60)),
    st.tuples(st.just("settle")),
)


async def happen(world: World, what: tuple[Any, ...]) -> None:
    """Play one happening; one about a contact that isn't there is none."""
    kind, *values = what
    now = datetime.now(UTC)

    def shown(given: dict[str, Any]) -> dict[str, Any]:
        seen = given.get("seen")
        return given if seen is None else {**given, "seen": (now - timedelta(hours=seen - 24)).isoformat()}

    if kind == "settle":
        await world.settle()
        return
    async with world.database.transaction(world.workspace) as session:
        if kind == "create":
            world.contacts.append((await create_contact(session, world.workspace, {"attributes": shown(values[0])})).id)
        elif kind == "import":
            new = [ids.new() for _ in values[0]]
            rows = [
                {
                    "workspace_id": world.workspace,
                    "id": id_,
                    "attributes": {"size": size},
                    "created_at": now - timedelta(hours=age * 12),
                }
                for id_, (age, size) in zip(new, values[0], strict=True)
            ]
            world.contacts += new
            await session.execute(insert(Contact), rows)
            await session.execute(update(Contact).where(Contact.id.in_(world.contacts[:3])).values(attributes={"size": values[0][0][1]}))
        elif kind == "events":
            rows = [
                {
                    "workspace_id": world.workspace,
                    "id": ids.new(),
                    "contact_id": world.contacts[index],
                    "name": name,
                    "at": now - timedelta(hours=age),
                    "properties": {"amount": amount * 4, "when": (now + timedelta(hours=age)).isoformat()},
                }
                for index, name, age, amount in values[0]
                if index < len(world.contacts)
            ]
            if rows:
                await session.execute(insert(ContactEvent), rows)
        elif kind == "pass":
            await _pass(session, timedelta(hours=values[0]))
        elif values[0] < len(world.contacts):
            await _about(session, world, kind, world.contacts[values[0]], *values[1:], shown=shown)


async def _about(session: AsyncSession, world: World, kind: str, contact: UUID, *values: Any, shown: Any) -> None:
    if kind == "change":
        await update_contact(session, world.workspace, contact, {"attributes": shown(values[0])})
    elif kind == "status":
        await update_contact(session, world.workspace, contact, {"status": values[0]})
    elif kind == "consent":
        await update_contact(session, world.workspace, contact, {"consent": {"email:commercial": values[0]}})
    elif kind == "lead":
        await session.execute(insert(Lead).values(workspace_id=world.workspace, contact_id=contact, name="", source="API"))
    elif kind == "erase":
        await erase_contact(session, world.workspace, contact)
        world.contacts.remove(contact)


async def _pass(session: AsyncSession, time: timedelta) -> None:
    """The clock moves on: all that has happened was so much longer ago. Nobody is touched by that."""
    await session.execute(update(ContactEvent).values(at=ContactEvent.at - time))
    await session.execute(text(f"UPDATE contact_event SET {_earlier('properties', 'when')}").bindparams(time=time))
    await session.execute(update(Lapse).values(at=Lapse.at - time))
    await session.execute(update(Contact).values(created_at=Contact.created_at - time))
    await session.execute(text(f"UPDATE contact SET {_earlier('attributes', 'seen')} WHERE attributes ? 'seen'").bindparams(time=time))
    await session.execute(text("DELETE FROM touched WHERE xmin = pg_current_xact_id()::xid"))


def _earlier(column: str, name: str) -> str:
    moment = f"({column} ->> '{name}')::timestamptz - CAST(:time AS interval)"
    return f"{column} = jsonb_set({column}, '{{{name}}}', to_jsonb({moment}))"


async def _played(world: World, story: list[tuple[Any, ...]]) -> None:
    await world.open()
    for what in story:
        await happen(world, what)
    await world.settle()
    members, scores = await world.members(), await world.scores()
    await world.rebuild()
    assert members == await world.members()
    assert scores == await world.scores()


async def test_who_has_an_attribute_that_widens_is_looked_at_anew_as_whole_numbers_divide_otherwise(
    database: Database, workspace: UUID
) -> None:
    world = World(database, workspace)
    await world.open()
    async with database.transaction(workspace) as session:
        five = await create_contact(session, workspace, {"attributes": {"size": 5}})
        world.segments["half"] = await make_live(session, workspace, SEGMENT, "half", dynamicQuery="contact.size / 2 == 2")
    await _reach(world, {five.id})
    async with database.transaction(workspace) as session:
        await create_contact(session, workspace, {"attributes": {"size": Decimal("1.5")}})
    await _reach(world, set())


async def _reach(world: World, members: set[UUID]) -> None:
    """These are half, change by change and in a full build."""
    await world.settle()
    assert (await world.members())["half"] == members
    await world.rebuild()
    assert (await world.members())["half"] == members


STORIES = st.lists(happenings, min_size=3, max_size=25 if SOAK else 14)


@pytest.mark.timeout(1800 if SOAK else 120)
@settings(max_examples=400 if SOAK else 25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
@example(story=[("create", {"size": 6}), ("settle",), ("lead", 0), ("change", 0, {"size": 1}), ("erase", 0)])
@example(story=[("create", {"seen": 40}), ("lead", 0), ("settle",), ("pass", 40), ("settle",), ("pass", 20)])
@example(story=[("import", [(0, 5), (1, 2)]), ("events", [(0, "visit", 0, 1), (1, "plan", 50, 1)]), ("settle",), ("pass", 25)])
@example(story=[("create", {"size": 1}), ("events", [(0, "buy", 90, 4), (0, "buy", 1, 4)]), ("consent", 0, "OPTED_IN"), ("pass", 30)])
async def test_what_follows_change_by_change_is_what_a_full_build_finds(database: Database, story: list[tuple[Any, ...]]) -> None:
    workspace = await make_workspace(database, str(ids.new()))
    await _played(World(database, workspace), story)
