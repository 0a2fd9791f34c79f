"""Subscribers of the fan-out without a transport: what they were told, and how much they take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
from api import serving

from golive.graph.auth import Authenticator
from golive.graph.transport.callers import Caller, Callers, Counts
from golive.graph.transport.engine import Engine
from golive.graph.transport.fanout import Subscribed
from golive.graph.transport.request import GraphQLRequest
from golive.lifecycles.words import Role
from golive.models.change import Cursor
from golive.models.database import Database
from golive.models.settings import Settings
from golive.resolvers.context import Viewer

CHANGES = "subscription($filter: RecordFilter, $after: String) { statusChanged(filter: $filter, after: $after) { cursor recordId kind } }"
DEADLINE = 30.0


class Inbox:
    """A subscriber that takes `room` results, and more when it is read."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.room = room
        self.payloads: list[bytes] = []
        self.cursors: list[str | None] = []
        self.errors: list[dict[str, Any]] | None = None
        self.completed = False
        self._waiting = 0
        self._moved = asyncio.Event()
        self._read = asyncio.Event()

    @property
    def over(self) -> bool:
        return self.completed or self.errors is not None

    def next(self, payload: bytes, cursor: str | None) -> bool:
        assert not self.over
        if self._waiting >= self.room:
            return False
        self._waiting += 1
        self.payloads.append(payload)
        self.cursors.append(cursor)
        self._moved.set()
        return True

    def error(self, errors: bytes) -> None:
        assert not self.over
        self.errors = orjson.loads(errors)
        self._moved.set()

    def complete(self) -> None:
        assert not self.over
        self.completed = True
        self._moved.set()

    async def ready(self) -> None:
        while self._waiting >= self.room:
            self._read.clear()
            await self._read.wait()

    def read(self) -> None:
        """Make room."""
        self._waiting = 0
        self._read.set()

    @property
    def numbers(self) -> list[int]:
        return [Cursor.parse(cursor).number for cursor in self.cursors if cursor]

    @property
    def data(self) -> list[Any]:
        """What the root field was in each result."""
        return [next(iter((orjson.loads(payload)["data"] or {"": None}).values())) for payload in self.payloads]

    async def until(self, wanted: Callable[[Inbox], bool], seconds: float = DEADLINE) -> None:
        async with asyncio.timeout(seconds):
            while not wanted(self):
                self._moved.clear()
                await self._moved.wait()

    async def reaches(self, number: int) -> list[int]:
        """The numbers of all results, once that of the change `number` is among them."""
        await self.until(lambda inbox: bool(inbox.cursors) and Cursor.parse(inbox.cursors[-1] or "").number >= number)
        return self.numbers

    async def ends(self) -> dict[str, Any]:
        """The extensions of the error that ends it."""
        await self.until(lambda inbox: inbox.errors is not None)
        assert self.errors is not None
        (error,) = self.errors
        extensions: dict[str, Any] = error["extensions"]
        return extensions


class Fan:
    """An engine, and callers of whatever role."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.server = engine.server
        self.stream = engine.server.stream

    def caller(self, workspace: UUID, role: Role = Role.VIEWER, name: str = "Ada") -> Caller:
        return Caller(self.engine.callers, Viewer(name, role, workspace, "first"), Counts())

    async def subscribe(
        self,
        workspace: UUID,
        inbox: Inbox,
        document: str = CHANGES,
        *,
        caller: Caller | None = None,
        last: str | None = None,
        **variables: Any,
    ) -> Subscribed:
        operation = self.engine.prepare(GraphQLRequest(document))
        return await self.engine.fanout.subscribe(operation, variables, caller or self.caller(workspace), "request-1", inbox, last)

    @property
    def groups(self) -> int:
        return len(self.engine.fanout._groups)


@asynccontextmanager
async def fanning(database: Database, settings: Settings) -> AsyncIterator[Fan]:
    """A server's fan-out."""
    async with serving(database, settings) as server:
        yield Fan(Engine(server, Callers(Authenticator(settings, database), settings)))
