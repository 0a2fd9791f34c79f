"""Loaders: what many fields of one operation ask for is read in one statement, in the caller's workspace."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import any_, exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from strawberry.dataloader import DataLoader

from golive.lifecycles.words import StatusReason
from golive.models import ids
from golive.models.change import Change, position
from golive.models.checks.finding import Finding
from golive.models.compiled import IDS, Compiled
from golive.models.contact import Contact
from golive.models.counts import RecordCount, record_counts
from golive.models.error_check import error_check
from golive.models.filters import RecordFilter
from golive.models.guards import User, users_of
from golive.models.history import log_order
from golive.models.journeys.counting import NOBODY, Counts, Inside, inside_of, step_counts
from golive.models.journeys.leaving import Counts as PeopleOf
from golive.models.journeys.leaving import counts_of
from golive.models.keeping import Blueprint, BulkItemStatus, Schedule
from golive.models.lead import LeadScore
from golive.models.mail.counts import MailCounts, counts_of_emails, counts_of_steps
from golive.models.membership import member_count
from golive.models.membership_changes import Day, moves_by_day
from golive.models.ordering import Page, Window
from golive.models.perform import EVERY
from golive.models.records import Record
from golive.models.records.reading import reading
from golive.models.use import Scope, Use
from golive.models.uses import RECORD_PREFIXES
from golive.models.version import Version
from golive.models.work import Work
from golive.resolvers.context import Context
from golive.resolvers.counts import bulk_counts
from golive.resolvers.estimates import estimates
from golive.resolvers.leads import GradeCount, grade_counts, scores_of
from golive.resolvers.lists import NESTED
from golive.resolvers.nested import Nested, counts, pages

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Need:
    """A record that another one's working copy uses: whether it is live, and whether the live version uses it already."""

    id: UUID
    is_live: bool
    used_live: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a record: who uses it, what its working copy needs, and who is inside."""

    users: Sequence[User]
    needs: Sequence[Need]
    inside: Inside = NOBODY


Soon: TypeAlias = V | Awaitable[V]
"""What is there at once, or has to be waited for: what is at once costs no task."""


def soon(loaded: Awaitable[K], then: Callable[[K], V]) -> Soon[V]:
    """`then` of what a loader gives, at once if that is there."""
    if isinstance(loaded, asyncio.Future) and loaded.done():
        return then(loaded.result())

    async def later() -> V:
        return then(await loaded)

    return later()


class Loaders:
    """The loaders of one operation."""

    # Each is made when it is first asked for: most operations need one or two.
    records: cached_property[DataLoader[UUID, Record | None]] = cached_property(lambda self: self.shown(None))
    around: cached_property[DataLoader[UUID, Around]] = cached_property(lambda self: self._loader(_around))
    schedules: cached_property[DataLoader[UUID, list[Schedule]]] = cached_property(lambda self: self._loader(_schedules))
    works: cached_property[DataLoader[UUID, Work | None]] = cached_property(lambda self: self._loader(_works))
    versions: cached_property[DataLoader[tuple[UUID, int], Version | None]] = cached_property(lambda self: self._loader(_versions))
    blueprints: cached_property[DataLoader[UUID, Blueprint | None]] = cached_property(lambda self: self.by_id(Blueprint))
    contacts: cached_property[DataLoader[UUID, Contact | None]] = cached_property(lambda self: self.by_id(Contact))
    member_counts: cached_property[DataLoader[UUID, int]] = cached_property(lambda self: self._loader(self._member_counts))
    checks: cached_property[DataLoader[Record, list[Finding]]] = cached_property(lambda self: self._loader(self._checks))
    estimates: cached_property[DataLoader[Record, int | None]] = cached_property(lambda self: self._loader(self._estimates))
    changes: cached_property[DataLoader[int, Change | None]] = cached_property(lambda self: self._loader(_changes))
    step_counts: cached_property[DataLoader[UUID, Counts]] = cached_property(lambda self: self._loader(_step_counts))
    people_of: cached_property[DataLoader[tuple[UUID, int | None], PeopleOf]] = cached_property(lambda self: self._loader(self._people_of))
    lead_scores: cached_property[DataLoader[UUID, list[LeadScore]]] = cached_property(lambda self: self._loader(scores_of))
    grade_counts: cached_property[DataLoader[UUID, list[GradeCount]]] = cached_property(lambda self: self._loader(grade_counts))
    mail_counts: cached_property[DataLoader[UUID, MailCounts]] = cached_property(lambda self: self._loader(counts_of_emails))
    step_mails: cached_property[DataLoader[UUID, dict[tuple[int, str], MailCounts]]] = cached_property(
        lambda self: self._loader(counts_of_steps)
    )
    bulk_counts: cached_property[DataLoader[UUID, Counter[BulkItemStatus]]] = cached_property(lambda self: self._loader(bulk_counts))
    state_counts: cached_property[DataLoader[RecordFilter, list[RecordCount]]] = cached_property(lambda self: self._loader(record_counts))

    def __init__(self, context: Context) -> None:
        self._context = context
        self._nested: dict[tuple[str, Window], DataLoader[UUID, Page[Any]]] = {}
        self._counts: dict[str, DataLoader[UUID, int]] = {}
        self._by_id: dict[type, DataLoader[UUID, Any]] = {}
        self._shown: dict[frozenset[str] | None, DataLoader[UUID, Record | None]] = {}
        self._known: dict[UUID, Record | None] = {}
        self.available: dict[UUID, list[Any]] = {}
        self._moves: dict[int, DataLoader[UUID, list[Day]]] = {}

    def shown(self, columns: frozenset[str] | None) -> DataLoader[UUID, Record | None]:
        """The loader of records with these of their own columns, or all."""
        if columns not in self._shown:
            self._shown[columns] = self._loader(_records if columns is None else partial(_records_with, columns))
            self._shown[columns].prime_many(self._known)
        return self._shown[columns]

    def remember(self, record: Record) -> None:
        """Know the record as a mutation has left it, so that it is not read again."""
        self._known[record.id] = record
        for loader in self._shown.values():
            loader.prime(record.id, record)

    async def record(self, prefix: str, public_id: str, columns: frozenset[str] | None = None) -> Record | None:
        """The record of a public id that must have this prefix; None when there is none in the workspace."""
        uuid = ids.uuid_of(public_id, prefix)
        found = await self.shown(columns).load(uuid) if uuid is not None else None
        return found if found is not None and found.type.prefix == prefix else None

    async def any_record(self, public_id: str, columns: frozenset[str] | None = None) -> Record | None:
        """The record of a public id of whatever type."""
        prefix = public_id.rpartition("_")[0]
        return await self.record(prefix, public_id, columns) if prefix in RECORD_PREFIXES else None

    async def look_around(self, records: Sequence[Record]) -> None:
        """Load what surrounds these records, so that it is there at once."""
        keys = [record.id for record in records]
        async with self._context.read() as session:
            self.around.prime_many(dict(zip(keys, await _around(session, keys), strict=True)))

    def by_id(self, entity: Any) -> DataLoader[UUID, Any]:
        """The loader of what isn't a record, such as contacts and versions, by id."""
        if entity not in self._by_id:
            self._by_id[entity] = self._loader(partial(_rows_by_id, entity, self._context.viewer.workspace_id))
        return self._by_id[entity]

    async def page(self, name: str, parent: UUID, window: Window, nested: Nested | None = None) -> Page[Any]:
        """One page of the nested list called `name`, which is one of `NESTED` unless `nested` says what it is."""
        if (name, window) not in self._nested:
            self._nested[name, window] = self._loader(partial(self._pages, name, nested or NESTED[name], window))
        return await self._nested[name, window].load(parent)

    async def _pages(self, name: str, nested: Nested, window: Window, session: AsyncSession, parents: Sequence[UUID]) -> list[Page[Any]]:
        if name == "history":  # its cursors are the log's, which streams take too
            nested = replace(nested, order=log_order(await position(session, self._context.viewer.workspace_id)))
        return await pages(session, nested, parents, window)

    async def count(self, name: str, parent: UUID, nested: Nested | None = None) -> int:
        """How long the nested list called `name` is."""
        if name not in self._counts:
            self._counts[name] = self._loader(lambda session, parents: counts(session, nested or NESTED[name], parents))
        return await self._counts[name].load(parent)

    def _loader(self, read: Callable[[AsyncSession, Sequence[K]], Awaitable[Sequence[V]]]) -> DataLoader[K, V]:
        async def load(keys: list[K]) -> Sequence[V]:
            async with self._context.read() as session:
                return await read(session, keys)

        return DataLoader(load_fn=load)

    async def _estimates(self, session: AsyncSession, segments: Sequence[Record]) -> list[int | None]:
        return await estimates(session, self._context.viewer.workspace_id, segments, self._context.now)

    async def _checks(self, session: AsyncSession, records: Sequence[Record]) -> list[list[Finding]]:
        found = await error_check(session, records, self._context.now)
        return [found[record.id] for record in records]

    async def _people_of(self, session: AsyncSession, keys: Sequence[tuple[UUID, int | None]]) -> list[PeopleOf]:
        return [await counts_of(session, journey_id, version, self._context.now) for journey_id, version in keys]

    async def moves(self, segment: UUID, days: int) -> list[Day]:
        """How many joined and left a segment on each of the last days, today first."""
        if days not in self._moves:
            self._moves[days] = self._loader(partial(self._moves_by_day, days))
        return await self._moves[days].load(segment)

    async def _moves_by_day(self, days: int, session: AsyncSession, keys: Sequence[UUID]) -> list[list[Day]]:
        return await moves_by_day(session, self._context.viewer.workspace_id, keys, self._context.now.date(), days)

    async def _member_counts(self, session: AsyncSession, keys: Sequence[UUID]) -> list[int]:
        found = await member_count(session, self._context.viewer.workspace_id, keys)
        return [found.get(key, 0) for key in keys]


