"""Records moved through the one door by tests, with a worker in this process, and waits that end by the doorbell's ring."""

from __future__ import annotations

import asyncio
import inspect
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from samples import samples
from sqlalchemy import CursorResult, select, text

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, RecordType, State
from golive.live import worker
from golive.live.doorbell import Doorbell
from golive.live.jobs import Machine
from golive.models import ids
from golive.models.change import Change
from golive.models.database import Database
from golive.models.drafts import create, update_fields
from golive.models.journeys.words import StepKind
from golive.models.locking import lock
from golive.models.moves import Actor, Done, Order
from golive.models.perform import EVERY, perform
from golive.models.queue import Bell
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.work import Work

ADA = Actor("Ada")
NEEDS = {"settings": "CONTENT_SETTINGS", "email": "MARKETING_EMAIL", "segment": "SEGMENT", "event": "EVENT"}


@dataclass
class World:
    """A workspace and what moves its records."""

    machine: Machine
    workspace: UUID
    named: int = 0
    needed: dict[str, str] = field(default_factory=dict)
    data: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="golive-data-")))

    async def do(self, record_id: UUID, move: Move, actor: Actor = ADA, **arguments: Any) -> Done:
        """One move in a transaction of its own; raises what `perform` raises."""
        async with self.machine.database.transaction(self.workspace) as session:
            done = await perform(session, self.machine.settings, Order(record_id, move, actor, **arguments))
        self.machine.committed(self.workspace)
        return done

    async def draft(self, type_: RecordType, **fields: Any) -> UUID:
        """A record that passes the check, with all that it needs live."""
        for need in samples({})[type_.value].needs:
            if need not in self.needed:
                self.needed[need] = await self._public(RecordType(NEEDS[need]))
        sample = samples(self.needed)[type_.value].valid
        self.named += 1
        unique = {"partialUrl": f"page-{self.named}"} if type_ is RecordType.MARKETING_PAGE else {}
        values = stored({**sample, **unique, "name": f"Record {self.named}", **fields})
        async with self.machine.database.transaction(self.workspace) as session:
            made = (await create(session, type_, self.workspace, values, ADA)).record
        assert made is not None
        return made.id

    async def _public(self, type_: RecordType) -> str:
        record_id = await self.draft(type_)
        await self.do(record_id, Action.GO_LIVE)
        return ids.encode(type_.prefix, record_id)

    async def live(self, type_: RecordType, **fields: Any) -> UUID:
        """A live record; a worker has to run for types that go live by work."""
        record_id = await self.draft(type_, **fields)
        await self.do(record_id, Action.GO_LIVE)
        await self.until(record_id, lambda record: record.is_live)
        return record_id

    async def update(self, record_id: UUID, **fields: Any) -> None:
        """Set fields of the working copy."""
        async with self.machine.database.transaction(self.workspace) as session:
            record, now = await lock(session, record_id)
            await update_fields(session, self.machine.settings, record, fields, ADA, now)

    async def record(self, record_id: UUID) -> Record:
        """The record as it is."""
        async with self.machine.database.transaction(self.workspace) as session:
            return (await session.scalars(select(EVERY).where(EVERY.id == record_id))).one()

    async def history(self, record_id: UUID) -> list[Change]:
        """The record's changes, oldest first."""
        async with self.machine.database.transaction(self.workspace) as session:
            return list(await session.scalars(select(Change).where(Change.record_id == record_id).order_by(Change.number)))

    async def path(self, record_id: UUID) -> list[tuple[str, str]]:
        """Where the record's changes of state led, and why."""
        changes = await self.history(record_id)
        return [(str(change.to_status_reason), str(change.cause)) for change in changes if change.kind != "UPDATED"]

    async def work(self, record_id: UUID) -> Work | None:
        """The work under way."""
        async with self.machine.database.transaction(self.workspace) as session:
            return await session.scalar(select(Work).where(Work.record_id == record_id))

    async def until(self, record_id: UUID, what: State | Any, within: float = 20) -> Record:
        """Wait until the record is in a state, or a condition on it holds; looked at whenever the doorbell rings."""
        rung = asyncio.Event()
        with self.machine.doorbell.listen(lambda _: rung.set()):
            async with asyncio.timeout(within):
                while True:
                    rung.clear()
                    record = await self.record(record_id)
                    holds = what(record) if callable(what) else record.state == what
                    if await holds if inspect.isawaitable(holds) else holds:
                        return record
                    await rung.wait()

    async def sql(self, statement: str, **values: Any) -> Any:
        """A statement behind everybody's back; its first column."""
        async with self.machine.database.system() as session:
            result = await session.execute(text(statement), values)
            return result.scalars().all() if isinstance(result, CursorResult) and result.returns_rows else None

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """A worker for as long as the block runs."""
        shutdown = asyncio.Event()
        machine = self.machine
        task = asyncio.create_task(worker.run(machine.database, machine.settings, shutdown, machine.doorbell, self.data))
        try:
            yield
        finally:
            shutdown.set()
            await task


def stored(values: dict[str, Any]) -> dict[str, Any]:
    """Input of the API as records keep it: a step's kind beside its settings instead of around them."""
    steps = values.get("steps")
    if not steps:
        return values
    kinds = {kind.key: kind.value for kind in StepKind}
    return {**values, "steps": [{"kind": kinds[key], **settings} for step in steps for key, settings in step.items()]}


@asynccontextmanager
async def world(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[World]:
    """A world on a test's database."""
    async with Doorbell("memory://") as doorbell:
        bell = Bell(database)
        yield World(Machine(database, settings, doorbell, bell), workspace)
        await bell.close()
