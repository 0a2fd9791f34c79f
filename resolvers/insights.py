"""What is asked before acting: what the publish checklist says, whom an action would affect, what happened so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from golive.lifecycles.words import EVENT_FAMILY, Action, GuardCode, RecordType, StatusReason
from golive.models.change import Change, position
from golive.models.checks.finding import Finding, Severity
from golive.models.content import content
from golive.models.filters import RecordFilter
from golive.models.history import CursorExpired, status_history, workspace_changes
from golive.models.journeys.leaving import Counts
from golive.models.ordering import Page, Window, total
from golive.models.records import Record
from golive.models.versions import version_of
from golive.resolvers.availability import Availability, availability
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, not_found
from golive.resolvers.journeys import JOURNEYS

DEPENDENCY_CODES = frozenset({"DEPENDENCY_MISSING", "DEPENDENCY_NOT_LIVE", "PARENT_NOT_LIVE", "CHILD_NOT_LIVE", "EVENT_REQUIRED"})
DATES = frozenset({"startsAt", "endsAt", "timeZone", "schedule", "isRecurring", "recurrenceInterval", "recurrenceCount", "allowRepeat"})


class ChecklistItemKind(StrEnum):
    """What an item of the publish checklist is about."""

    STATE = "STATE"
    NAME = "NAME"
    ENTRY = "ENTRY"
    EXIT_RULES = "EXIT_RULES"
    STEPS = "STEPS"
    SCHEDULE = "SCHEDULE"
    CONTENT = "CONTENT"
    CHANGES = "CHANGES"
    DEPENDENCIES = "DEPENDENCIES"


class ChecklistItemState(StrEnum):
    """How an item of the publish checklist stands."""

    READY = "READY"
    WARNING = "WARNING"
    BLOCKED = "BLOCKED"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item, its state, a sentence, and the findings behind it."""

    kind: ChecklistItemKind
    state: ChecklistItemState
    message: str
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is looked at before a record is put live by `action`."""

    record: Record
    action: Action
    items: Sequence[ChecklistItem]


@dataclass(frozen=True, slots=True)
class Impact:
    """What an action on a record would do to others. `affects` names the nested list of who would notice; None: nobody.

    `people` is the version whose people it would concern, None for those of all.
    """

    record: Record
    action: Action
    version: int | None
    availability: Availability | None
    affects: str | None
    people: int | None = None


async def checklist(context: Context, public_id: str) -> Checklist:
    """The publish checklist of a record. Raises NOT_FOUND."""
    record = await _record(context, public_id)
    action = Action.SAVE if record.state is StatusReason.LIVE_EDITABLE else Action.GO_LIVE
    findings = await context.loaders.checks.load(record)
    of_kind: dict[ChecklistItemKind, list[Finding]] = {kind: [] for kind in _kinds(record.type)}
    for finding in findings:
        of_kind[_kind(record.type, finding)].append(finding)
    values = content(record)
    items = [_item(kind, found, values) for kind, found in of_kind.items()]
    return Checklist(record, action, [await _state_item(context, record, action), *items, *await _changes_item(context, record, values)])


def _kinds(type_: RecordType) -> Sequence[ChecklistItemKind]:
    kinds = [ChecklistItemKind.NAME]
    if type_ in JOURNEYS:
        kinds.append(ChecklistItemKind.ENTRY)
        if type_ is not RecordType.CUSTOMER_JOURNEY:
            kinds.append(ChecklistItemKind.EXIT_RULES)
        kinds.append(ChecklistItemKind.STEPS)
    if type_ in JOURNEYS | {RecordType.EVENT, RecordType.EVENT_SESSION}:
        kinds.append(ChecklistItemKind.SCHEDULE)
    return [*kinds, ChecklistItemKind.CONTENT, ChecklistItemKind.DEPENDENCIES]


def _kind(type_: RecordType, finding: Finding) -> ChecklistItemKind:
    """The one item that a finding belongs to."""
    field = finding.path[0] if finding.path else ""
    if finding.code in DEPENDENCY_CODES:
        kind = ChecklistItemKind.DEPENDENCIES
    elif field in ("entry", "entryRules"):
        kind = ChecklistItemKind.ENTRY
    elif field == "exitRules":
        kind = ChecklistItemKind.EXIT_RULES
    elif field == "steps" or finding.step_id is not None:
        kind = ChecklistItemKind.STEPS
    elif field in DATES:
        kind = ChecklistItemKind.SCHEDULE
    else:
        kind = ChecklistItemKind.NAME if field == "name" else ChecklistItemKind.CONTENT
    return kind if kind in _kinds(type_) else ChecklistItemKind.CONTENT


def _item(kind: ChecklistItemKind, findings: Sequence[Finding], values: dict[str, Any]) -> ChecklistItem:
    if not findings:
        return ChecklistItem(kind, ChecklistItemState.READY, _SUMMARIES.get(kind, _nothing_found)(values))
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    more = f" {len(findings) - 1} more are listed in findings." if len(findings) > 1 else ""
    return ChecklistItem(kind, ChecklistItemState.BLOCKED if errors else ChecklistItemState.WARNING, findings[0].message + more, findings)


async def _state_item(context: Context, record: Record, action: Action) -> ChecklistItem:
    """Whether state and role let the record go live; what it depends on is another item's."""
    found = next((each for each in await availability(context, record) if each.action is action), None)
    if found is None or (not found.allowed and found.code is not GuardCode.DEPENDENCY_NOT_LIVE):
        message = (found.message if found is not None else None) or "It can't go live."
        return ChecklistItem(ChecklistItemKind.STATE, ChecklistItemState.BLOCKED, message)
    return ChecklistItem(ChecklistItemKind.STATE, ChecklistItemState.READY, "Its state and your role let it go live.")


