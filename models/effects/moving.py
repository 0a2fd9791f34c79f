"""One move under way, and the steps that several moves share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, Arrow, RecordType, StatusReason, Target
from golive.models import scheduling, standing
from golive.models.change import ChangeKind, Cursor, position
from golive.models.checks.finding import Finding
from golive.models.journal import Journal
from golive.models.moves import Done, Order
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.uses import GOING, live_references
from golive.models.version import Version
from golive.models.versions import version_of
from golive.models.work import Work, WorkKind
from golive.models.working import begin


@dataclass(slots=True)
class Moving:
    """One move under way."""

    session: AsyncSession
    settings: Settings
    record: Record
    order: Order
    arrow: Arrow
    journal: Journal
    warnings: list[Finding] = field(default_factory=list)
    forget: Action | None = None
    """The scheduled action that the move is by hand."""
    work: Work | None = None
    """The work that the move begins."""
    running: Version | None = None
    """The one version that runs from now on, where the move starts it."""
    _ran: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        self._ran = self._runs()

    @property
    def now(self) -> datetime:
        """The database's time when the record was locked."""
        return self.journal.now

    @property
    def has_version_states(self) -> bool:
        """Whether each version of the record has a state of its own."""
        return self.record.type is RecordType.REAL_TIME_JOURNEY

    def begin(self, kind: WorkKind, arrow: Arrow, *, version: int | None, of_version: bool = False) -> None:
        """Have the move begin this work; a second one is the session's to write."""
        if self.work is not None:
            self.session.add(Work(**vars(self.work)))
        self.work = begin(self.settings, self.record, kind, arrow, self.order, self.now, version=version, of_version=of_version)

    async def done(self) -> Done:
        """Write what was done, with the log, and answer."""
        uses = None
        if self.has_version_states or self._runs() != self._ran:
            uses = await live_references(self.session, self.record, self.running)
        cursor = await self.journal.write(self.session, work=self.work, forget=self.forget, uses=uses)
        return Done(self.record, self.journal.first, cursor, self.warnings)

    def _runs(self) -> tuple[object, ...]:
        """What the uses of the live versions hang on."""
        return self.record.is_live, self.record.live_version, self.record.status_reason in GOING

    async def nothing_changed(self) -> Done:
        """Answer with where the log stands."""
        if self.forget is not None:
            await scheduling.forget(self.session, self.record, self.forget)
        counter = await position(self.session, self.record.workspace_id)
        return Done(self.record, None, Cursor(counter.epoch, counter.workspace_id, counter.number), self.warnings)


async def begin_work(m: Moving, kind: WorkKind, *, version: int | None) -> None:
    """Enter the transitional state that the arrow leads to, with its work enqueued in the same transaction."""
    assert isinstance(m.arrow.to, StatusReason)
    m.record.status_reason = m.arrow.to
    if kind is WorkKind.PUBLISHING:
        await set_newest(m, StatusReason.PUBLISHING)
    elif m.has_version_states:
        running = await version_of(m.session, m.record, version)
        if running is not None:
            running.status_reason = m.arrow.to
    m.begin(kind, m.arrow, version=version)


async def rest(m: Moving, number: int | None) -> Done:
    """Move to the arrow's state, where no work is needed."""
    if isinstance(m.arrow.to, StatusReason):
        m.record.status_reason = m.arrow.to
    standing.settle(m.record, m.now)
    m.journal.note(ChangeKind.VERSION if m.arrow.to is Target.SAME else ChangeKind.STATE, version=number)
    return await m.done()


async def set_newest(m: Moving, reason: StatusReason) -> None:
    if m.has_version_states:
        version = await version_of(m.session, m.record, m.record.newest_version)
        if version is not None:
            version.status_reason = reason


async def set_running(m: Moving, reason: StatusReason) -> None:
    if m.has_version_states:
        version = await version_of(m.session, m.record, m.record.live_version)
        if version is not None:
            version.status_reason = reason
