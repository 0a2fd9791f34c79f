"""Who enters when: over any story, each contact passes once, or as often as the recurrence allows, as a plain model of it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from budget import SOAK
from databases import make_workspace
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from journey_samples import wait
from journeying import Traffic, traffic
from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import NOW, SEGMENT, make_live

from golive.models import ids
from golive.models.contact import Contact, ContactEvent, SegmentMember
from golive.models.database import Database
from golive.models.journeys import entering
from golive.models.journeys.intake import Intake
from golive.models.journeys.opened import doors

START = NOW + timedelta(days=1)
PEOPLE = 2


@dataclass
class Stay:
    """A passage: the iteration, and the hours in which it began and ended."""

    iteration: int
    since: int
    until: int | None = None


@dataclass
class Person:
    """A contact: since when it is in which segments, and its passages."""

    joined: dict[str, int] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)


@dataclass
class Plain:
    """The documents' rules, one contact at a time."""

    mode: str
    merge: str
    people: list[Person] = field(default_factory=lambda: [Person() for _ in range(PEOPLE)])
    iteration: int = 0
    began: int = 0

    def look(self, person: Person, hour: int, *, triggered: bool = False) -> None:
        """Let the person in, if it may enter now."""
        here = [person.joined.get(name) for name in ("one", "other")[: 1 if self.merge == "ALONE" else 2]]
        member = None not in here if self.merge != "UNION" else here != [None, None]
        if "out" not in person.joined and (triggered or member) and self._may(person, max((each for each in here if each), default=0)):
            person.stays.append(Stay(self.iteration, hour))

    def _may(self, person: Person, came: int) -> bool:
        if not person.stays:
            return True
        last = person.stays[-1]
        if last.until is None:
            return False
        if self.mode == "RECURRING":
            return last.iteration < self.iteration and last.until <= self.began
        return self.mode == "REPEATING" and came > last.until


@dataclass
class Real:
    """The same journey in the database."""

    there: Traffic
    segments: dict[str, UUID]
    contacts: list[UUID]

    async def happen(self, session: AsyncSession, hour: int, what: str, who: int, where: str) -> None:
        workspace, contact, now = self.there.workspace, self.contacts[who], START + timedelta(hours=hour)
        match what:
            case "join":
                values = {"segment_id": self.segments[where], "contact_id": contact, "joined_at": now}
                await session.execute(insert(SegmentMember).values(workspace_id=workspace, **values))
                await entering.enter_members(session, self.segments[where], [contact], now)
            case "leave":
                mine = (SegmentMember.segment_id == self.segments[where], SegmentMember.contact_id == contact)
                await session.execute(delete(SegmentMember).where(*mine))
                await entering.readmit(session, self.segments[where], [contact], now)
            case "event":
                event = ids.new()
                await session.execute(
                    insert(ContactEvent).values(workspace_id=workspace, id=event, contact_id=contact, name="came", at=now)
                )
                await entering.enter_by_events(session, [event], now)
            case "end":
                over = "UPDATE passage SET status = 'COMPLETED', step = NULL, due_at = NULL, ended_at = :now"
                await session.execute(text(f"{over} WHERE contact_id = :contact AND status = 'INSIDE'"), {"now": now, "contact": contact})
            case "iterate":
                await session.execute(text("UPDATE intake SET iteration = iteration + 1, began_at = :now"), {"now": now})
        if what in ("scan", "iterate"):
            (door,) = await doors(session, journey_id=self.there.journey)
            after = None
            while door.segment_entry and (after := (await entering.enter_batch(session, door, after, now, most=2)).upto) is not None:
                pass

    async def stays(self) -> list[list[Stay]]:
        """Each contact's passages."""
        found = "SELECT contact_id, iteration, entered_at, ended_at FROM passage ORDER BY entered_at"
        rows = await self.there.rows(found)
        return [[Stay(row[1], hours(row[2]), hours(row[3])) for row in rows if row[0] == contact] for contact in self.contacts]


def hours(moment: Any) -> Any:
    return None if moment is None else round((moment - START) / timedelta(hours=1))