async def _records(session: AsyncSession, keys: Sequence[UUID]) -> list[Record | None]:
    found = {record.id: record for record in await session.scalars(select(EVERY).where(EVERY.id.in_(keys)))}
    return [found.get(key) for key in keys]


@cache
def _with(columns: frozenset[str]) -> Compiled:
    return Compiled(reading(None, columns).statement.where(Record.__table__.c.id == any_(IDS)))


async def _records_with(columns: frozenset[str], session: AsyncSession, keys: Sequence[UUID]) -> list[Record | None]:
    read = reading(None, columns)
    found = {record.id: record for record in (read.raw_record(row) for row in await _with(columns).all(session, ids=keys))}
    return [found.get(key) for key in keys]


async def _around(session: AsyncSession, keys: Sequence[UUID]) -> list[Around]:
    users, needs, inside = await users_of(session, keys), await _needs(session, keys), await inside_of(session, keys)
    return [Around(users.get(key, ()), needs.get(key, ()), inside.get(key, NOBODY)) for key in keys]


_LIVE = aliased(Use)
_NEEDS = Compiled(
    select(
        Use.user_id,
        Use.used_id,
        (Record.is_live & func.coalesce(Record.status_reason != StatusReason.STOPPING, True)).label("is_live"),
        exists().where(_LIVE.user_id == Use.user_id, _LIVE.used_id == Use.used_id, _LIVE.scope == Scope.LIVE).label("used_live"),
    )
    .join(Record, (Record.workspace_id == Use.workspace_id) & (Record.id == Use.used_id))  # what is gone is the check's to tell
    .where(Use.user_id == any_(IDS), Use.scope == Scope.COPY)
    .distinct()
)


