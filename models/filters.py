"""One filter of records for lists, counts, views, subscriptions and bulk: in SQL for records, in Python for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, exists, false, func, literal, not_, or_, true

from golive.lifecycles.words import PublishStatus, RecordType, Status, StatusReason
from golive.models import ids as public_ids
from golive.models.records.record import Record
from golive.models.use import Use

NESTING = 5
PARTS = 100
TOO_MANY_PARTS = f"A filter may have {PARTS} parts in and, or and not; this one has more. Name values in lists instead."
_TYPES = {type_.prefix: type_ for type_ in RecordType}


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What all given parts say of a record; without any it matches all, and an empty list matches nothing.

    Ids are public ones; a malformed or foreign one matches nothing. `search` is a literal part of the name in any case,
    `uses_id` a record used in the working copy or the live version, `updated_since` inclusive, `updated_until` exclusive.
    Raises `ValueError` with a sentence for too deep or too large nesting and times without a zone.
    """

    ids: tuple[str, ...] | None = None
    types: tuple[RecordType, ...] | None = None
    statuses: tuple[Status, ...] | None = None
    status_reasons: tuple[StatusReason, ...] | None = None
    publish_statuses: tuple[PublishStatus, ...] | None = None
    is_live: bool | None = None
    search: str | None = None
    uses_id: str | None = None
    owner_id: str | None = None
    updated_since: datetime | None = None
    updated_until: datetime | None = None
    and_: tuple[RecordFilter, ...] | None = None
    or_: tuple[RecordFilter, ...] | None = None
    not_: RecordFilter | None = None
    named: frozenset[tuple[RecordType, UUID]] = field(init=False, repr=False, compare=False)
    used: UUID | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("updated_since", "updated_until"):
            moment = getattr(self, name)
            object.__setattr__(self, name, None if moment is None else _utc(_JSON[name], moment))
        object.__setattr__(self, "named", frozenset(_records(self.ids or ())))
        object.__setattr__(self, "used", next((id_ for _, id_ in _records((self.uses_id or "",))), None))
        if _depth(self) > NESTING:
            raise ValueError(f"A filter may nest and, or and not {NESTING} levels deep; this one goes deeper. Put parts side by side.")
        if _size(self) > PARTS:
            raise ValueError(TOO_MANY_PARTS)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, however it is written."""
        given = [name for name in _JSON if getattr(self, name) is not None and name != "and_"]
        return not given and all(part.is_empty for part in self.and_ or ())

    def to_json(self) -> dict[str, Any]:
        """The given parts under the names that the API uses."""
        return {json: _to_json(getattr(self, name)) for name, json in _JSON.items() if getattr(self, name) is not None}

    @staticmethod
    def from_json(json: Mapping[str, Any]) -> RecordFilter:
        """The filter that `to_json` wrote; raises `ValueError` for anything else."""
        if unknown := set(json) - set(_JSON.values()):
            raise ValueError(f"A filter has no part called {', '.join(sorted(unknown))}.")
        given = {name: json[key] for name, key in _JSON.items() if json.get(key) is not None}
        return RecordFilter(**{name: _READ.get(name, lambda value: value)(value) for name, value in given.items()})


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a record's state that filters ask for."""

    status: Status | None
    status_reason: StatusReason | None
    publish_status: PublishStatus | None
    is_live: bool | None

    @property
    def is_known(self) -> bool:
        """Whether there is a state at all: none comes before a creation and after a deletion."""
        return (self.status, self.status_reason, self.publish_status) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters ask of a record besides its state; `uses` are the records that it uses."""

    type: RecordType
    id: UUID
    name: str
    owner_id: str | None
    updated_at: datetime
    uses: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a statement finds what filters ask for; all may be null. `uses` tells whether a record is used."""

    type: ColumnElement[Any]
    id: ColumnElement[Any]
    name: ColumnElement[Any]
    owner_id: ColumnElement[Any]
    updated_at: ColumnElement[Any]
    status: ColumnElement[Any]
    status_reason: ColumnElement[Any]
    publish_status: ColumnElement[Any]
    is_live: ColumnElement[Any]
    uses: Callable[[UUID], ColumnElement[bool]]


def uses(workspace_id: ColumnElement[Any], user_id: ColumnElement[Any], used_id: UUID) -> ColumnElement[bool]:
    """Whether the record `user_id` uses `used_id` in its working copy or its live version."""
    return exists().where(Use.workspace_id == workspace_id, Use.user_id == user_id, Use.used_id == used_id)


_TABLE = Record.__table__.c
RECORD = Columns(
    **{column.name: column for column in _TABLE if column.name in Columns.__dataclass_fields__},
    uses=lambda used_id: uses(_TABLE.workspace_id, _TABLE.id, used_id),
)


def where(filter: RecordFilter, of: Columns = RECORD) -> ColumnElement[bool]:
    """The condition that a row matches `filter`; on the table of records unless `of` names other columns."""
    return and_(true(), *_conditions(filter, of))


