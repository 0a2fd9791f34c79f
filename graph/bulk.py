"""Plans and bulk operations in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable, backed_by, records_by_id
from golive.graph.changes import StatusChange
from golive.graph.findings import Finding, findings_of
from golive.graph.inputs import RecordFilter, filter_of
from golive.graph.mutations import Confirm, Key
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.lifecycles.words import Action, GuardCode, RecordType
from golive.live.planning import GoLivePlan as MadePlan
from golive.live.planning import PlanStep as MadeStep
from golive.models import ids
from golive.models.checks.finding import Severity
from golive.models.keeping import Bulk, BulkItemStatus, BulkStatus
from golive.models.ordering import InvalidCursor
from golive.resolvers import bulk
from golive.resolvers.bulk import Item

OVER = [status for status in BulkItemStatus if status not in (BulkItemStatus.WAITING, BulkItemStatus.STARTED)]
RecordIds = Annotated[list[strawberry.ID], strawberry.argument(description="The records; 1,000 at most.")]


async def _needs(root: strawberry.Parent[MadeStep], info: Info) -> Any:
    around = await info.context.loaders.around.load(root.record.id)
    return await records_by_id(info, [need.id for need in around.needs if not need.is_live])


@strawberry.type(description="One record of a plan.")
class PlanStep:
    is_type_of = backed_by(MadeStep)

    record: LazyPublishable = strawberry.field(description="The record.")
    asked: bool = strawberry.field(description="Whether the plan was asked for it; else others need it.")
    needs: list[LazyPublishable] = strawberry.field(resolver=_needs, description="The records that it uses and that aren't live.")
    findings: list[Finding] = strawberry.field(description="What would be in its way, once the steps before it are done.")


@strawberry.type(description="Records that need each other live first, which no order allows.")
class PlanCycle:
    records: list[LazyPublishable] = strawberry.field(description="The records, each used by the one before.")
    message: str = strawberry.field(description="The same as a sentence: what, why, what to do.")


def _all_findings(root: strawberry.Parent[MadePlan]) -> Any:
    return [finding for step in root.steps for finding in step.findings]


async def _cycles(root: strawberry.Parent[MadePlan], info: Info) -> list[PlanCycle]:
    return [await _cycle(info, cycle) for cycle in root.cycles]


async def _cycle(info: Info, cycle: Any) -> PlanCycle:
    records: Any = await records_by_id(info, cycle)
    names = ", ".join(f"the {record.type.words} '{record.name}'" for record in records)
    message = f"These need each other live first, which no order allows: {names}. Take one of the uses out."
    return PlanCycle(records=records, message=message)


def _is_ready(root: strawberry.Parent[MadePlan]) -> bool:
    errors = any(finding.severity is Severity.ERROR for step in root.steps for finding in step.findings)
    return not errors and not root.cycles


@strawberry.type(description="In which order records can go live, what else must, and what is in the way.")
class GoLivePlan:
    is_type_of = backed_by(MadePlan)

    ready: bool = strawberry.field(resolver=_is_ready, description="Whether no error and no cycle is in the way.")
    steps: list[PlanStep] = strawberry.field(
        description="The records in the order in which they go live, those that others need included; none that is live already."
    )
    findings: list[Finding] = strawberry.field(resolver=_all_findings, description="What is in the way of all steps together.")
    cycles: list[PlanCycle] = strawberry.field(resolver=_cycles, description="The cycles that no order helps.")


def _item_record_id(root: strawberry.Parent[Item]) -> strawberry.ID:
    return strawberry.ID(ids.encode(root.stored.record_type.prefix, root.stored.record_id))


def _item_record_type(root: strawberry.Parent[Item]) -> RecordType:
    return root.stored.record_type


async def _item_record(root: strawberry.Parent[Item], info: Info) -> Any:
    return await info.context.loaders.records.load(root.stored.record_id)


def _item_status(root: strawberry.Parent[Item]) -> BulkItemStatus:
    return root.stored.status


def _item_message(root: strawberry.Parent[Item]) -> str | None:
    return root.stored.message


def _item_findings(root: strawberry.Parent[Item]) -> Any:
    return findings_of(root.stored.findings)


async def _item_change(root: strawberry.Parent[Item], info: Info) -> Any:
    return await info.context.loaders.changes.load(root.change_number) if root.change_number is not None else None


@strawberry.type(description="One record of a bulk operation, and what came of it; in a dry run, what would.")
class BulkItem:
    record_id: strawberry.ID = strawberry.field(resolver=_item_record_id, description="The record's id, also when it is gone.")
    record_type: RecordType = strawberry.field(resolver=_item_record_type, description="The record's type.")
    record: LazyPublishable | None = strawberry.field(resolver=_item_record, description="The record as it now is; null when it is gone.")
    status: BulkItemStatus = strawberry.field(resolver=_item_status, description="What became of it.")
    code: GuardCode | None = strawberry.field(description="Why it was refused or skipped.")
    message: str | None = strawberry.field(resolver=_item_message, description="The same as a sentence: what, why, what to do.")
    findings: list[Finding] = strawberry.field(resolver=_item_findings, description="Every problem, where it was refused.")
    change: StatusChange | None = strawberry.field(resolver=_item_change, description="The change of state; null if there was none.")


BulkItemConnection = connection(BulkItem, "BulkItem", "items")


async def _done(root: strawberry.Parent[Bulk], info: Info) -> int:
    return await bulk.count_items(info.context, root, OVER)


async def _total(root: strawberry.Parent[Bulk], info: Info) -> int:
    return await bulk.count_items(info.context, root, None)


async def _items(
    root: strawberry.Parent[Bulk],
    info: Info,
    statuses: Annotated[list[BulkItemStatus] | None, strawberry.argument(description="Only those with one of these; all if null.")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    try:
        page = await bulk.list_items(info.context, root, statuses, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: bulk.count_items(info.context, root, statuses), lambda row: Item(row, root.dry_run))


@strawberry.type(description="One action on many records, each in a transaction of its own.")
class BulkOperation(Node):
    is_type_of = backed_by(Bulk)

    status: BulkStatus = strawberry.field(description="How far it is.")
    action: Action = strawberry.field(description="The action.")
    dry_run: bool = strawberry.field(description="Whether it only tells what each record would answer.")
    done: int = strawberry.field(resolver=_done, description="How many of its records are over.")
    total: int = strawberry.field(resolver=_total, description="How many records it has.")
    actor: str = strawberry.field(description="Who began it.")
    created_at: datetime = strawberry.field(description="When it was begun.")
    finished_at: datetime | None = strawberry.field(description="When its last record was over.")
    items = strawberry.field(
        resolver=_items, graphql_type=BulkItemConnection, description="Its records, in the order in which they are done."
    )


async def _go_live_plan(info: Info, ids: RecordIds) -> Any:
    return await bulk.plan(info.context, ids)


@strawberry.type
class BulkQueries:
    go_live_plan = strawberry.field(
        resolver=_go_live_plan,
        graphql_type=GoLivePlan | None,
        description="In which order these records can go live, what else must go live first, and what is in the way.",
    )


async def _go_live_all(info: Info, ids: RecordIds, confirm: Confirm = False, idempotency_key: Key = None) -> Any:
    return await bulk.go_live_all(info.context, ids, confirm, idempotency_key)


async def _perform_action(
    info: Info,
    action: Annotated[Action, strawberry.argument(description="An action without arguments of its own.")],
    filter: Annotated[RecordFilter | None, strawberry.argument(description="Which records.")] = None,
    confirm: Confirm = False,
    dry_run: Annotated[bool, strawberry.argument(description="Only tell what each record would answer.")] = False,
    all: Annotated[bool, strawberry.argument(description="Needed with an empty filter, which means all records.")] = False,
    idempotency_key: Key = None,
) -> Any:
    return await bulk.perform_action(
        info.context, action, filter_of(filter), confirm=confirm, dry_run=dry_run, all_=all, key=idempotency_key
    )


async def _cancel(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The bulk operation.")]) -> Any:
    return await bulk.cancel(info.context, id)


@strawberry.type
class BulkMutations:
    go_live_all = strawberry.mutation(
        resolver=_go_live_all,
        graphql_type=BulkOperation | None,
        description="Put these records live in the order in which they use each other; it goes on after the answer.",
    )
    perform_action = strawberry.mutation(
        resolver=_perform_action,
        graphql_type=BulkOperation | None,
        description="Take an action on all records that match; for up to 100 it is finished on return.",
    )
    cancel_bulk_operation = strawberry.mutation(
        resolver=_cancel,
        graphql_type=BulkOperation | None,
        description="Leave out what hasn't been begun; what is under way goes on.",
    )
