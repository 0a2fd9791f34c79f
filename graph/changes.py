"""Changes of state and versions, as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph import enums  # noqa: F401 - gives the enums below their descriptions
from golive.graph.arguments import Info, LazyPublishable, backed_by
from golive.graph.findings import Finding, findings_of
from golive.graph.journey_progress import VERSION_PROGRESS
from golive.graph.nodes import Node, connection
from golive.graph.scalars import JSON, JSONObject
from golive.graph.selected import columns_of, selected
from golive.lifecycles.words import Action, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.change import Change, ChangeCause, ChangeKind, Cursor
from golive.models.content import content
from golive.models.version import Version as StoredVersion
from golive.resolvers.errors import not_found


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
        found = await info.context.loaders.by_id(StoredVersion).load(uuid) if uuid is not None else None
        if found is None or found.record_id != root.record_id:
            raise not_found("version of this record")
        other = await _snapshot(found, info)
    names = [*mine, *(name for name in other if name not in mine)]
    return [FieldDiff(field=name, before=mine.get(name), after=other.get(name)) for name in names if mine.get(name) != other.get(name)]


@strawberry.type(description="A version of a record: a frozen snapshot, or for real-time journeys also the draft of one.")
class Version(Node):
    is_type_of = backed_by(StoredVersion)

    number: int = strawberry.field(description="Counts from 1.")
    status_reason: StatusReason | None = strawberry.field(description="The version's own state; real-time journeys only.")
    frozen_at: datetime | None = strawberry.field(description="When its content was frozen.")
    live_from: datetime | None = strawberry.field(description="Since when it ran.")
    live_until: datetime | None = strawberry.field(description="Until when it ran; null while it does.")
    author: str | None = strawberry.field(description="Who made it.")
    comment: str | None = strawberry.field(description="What its author said of it.")
    snapshot: JSONObject = strawberry.field(resolver=_snapshot, description="The content by input names.")
    diff: list[FieldDiff] = strawberry.field(resolver=_diff, description="The fields that differ.")
    journey_progress = VERSION_PROGRESS


def _record_id(root: strawberry.Parent[Change]) -> strawberry.ID:
    return strawberry.ID(ids.encode(root.record_type.prefix, root.record_id))


async def _change_record(root: strawberry.Parent[Change], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.record_id)


def _change_findings(root: strawberry.Parent[Change]) -> Any:
    return findings_of(root.findings)


async def _change_cursor(root: strawberry.Parent[Change], info: Info) -> str:
    return str(Cursor(await info.context.epoch(), root.workspace_id, root.number))


@strawberry.type(description="A change of a record's state, as the log has it.")
class StatusChange(Node):
    is_type_of = backed_by(Change)

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


StatusChangeConnection = connection(StatusChange, "StatusChange", "changes")
VersionConnection = connection(Version, "Version", "versions")
