"""Records, uses and changes written straight into their tables, for tests of what reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import EVENT_FAMILY, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.change import Change, ChangeCause, ChangeKind, Cursor
from golive.models.database import Database
from golive.models.filters import State
from golive.models.records.record import Record
from golive.models.use import Scope, Use
from golive.models.writing import append

RECORDS: Any = Record.__table__
USES: Any = Use.__table__
NOTHING = State(None, None, None, None)


def state(reason: StatusReason | PublishStatus = StatusReason.DRAFT, *, is_live: bool = False) -> State:
    """An active record's state."""
    event = isinstance(reason, PublishStatus)
    return State(Status.ACTIVE, None if event else reason, reason if event else None, is_live)  # type: ignore[arg-type]


def public(type_: RecordType, id_: UUID) -> str:
    return ids.encode(type_.prefix, id_)


async def make_record(session: AsyncSession, workspace: UUID, type_: RecordType = RecordType.SEGMENT, **values: Any) -> UUID:
    """A record of `type_`, a draft unless `values` say otherwise; its own table stays empty."""
    state_ = {"publish_status": PublishStatus.DRAFT} if type_ in EVENT_FAMILY else {"status_reason": StatusReason.DRAFT}
    id_ = ids.new()
    row = {"id": id_, "name": "A record", "status": Status.ACTIVE, **state_, **values}
    plain = {"is_live": False, "ever_live": False, "has_started": False, "has_working_copy": False, "ended_by_date": False}
    numbers = {"revision": 1, "newest_version": 0}
    await session.execute(insert(RECORDS).values(workspace_id=workspace, type=type_, **{**plain, **numbers, **row}))
    return id_


async def make_use(session: AsyncSession, workspace: UUID, user: UUID, used: UUID, scope: Scope = Scope.COPY) -> None:
    values = {"workspace_id": workspace, "user_id": user, "used_id": used, "scope": scope, "path": "segmentId", "prefix": "segment"}
    await session.execute(insert(USES).values(**values))


async def log(
    session: AsyncSession,
    workspace: UUID,
    record: UUID,
    kind: ChangeKind = ChangeKind.STATE,
    before: State = NOTHING,
    after: State = NOTHING,
    **values: Any,
) -> Cursor:
    """Append a change of `record`, from one state to another."""
    given = {"record_type": RecordType.SEGMENT, "record_name": "A record", "revision": 1, "cause": ChangeCause.USER, **values}
    states = {
        f"{side}_{name}": getattr(its, name)
        for side, its in (("from", before), ("to", after))
        for name in ("status", "status_reason", "publish_status", "is_live")
    }
    return await append(session, Change(workspace_id=workspace, record_id=record, kind=kind, **given, **states))


async def write(database: Database, workspace: UUID, kind: ChangeKind = ChangeKind.STATE, **values: Any) -> Cursor:
    """A change of a record that nobody else names, in a transaction of its own."""
    async with database.transaction(workspace) as session:
        return await log(session, workspace, values.pop("record", None) or ids.new(), kind, state(), state(StatusReason.LIVE), **values)


def now() -> datetime:
    return datetime.now(UTC)