def _conditions(filter: RecordFilter, of: Columns) -> Iterable[ColumnElement[bool]]:
    if filter.ids is not None:
        types = {type_ for type_, _ in filter.named}
        named = {type_: [id_ for its, id_ in filter.named if its is type_] for type_ in types}
        yield or_(false(), *(and_(of.type == type_, of.id == _any(found)) for type_, found in named.items()))
    for column, wanted in (
        (of.type, filter.types),
        (of.status, filter.statuses),
        (of.status_reason, filter.status_reasons),
        (of.publish_status, filter.publish_statuses),
    ):
        if wanted is not None:
            yield column.in_(sorted(set(wanted)))
    if filter.is_live is not None:
        yield of.is_live.is_(filter.is_live)
    if filter.search is not None:
        found = func.strpos(func.lower(of.name), func.lower(literal(filter.search))) > 0
        yield found if _storable(filter.search) else false()
    if filter.uses_id is not None:
        yield false() if filter.used is None else of.uses(filter.used)
    if filter.owner_id is not None:
        yield of.owner_id == filter.owner_id if _storable(filter.owner_id) else false()
    if filter.updated_since is not None:
        yield of.updated_at >= filter.updated_since
    if filter.updated_until is not None:
        yield of.updated_at < filter.updated_until
    yield from (where(part, of) for part in filter.and_ or ())
    if filter.or_ is not None:
        yield or_(false(), *(where(part, of) for part in filter.or_))
    if filter.not_ is not None:  # unknown is not a match, so its opposite is one
        yield not_(func.coalesce(where(filter.not_, of), false()))


def matches(filter: RecordFilter, facts: Facts, state: State) -> bool:
    """Whether a record with these facts in this state matches: what `where` says, in Python."""
    return (
        (filter.ids is None or (facts.type, facts.id) in filter.named)
        and (filter.types is None or facts.type in filter.types)
        and (filter.statuses is None or state.status in filter.statuses)
        and (filter.status_reasons is None or state.status_reason in filter.status_reasons)
        and (filter.publish_statuses is None or state.publish_status in filter.publish_statuses)
        and (filter.is_live is None or state.is_live is filter.is_live)
        and (filter.search is None or _lower(filter.search) in _lower(facts.name))
        and (filter.uses_id is None or filter.used in facts.uses)
        and (filter.owner_id is None or facts.owner_id == filter.owner_id)
        and (filter.updated_since is None or facts.updated_at >= filter.updated_since)
        and (filter.updated_until is None or facts.updated_at < filter.updated_until)
        and all(matches(part, facts, state) for part in filter.and_ or ())
        and (filter.or_ is None or any(matches(part, facts, state) for part in filter.or_))
        and (filter.not_ is None or not matches(filter.not_, facts, state))
    )


def _any(values: list[UUID]) -> Any:
    """One parameter, however many ids there are."""
    return any_(literal(values, ARRAY(Uuid())))


def _records(texts: Iterable[str]) -> Iterable[tuple[RecordType, UUID]]:
    for text in texts:
        try:
            prefix, id_ = public_ids.decode(text)
        except ValueError:
            continue
        if prefix in _TYPES:
            yield _TYPES[prefix], id_


def _lower(text: str) -> str:
    """Lower case character by character, as PostgreSQL does it; `str.lower` looks at neighbours and may add characters."""
    return "".join(character.lower()[0] for character in text)


def _storable(text: str) -> bool:
    """Whether PostgreSQL takes the text; none that it keeps can match one that it does not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _utc(name: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{name} needs a time zone. Write it like 2026-01-31T08:00:00Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{name} is out of range. Name a time between the years 1 and 9999.") from error


def _parts(filter: RecordFilter) -> tuple[RecordFilter, ...]:
    return (*(filter.and_ or ()), *(filter.or_ or ()), *((filter.not_,) if filter.not_ else ()))


def _depth(filter: RecordFilter) -> int:
    return max((1 + _depth(part) for part in _parts(filter)), default=0)


def _size(filter: RecordFilter) -> int:
    return sum(1 + _size(part) for part in _parts(filter))


def _to_json(value: Any) -> Any:
    if isinstance(value, RecordFilter):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    return [_to_json(each) for each in value] if isinstance(value, tuple) else value


def _camel(name: str) -> str:
    head, *tail = name.strip("_").split("_")
    return head + "".join(part.capitalize() for part in tail)


_JSON = {part.name: _camel(part.name) for part in fields(RecordFilter) if part.init}
_READ: dict[str, Callable[[Any], Any]] = {
    "ids": tuple,
    "types": lambda values: tuple(map(RecordType, values)),
    "statuses": lambda values: tuple(map(Status, values)),
    "status_reasons": lambda values: tuple(map(StatusReason, values)),
    "publish_statuses": lambda values: tuple(map(PublishStatus, values)),
    "updated_since": datetime.fromisoformat,
    "updated_until": datetime.fromisoformat,
    "and_": lambda values: tuple(map(RecordFilter.from_json, values)),
    "or_": lambda values: tuple(map(RecordFilter.from_json, values)),
    "not_": RecordFilter.from_json,
}
