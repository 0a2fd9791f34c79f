"""Which changes match a filter: its state holds before or after the change, and the rest as the record now is, or last was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, and_, cast, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from golive.models.change import Change, ChangeKind
from golive.models.filters import Columns, Facts, RecordFilter, State, matches, uses, where
from golive.models.records.record import Record
from golive.models.use import Use

_RECORD = Record.__table__.c
_Gone = aliased(Change, name="gone")


def before(change: Change) -> State:
    """The state that the change led from."""
    return State(change.from_status, change.from_status_reason, change.from_publish_status, change.from_is_live)


def after(change: Change) -> State:
    """The state that the change led to."""
    return State(change.to_status, change.to_status_reason, change.to_publish_status, change.to_is_live)


def change_matches(filter: RecordFilter, change: Change, facts: Facts) -> bool:
    """Whether `filter` holds with the state before or after `change`."""
    was, is_ = before(change), after(change)
    return (was.is_known and matches(filter, facts, was)) or ((is_.is_known or not was.is_known) and matches(filter, facts, is_))


async def facts_of(session: AsyncSession, workspace_id: UUID, changes: Sequence[Change]) -> list[Facts]:
    """For each change what its record now is, or was when it was deleted; at most three statements."""
    if not changes:
        return []
    ids = {change.record_id for change in changes}
    columns = (_RECORD.id, _RECORD.type, _RECORD.name, _RECORD.owner_id, _RECORD.updated_at)
    rows = (await session.execute(select(*columns).where(_RECORD.workspace_id == workspace_id, _RECORD.id.in_(ids)))).all()
    used = select(Use.user_id, Use.used_id).where(Use.workspace_id == workspace_id, Use.user_id.in_([row.id for row in rows]))
    users: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    for user_id, used_id in (await session.execute(used)).all() if rows else ():
        users[user_id].add(used_id)
    known = {row.id: Facts(row.type, row.id, row.name, row.owner_id, row.updated_at, frozenset(users[row.id])) for row in rows}
    known |= await _gone(session, workspace_id, ids - known.keys())
    return [known.get(change.record_id) or _as_told(change, {}) for change in changes]


async def _gone(session: AsyncSession, workspace_id: UUID, ids: set[UUID]) -> dict[UUID, Facts]:
    if not ids:
        return {}
    deleted = select(Change).where(Change.workspace_id == workspace_id, Change.record_id.in_(ids), Change.kind == ChangeKind.DELETED)
    return {change.record_id: _as_told(change, change.was or {}) for change in await session.scalars(deleted)}


def _as_told(change: Change, was: dict[str, Any]) -> Facts:
    return Facts(
        type=change.record_type,
        id=change.record_id,
        name=was.get("name", change.record_name),
        owner_id=was.get("owner_id"),
        updated_at=datetime.fromisoformat(was["updated_at"]) if "updated_at" in was else change.at,
        uses=frozenset(UUID(used) for used in was.get("uses", ())),
    )


def changes_matching(filter: RecordFilter) -> Select[Change]:
    """The changes that `change_matches`, in SQL; of all workspaces that the session sees."""
    if filter.is_empty:
        return select(Change)
    deleted = and_(_Gone.workspace_id == Change.workspace_id, _Gone.record_id == Change.record_id, _Gone.kind == ChangeKind.DELETED)
    was_known, is_known = _is_known("from"), _is_known("to")
    return (
        select(Change)
        .outerjoin(Record.__table__, and_(_RECORD.workspace_id == Change.workspace_id, _RECORD.id == Change.record_id))
        .outerjoin(_Gone, and_(deleted, _RECORD.id.is_(None)))
        .where(
            or_(
                and_(was_known, where(filter, _columns("from"))),
                and_(or_(is_known, not_(was_known)), where(filter, _columns("to"))),
            )
        )
    )


def _is_known(side: Literal["from", "to"]) -> ColumnElement[bool]:
    columns = _columns(side)
    return or_(columns.status.is_not(None), columns.status_reason.is_not(None), columns.publish_status.is_not(None))


def _columns(side: Literal["from", "to"]) -> Columns:
    was = _Gone.was
    return Columns(
        type=Change.__table__.c.record_type,
        id=Change.__table__.c.record_id,
        name=func.coalesce(_RECORD.name, was["name"].astext, Change.record_name),
        owner_id=func.coalesce(_RECORD.owner_id, was["owner_id"].astext),
        updated_at=func.coalesce(_RECORD.updated_at, cast(was["updated_at"].astext, DateTime(timezone=True)), Change.at),
        **{name: Change.__table__.c[f"{side}_{name}"] for name in State.__dataclass_fields__},
        uses=lambda used: or_(uses(Change.__table__.c.workspace_id, Change.__table__.c.record_id, used), was["uses"].has_key(str(used))),
    )
