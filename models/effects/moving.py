"""One move under way, and the steps that several moves share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Arrow, RecordType, StatusReason, Target
from golive.models import standing
from golive.models.change import ChangeKind, Cursor, position
from golive.models.checks.finding import Finding
from golive.models.journal import Journal
from golive.models.moves import Done, Order
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.uses import keep_live_uses
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
    work: Work | None = None

    @property
    def now(self) -> datetime:
        """The database's time when the record was locked."""
        return self.journal.now

    @property
    def has_version_states(self) -> bool:
        """Whether each version of the record has a state of its own."""
        return self.record.type is RecordType.REAL_TIME_JOURNEY

    async def done(self) -> Done:
        """Write the log and answer."""
        await keep_live_uses(self.session, self.record)
        cursor = await self.journal.write(self.session)
        return Done(self.record, self.journal.first, cursor, self.warnings)

    async def nothing_changed(self) -> Done:
        """Answer with where the log stands."""
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
    await begin(m.session, m.settings, m.record, kind, m.arrow, m.order, version=version)


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
