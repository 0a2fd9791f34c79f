"""Which live versions of journeys let contacts in, and how; kept still until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.contact import SegmentMember
from golive.models.journeys import recurring
from golive.models.journeys.intake import Intake
from golive.models.journeys.recurring import Cycle, Recurrence
from golive.models.journeys.words import EntryMode, SegmentMerge
from golive.models.keeping import OutsideService
from golive.models.records.record import Record
from golive.models.use import Scope, Use
from golive.models.version import Version
from golive.models.work import Work, WorkKind

CUSTOMER, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
SEGMENT = RecordType.SEGMENT.prefix
ENTRY = or_(Use.path.startswith("entry.segment."), Use.path == "suppressionSegmentId")
"""Uses of segments that say who enters."""


@dataclass(frozen=True, slots=True)
class Door:
    """One version of a journey, as those see it who come to it. `content` is the snapshot without its steps.

    `paused`: triggers wait. `first` is the id of the first step, None where there are no steps.
    """

    workspace_id: UUID
    journey_id: UUID
    type: RecordType
    version: int
    content: Mapping[str, Any]
    first: str | None
    paused: bool
    starts_at: datetime | None
    ends_at: datetime | None
    cycle: Cycle

    @property
    def segment_entry(self) -> Mapping[str, Any] | None:
        """The entry by segments."""
        return (self.content.get("entry") or {}).get("segment")

    @property
    def trigger(self) -> Mapping[str, Any] | None:
        """The entry by an event."""
        return None if self.segment_entry else (self.content.get("entry") or {}).get("trigger")

    @property
    def sources(self) -> list[UUID]:
        """The segments whose members enter."""
        return _uuids((self.segment_entry or {}).get("segmentIds"))

    @property
    def together(self) -> bool:
        """Whether only who is in all the segments enters."""
        return (self.segment_entry or {}).get("merge") == SegmentMerge.INTERSECTION

    @property
    def exclusions(self) -> list[UUID]:
        """The segments whose members don't enter."""
        return _uuids((self.segment_entry or {}).get("exclusionSegmentIds"))

    @property
    def kept_out(self) -> list[UUID]:
        """All segments that keep their members out: exclusion and suppression."""
        return [*self.exclusions, *_uuids([self.content.get("suppressionSegmentId")])]

    @property
    def recurrence(self) -> Recurrence | None:
        """How often the audience is let in anew."""
        return recurring.recurrence_of(self.content)

    @property
    def again(self) -> bool:
        """Whether who left the segments and came back enters again."""
        segment = self.segment_entry or {}
        return segment.get("mode") == EntryMode.REPEATING and not segment.get("every") and self.recurrence is None

    @property
    def zone(self) -> tzinfo:
        """The journey's time zone."""
        return recurring.zone_of(self.content.get("timeZone"))

    @property
    def iteration(self) -> int:
        """The iteration that entering contacts belong to; 0 where nothing recurs. The first begins with the first who enters."""
        return max(self.cycle.iteration, 1) if self.recurrence is not None else 0

    def is_open(self, now: datetime) -> bool:
        """Whether the dates let anybody in: it has started and not ended, and an iteration is under way where it recurs."""
        started = (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or self.ends_at > now)
        return started and (self.recurrence is None or self.cycle.began_at is not None or self.cycle.next_at is None)


