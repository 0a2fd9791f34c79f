"""Brings records over the real API into each situation that the law tells apart, many at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import zip_longest

from client import DEADLINE, Client, Stream
from live_service import LiveService
from reference.law import Call
from reference.routes import DATE, DONE, ENDS, EXPIRES, REFUSED, WAITS, Route
from reference.values import instant, text_of
from subject import Subject

AT_ONCE = 8
LONG_AGO = 1e9


class OffRoute(Exception):
    """An action of a route was lawfully refused: the record wasn't where it had to be."""


class Guide:
    """Leads subjects along routes; one subscription wakes all who wait for their record to move."""

    def __init__(self, client: Client, service: LiveService) -> None:
        self.client = client
        self.service = service
        self._moved: dict[str, asyncio.Event] = {}
        self._few = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Hear of every change while the block runs."""
        async with self.client.changes() as stream, asyncio.TaskGroup() as tasks:
            hearing = tasks.create_task(self._hear(stream))
            yield
            hearing.cancel()

    async def _hear(self, stream: Stream) -> None:
        async for change in stream:
            if (moved := self._moved.get(change["recordId"])) is not None:
                moved.set()

    async def lead(self, kind: str, route: Route, ids: dict[str, str]) -> Subject:
        """Make a record of the type and lead it along the route; again where it was too slow to be there before its end date."""
        async with self._few:
            try:
                return await self._begin(kind, route, ids, 5)
            except OffRoute:
                return await self._begin(kind, route, ids, 30)

    async def _begin(self, kind: str, route: Route, ids: dict[str, str], seconds: float) -> Subject:
        subject = Subject(self.client, kind, self.service)
        await subject.begin(ids)
        for word, following in zip_longest(route, route[1:]):
            if following == REFUSED:  # before the action that calls the service
                self.service.refused.add(subject.id)
                subject.world = replace(subject.world, service="REFUSE")
            await self._step(subject, word, seconds)
        return subject

    async def go(self, subject: Subject, route: Route) -> None:
        """Take the actions of a route that has no waits; `OffRoute` where the law refuses one."""
        for word in route:
            before = subject.now
            await subject.perform(call_of(word))
            if subject.now == before:
                raise OffRoute(f"{subject.kind}: {word} in {before.state}")

    async def _step(self, subject: Subject, word: str, seconds: float) -> None:
        if word not in (*WAITS, ENDS):
            await self.go(subject, (word,))
        elif word == ENDS:
            await subject.set({"endsAt": text_of(round(time.time() + seconds, 3))})
        elif word == DATE:
            await self._date(subject)
        elif word == DONE:
            await self._rest(subject)
        elif word == EXPIRES:
            await subject.set({"endsAt": text_of(LONG_AGO)})
            await self._rest(subject)
        elif word == REFUSED:
            await self._refused(subject)

    async def _date(self, subject: Subject) -> None:
        ends = instant(subject.now.fields["endsAt"])
        assert ends is not None
        await asyncio.sleep(max(0.0, ends - time.time()))  # the date has to pass, whatever happens then
        await self._rest(subject)

    async def _refused(self, subject: Subject) -> None:
        await self._rest(subject)
        self.service.refused.remove(subject.id)
        subject.world = replace(subject.world, service="OK")

    async def _rest(self, subject: Subject) -> None:
        moved = self._moved.setdefault(subject.id, asyncio.Event())
        async with asyncio.timeout(DEADLINE):
            while not await subject.rests(time.time()):
                await moved.wait()
                moved.clear()


def call_of(word: str) -> Call:
    """The call that a word of a route stands for: an action, or a publish status to set."""
    return Call("setPublishStatus", publish_status=word) if word.isupper() else Call(word, confirm=True)
