"""Collects the changes of one move while it is made, and writes them to the log as its last act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, StatusReason
from golive.models.change import Change, ChangeKind, Cursor
from golive.models.content import rfc3339
from golive.models.moves import Order
from golive.models.records import Record
from golive.models.use import Use
from golive.models.uses import Reference
from golive.models.work import Work
from golive.models.writing import append


class Journal:
    """Remembers how the record was, and turns the difference into changes."""

    def __init__(self, record: Record, order: Order, now: datetime) -> None:
        self.record = record
        self.order = order
        self.now = now
        self._was = _state(record)
        self._changes: list[Change] = []
        self._was_gone: dict[str, Any] | None = None

    def note(
        self,
        kind: ChangeKind,
        *,
        version: int | None = None,
        from_reason: StatusReason | None = None,
        to_reason: StatusReason | None = None,
        error: str | None = None,
        by_action: bool = True,
    ) -> Change:
        """Add a change from how the record was to how it is; a VERSION change gives that version's reasons instead."""
        record, order = self.record, self.order
        if kind is not ChangeKind.REFUSED and kind is not ChangeKind.CREATED:
            record.revision += 1
        is_ = _state(record)
        version_only = kind is ChangeKind.VERSION and to_reason is not None
        gone = kind is ChangeKind.DELETED
        was = self._was if kind is not ChangeKind.CREATED else dict.fromkeys(self._was)
        change = Change.plain(
            workspace_id=record.workspace_id,
            kind=kind,
            record_id=record.id,
            record_type=record.type,
            record_name=record.name,
            revision=record.revision,
            version=version,
            action=order.move if by_action and isinstance(order.move, Action) else None,
            actor=order.actor.name,
            cause=order.actor.cause,
            from_status=was["status"],
            from_status_reason=from_reason if version_only else was["reason"],
            from_publish_status=was["publish"],
            to_status=None if gone else is_["status"],
            to_status_reason=None if gone else (to_reason if version_only else is_["reason"]),
            to_publish_status=None if gone else is_["publish"],
            from_is_live=was["live"],
            to_is_live=None if gone else is_["live"],
            error=error,
            findings=[asdict(finding) for finding in order.findings] or None,
            was=self._was_gone if gone else None,
        )
        if not version_only:
            self._was = is_
        self._changes.append(change)
        return change

    async def remember(self, session: AsyncSession) -> None:
        """Keep what filters ask of a record that is about to be deleted."""
        used = select(Use.used_id).where(Use.user_id == self.record.id).distinct()
        self._was_gone = {
            "owner_id": self.record.owner_id,
            "name": self.record.name,
            "updated_at": rfc3339(self.now),
            "uses": [str(id_) for id_ in await session.scalars(used)],
        }

    async def write(
        self, session: AsyncSession, *, work: Work | None = None, forget: Action | None = None, uses: Iterable[Reference] | None = None
    ) -> Cursor:
        """Write what the move has left, and the changes, last of all.

        `work` is new and gets its job, `forget` is the scheduled action that the move stands for, `uses` what the record's live
        versions use from now on.
        """
        if any(change.kind is not ChangeKind.REFUSED for change in self._changes):
            self.record.updated_at = self.now
        first, *others = self._changes
        cursor = await append(session, first, self.record, work=work, forget=forget, uses=uses)
        for change in others:
            cursor = await append(session, change)
        return cursor

    @property
    def first(self) -> Change | None:
        """The change that the move is known by, if its state changed."""
        return next((change for change in self._changes if change.kind is not ChangeKind.UPDATED), None)


def _state(record: Record) -> dict[str, Any]:
    return {"status": record.status, "reason": record.status_reason, "publish": record.publish_status, "live": record.is_live}
