"""One record of a bulk operation: what its action would do or did, written down in the transaction that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, Uuid, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import TRANSITIONAL, Action, Arrow, GuardCode, StatusReason
from golive.live.jobs import Machine
from golive.live.planning import COMING, is_dependable
from golive.models.keeping import Bulk, BulkItem, BulkItemStatus
from golive.models.moves import Actor, Done, Order
from golive.models.perform import EVERY, perform
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
    """Take the action in a savepoint: a refusal undoes that record's part alone."""
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
    except Exception:  # one record must not stop the others
        log.exception("An item of a bulk operation failed", record=str(record_id), action=bulk.action.value)
        return Answer(BulkItemStatus.FAILED, message=BROKE_OFF)
    return _done(done)


def _done(done: Done) -> Answer:
    number = done.change.number if done.change is not None else None
    if done.record is not None and done.record.status_reason is StatusReason.ERROR:
        return Answer(BulkItemStatus.FAILED, message=done.record.last_error, change_number=number)
    return Answer(BulkItemStatus.DONE, change_number=number)


async def write(session: AsyncSession, item: BulkItem, found: Answer) -> None:
    """Write down what came of the item, if it wasn't cancelled meanwhile."""
    where = (BulkItem.workspace_id == item.workspace_id, BulkItem.bulk_id == item.bulk_id, BulkItem.position == item.position)
    values = {name: value for name, value in asdict(found).items() if value is not None}
    written = update(BulkItem).where(*where, BulkItem.status.in_(OPEN)).values(**values)
    await session.execute(written.execution_options(synchronize_session=False))


async def act(session: AsyncSession, machine: Machine, bulk: Bulk, items: Sequence[BulkItem]) -> bool:
    """Take the action on the next item; False when none waits."""
    item = next((item for item in items if item.status is BulkItemStatus.WAITING), None)
    if item is None:
        return False
    await write(session, item, await attempt(session, machine.settings, bulk, item.record_id))
    return True


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


async def play(session: AsyncSession, machine: Machine, bulk: Bulk, items: Sequence[BulkItem]) -> bool:
    """The next step of a plan: see what came of what is going live, or start what needs nothing any more.

    False when there is nothing to do but to wait for those that are going live.
    """
    wanted = {item.record_id for item in items} | {UUID(need) for item in items for need in item.needs}
    loaded = await session.scalars(select(EVERY).where(EVERY.id.in_(wanted)).execution_options(populate_existing=True))
    records = {record.id: record for record in loaded}
    open_ = {item.record_id for item in items if item.status in (BulkItemStatus.WAITING, BulkItemStatus.STARTED)}
    stuck: BulkItem | None = None
    for item in items:
        found = None
        if item.status is BulkItemStatus.STARTED:
            found = _came(records.get(item.record_id))
        elif item.status is BulkItemStatus.WAITING:
            pending, blocked = _needs(item, records, open_)
            stuck = stuck or item
            if blocked is not None:
                found = _skipped(f"{named(blocked)}, which it uses, is not live: put that live first.")
            elif not pending:
                found = await _start(session, machine, bulk, item, records.get(item.record_id))
        if found is not None:
            await write(session, item, found)
            return True
    on_the_way = any(item.status is BulkItemStatus.STARTED for item in items) or any(r.status_reason in COMING for r in records.values())
    if stuck is None or on_the_way:
        return False
    await write(session, stuck, _skipped("It and what it uses need each other live first, which no order allows: break the cycle."))
    return True


def _came(record: Record | None) -> Answer | None:
    """What came of a record that was going live; None while it still is."""
    if record is None:
        return Answer(BulkItemStatus.FAILED, message=GONE)
    if record.status_reason in COMING:
        return None
    if record.is_live and record.last_error is None:
        return Answer(BulkItemStatus.DONE)
    return Answer(BulkItemStatus.FAILED, message=record.last_error or f"{named(record)} is not live any more.")


def _needs(item: BulkItem, records: dict[UUID, Record], open_: set[UUID]) -> tuple[bool, Record | None]:
    """Whether something that the item needs may yet go live, and something that won't."""
    missing = [records[id_] for id_ in map(UUID, item.needs) if id_ in records and not is_dependable(records[id_])]
    hopeless = [record for record in missing if record.id not in open_ and record.status_reason not in COMING]
    return bool(missing), hopeless[0] if hopeless else None


async def _start(session: AsyncSession, machine: Machine, bulk: Bulk, item: BulkItem, record: Record | None) -> Answer:
    if record is not None and record.is_live and not isinstance(record.lifecycle.cell(Action.GO_LIVE, record.state, record.status), Arrow):
        return Answer(BulkItemStatus.SKIPPED, message=f"{named(record)} is live already.")
    found = await attempt(session, machine.settings, bulk, item.record_id)
    if found.status is BulkItemStatus.DONE:
        state = await session.scalar(select(Record.status_reason).where(Record.id == item.record_id))
        if state in TRANSITIONAL:
            return Answer(BulkItemStatus.STARTED, change_number=found.change_number)
    return found


def _skipped(message: str) -> Answer:
    return Answer(BulkItemStatus.SKIPPED, GuardCode.DEPENDENCY_NOT_LIVE.value, message)
