"""What is kept current in a workspace: the live segments and scoring models, and what each of them depends on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any
from uuid import UUID

import structlog
from cachetools import LRUCache
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.conditions import Attributes, AttributeType, ConditionError
from golive.models.contact import Attribute
from golive.models.contacts.attributes import attributes
from golive.models.membership import Definition
from golive.models.records import Record
from golive.models.scoring import Scoring
from golive.models.version import Version
from golive.models.work import Work, WorkKind

REMEMBERED = 10_000
_DECIMALS = select(func.count()).select_from(Attribute).where(Attribute.type == AttributeType.DECIMAL.value).scalar_subquery()
Frozen = tuple[UUID, datetime | None, int]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Follower:
    """A live segment or scoring model. `first_build` says that not all of a segment's members are known yet."""

    id: UUID
    content: Definition | Scoring
    names: frozenset[str]
    first_build: bool = False

    def concerned(self, names: frozenset[str] | None) -> bool:
        """Whether it may have to think otherwise of a contact, by the names of what changed (see `Touched`)."""
        if names is None:
            return isinstance(self.content, Definition) and self.content.dynamic
        return bool(names & self.names) or (not names and isinstance(self.content, Scoring))

    @property
    def name(self) -> str:
        """How `Touched` and other followers name a segment."""
        return ids.encode(RecordType.SEGMENT.prefix, self.id)


class Followers:
    """Reads who follows, and remembers checked conditions: by version, when that was frozen, as one that never ran is frozen again,
    and how many attributes are decimals, as the only way in which a type changes is that it becomes that."""

    def __init__(self) -> None:
        self._known: LRUCache[Frozen, Definition | Scoring | None] = LRUCache(REMEMBERED)

    async def of(self, session: AsyncSession, workspace_id: UUID) -> list[Follower]:
        """All that follow, each after those whose members it depends on."""
        asked = await session.execute(_following(workspace_id))
        rows = [(id_, (version, frozen_at, decimals), first_build) for id_, version, frozen_at, decimals, first_build in asked]
        await self._learn(session, {frozen[0]: frozen for _, frozen, _ in rows if frozen not in self._known})
        found = []
        for id_, frozen, first_build in rows:
            content = self._known.get(frozen)
            if isinstance(content, Definition):
                found.append(Follower(id_, content, content.names(id_), first_build))
            elif isinstance(content, Scoring):
                found.append(Follower(id_, content, content.names))
        return _in_order(found)

    async def _learn(self, session: AsyncSession, versions: Mapping[UUID, Frozen]) -> None:
        if not versions:
            return
        known = await attributes(session)  # no older than what they are remembered by
        same = (Record.workspace_id == Version.workspace_id) & (Record.id == Version.record_id)
        asked = select(Version.id, Record.id, Record.type, Version.snapshot).join(Record, same)
        for version, record_id, type_, snapshot in await session.execute(asked.where(Version.id.in_(versions))):
            content = None
            try:
                content = await asyncio.to_thread(_content, type_, snapshot, known)
            except ConditionError as error:  # it was checked at go-live, and attributes are never taken away
                log.error("A live condition can't be used", record=str(record_id), error=str(error))
            self._known[versions[version]] = content


def _content(type_: RecordType, snapshot: dict[str, Any], known: Attributes) -> Definition | Scoring:
    return Definition.of(snapshot, known) if type_ is RecordType.SEGMENT else Scoring.of(snapshot, known)


def _following(workspace_id: UUID) -> Any:
    """Id, version's id, when that was frozen, how many decimals there are, and whether a segment is built for the first time since
    it went live.

    A scoring model follows while it is going live, too, so that no change is missed between its batches and its end.
    """
    going = and_(
        Record.type == RecordType.LEAD_SCORING_MODEL,
        Record.status_reason == StatusReason.GOING_LIVE,
        Version.number == Record.newest_version,
        Version.prepared.is_not(None),
    )
    live = and_(
        or_(Record.type == RecordType.SEGMENT, Record.status_reason == StatusReason.LIVE),
        Record.is_live,
        Version.number == Record.live_version,
    )
    building = exists().where(Work.workspace_id == Record.workspace_id, Work.record_id == Record.id, Work.kind == WorkKind.BUILDING)
    return (
        select(Record.id, Version.id, Version.frozen_at, _DECIMALS, building & (Version.live_from == Record.live_since))
        .join(Version, (Version.workspace_id == Record.workspace_id) & (Version.record_id == Record.id))
        .where(Record.workspace_id == workspace_id, Record.type.in_([RecordType.SEGMENT, RecordType.LEAD_SCORING_MODEL]), or_(live, going))
        .order_by(Record.id)
    )


def _in_order(followers: list[Follower]) -> list[Follower]:
    """Those that depend on others after these; segments that reach themselves are refused at go-live."""
    named = {each.name: each for each in followers if isinstance(each.content, Definition)}
    before = {each.id: [named[name].id for name in each.names if name in named] for each in followers}
    try:
        order = {id_: place for place, id_ in enumerate(TopologicalSorter(before).static_order())}
    except CycleError:
        log.error("Live segments depend on each other")
        return followers
    return sorted(followers, key=lambda each: order[each.id])
