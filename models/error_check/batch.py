"""What the checks of several records share, read from the database once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.models.checks.finding import Finding
from golive.models.conditions import Attributes
from golive.models.contacts.attributes import attributes
from golive.models.content import content
from golive.models.records import Record
from golive.models.use import Scope, Use
from golive.models.uses import Reference, references

Found = Iterable[tuple[UUID, Finding]]
"""Findings, each with the id of the record that it is about."""


@dataclass(frozen=True, slots=True)
class Target:
    """A record that others refer to, and whether they can count on it: one that is stopping they can't."""

    id: UUID
    type: RecordType
    name: str
    live: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one error check and what is known about them; `in_live_use` are pairs of user and used."""

    session: AsyncSession
    now: datetime
    attributes: Attributes
    contents: Mapping[UUID, dict[str, Any]]
    references: Mapping[UUID, list[Reference]]
    targets: Mapping[UUID, Target]
    in_live_use: frozenset[tuple[UUID, UUID]]
    second_check: bool

    @classmethod
    async def gather(cls, session: AsyncSession, records: Sequence[Record], now: datetime, *, second_check: bool) -> Batch:
        """Read what every check needs, in three statements."""
        contents = {record.id: content(record) for record in records}
        refers = await asyncio.to_thread(_references, [(record.type, record.id) for record in records], contents)
        used = {reference.id for found in refers.values() for reference in found}
        return cls(
            session=session,
            now=now,
            attributes=await attributes(session),
            contents=contents,
            references=refers,
            targets=await _targets(session, used),
            in_live_use=await _in_live_use(session, records),
            second_check=second_check,
        )


def _references(records: Iterable[tuple[RecordType, UUID]], contents: Mapping[UUID, dict[str, Any]]) -> dict[UUID, list[Reference]]:
    return {id_: references(type_, contents[id_]) for type_, id_ in records}


Check = Callable[[Batch, Sequence[Record]], Awaitable[Found]]


async def _targets(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Target]:
    rows = await session.execute(
        select(Record.id, Record.type, Record.name, Record.is_live, Record.status_reason).where(Record.id.in_(list(ids)))
    )
    return {row.id: Target(row.id, row.type, row.name, row.is_live and row.status_reason is not StatusReason.STOPPING) for row in rows}


async def _in_live_use(session: AsyncSession, records: Sequence[Record]) -> frozenset[tuple[UUID, UUID]]:
    """What the live versions of records that are saved use already; whatever goes live anew needs all that it uses."""
    saved = [record.id for record in records if record.live_version is not None and record.lifecycle.has(Action.SAVE)]
    rows = await session.execute(select(Use.user_id, Use.used_id).where(Use.user_id.in_(saved), Use.scope == Scope.LIVE))
    return frozenset((user, used) for user, used in rows)
