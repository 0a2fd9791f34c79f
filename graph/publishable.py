"""What all records share in the API: the interface Publishable and what hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph import enums  # noqa: F401 - gives the enums below their descriptions
from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable, records_by_id
from golive.graph.changes import StatusChangeConnection, Version, VersionConnection
from golive.graph.enums import CheckResult
from golive.graph.findings import ErrorCheck
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.lifecycles.words import Action, GuardCode, PublishStatus, RecordType, Status, StatusReason
from golive.models.checks.finding import Severity
from golive.models.keeping import Schedule
from golive.models.locks import field_locks
from golive.models.ordering import InvalidCursor
from golive.models.records import Record
from golive.models.work import Work
from golive.resolvers.availability import Availability, allowed_actions_soon, availability_soon


@strawberry.type(description="Whether a field can be edited now.")
class FieldLock:
    field: str = strawberry.field(description="The input's name.")
    editable: bool = strawberry.field(description="Whether it can be edited now.")
    permanent: bool = strawberry.field(description="Whether it can never be edited again.")
    message: str | None = strawberry.field(description="Why not, and what to do.")


async def _blockers(root: strawberry.Parent[Availability], info: Info) -> Any:
    return await records_by_id(info, root.blocked_by)


@strawberry.type(description="Whether an action can be taken now, by state, role and dependencies; the error check isn't asked.")
class ActionAvailability:
    action: Action = strawberry.field(description="The action.")
    allowed: bool = strawberry.field(description="Whether it would go through, if need be with confirmation.")
    confirm_needed: bool = strawberry.field(description="Whether it needs confirm: true; comes with the code.")
    code: GuardCode | None = strawberry.field(description="Why it is refused or needs confirmation.")
    message: str | None = strawberry.field(description="The same as a sentence: what, why, what to do.")
    blocked_by: list[LazyPublishable] = strawberry.field(resolver=_blockers, description="The records that are in the way.")


@strawberry.type(description="An action that is due at a time.")
class ScheduledAction:
    action: Action = strawberry.field(description="The action.")
    at: datetime = strawberry.field(description="When it is due.")
    scheduled_by: str = strawberry.field(description="Who scheduled it.")


@strawberry.type(description="How far the work under way is.")
class Progress:
    record_id: strawberry.ID = strawberry.field(description="The record that the work is for.")
    version: int | None = strawberry.field(description="The version that the work is for.")
    phase: str = strawberry.field(description="What is being done: GOING_LIVE, PUBLISHING, STOPPING, COMPLETING, BUILDING.")
    done: int = strawberry.field(description="How much is done.")
    total: int | None = strawberry.field(description="How much there is to do; null while that isn't known.")
    started_at: datetime = strawberry.field(description="When it began.")
    deadline: datetime | None = strawberry.field(description="When it counts as failed.")
    attempt: int = strawberry.field(description="How often it was taken up.")
    last_error: str | None = strawberry.field(description="Why the last attempt failed.")


def progress_of(record_id: str, work: Work) -> Progress:
    """What the API shows of a piece of work; it is in its first attempt also before a worker took it up."""
    return Progress(
        record_id=strawberry.ID(record_id),
        version=work.version,
        phase=work.kind.value,
        done=work.done,
        total=work.total,
        started_at=work.started_at,
        deadline=work.deadline,
        attempt=max(work.claim, 1),
        last_error=work.last_error,
    )


PublishableConnection = connection(LazyPublishable, "Publishable", "records")


async def _nested(info: Info, name: str, record: Record, *args: Any) -> Listing:
    loaders = info.context.loaders
    try:
        page = await loaders.page(name, record.id, window(*args))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: loaders.count(name, record.id))


async def _uses(root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None) -> Any:
    return await _nested(info, "uses", root, first, after)


async def _used_by(
    root: strawberry.Parent[Any],
    info: Info,
    live_only: Annotated[bool, strawberry.argument(description="Only by live versions.")] = False,
    first: First = None,
    after: After = None,
) -> Any:
    return await _nested(info, "usedByLive" if live_only else "usedBy", root, first, after)


async def _history(
    root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    return await _nested(info, "history", root, first, after, last, before)


async def _versions(
    root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    return await _nested(info, "versions", root, first, after, last, before)


async def _progress(root: strawberry.Parent[Record], info: Info) -> Progress | None:
    work = await info.context.loaders.works.load(root.id)
    return progress_of(root.public_id, work) if work is not None else None


async def _last_error(root: strawberry.Parent[Record], info: Info) -> str | None:
    work = await info.context.loaders.works.load(root.id)
    return (work.last_error if work is not None else None) or root.last_error


async def _live_version(root: strawberry.Parent[Record], info: Info) -> Any:
    if not root.is_live or root.live_version is None:
        return None
    return await info.context.loaders.versions.load((root.id, root.live_version))


async def _scheduled(root: strawberry.Parent[Record], info: Info) -> Any:
    schedules: list[Schedule] = await info.context.loaders.schedules.load(root.id)
    return schedules


def _allowed(root: strawberry.Parent[Record], info: Info) -> Any:
    return allowed_actions_soon(info.context, root)


def _available(root: strawberry.Parent[Record], info: Info) -> Any:
    return availability_soon(info.context, root)


def _field_locks(root: strawberry.Parent[Record], info: Info) -> Any:
    return field_locks(root, info.context.now)


async def _error_check(root: strawberry.Parent[Record], info: Info) -> Any:
    findings: list[Any] = await info.context.loaders.checks.load(root)
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    result = CheckResult.ERROR if errors else CheckResult.WARNING if findings else CheckResult.VALID
    return ErrorCheck(result=result, findings=findings)


@strawberry.interface(description="A record: something that is drafted, checked, put live, edited while live, stopped.")
class Publishable(Node):
    type: RecordType = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="Its name, as in the working copy.")
    owner_id: strawberry.ID | None = strawberry.field(description="Who owns it, as the client names people.")
    status: Status = strawberry.field(description="Whether it is in use at all.")
    status_reason: StatusReason | None = strawberry.field(description="Where in its life it is; null for events, sessions, tracks.")
    publish_status: PublishStatus | None = strawberry.field(description="How far publishing is; events, sessions, tracks only.")
    is_live: bool = strawberry.field(description="Whether a version of it runs, or it is published and active.")
    revision: int = strawberry.field(description="Grows by one with each change of fields or state.")
    created_at: datetime = strawberry.field(description="When it was created.")
    updated_at: datetime = strawberry.field(description="When its fields or state last changed.")
    live_since: datetime | None = strawberry.field(description="Since when it is live; null when it isn't.")
    resume_at: datetime | None = strawberry.field(description="When it resumes by itself after a pause.")
    expires_at: datetime | None = strawberry.field(description="When it will expire.")
    last_error: str | None = strawberry.field(
        resolver=_last_error, description="Why the last attempt to go live, or the last scheduled action, failed."
    )
    progress: Progress | None = strawberry.field(resolver=_progress, description="The work under way, else null.")
    has_working_copy: bool = strawberry.field(description="Whether a working copy is open beside what runs.")
    live_version: Version | None = strawberry.field(resolver=_live_version, description="What runs; null unless live.")
    scheduled: list[ScheduledAction] = strawberry.field(resolver=_scheduled, description="The actions that are due later.")
    allowed_actions: list[Action] = strawberry.field(resolver=_allowed, description="The actions that could be taken now.")
    available_actions: list[ActionAvailability] = strawberry.field(
        resolver=_available, description="Every action of the type: whether it could be taken now, and why not."
    )
    field_locks: list[FieldLock] = strawberry.field(resolver=_field_locks, description="Which fields could be edited now.")
    error_check: ErrorCheck = strawberry.field(resolver=_error_check, description="What the check finds in the working copy now.")
    uses = strawberry.field(
        resolver=_uses, graphql_type=PublishableConnection, description="The records in its working copy and live version."
    )
    used_by = strawberry.field(resolver=_used_by, graphql_type=PublishableConnection, description="The records that use it.")
    history = strawberry.field(resolver=_history, graphql_type=StatusChangeConnection, description="Its changes of state, oldest first.")
    versions = strawberry.field(resolver=_versions, graphql_type=VersionConnection, description="Its versions, oldest first.")
