"""Contacts, their segments and the journeys that they come to, in a world with a worker; and where they are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moving import World
from sqlalchemy import insert, select, text

from golive.lifecycles.words import Action, RecordType
from golive.models import ids
from golive.models.contact import Attribute, Contact, ContactEvent
from golive.models.journeys.leaving import Counts, counts_of
from golive.models.journeys.passage import Passage

CUSTOMER, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
SEGMENT = RecordType.SEGMENT
WAITING = [{"wait": {"id": "wait", "duration": "P30D"}}]
Json = dict[str, Any]


@dataclass
class Crowd:
    """The people of a world."""

    here: World

    async def contacts(self, number: int, **columns: Any) -> list[UUID]:
        """So many new contacts, numbered from 0 by an attribute."""
        made = [ids.new() for _ in range(number)]
        async with self.here.machine.database.transaction(self.here.workspace) as session:
            await session.merge(Attribute(workspace_id=self.here.workspace, name="number", type="INTEGER"))
            rows = [{"workspace_id": self.here.workspace, "id": id_, "attributes": {"number": n}, **columns} for n, id_ in enumerate(made)]
            await session.execute(insert(Contact), rows)
        return made

    async def events(self, contacts: Sequence[UUID], name: str, **properties: Any) -> list[UUID]:
        """Each of the contacts does this now."""
        made = [ids.new() for _ in contacts]
        rows = [
            {"workspace_id": self.here.workspace, "id": id_, "contact_id": contact, "name": name, "properties": properties}
            for id_, contact in zip(made, contacts, strict=True)
        ]
        async with self.here.machine.database.transaction(self.here.workspace) as session:
            await session.execute(insert(ContactEvent), rows)
        return made

    async def segment(self, condition: str | None = None, listed: Sequence[UUID] = ()) -> str:
        """The public id of a live segment whose members have been found; a worker has to run."""
        static = {"segmentType": "STATIC", "dynamicQuery": None, "staticMembers": [ids.encode("contact", each) for each in listed]}
        fields = {"segmentType": "DYNAMIC", "dynamicQuery": condition} if condition is not None else static
        record_id = await self.here.live(SEGMENT, **fields)
        await self.eventually(lambda: self._is_built(record_id))
        return ids.encode(SEGMENT.prefix, record_id)

    async def _is_built(self, record_id: UUID) -> bool:
        return await self.here.work(record_id) is None

    async def journey(self, type_: RecordType, *segments: str, steps: Sequence[Json] = WAITING, **fields: Any) -> UUID:
        """A live journey, entered by the segments if there are any; `entry` takes more of how."""
        more = fields.pop("by", {})
        entry = {"entry": {"segment": {"segmentIds": list(segments), **more}}} if segments else {}
        return await self.here.live(type_, **{"steps": list(steps), **entry, **fields})

    async def passages(self, journey: UUID) -> list[Passage]:
        """All passages through the journey, the oldest first."""
        async with self.here.machine.database.transaction(self.here.workspace) as session:
            return list(await session.scalars(select(Passage).where(Passage.journey_id == journey).order_by(Passage.id)))

    async def inside(self, journey: UUID) -> set[UUID]:
        """Who is inside."""
        return {each.contact_id for each in await self.passages(journey) if each.status == "INSIDE"}

    async def came(self, journey: UUID) -> Counter[UUID]:
        """How often each contact has entered."""
        return Counter(each.contact_id for each in await self.passages(journey))

    async def counts(self, journey: UUID, version: int | None = None) -> Counts:
        """Inside, overdue, queued, now."""
        async with self.here.machine.database.transaction(self.here.workspace) as session:
            now = await session.scalar(text("SELECT clock_timestamp()"))
            return await counts_of(session, journey, version, now)

    async def asked(self, question: str, answer: object, **values: Any) -> bool:
        """Whether a statement's only answer is this."""
        found: list[object] = await self.here.sql(question, **values)
        return found == [answer]

    async def steps(self, journey: UUID) -> dict[str, tuple[int, int]]:
        """How many entered each step and left the journey there, over all versions."""
        rows = await self.here.sql(
            "SELECT jsonb_build_array(step, sum(entered), sum(exited)) FROM step_count WHERE journey_id = :id GROUP BY step", id=journey
        )
        return {step: (entered, exited) for step, entered, exited in rows}

    async def eventually(self, what: Callable[[], Awaitable[bool]], within: float = 20) -> None:
        """Wait until something holds, asked whenever the doorbell rings."""
        rung = asyncio.Event()
        with self.here.machine.doorbell.listen(lambda _: rung.set()):
            async with asyncio.timeout(within):
                while True:
                    rung.clear()
                    if await what():
                        return
                    await rung.wait()

    async def settled(self, journey: UUID, within: float = 20) -> None:
        """Wait until nothing is to be done about the journey's entry."""

        async def nothing_due() -> bool:
            due = "SELECT count(*) FROM intake WHERE journey_id = :id AND due_at <= clock_timestamp()"
            return await self.asked(due, 0, id=journey)

        await self.eventually(nothing_due, within)

    async def stop(self, journey: UUID) -> None:
        """A stop, done with."""
        await self.here.do(journey, Action.STOP)
