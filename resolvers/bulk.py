"""Bulk operations and plans: begun by a caller, looked at, cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Action, GuardCode, Role
from golive.live import bulk, planning
from golive.live.jobs import Machine
from golive.models import ids
from golive.models.filters import RecordFilter
from golive.models.keeping import Bulk, BulkItem, BulkItemStatus
from golive.models.ordering import Order, Page, Window, page
from golive.models.records import Record
from golive.models.refusal import NotFound
from golive.resolvers.actions import named
from golive.resolvers.answers import once
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, bad_input, not_found

LARGEST_PLAN = 1_000
_BY_POSITION = Order("bulk item", (BulkItem.__table__.c.position,))


@dataclass(frozen=True, slots=True)
class Item:
    """One record of an operation; what was only tried has no change in the log."""

    stored: BulkItem
    dry_run: bool

    @property
    def code(self) -> GuardCode | None:
        """Why it was refused or skipped."""
        return GuardCode(self.stored.code) if self.stored.code is not None else None

    @property
    def change_number(self) -> int | None:
        """Where in the log its change is."""
        return None if self.dry_run else self.stored.change_number


async def plan(context: Context, public_ids: Sequence[str]) -> planning.GoLivePlan:
    """What it takes to put these records live. Raises NOT_FOUND, LIMIT_EXCEEDED."""
    wanted = _uuids(public_ids)
    found = await context.loaders.records.load_many(wanted)
    known = {record.public_id for record in found if record is not None}
    if any(public_id not in known for public_id in public_ids):
        raise not_found("record")
    async with context.read() as session:
        return await planning.plan(session, wanted, context.now)


async def go_live_all(context: Context, public_ids: Sequence[str], confirm: bool, key: str | None) -> Bulk:
    """Begin to put these records live, in the order in which they use each other. Raises NOT_FOUND, LIMIT_EXCEEDED, FORBIDDEN."""
    context.need(Role.PUBLISHER)
    wanted = _uuids(public_ids)

    async def begin(session: AsyncSession) -> Bulk:
        await _verify_types(session, public_ids, wanted)
        return await bulk.begin_plan(
            session, context.viewer.workspace_id, wanted, actor=context.viewer.name, role=context.viewer.role, confirm=confirm
        )

    return await _begun(context, "goLiveAll", key, {"ids": list(public_ids), "confirm": confirm}, begin)


async def perform_action(
    context: Context, action: Action, filter_: RecordFilter, *, confirm: bool, dry_run: bool, all_: bool, key: str | None
) -> Bulk:
    """Take an action on all that match; up to `bulk.INLINE` records are done on return.

    Raises BAD_USER_INPUT for an action that takes arguments and for an empty filter without `all_`, LIMIT_EXCEEDED, FORBIDDEN.
    """
    context.need(Role.PUBLISHER)
    if action not in bulk.WITHOUT_ARGUMENTS:
        possible = ", ".join(each.value for each in Action if each in bulk.WITHOUT_ARGUMENTS)
        raise bad_input(f"{action.value} can't be done to many records at once: choose one of {possible}.")
    if filter_.is_empty and not all_:
        raise bad_input("An empty filter means every record of the workspace: narrow it, or say `all: true` if you mean that.")

    async def begin(session: AsyncSession) -> Bulk:
        return await bulk.begin_action(
            session,
            context.viewer.workspace_id,
            action,
            filter_,
            actor=context.viewer.name,
            role=context.viewer.role,
            confirm=confirm,
            dry_run=dry_run,
        )

    arguments = {"action": action, "filter": filter_.to_json(), "confirm": confirm, "dryRun": dry_run}
    begun = await _begun(context, "performAction", key, arguments, begin)
    counts = await context.loaders.bulk_counts.load(begun.id)
    if begun.finished_at is None and counts.total() <= bulk.INLINE:
        server = context.server
        await context.refresh()
        await bulk.run(Machine(server.database, server.settings, server.doorbell, server.bell), begun.workspace_id, begun.id)
        context.take_time()
        begun = await _found(context, begun.id)
    return begun


async def cancel(context: Context, public_id: str) -> Bulk:
    """Leave out what hasn't been begun. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.PUBLISHER)
    uuid = ids.uuid_of(public_id, "bulk")
    if uuid is None:
        raise not_found("bulk operation")
    try:
        async with context.write() as session:
            return await bulk.cancel(session, uuid)
    except NotFound:
        raise not_found("bulk operation") from None


async def list_items(context: Context, operation: Bulk, statuses: Sequence[BulkItemStatus] | None, window: Window) -> Page[BulkItem]:
    """A page of an operation's records, with one of `statuses` if given, in the order in which they are done. Raises `InvalidCursor`."""
    mine = select(BulkItem).where(BulkItem.workspace_id == operation.workspace_id, BulkItem.bulk_id == operation.id)
    if statuses is not None:
        mine = mine.where(BulkItem.status.in_(statuses))
    async with context.read() as session:
        return await page(session, mine, _BY_POSITION, window)


async def count_items(context: Context, operation: Bulk, statuses: Sequence[BulkItemStatus] | None) -> int:
    """How many records an operation has, with one of `statuses` if given."""
    counts = await context.loaders.bulk_counts.load(operation.id)
    return counts.total() if statuses is None else sum(counts[status] for status in set(statuses))


async def _begun(
    context: Context, name: str, key: str | None, arguments: dict[str, Any], begin: Callable[[AsyncSession], Awaitable[Bulk]]
) -> Bulk:
    """The operation that `begin` writes down, or the one that was begun with this key."""

    async def remembered(session: AsyncSession) -> dict[str, Any]:
        return {"bulk": str((await begin(session)).id)}

    try:
        async with context.write() as session:
            if key is None:
                begun = (await begin(session)).id
            else:
                begun = UUID((await once(context, session, name, key, arguments, lambda: remembered(session)))["bulk"])
    except NotFound:
        raise not_found("record") from None
    except bulk.TooMany as error:
        raise ApiError(ErrorCode.LIMIT_EXCEEDED, str(error)) from None
    return await _found(context, begun)


async def _found(context: Context, bulk_id: UUID) -> Bulk:
    await context.refresh()
    async with context.read() as session:
        found = await session.get(Bulk, (context.viewer.workspace_id, bulk_id))
    if found is None:
        raise not_found("bulk operation")
    return found


def _uuids(public_ids: Sequence[str]) -> list[UUID]:
    if not public_ids:
        raise bad_input("`ids` is empty: name the records.")
    if len(public_ids) > LARGEST_PLAN:
        raise ApiError(ErrorCode.LIMIT_EXCEEDED, f"{len(public_ids):,} ids are too many: name {LARGEST_PLAN:,} at most.")
    return list(dict.fromkeys(named(each)[1] for each in public_ids))


async def _verify_types(session: AsyncSession, public_ids: Sequence[str], wanted: Sequence[UUID]) -> None:
    """Raise `NotFound` for an id that names a record by another type than it has."""
    rows = await session.execute(select(Record.id, Record.type).where(Record.id.in_(wanted)))
    known = {ids.encode(row.type.prefix, row.id) for row in rows}
    for public_id in public_ids:
        if public_id not in known:
            raise NotFound(public_id)
