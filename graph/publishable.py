"""What all records share in the API: the interface Publishable and what hangs on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from golive.graph import enums  # noqa: F401 - gives the enums below their descriptions
from golive.graph.enums import CheckResult
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, public_id, window
from golive.graph.scalars import JSON, JSONObject
from golive.lifecycles.words import Action, GuardCode, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.change import Change, ChangeCause, ChangeKind, Cursor
from golive.models.checks.finding import Finding as FoundFinding
from golive.models.checks.finding import Severity
from golive.models.content import content
from golive.models.keeping import Schedule
from golive.models.locks import field_locks
from golive.models.ordering import InvalidCursor
from golive.models.records import Record
from golive.models.version import Version as StoredVersion
from golive.models.versions import version_by_id
from golive.models.work import Work
from golive.resolvers.availability import Availability, allowed_actions, availability
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found

Info = strawberry.Info[Context, None]
LazyPublishable = Annotated["Publishable", strawberry.lazy("golive.graph.publishable")]


async def records_by_id(info: Info, record_ids: Sequence[UUID]) -> list[Record]:
    """The records with these ids that there still are, in order."""
    found = await asyncio.gather(*(info.context.loaders.records.load(id_) for id_ in record_ids))
    return [record for record in found if record is not None]


async def _finding_record(root: strawberry.Parent[FoundFinding], info: Info) -> Any:
    return await info.context.loaders.any_record(root.record_id) if root.record_id else None


@strawberry.type(description="One problem of a record.")
class Finding:
    code: str = strawberry.field(description="A stable code; the set is open, so take unknown ones.")
    severity: Severity = strawberry.field(description="Whether it blocks.")
    message: str = strawberry.field(description="One sentence: what is wrong, why, what to do.")
    path: list[str] = strawberry.field(description="The input field that it is about.")
    step_id: strawberry.ID | None = strawberry.field(description="The journey's step that it is about.")
    record: LazyPublishable | None = strawberry.field(resolver=_finding_record, description="The other record that it is about.")


@strawberry.type(description="What the error check found, all at once.")
class ErrorCheck:
    result: CheckResult = strawberry.field(description="The gravest severity.")
    findings: list[Finding] = strawberry.field(description="Every finding, errors first.")


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


@strawberry.type(description="How a field differs between two contents.")
class FieldDiff:
    field: str = strawberry.field(description="The input's name.")
    before: JSON | None = strawberry.field(description="Its value in this version.")
    after: JSON | None = strawberry.field(description="Its value in the other one.")


async def _snapshot(root: strawberry.Parent[StoredVersion], info: Info) -> Any:
    if root.frozen_at is not None:
        return root.snapshot
    record = await info.context.loaders.records.load(root.record_id)
    return content(record) if record is not None else {}


async def _diff(
    root: strawberry.Parent[StoredVersion],
    info: Info,
    to: Annotated[strawberry.ID | None, strawberry.argument(description="Another version of the record; the working copy if null.")] = None,
) -> list[FieldDiff]:
    record = await info.context.loaders.records.load(root.record_id)
    mine = await _snapshot(root, info)
    if to is None:
        other = content(record) if record is not None else {}
    else:
        uuid = ids.uuid_of(to, "version")
        async with info.context.read() as session:
            found = await version_by_id(session, record, uuid) if record is not None and uuid is not None else None
        if found is None:
            raise not_found("version of this record")
        other = await _snapshot(found, info)
    names = [*mine, *(name for name in other if name not in mine)]
    return [FieldDiff(field=name, before=mine.get(name), after=other.get(name)) for name in names if mine.get(name) != other.get(name)]


def _is(python: type) -> Any:
    return classmethod(lambda cls, value, info: isinstance(value, python))


@strawberry.type(description="A version of a record: a frozen snapshot, or for real-time journeys also the draft of one.")
class Version(Node):
    is_type_of = _is(StoredVersion)

    number: int = strawberry.field(description="Counts from 1.")
    status_reason: StatusReason | None = strawberry.field(description="The version's own state; real-time journeys only.")
    frozen_at: datetime | None = strawberry.field(description="When its content was frozen.")
    live_from: datetime | None = strawberry.field(description="Since when it ran.")
    live_until: datetime | None = strawberry.field(description="Until when it ran; null while it does.")
    author: str | None = strawberry.field(description="Who made it.")
    comment: str | None = strawberry.field(description="What its author said of it.")
    snapshot: JSONObject = strawberry.field(resolver=_snapshot, description="The content by input names.")
    diff: list[FieldDiff] = strawberry.field(resolver=_diff, description="The fields that differ.")


def _record_id(root: strawberry.Parent[Change]) -> strawberry.ID:
    return strawberry.ID(ids.encode(root.record_type.prefix, root.record_id))


async def _change_record(root: strawberry.Parent[Change], info: Info) -> Any:
    return await info.context.loaders.records.load(root.record_id)


def findings_of(stored: Sequence[dict[str, Any]] | None) -> list[FoundFinding]:
    """Findings as the log keeps them."""
    return [FoundFinding(**{**each, "severity": Severity(each["severity"]), "path": tuple(each["path"])}) for each in stored or []]


def _change_findings(root: strawberry.Parent[Change]) -> Any:
    return findings_of(root.findings)


async def _change_cursor(root: strawberry.Parent[Change], info: Info) -> str:
    return str(Cursor(await info.context.epoch(), root.workspace_id, root.number))


@strawberry.type(description="A change of a record's state, as the log has it.")
class StatusChange(Node):
    is_type_of = _is(Change)

    cursor: str = strawberry.field(resolver=_change_cursor, description="Its place in the workspace's log, to go on from.")
    at: datetime = strawberry.field(description="When it was made.")
    kind: ChangeKind = strawberry.field(description="What sort of change it was.")
    record_id: strawberry.ID = strawberry.field(resolver=_record_id, description="The record's id, also when it is gone.")
    record_type: RecordType = strawberry.field(description="The record's type.")
    record_name: str = strawberry.field(description="The record's name at the time.")
    record: LazyPublishable | None = strawberry.field(resolver=_change_record, description="The record as it is now; null when it is gone.")
    revision: int = strawberry.field(description="The record's revision after it.")
    version: int | None = strawberry.field(description="The version that it is about.")
    action: Action | None = strawberry.field(description="The action that caused it.")
    actor: str | None = strawberry.field(description="Who took the action; null for the system and timers.")
    cause: ChangeCause = strawberry.field(description="Who or what brought it about.")
    from_status: Status | None = strawberry.field(description="The status before.")
    from_status_reason: StatusReason | None = strawberry.field(description="The status reason before.")
    from_publish_status: PublishStatus | None = strawberry.field(description="The publish status before.")
    to_status: Status | None = strawberry.field(description="The status after; null when it was deleted.")
    to_status_reason: StatusReason | None = strawberry.field(description="The status reason after.")
    to_publish_status: PublishStatus | None = strawberry.field(description="The publish status after.")
    error: str | None = strawberry.field(description="Why the work failed, or the scheduled action was refused.")
    findings: list[Finding] = strawberry.field(resolver=_change_findings, description="What the error check found.")


PublishableConnection = connection(LazyPublishable, "Publishable", "records")
StatusChangeConnection = connection(StatusChange, "StatusChange", "changes")
VersionConnection = connection(Version, "Version", "versions")

First = Annotated[int | None, strawberry.argument(description="How many from the front: 1 to 100, 50 if neither is given.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end: 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


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


async def _allowed(root: strawberry.Parent[Any], info: Info) -> list[Action]:
    return await allowed_actions(info.context, root)


async def _available(root: strawberry.Parent[Record], info: Info) -> Any:
    return await availability(info.context, root)


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


__all__ = ["Finding", "Progress", "Publishable", "PublishableConnection", "StatusChange", "Version", "public_id"]