async def _changes_item(context: Context, record: Record, values: dict[str, Any]) -> list[ChecklistItem]:
    """What differs from the version that runs, so that a second publication is reviewed like the first."""
    if not record.has_working_copy or record.live_version is None:
        return []
    running = await context.loaders.versions.load((record.id, record.live_version))
    if running is None:
        return []
    changed = ", ".join(name for name in values if values[name] != running.snapshot.get(name))
    differs = f"Changed since version {running.number}: {changed}." if changed else f"Nothing is changed since version {running.number}."
    return [ChecklistItem(ChecklistItemKind.CHANGES, ChecklistItemState.READY, differs)]


def _nothing_found(_values: dict[str, Any]) -> str:
    return "The check finds nothing here."


def _entry_summary(values: dict[str, Any]) -> str:
    if values.get("entryRules"):
        return f"{_many(len(values['entryRules']), 'entry rule')}, all of which must hold."
    entry = values.get("entry") or {}
    if entry.get("trigger"):
        return f"Contacts enter by the event '{entry['trigger'].get('event')}'."
    return f"Members of {_many(len((entry.get('segment') or {}).get('segmentIds') or ()), 'segment')} enter."


_SUMMARIES: dict[ChecklistItemKind, Callable[[dict[str, Any]], str]] = {
    ChecklistItemKind.NAME: lambda values: f"It is called '{values['name']}'.",
    ChecklistItemKind.ENTRY: _entry_summary,
    ChecklistItemKind.EXIT_RULES: lambda values: f"{_many(len(values.get('exitRules') or ()), 'exit rule')}.",
    ChecklistItemKind.STEPS: lambda values: f"{_many(len(values.get('steps') or ()), 'step')}.",
    ChecklistItemKind.DEPENDENCIES: lambda _values: "Everything that it needs is live.",
}


def _many(count: int, word: str) -> str:
    return f"{count or 'No'} {word}{'' if count == 1 else 's'}"


async def impact(context: Context, public_id: str, action: Action, version: int | None) -> Impact:
    """What an action would do, on the live version or the one that is named. Raises NOT_FOUND."""
    record = await _record(context, public_id)
    people = version
    if version is None:
        version = record.live_version
        people = version if record.type is RecordType.REAL_TIME_JOURNEY and action is not Action.DELETE else None
    else:
        async with context.read() as session:
            if not 0 < version < 2**31 or await version_of(session, record, version) is None:
                raise ApiError(ErrorCode.NOT_FOUND, f"There is no version {version} of this record: choose one of its versions.")
    found = next((each for each in await availability(context, record) if each.action is action), None)
    return Impact(record, action, version, found, _affects(record, action), people)


async def people(context: Context, impact: Impact) -> Counts | None:
    """How many people of the journey an action would concern; None for a record that is no journey."""
    if impact.record.type not in JOURNEYS:
        return None
    return await context.loaders.people_of.load((impact.record.id, impact.people))


def _affects(record: Record, action: Action) -> str | None:
    """Who notices: whoever uses what is deleted or goes live; what runs, where it is stopped or saved."""
    if action in (Action.DELETE, Action.GO_LIVE, Action.ACTIVATE):
        return "usedBy"
    ends = action in (Action.STOP, Action.DEACTIVATE, Action.SET_PUBLISH_STATUS)
    return "usedByLive" if ends or (action is Action.SAVE and record.type not in EVENT_FAMILY) else None


async def history(context: Context, filter_: RecordFilter, window: Window) -> Page[Change]:
    """A page of the workspace's log of changes of state, oldest first. Raises `InvalidCursor`, CURSOR_EXPIRED."""
    async with context.read() as session:
        try:
            return await status_history(session, context.viewer.workspace_id, filter_, window)
        except CursorExpired as error:
            raise ApiError(ErrorCode.CURSOR_EXPIRED, str(error), cursor=str(error.oldest)) from None


async def count_history(context: Context, filter_: RecordFilter) -> int:
    """How many changes the log still holds that match."""
    async with context.read() as session:
        counter = await position(session, context.viewer.workspace_id)
        return await total(session, workspace_changes(counter, filter_))


async def _record(context: Context, public_id: str) -> Record:
    record = await context.loaders.any_record(public_id)
    if record is None:
        raise not_found("record")
    return record
