"""Views: the system's for every record type, and those that the workspace saved, in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, true

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.words import EVENT_FAMILY, GuardCode, PublishStatus, RecordType, Role, Status, StatusReason
from golive.models import ids, jsonb
from golive.models.contacts.checking import text_problem
from golive.models.filters import RecordFilter
from golive.models.keeping import SavedView
from golive.models.ordering import Order, Page, RecordOrder, Window, page
from golive.models.refusal import Refusal, Refused, invalid
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found
from golive.resolvers.refusing import name_findings, refuse

LARGEST_FILTER = 100_000
"""Characters of a saved filter as JSON."""
PER_TYPE = 16
"""Numbers of system views that each record type has for itself."""

_JOURNEYS = (RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY)
_BY_ID = Order("view", (SavedView.__table__.c.id,))


def _system_id(number: int) -> UUID:
    """The id of a system view: always the same, and before those of saved views, which begin with a time."""
    return UUID(int=(0x8 << 76) | (0x8 << 60) | number)


def _kinds(type_: RecordType) -> Iterator[tuple[int, str, RecordFilter]]:
    """The system views of a type: number, what their names begin with, and what they show of the type."""
    states = LIFECYCLES[type_].states
    yield 1, "Active", RecordFilter(statuses=(Status.ACTIVE,))
    yield 2, "All live", RecordFilter(is_live=True)
    if type_ in EVENT_FAMILY or StatusReason.EXPIRED in states:
        yield 3, "Inactive", RecordFilter(statuses=(Status.INACTIVE,))
    if type_ in EVENT_FAMILY:
        yield 4, "Unpublished", RecordFilter(publish_statuses=tuple(each for each in PublishStatus if each is not PublishStatus.PUBLISHED))
        return
    yield 4, "Draft", RecordFilter(status_reasons=(StatusReason.DRAFT,))
    if StatusReason.STOPPED in states:
        yield 5, "Stopped", RecordFilter(status_reasons=(StatusReason.STOPPED,))
    if StatusReason.PAUSED in states:
        yield 6, "Paused", RecordFilter(status_reasons=(StatusReason.PAUSED,))
    if StatusReason.ERROR in states:
        yield 7, "Failed", RecordFilter(status_reasons=(StatusReason.ERROR,))


def _plural(type_: RecordType) -> str:
    return type_.words if type_ is RecordType.CONTENT_SETTINGS else f"{type_.words}s"


def _view(number: int, name: str, types: tuple[RecordType, ...], filter_: RecordFilter) -> SavedView:
    json = {"types": list(types), **filter_.to_json()}
    return SavedView(id=_system_id(number), name=name, filter=json, order_by=None)


def _made() -> Iterator[SavedView]:
    for number, beginning, filter_ in _kinds(RecordType.CUSTOMER_JOURNEY):
        if number <= 3:
            yield _view(number, f"{beginning} journeys", _JOURNEYS, filter_)
    for place, type_ in enumerate(RecordType, 1):
        for number, beginning, filter_ in _kinds(type_):
            yield _view(place * PER_TYPE + number, f"{beginning} {_plural(type_)}", (type_,), filter_)


SYSTEM: Mapping[UUID, SavedView] = {view.id: view for view in _made()}
"""The system's views by id, in the order in which lists show them."""


def is_system(view: SavedView) -> bool:
    """Whether the view is the system's, which nobody can change."""
    return view.id in SYSTEM


def filter_of(view: SavedView) -> RecordFilter:
    """What the view shows."""
    return RecordFilter.from_json(view.filter)


def order_of(view: SavedView) -> RecordOrder | None:
    """How the view sorts; None where it doesn't say."""
    return RecordOrder.from_json(view.order_by) if view.order_by is not None else None


async def view_of(context: Context, public_id: str) -> SavedView | None:
    """The view with this id, the system's or the workspace's own."""
    uuid = ids.uuid_of(public_id, "view")
    if uuid is None or uuid in SYSTEM:
        return SYSTEM.get(uuid) if uuid is not None else None
    found: SavedView | None = await context.loaders.by_id(SavedView).load(uuid)
    return found


