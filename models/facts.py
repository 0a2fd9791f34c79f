"""Which changes match a filter: its state holds before or after the change, and the rest as the record now is, or last was."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, DateTime, Select, and_, cast, func, not_, or_, select
from sqlalchemy.orm import aliased

from golive.models.change import Change, ChangeKind
from golive.models.filters import Columns, Facts, RecordFilter, State, matches, uses, where
from golive.models.records.record import Record

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