async def doors(
    session: AsyncSession, *, journey_id: UUID | None = None, segment_ids: Iterable[UUID] = (), events: Iterable[str] = ()
) -> list[Door]:
    """The versions of customer and real-time journeys that run here and aren't on their way to the end, in order of the journeys' ids.

    Of one journey, or of those that one of the segments lets people into or keeps them out of, or that an event of one of the
    names triggers. Their state stays as it is until the transaction ends, as whoever changes it locks the record.
    """
    wanted = []
    if journey_id is not None:
        wanted.append(Record.id == journey_id)
    if segments := list(segment_ids):
        mine = and_(Use.workspace_id == Record.workspace_id, Use.user_id == Record.id, Use.scope == Scope.LIVE)
        wanted.append(exists().where(mine, Use.used_id.in_(segments), ENTRY))
    if names := list(events):
        wanted.append(Version.snapshot["entry"]["trigger"]["event"].astext.in_(names))
    running = or_(
        and_(
            Record.type == CUSTOMER,
            Record.status_reason.in_((StatusReason.LIVE, StatusReason.LIVE_EDITABLE, StatusReason.GOING_LIVE)),
            Version.number == Record.live_version,
        ),
        and_(Record.type == REAL_TIME, Version.status_reason.in_((StatusReason.LIVE, StatusReason.PAUSED))),
    )
    handed_over = exists().where(OutsideService.workspace_id == Record.workspace_id, OutsideService.type == Record.type)
    still = (
        _columns().where(~handed_over, running, Version.live_from.is_not(None), Version.live_until.is_(None), *wanted).order_by(Record.id)
    )
    rows = await session.execute(still.with_for_update(read=True, key_share=True, of=Record.__table__))
    return [_door(row) for row in rows]


async def door(session: AsyncSession, journey_id: UUID, version: int) -> Door | None:
    """One version of a journey of any kind, whatever state it is in."""
    row = (await session.execute(_columns().where(Record.id == journey_id, Version.number == version))).one_or_none()
    return None if row is None else _door(row)


async def unbuilt(session: AsyncSession, segment_ids: Iterable[UUID]) -> bool:
    """Whether the members of one of these segments are being found for the first time, so that nobody can enter by them yet."""
    first = (
        select(Record.id)
        .join(Work, (Work.workspace_id == Record.workspace_id) & (Work.record_id == Record.id))
        .join(
            Version,
            (Version.workspace_id == Record.workspace_id) & (Version.record_id == Record.id) & (Version.number == Record.live_version),
        )
        .where(Record.id.in_(list(segment_ids)), Work.kind == WorkKind.BUILDING, Version.live_from == Record.live_since)
    )
    return await session.scalar(first.limit(1)) is not None


def _columns() -> Select[Any]:
    version = and_(Version.workspace_id == Record.workspace_id, Version.record_id == Record.id)
    intake = and_(Intake.workspace_id == Record.workspace_id, Intake.journey_id == Record.id)
    cycle = (Intake.iteration, Intake.began_at, Intake.next_at, Intake.every, Intake.anchor, Intake.nth)
    return (
        select(
            *(Record.workspace_id, Record.id, Record.type, Record.runs_from, Record.runs_until),
            *(Version.number, Version.status_reason, (Version.snapshot.op("-")("steps")).label("content")),
            Version.prepared["first"].astext.label("first"),
            *cycle,
        )
        .join_from(Record.__table__, Version.__table__, version)
        .outerjoin(Intake.__table__, intake)
    )


def _door(row: Any) -> Door:
    cycle = Cycle(row.iteration or 0, row.began_at, row.next_at, row.every, row.anchor, row.nth or 0)
    return Door(
        row.workspace_id, row.id, row.type, row.number, row.content, row.first, row.status_reason is StatusReason.PAUSED,
        row.runs_from, row.runs_until, cycle,
    )  # fmt: skip


def some(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a row, looked up by its key for each contact.

    OFFSET keeps PostgreSQL from making a join of it, which on tables that have just been filled may read all of them for each batch.
    """
    return exists(select(literal_column("1")).where(*where).offset(literal_column("0")))


def member_of(segment_id: UUID, contact: Any, workspace_id: UUID) -> ColumnElement[bool]:
    """Whether the contact whose id column is given is a member of the segment now."""
    return some(SegmentMember.workspace_id == workspace_id, SegmentMember.segment_id == segment_id, SegmentMember.contact_id == contact)


def _uuids(public_ids: Iterable[str | None] | None) -> list[UUID]:
    return [found for each in public_ids or () if each and (found := ids.uuid_of(each, SEGMENT)) is not None]
