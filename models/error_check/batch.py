"""What the checks of several records share, read from the database once for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.models.checks.finding import Finding
from golive.models.compiled import IDS, Compiled, Row
from golive.models.conditions import Attributes
from golive.models.conditions.terms import AttributeType
from golive.models.contact import Attribute
from golive.models.content import content
from golive.models.off_loop import off_loop, size
from golive.models.records import Record
from golive.models.session import flushed
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
    """The records of one error check and what is known about them; `in_live_use` are pairs of user and used.

    `namesakes` are other records of the same type and name, one for each record that has any.
    """

    session: AsyncSession
    now: datetime
    attributes: Attributes
    namesakes: Mapping[UUID, UUID]
    contents: Mapping[UUID, dict[str, Any]]
    sizes: Mapping[UUID, int]
    references: Mapping[UUID, list[Reference]]
    targets: Mapping[UUID, Target]
    in_live_use: frozenset[tuple[UUID, UUID]]
    second_check: bool

    @classmethod
    async def gather(cls, session: AsyncSession, records: Sequence[Record], now: datetime, *, second_check: bool, hold: bool) -> Batch:
        """Read what every check needs, in three statements at most, and none for what isn't needed."""
        await flushed(session)
        contents = {record.id: content(record) for record in records}
        sizes = {id_: size(values) for id_, values in contents.items()}
        refers = await off_loop(_references, [(record.type, record.id) for record in records], contents, size=sum(sizes.values()))
        used = {reference.id for found in refers.values() for reference in found}
        known, namesakes = await _surroundings(session, records)
        return cls(
            session=session,
            now=now,
            attributes=known,
            namesakes=namesakes,
            contents=contents,
            sizes=sizes,
            references=refers,
            targets=await _targets(session, used, hold),
            in_live_use=await _in_live_use(session, records),
            second_check=second_check,
        )


def _references(records: Iterable[tuple[RecordType, UUID]], contents: Mapping[UUID, dict[str, Any]]) -> dict[UUID, list[Reference]]:
    return {id_: references(type_, contents[id_]) for type_, id_ in records}


Check = Callable[[Batch, Sequence[Record]], Awaitable[Found]]


READ_NO_ATTRIBUTES = frozenset({"NAME", "CONTENT_SETTINGS", "EVENT", "REFERENCES"})
"""The checks that hold no template and no condition against the workspace's attributes."""

_OTHER = aliased(Record, flat=True)
_SAME_NAME = (
    (_OTHER.workspace_id == Record.workspace_id)
    & (_OTHER.type == Record.type)
    & (_OTHER.lower_name == Record.lower_name)
    & (_OTHER.id != Record.id)
)


def _surroundings_of(those: ColumnElement[bool]) -> tuple[Compiled, Compiled]:
    other = select(_OTHER.id).where(_SAME_NAME).order_by(_OTHER.id).limit(1).scalar_subquery().label("other")
    namesakes = select(Record.id, other, null(), null()).where(those)
    return Compiled(namesakes), Compiled(union_all(namesakes, select(null(), null(), Attribute.name, Attribute.type)))


_OF_ONE = _surroundings_of(Record.id == bindparam("id", type_=Uuid))  # of a list, PostgreSQL makes a new plan each time, at 0.25 ms
_OF_SEVERAL = _surroundings_of(Record.id == any_(IDS))


async def _surroundings(session: AsyncSession, records: Sequence[Record]) -> tuple[Attributes, dict[UUID, UUID]]:
    """The workspace's attributes, where the records are checked against any, and the records' namesakes: in one statement."""
    reading = any(not READ_NO_ATTRIBUTES.issuperset(record.lifecycle.checks) for record in records)
    if len(records) == 1:
        rows = await _OF_ONE[reading].all(session, id=records[0].id)
    else:
        rows = await _OF_SEVERAL[reading].all(session, ids=[record.id for record in records])
    known = sorted((name, AttributeType(type_)) for _, _, name, type_ in rows if name is not None)
    return dict(known), {id_: other for id_, other, _, _ in rows if other is not None}


_FITNESS = select(Record.id, Record.type, Record.name, Record.is_live, Record.status_reason).where(Record.id == any_(IDS))
_TARGETS = Compiled(_FITNESS)
_HELD_TARGETS = Compiled(_FITNESS.order_by(Record.id).with_for_update(key_share=True, read=True))
_LIVE_USES = Compiled(select(Use.user_id, Use.used_id).where(Use.user_id == any_(IDS), Use.scope == Scope.LIVE))


async def _targets(session: AsyncSession, ids: Set[UUID], hold: bool) -> dict[UUID, Target]:
    """What is used; `hold` lets nobody move it until the transaction ends, as each move locks its record first."""
    if not ids:
        return {}
    rows = await (_HELD_TARGETS if hold else _TARGETS).all(session, ids=list(ids))
    return {row["id"]: Target(row["id"], RecordType[row["type"]], row["name"], _counts(row)) for row in rows}


def _counts(row: Row) -> bool:
    return bool(row["is_live"]) and row["status_reason"] != StatusReason.STOPPING.name


async def _in_live_use(session: AsyncSession, records: Sequence[Record]) -> frozenset[tuple[UUID, UUID]]:
    """What the live versions of records that are saved use already; whatever goes live anew needs all that it uses."""
    saved = [record.id for record in records if record.live_version is not None and record.lifecycle.has(Action.SAVE)]
    return frozenset((user, used) for user, used in await _LIVE_USES.all(session, ids=saved)) if saved else frozenset()
