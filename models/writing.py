"""What a move leaves behind, written in one statement: state, version, work, uses, and last of all its place in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import CTE, Table, Text, Uuid, bindparam, delete, func, inspect, literal, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state

from golive.lifecycles.words import Action
from golive.models import ids
from golive.models.change import Change, Cursor, LogCounter
from golive.models.compiled import Compiled
from golive.models.keeping import Schedule
from golive.models.queue import job_values, new_job
from golive.models.records import Record
from golive.models.session import is_made
from golive.models.use import Scope, Use
from golive.models.uses import Reference
from golive.models.version import Version
from golive.models.work import Work
from golive.models.working import enqueue_work, job_key, payload_of

Binds = dict[str, Any]
Held = dict[str, Any]


async def append(
    session: AsyncSession,
    change: Change,
    record: Record | None = None,
    *,
    work: Work | None = None,
    forget: Action | None = None,
    uses: Iterable[Reference] | None = None,
) -> Cursor:
    """Write how the record was moved, what the session holds, and `change` into the log under the workspace's next number.

    It is the last statement of a transaction that it can be: the counter's row stays locked until the commit, which makes
    the order of numbers the order of commits. `work` is new and gets its job, `forget` is the scheduled action that the move
    stands for, `uses` what the record's live versions use from now on.
    """
    taken = await _take(session, record, work)
    parts: dict[str, Mapping[str, Any]] = {part: vars(held) for part, held in taken.items()}
    if "work" in taken:
        parts["job"] = job_values(taken["work"].kind.value, orjson.dumps(payload_of(taken["work"])), job_key(taken["work"]))
    if forget is not None:
        parts["schedule"] = {"action": forget}
    if uses is not None:
        parts["use"] = _references(uses)
    change.__dict__["id"] = ids.new()
    row = await _statement(tuple(parts)).first_of(session, {**parts, "change": vars(change)})
    assert row is not None
    for held in taken.values():
        if held is not work:
            _written(session, held)
    change.__dict__.update(number=row["number"], at=row["at"])
    return Cursor(row["epoch"], change.workspace_id, change.number)


async def _take(session: AsyncSession, record: Record | None, work: Work | None) -> Held:
    """What the statement writes; where there is more than it can, the session writes all itself."""
    made = is_made(session)
    new = [each for each in session.new if each is not record] if made else []
    others = [*new, *(each for each in session.dirty if each is not record)] if made else []
    too_much = made and (session.deleted or [type(each) for each in others] not in ([], [Version]))
    if too_much or not (record is None or _only_moved(record)):
        await _write_by_session(session, record, [*new, *([Work(**vars(work))] if work is not None else [])])
        return {}
    taken: Held = {"record": record, "version": next(iter(others), None), "work": work}
    return {part: held for part, held in taken.items() if held is not None}


async def _write_by_session(session: AsyncSession, record: Record | None, new: Iterable[object]) -> None:
    if record is not None and record not in session:
        key = instance_state(record).identity_key
        twin = session.sync_session.identity_map.get(key) if key is not None else None
        if twin is not None:
            session.expunge(twin)
        session.add(record)
    session.add_all(new)
    await session.flush()
    for each in new:
        if isinstance(each, Work):
            await enqueue_work(session, each)


def _written(session: AsyncSession, held: Any) -> None:
    """Have the session let go of what was new, and nobody write the rest again; by SQLAlchemy's own ways that costs more than writing."""
    if is_made(session) and held in session.new:
        session.expunge(held)
    else:
        instance_state(held)._commit_all(held.__dict__, session.sync_session.identity_map if is_made(session) else None)


def _only_moved(record: Record) -> bool:
    """Whether the record's state has changed and none of its fields."""
    return _fields(type(record)).isdisjoint(instance_state(record).committed_state)


@cache
def _fields(type_: type[Record]) -> set[str]:
    return {name for name in inspect(type_).columns.keys() if name not in _COLUMNS["record"]}  # noqa: SIM118 - not a dict


def _references(uses: Iterable[Reference]) -> Binds:
    rows = {(use.id, ".".join(use.path)): (use.step_id, use.type.prefix) for use in uses}
    return {
        "id": [id_ for id_, _ in rows],
        "path": [path for _, path in rows],
        "step_id": [step_id for step_id, _ in rows.values()],
        "prefix": [prefix for _, prefix in rows.values()],
    }