async def list_views(context: Context, type_: RecordType | None, window: Window) -> Page[SavedView]:
    """A page of the views, the system's first and then the saved ones from the oldest; raises `InvalidCursor`.

    With a type only those that show it: a saved one without types shows all.
    """
    async with context.read() as session:
        saved = await page(session, select(SavedView).where(_shows(type_)), _BY_ID, window)
    after, before = (_BY_ID.place(cursor)[0] if cursor is not None else None for cursor in (window.after, window.before))
    within = [view for view in _system(type_) if (after is None or view.id > after) and (before is None or view.id < before)]
    found = [*within, *saved.rows]
    more = len(found) > window.size or (saved.has_previous if window.backward else saved.has_next)
    rows = found[-window.size :] if window.backward else found[: window.size]
    has_next, has_previous = (window.before is not None, more) if window.backward else (more, window.after is not None)
    return Page(rows, [_BY_ID.cursor([view.id]) for view in rows], has_next, has_previous)


async def count_views(context: Context, type_: RecordType | None) -> int:
    """How many views there are."""
    async with context.read() as session:
        saved = await session.scalar(select(func.count()).select_from(SavedView).where(_shows(type_))) or 0
    return len(_system(type_)) + saved


def _system(type_: RecordType | None) -> Sequence[SavedView]:
    return [view for view in SYSTEM.values() if type_ is None or type_ in view.filter["types"]]


def _shows(type_: RecordType | None) -> ColumnElement[bool]:
    if type_ is None:
        return true()
    return or_(~SavedView.filter.has_key("types"), SavedView.filter["types"].contains([type_.value]))


async def create_view(context: Context, name: str, filter_: RecordFilter, order: RecordOrder | None) -> SavedView:
    """A new saved view; raises `Refused` with INVALID_INPUT, and FORBIDDEN."""
    context.need(Role.EDITOR)
    _check({"name": name, "filter": filter_.to_json()})
    view = SavedView(
        workspace_id=context.viewer.workspace_id,
        name=name,
        filter=filter_.to_json(),
        order_by=order.to_json() if order is not None else None,
        created_by=context.viewer.name,
    )
    async with context.write() as session:
        session.add(view)
        await session.flush()
        await session.refresh(view)
    return view


async def update_view(context: Context, public_id: str, changes: Mapping[str, Any]) -> SavedView:
    """Set what `changes` (name, filter and order_by, as they are stored) gives; raises `Refused`, NOT_FOUND, FORBIDDEN."""
    uuid = _own(context, public_id, "changed")
    _check(changes)
    async with context.write() as session:
        view = await session.get(SavedView, (context.viewer.workspace_id, uuid), with_for_update=True)
        if view is None:
            raise not_found("view")
        for name, value in changes.items():
            setattr(view, name, value)
    return view


async def delete_view(context: Context, public_id: str) -> str:
    """Delete a saved view and give its id back; raises `Refused`, NOT_FOUND, FORBIDDEN."""
    uuid = _own(context, public_id, "deleted")
    where = (SavedView.workspace_id == context.viewer.workspace_id, SavedView.id == uuid)
    async with context.write() as session:
        gone = await session.scalar(delete(SavedView).where(*where).returning(SavedView.id))
    if gone is None:
        raise not_found("view")
    return public_id


def _own(context: Context, public_id: str, done: str) -> UUID:
    context.need(Role.EDITOR)
    uuid = ids.uuid_of(public_id, "view")
    if uuid is None:
        raise not_found("view")
    if uuid in SYSTEM:
        message = f"The view '{SYSTEM[uuid].name}' is the system's and can't be {done}: save one of your own."
        raise Refused(Refusal(GuardCode.ACTION_NOT_ALLOWED, message))
    return uuid


def _check(values: Mapping[str, Any]) -> None:
    findings = name_findings(values["name"], "name") if "name" in values else []
    for text in _texts(values.get("filter") or {}):
        if problem := text_problem(text, LARGEST_FILTER):
            findings.append(invalid(f"A text of the filter {problem}.", "filter"))
    if len(jsonb.dumps(values.get("filter") or {})) > LARGEST_FILTER:
        findings.append(invalid(f"The filter is longer than {LARGEST_FILTER:,} characters of JSON: name fewer values.", "filter"))
    refuse(findings)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
