"""What can be asked of the one door, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, PublishStatus, RecordType
from golive.models.change import Change, ChangeCause, Cursor
from golive.models.checks.finding import Finding
from golive.models.keeping import Blueprint
from golive.models.records import Record


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moves a record, and on whose behalf the log says so."""

    name: str | None
    cause: ChangeCause = ChangeCause.USER


SYSTEM = Actor(None, ChangeCause.SYSTEM)
TIMER = Actor(None, ChangeCause.TIMER)


@dataclass(frozen=True, slots=True)
class Order:
    """One move of one record with the arguments that the move takes. Of another type than `type` there is no such record."""

    record_id: UUID
    move: Move
    actor: Actor
    type: RecordType | None = None
    expected_revision: int | None = None
    confirm: bool = False
    version: int | None = None
    resume_at: datetime | None = None
    publish_status: PublishStatus | None = None
    comment: str | None = None
    name: str | None = None
    version_id: UUID | None = None
    scheduled_action: Action | None = None
    at: datetime | None = None
    work_id: UUID | None = None
    claim: int | None = None
    error: str | None = None
    findings: Sequence[Finding] = ()


@dataclass(slots=True)
class Done:
    """What came of it: the record as it now is, its change if its state changed, and the cursor that a reader can wait for."""

    record: Record | None
    change: Change | None
    cursor: Cursor
    warnings: Sequence[Finding] = ()
    blueprint: Blueprint | None = None
