"""Creating records, editing their working copy and restoring it: all that changes fields and never state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.table import Move
from golive.lifecycles.words import Action, GuardCode, Happening, PublishStatus, RecordType, StatusReason
from golive.models.change import ChangeKind, Cursor
from golive.models.content import content, draft, from_json, problems, to_json, write
from golive.models.journal import Journal
from golive.models.locks import code_of, field_locks, locked
from golive.models.moves import Actor, Done, Order
from golive.models.records import Record, camel, own_fields
from golive.models.records.messages import ContentSettings
from golive.models.refusal import Refusal, Refused, refuse_input
from golive.models.sentences import conflict_message, locked_message
from golive.models.settings import Settings
from golive.models.uses import keep_copy_uses
from golive.models.version import Version
from golive.models.versions import open_version, restore, version_by_id, version_of


async def create(
    session: AsyncSession,
    type_: RecordType,
    workspace_id: UUID,
    values: Mapping[str, Any],
    actor: Actor,
    now: datetime | None = None,
    move: Move | None = None,
) -> Done:
    """A new record in its first state. `values` are JSON by input names. `Refused` with INVALID_INPUT for what can't be stored."""
    findings = problems(type_, values, creating=True)
    if findings:
        raise refuse_input(findings)
    at = now or await session.scalar(select(func.clock_timestamp()))
    assert at is not None
    record = draft(type_, workspace_id, values)
    if isinstance(record.lifecycle.initial, PublishStatus):
        record.publish_status = record.lifecycle.initial
    else:
        record.status_reason = record.lifecycle.initial
    record.created_at = record.updated_at = at
    session.add(record)
    await session.flush()
    if record.lifecycle.versions:
        open_version(session, record, actor.name)
    await _take_default(session, record)
    await keep_copy_uses(session, record)
    journal = Journal(record, Order(record.id, move or Action.EDIT, actor), at)
    created = journal.note(ChangeKind.CREATED, version=1 if record.lifecycle.versions else None, by_action=isinstance(move, Action))
    cursor = await journal.write(session)
    return Done(record, created, cursor)


async def update_fields(
    session: AsyncSession, settings: Settings, record: Record, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> Cursor:
    """Set the fields in `changes`, which `changes_of` found. The record must be locked.

    Raises `Refused` with the locks' code; every offending field is a finding.
    """
    found = locked(record, content(record), changes, now)
    if found:
        raise Refused(Refusal(code_of(found), locked_message(record, found), None, record.id, found))
    write(record, changes)
    await _follow(session, settings, record, changes)
    journal = Journal(record, Order(record.id, Action.EDIT, actor), now)
    journal.note(ChangeKind.UPDATED, by_action=False)
    return await journal.write(session)


def changes_of(record: Record, values: Mapping[str, Any], expected_revision: int | None) -> dict[str, Any]:
    """What `values` (JSON by input names, null clearing) would change.

    Raises `Refused`: INVALID_INPUT with every field that can't be stored, or REVISION_CONFLICT.
    """
    findings = problems(record.type, values, creating=False)
    if findings:
        raise refuse_input(findings, None, record.id)
    if expected_revision is not None and expected_revision != record.revision:
        raise Refused(Refusal(GuardCode.REVISION_CONFLICT, conflict_message(record, expected_revision), None, record.id))
    before = content(record)
    return {name: value for name, value in normal(record.type, values).items() if before.get(name) != value}


def normal(type_: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Input as `content` would show it, so that setting a field to the value that it has is seen to be no change."""
    owns = {camel(name): own for name, own in own_fields(type_).items()}
    return {name: value if name == "name" else to_json(owns[name], from_json(owns[name], value)) for name, value in values.items()}


async def _follow(session: AsyncSession, settings: Settings, record: Record, changes: Mapping[str, Any]) -> None:
    """What hangs on fields: uses, the one default, the expiry that an end date gives, the name in the version that runs."""
    await keep_copy_uses(session, record)
    if changes.get("isDefault"):
        await _take_default(session, record)
    ends_at: datetime | None = getattr(record, "ends_at", None)
    ended_by_date = record.state is StatusReason.STOPPED and record.ended_by_date and Happening.EXPIRY in record.lifecycle.table
    if "endsAt" in changes and ended_by_date and ends_at is not None:
        record.expires_at = ends_at + settings.expire_after
    if "name" in changes and record.type is RecordType.AUDIENCE_JOURNEY and record.live_version and not record.has_working_copy:
        running = await version_of(session, record, record.live_version)
        if running is not None:
            running.snapshot = {**running.snapshot, "name": record.name}


async def _take_default(session: AsyncSession, record: Record) -> None:
    """One of a workspace's content settings is the default: the others no longer are, which the log tells."""
    if not isinstance(record, ContentSettings) or not record.is_default:
        return
    await session.execute(_ONE_AT_A_TIME, {"workspace": str(record.workspace_id)})
    others = select(ContentSettings).where(ContentSettings.is_default, ContentSettings.id != record.id)
    for other in (await session.scalars(others.with_for_update(of=Record.__table__))).all():
        other.is_default = False
        journal = Journal(other, Order(other.id, Action.EDIT, Actor(None)), record.updated_at)
        journal.note(ChangeKind.UPDATED, by_action=False)
        await journal.write(session)


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('default settings of ' || :workspace, 0))")


async def restore_copy(
    session: AsyncSession, settings: Settings, record: Record, version: Version, keep: frozenset[str] = frozenset()
) -> bool:
    """Make a version's content the working copy, save the fields in `keep`; whether that changed anything.

    Being the default isn't restored: meanwhile others may have become it.
    """
    before = content(record)
    restore(record, version, keep=keep | {"isDefault"})
    changes = {name: value for name, value in content(record).items() if before[name] != value}
    await _follow(session, settings, record, changes)
    return bool(changes)


async def restore_version(session: AsyncSession, settings: Settings, record: Record, order: Order, now: datetime) -> bool:
    """The content of `order.version_id`, save what is permanent."""
    assert order.version_id is not None
    version = await version_by_id(session, record, order.version_id)
    assert version is not None
    permanent = frozenset(lock.field for lock in field_locks(record, now) if lock.permanent)
    return await restore_copy(session, settings, record, version, permanent)