async def _needs(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, list[Need]]:
    found: dict[UUID, list[Need]] = defaultdict(list)
    for user, used, is_live, used_live in await _NEEDS.all(session, ids=keys):
        found[user].append(Need(used, is_live, used_live))
    return found


async def _schedules(session: AsyncSession, keys: Sequence[UUID]) -> list[list[Schedule]]:
    found: dict[UUID, list[Schedule]] = defaultdict(list)
    for schedule in await session.scalars(select(Schedule).where(Schedule.record_id.in_(keys)).order_by(Schedule.at)):
        found[schedule.record_id].append(schedule)
    return [found[key] for key in keys]


async def _works(session: AsyncSession, keys: Sequence[UUID]) -> list[Work | None]:
    statement = select(Work).where(Work.record_id.in_(keys)).order_by(Work.of_version.desc(), Work.started_at)
    found = {work.record_id: work for work in await session.scalars(statement)}
    return [found.get(key) for key in keys]


async def _versions(session: AsyncSession, keys: Sequence[tuple[UUID, int]]) -> list[Version | None]:
    wanted = tuple_(Version.record_id, Version.number).in_(keys)
    found = {(version.record_id, version.number): version for version in await session.scalars(select(Version).where(wanted))}
    return [found.get(key) for key in keys]


async def _step_counts(session: AsyncSession, keys: Sequence[UUID]) -> list[Counts]:
    found = await step_counts(session, keys)
    return [found.get(key, {}) for key in keys]


async def _changes(session: AsyncSession, keys: Sequence[int]) -> list[Change | None]:
    found = {change.number: change for change in await session.scalars(select(Change).where(Change.number.in_(keys)))}
    return [found.get(key) for key in keys]


async def _rows_by_id(entity: Any, workspace_id: UUID, session: AsyncSession, keys: Sequence[UUID]) -> list[Any]:
    wanted = select(entity).where(entity.workspace_id == workspace_id, entity.id.in_(keys))
    found = {each.id: each for each in await session.scalars(wanted)}
    return [found.get(key) for key in keys]
