"""The works under way for the records that somebody follows: one statement looks at all of them, however many want to know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, Uuid, and_, bindparam, column, func, lateral, select, true

from golive.lifecycles.words import StatusReason
from golive.live.doorbell import Doorbell
from golive.live.ending import end
from golive.live.patience import FIRST_PAUSE, LONGEST_PAUSE
from golive.models.database import Database, Unavailable
from golive.models.records.record import Record
from golive.models.work import Work

BETWEEN_LOOKS = 0.05
"""Seconds from one look to the next, at least: a busy workspace rings a thousand times a second."""
SHARE = 4
"""How much longer than a look the pause after it is, at least, so that many who follow take a fifth of a connection at most."""
log = structlog.get_logger()

_WORK, _RECORD = Work.__table__.c, Record.__table__.c


class Followed:
    """One record that somebody follows. Once looked at, `work` is the newest work on it, else why there is none, where that is an error."""

    __slots__ = ("error", "notice", "seen", "work")

    def __init__(self, notice: Callable[[], None]) -> None:
        self.notice = notice
        self.seen = False
        self.work: dict[str, Any] | None = None
        self.error: str | None = None

    def take(self, work: dict[str, Any] | None, error: str | None) -> None:
        """Keep what was seen, and tell of it where it is new."""
        if not self.seen or (work, error) != (self.work, self.error):
            self.seen, self.work, self.error = True, work, error
            self.notice()


class Works:
    """Looks at the works of all workspaces that rang, and of all at a slow poll, once for all who follow. Nobody follows, nobody looks."""

    def __init__(self, database: Database, doorbell: Doorbell, poll: timedelta) -> None:
        self._database = database
        self._doorbell = doorbell
        self._poll = poll.total_seconds()
        self._followed: dict[UUID, dict[UUID, set[Followed]]] = {}
        self._behind: set[UUID] = set()
        self._wake = asyncio.Event()
        self._next_poll = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await end(self._task)

    @contextmanager
    def follow(self, workspace_id: UUID, record_id: UUID, notice: Callable[[], None]) -> Iterator[Followed]:
        """Call `notice` when what is under way for a record was seen first, and whenever it has changed, for as long as the block runs."""
        followed = Followed(notice)
        self._followed.setdefault(workspace_id, {}).setdefault(record_id, set()).add(followed)
        self.look(workspace_id)
        try:
            yield followed
        finally:
            self._forget(workspace_id, record_id, followed)

    def look(self, workspace_id: UUID) -> None:
        """Something may have changed in the workspace."""
        if workspace_id in self._followed:
            self._behind.add(workspace_id)
            self._wake.set()

    def _forget(self, workspace_id: UUID, record_id: UUID, followed: Followed) -> None:
        records = self._followed[workspace_id]
        records[record_id].discard(followed)
        if not records[record_id]:
            del records[record_id]
        if not records:
            del self._followed[workspace_id]

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        with self._doorbell.listen(self.look):
            while True:
                await self._wait()
                behind, self._behind = self._behind, set()  # before looking: who rings meanwhile wants another look
                try:
                    took = await self._look([(each, record) for each in behind for record in self._followed.get(each, ())])
                    pause = FIRST_PAUSE
                    await asyncio.sleep(max(BETWEEN_LOOKS, SHARE * took))
                except Exception as error:  # nobody may be left waiting in silence, whatever goes wrong
                    self._behind |= behind
                    unexpected = not isinstance(error, Unavailable)
                    log.warning("Works can't be looked at; trying again", error=repr(error), pause=pause, exc_info=unexpected)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)

    async def _wait(self) -> None:
        """Wait for the doorbell, or the poll."""
        clock = asyncio.get_running_loop().time
        if not self._behind:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._next_poll if self._followed else None):
                    await self._wake.wait()
        self._wake.clear()
        if clock() >= self._next_poll:
            self._behind.update(self._followed)
            self._next_poll = clock() + self._poll

    async def _look(self, asked: Sequence[tuple[UUID, UUID]]) -> float:
        """Tell who follows these records what is under way for them; how many seconds it took."""
        clock = asyncio.get_running_loop().time
        if not asked:
            return 0.0
        started = clock()
        waiting = [list(self._followed[workspace_id][record_id]) for workspace_id, record_id in asked]
        async with self._database.system() as session:
            given = {"workspaces": [each for each, _ in asked], "records": [each for _, each in asked]}
            rows = (await session.execute(_LOOK, given)).mappings()
            seen = {(row["of_workspace"], row["of_record"]): dict(row) for row in rows}
        for key, those in zip(asked, waiting, strict=True):
            row = seen[key]
            error = row.pop("error")
            work = {name: row[name] for name in _WORK.keys()} if row["id"] is not None else None  # noqa: SIM118
            for followed in those:
                followed.take(work, error)
        return clock() - started


_ASKED = (
    func.unnest(bindparam("workspaces", type_=ARRAY(Uuid)), bindparam("records", type_=ARRAY(Uuid)))
    .table_valued(column("workspace_id", Uuid), column("record_id", Uuid))
    .render_derived("asked")
)
_NEWEST = lateral(
    select(Work.__table__)
    .where(_WORK.workspace_id == _ASKED.c.workspace_id, _WORK.record_id == _ASKED.c.record_id)
    .order_by(_WORK.of_version, _WORK.started_at.desc())  # on the record itself, else on an older version of it
    .limit(1)
)
_FAILED = and_(
    _RECORD.workspace_id == _ASKED.c.workspace_id,
    _RECORD.id == _ASKED.c.record_id,
    _RECORD.status_reason == StatusReason.ERROR,
    _NEWEST.c.id.is_(None),
)
_LOOK = select(
    _ASKED.c.workspace_id.label("of_workspace"), _ASKED.c.record_id.label("of_record"), _NEWEST, _RECORD.last_error.label("error")
).select_from(_ASKED.outerjoin(_NEWEST, true()).outerjoin(Record.__table__, _FAILED))
