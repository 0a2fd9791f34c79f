"""One record of a bulk operation: what its action would do or did, written down in the transaction that does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import TRANSITIONAL, Action, Arrow, GuardCode, StatusReason
from golive.live.planning import COMING, is_dependable
from golive.models.connecting import is_deadlock
from golive.models.keeping import Bulk, BulkItem, BulkItemStatus
from golive.models.moves import Actor, Done, Order
from golive.models.perform import perform
from golive.models.records import Record
from golive.models.refusal import NotFound, Refused
from golive.models.sentences import named
from golive.models.settings import Settings

OPEN = (BulkItemStatus.WAITING, BulkItemStatus.STARTED)
GONE = "It was deleted in the meantime."
BROKE_OFF = "It broke off for a reason of our own, which the server's log tells: try it alone."
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an item."""

    status: BulkItemStatus
    code: str | None = None
    message: str | None = None
    findings: list[dict[str, Any]] | None = None
    change_number: int | None = None


async def attempt(session: AsyncSession, settings: Settings, bulk: Bulk, record_id: UUID) -> Answer:
    """Take the action in a savepoint: a refusal undoes that record's part alone. A deadlock is raised, for the caller to try again."""
    order = Order(record_id, bulk.action, Actor(bulk.actor), confirm=bulk.confirm)
    try:
        async with session.begin_nested():
            done = await perform(session, settings, order)
    except Refused as refused:
        refusal = refused.refusal
        findings = [asdict(finding) for finding in refusal.findings]
        return Answer(BulkItemStatus.REFUSED, refusal.code.value, refusal.message, findings or None)
    except NotFound:
        return Answer(BulkItemStatus.SKIPPED, message=GONE)
    except Exception as error:  # one record must not stop the others
        if is_deadlock(error):
            raise
        log.exception("An item of a bulk operation failed", record=str(record_id), action=bulk.action.value)
        return Answer(BulkItemStatus.FAILED, message=BROKE_OFF)
    return _done(bulk, done)


def _done(bulk: Bulk, done: Done) -> Answer:
    number = done.change.number if done.change is not None else None
    if done.record is not None and done.record.status_reason is StatusReason.ERROR:
        return Answer(BulkItemStatus.FAILED, message=done.record.last_error, change_number=number)
    if bulk.plan and done.record is not None and done.record.status_reason in TRANSITIONAL:
        return Answer(BulkItemStatus.STARTED, change_number=number)
    return Answer(BulkItemStatus.DONE, change_number=number)


async def write(session: AsyncSession, bulk: Bulk, position: int, found: Answer) -> None:
    """Write down what came of the item, if it wasn't cancelled meanwhile."""
    where = (BulkItem.workspace_id == bulk.workspace_id, BulkItem.bulk_id == bulk.id, BulkItem.position == position)
    values = {name: value for name, value in asdict(found).items() if value is not None}
    written = update(BulkItem).where(*where, BulkItem.status.in_(OPEN)).values(**values)
    await session.execute(written.execution_options(synchronize_session=False))


async def take(session: AsyncSession, settings: Settings, bulk: Bulk, position: int) -> None:
    """Do one item and write down what came of it, unless somebody did or cancelled it since it was looked at."""
    item = await session.get(BulkItem, (bulk.workspace_id, bulk.id, position))
    if item is None or item.status is not BulkItemStatus.WAITING:
        return
    found = await (_start(session, settings, bulk, item) if bulk.plan else attempt(session, settings, bulk, item.record_id))
    if found is not None:
        await write(session, bulk, position, found)


async def try_out(
    session: AsyncSession, settings: Settings, bulk: Bulk, items: Sequence[BulkItem], users_first: Sequence[UUID]
) -> list[Answer]:
    """What the items would answer one after the other, each seeing what those before it did. The caller rolls back.

    The records are locked first, for later they would be asked for with the log's counter in hand, which others wait for;
    and users before what they use, as going live locks them.
    """
    place = func.array_position(literal(list(users_first), ARRAY(Uuid)), Record.id)
    await session.execute(select(Record.id).where(Record.id.in_(users_first)).order_by(place).with_for_update())
    return [replace(await attempt(session, settings, bulk, item.record_id), change_number=None) for item in items]


async def seen(session: AsyncSession, items: Sequence[BulkItem]) -> dict[UUID, Record]:
    """The records of these items and what they need, each with what all types have: one table, however many there are."""
    wanted = {item.record_id for item in items} | {UUID(need) for item in items for need in item.needs}
    return {record.id: record for record in await session.scalars(select(Record).where(_among(wanted)))}


def sort_out(items: Sequence[BulkItem], records: Mapping[UUID, Record]) -> tuple[dict[int, Answer], list[int]]:
    """What is known of a plan's open items, in their order: what came of them, and the positions of those to start.

    To start are those that need nothing any more, and those that won't once the ones before them went live at once.
    Both are empty when there is nothing to do but to wait for those that are going live.
    """
    answers: dict[int, Answer] = {}
    ready: dict[UUID, int] = {}
    open_ = {item.record_id for item in items}
    for item in items:
        found: Answer | None = None
        if item.status is BulkItemStatus.STARTED:
            found = _came(records.get(item.record_id))
        else:
            missing = [records[id_] for id_ in map(UUID, item.needs) if id_ in records and not is_dependable(records[id_])]
            hopeless = [record for record in missing if record.id not in open_ and record.status_reason not in COMING]
            if hopeless:
                found = _skipped(f"{named(hopeless[0])}, which it uses, is not live: put that live first.")
            elif all(record.id in ready for record in missing):
                ready[item.record_id] = item.position
        if found is not None:
            answers[item.position] = found
            open_.discard(item.record_id)
    on_the_way = any(item.status is BulkItemStatus.STARTED for item in items) or any(r.status_reason in COMING for r in records.values())
    if items and not (answers or ready or on_the_way):
        why = "It and what it uses need each other live first, which no order allows: break the cycle."
        answers[items[0].position] = _skipped(why)
    return answers, list(ready.values())


def _came(record: Record | None) -> Answer | None:
    """What came of a record that was going live; None while it still is."""
    if record is None:
        return Answer(BulkItemStatus.FAILED, message=GONE)
    if record.status_reason in COMING:
        return None
    if record.is_live and record.last_error is None:
        return Answer(BulkItemStatus.DONE)
    return Answer(BulkItemStatus.FAILED, message=record.last_error or f"{named(record)} is not live any more.")


async def _start(session: AsyncSession, settings: Settings, bulk: Bulk, item: BulkItem) -> Answer | None:
    """Put an item of a plan live; None when something that it needs is not live yet after all."""
    if item.needs:
        needed = await session.execute(select(Record.is_live, Record.status_reason).where(_among(map(UUID, item.needs))))
        if not all(is_live and reason is not StatusReason.STOPPING for is_live, reason in needed):
            return None
    found = await attempt(session, settings, bulk, item.record_id)
    if found.status is BulkItemStatus.REFUSED:
        record = await session.scalar(select(Record).where(Record.id == item.record_id))
        if (
            record is not None
            and record.is_live
            and not isinstance(record.lifecycle.cell(Action.GO_LIVE, record.state, record.status), Arrow)
        ):
            return Answer(BulkItemStatus.SKIPPED, message=f"{named(record)} is live already.")
    return found


def _skipped(message: str) -> Answer:
    return Answer(BulkItemStatus.SKIPPED, GuardCode.DEPENDENCY_NOT_LIVE.value, message)


def _among(record_ids: Iterable[UUID]) -> ColumnElement[bool]:
    return Record.id == any_(literal(list(record_ids), ARRAY(Uuid)))