async def opened(database: Database, mode: str, merge: str, entry: str, out: str) -> Real:
    workspace = await make_workspace(database, str(ids.new()))
    async with database.transaction(workspace) as session:
        segments = {name: await make_live(session, workspace, SEGMENT, name) for name in ("one", "other", "out")}
        contacts = [Contact(workspace_id=workspace, id=ids.new()) for _ in range(PEOPLE)]
        session.add_all(contacts)
        people = [each.id for each in contacts]
    public = {name: each.public_id for name, each in segments.items()}
    fields: dict[str, Any] = {"entry": {"trigger": {"event": "came"}}}
    if entry == "SEGMENT":
        sources = [public["one"], *([] if merge == "ALONE" else [public["other"]])]
        by = {"segmentIds": sources, "merge": "INTERSECTION" if merge == "INTERSECTION" else "UNION"}
        fields = {"entry": {"segment": {**by, "mode": "REPEATING" if mode == "REPEATING" else "ONCE"}}}
    if entry == "SEGMENT" and out == "EXCLUSION":
        fields["entry"]["segment"]["exclusionSegmentIds"] = [public["out"]]
    else:
        fields["suppressionSegmentId"] = public["out"]
    if mode == "RECURRING":
        fields |= {"isRecurring": True, "recurrenceInterval": "P1D"}
    there = await traffic(database, workspace, wait("w"), **fields)
    async with database.transaction(workspace) as session:
        cycle = {"iteration": 1, "began_at": START} if mode == "RECURRING" else {}
        session.add(Intake(workspace_id=workspace, journey_id=there.journey, **cycle))
    return Real(there, {name: each.id for name, each in segments.items()}, people)


def happen(plain: Plain, entry: str, hour: int, what: str, who: int, where: str) -> None:
    person = plain.people[who]
    looked: list[Person] = []
    match what:
        case "join":
            person.joined[where] = hour
            looked = [person] if where != "out" else []
        case "leave":
            del person.joined[where]
            looked = [person] if where == "out" else []
        case "end":
            for stay in person.stays[-1:]:
                stay.until = hour if stay.until is None else stay.until
        case "event":
            if entry == "TRIGGER":
                plain.look(person, hour, triggered=True)
        case "iterate":
            plain.iteration, plain.began = plain.iteration + 1, hour
    for each in plain.people if what in ("scan", "iterate") else looked:
        if entry == "SEGMENT":
            plain.look(each, hour)


WHO, WHERE = st.integers(0, PEOPLE - 1), st.sampled_from(["one", "one", "other", "out"])
STORIES = st.lists(
    st.tuples(st.sampled_from(["member", "member", "member", "event", "end", "end", "scan", "iterate"]), WHO, WHERE),
    min_size=4,
    max_size=40,
)


@pytest.mark.timeout(1800 if SOAK else 120)
@settings(max_examples=400 if SOAK else 20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from(["ONCE", "REPEATING", "RECURRING"]),
    merge=st.sampled_from(["ALONE", "UNION", "INTERSECTION"]),
    entry=st.sampled_from(["SEGMENT", "SEGMENT", "TRIGGER"]),
    out=st.sampled_from(["EXCLUSION", "SUPPRESSION"]),
    story=STORIES,
)
@example(
    mode="REPEATING",
    merge="ALONE",
    entry="SEGMENT",
    out="EXCLUSION",
    story=[("member", 0, "one"), ("end", 0, "one"), *([("member", 0, "one"), ("member", 0, "out")] * 2)],
)
async def test_each_contact_passes_once_or_as_the_recurrence_allows(
    database: Database, mode: str, merge: str, entry: str, out: str, story: list[tuple[str, int, str]]
) -> None:
    if mode == "REPEATING" and merge == "UNION":
        merge = "ALONE"  # who moves between segments that let in together has examples of its own
    plain, real = Plain(mode, merge), await opened(database, mode, merge, entry, out)
    plain.iteration = 1 if mode == "RECURRING" else 0
    for hour, (what, who, where) in enumerate(story, 1):
        if what == "member":
            what = "leave" if where in plain.people[who].joined else "join"
        if what == "iterate" and mode != "RECURRING":
            what = "scan"
        happen(plain, entry, hour, what, who, where)
        async with database.transaction(real.there.workspace) as session:
            await real.happen(session, hour, what, who, where)
        assert await real.stays() == [person.stays for person in plain.people], (hour, what, who, where)