def _table(entity: Any) -> Table:
    table = entity.__table__
    assert isinstance(table, Table)
    return table


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "record": (
        *("status", "status_reason", "publish_status", "is_live", "ever_live", "has_started", "revision", "updated_at", "live_since"),
        *("last_error", "has_working_copy", "live_version", "newest_version", "runs_from", "runs_until", "resume_at", "pause_ends_at"),
        *("expires_at", "ended_by_date"),
    ),
    "version": tuple(column.key for column in _table(Version).columns if column.key not in ("workspace_id", "record_id")),
    "work": tuple(column.key for column in _table(Work).columns if column.key not in ("workspace_id", "record_id")),
    "change": tuple(column.key for column in _table(Change).columns if column.key not in ("workspace_id", "record_id", "number", "at")),
}
_WORKSPACE, _RECORD = bindparam("change__workspace_id", type_=Uuid), bindparam("change__record_id", type_=Uuid)


def _binds(part: str, table: Table, columns: Sequence[str]) -> Binds:
    return {name: bindparam(f"{part}__{name}", type_=table.c[name].type) for name in columns}


def _record() -> CTE:
    table = _table(Record)
    mine = (table.c.workspace_id == _WORKSPACE, table.c.id == _RECORD)
    return update(table).where(*mine).values(_binds("record", table, _COLUMNS["record"])).returning(table.c.id).cte("moved")


def _version() -> CTE:
    """A new one, or one that was there and is frozen, started or ended."""
    table = _table(Version)
    binds = _binds("version", table, _COLUMNS["version"])
    new = insert(table).values(workspace_id=_WORKSPACE, record_id=_RECORD, **binds)
    changed = {name: new.excluded[name] for name in binds if name != "number"}
    return new.on_conflict_do_update(index_elements=table.primary_key, set_=changed).returning(table.c.number).cte("versioned")


def _work() -> CTE:
    table = _table(Work)
    new = insert(table).values(workspace_id=_WORKSPACE, record_id=_RECORD, **_binds("work", table, _COLUMNS["work"]))
    return new.returning(table.c.id).cte("begun")


def _job() -> CTE:
    return new_job().cte("enqueued")


def _schedule() -> CTE:
    table = _table(Schedule)
    action = bindparam("schedule__action", type_=table.c.action.type)
    mine = (table.c.workspace_id == _WORKSPACE, table.c.record_id == _RECORD, table.c.action == action)
    return delete(table).where(*mine).returning(table.c.record_id).cte("unscheduled")


def _given() -> Any:
    kinds = {"id": Uuid, "path": Text, "step_id": Text, "prefix": Text}
    arrays: list[Any] = [bindparam(f"use__{name}", type_=ARRAY(kind)) for name, kind in kinds.items()]
    return func.unnest(*arrays).table_valued(*kinds, name="given").render_derived()


def _used() -> CTE:
    table, given = _table(Use), _given()
    live = table.c.scope == Scope.LIVE
    named = select(given.c.id).where(given.c.id == table.c.used_id, given.c.path == table.c.path)
    gone = delete(table).where(table.c.workspace_id == _WORKSPACE, table.c.user_id == _RECORD, live, ~named.exists())
    columns = ["workspace_id", "user_id", "scope", "used_id", "path", "step_id", "prefix"]
    rows = select(_WORKSPACE, _RECORD, literal(Scope.LIVE, table.c.scope.type), given.c.id, given.c.path, given.c.step_id, given.c.prefix)
    new = insert(table).from_select(columns, rows.add_cte(gone.returning(table.c.used_id).cte("unused")))
    return (
        new.on_conflict_do_update(index_elements=table.primary_key, set_={"step_id": new.excluded.step_id})
        .returning(table.c.used_id)
        .cte("used")
    )


_WRITES: Mapping[str, Callable[[], CTE]] = {
    "record": _record, "version": _version, "work": _work, "job": _job, "schedule": _schedule, "use": _used,
}  # fmt: skip


@cache
def _statement(parts: tuple[str, ...]) -> Compiled:
    """The parts, then the number, which waits for them, then the change that bears it."""
    before = [select(func.count()).select_from(_WRITES[part]()).scalar_subquery() >= literal_column("0") for part in parts]
    counter, change = _table(LogCounter), _table(Change)
    one = select(_WORKSPACE, literal_column("1")).where(*before)
    first = insert(counter).from_select(["workspace_id", "number"], one, include_defaults=False)
    taken = first.on_conflict_do_update(index_elements=[counter.c.workspace_id], set_={"number": counter.c.number + literal_column("1")})
    place = taken.returning(counter.c.number, counter.c.epoch, func.clock_timestamp().label("at")).cte("place")
    given = {"workspace_id": _WORKSPACE, "record_id": _RECORD, "number": place.c.number, "at": place.c.at}
    given |= _binds("change", change, _COLUMNS["change"])
    logged = insert(change).from_select(list(given), select(*given.values()).select_from(place), include_defaults=False)
    return Compiled(logged.returning(change.c.number, change.c.at, select(place.c.epoch).scalar_subquery().label("epoch")))
