"""A filter means the same in SQL and in Python, whatever is asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import make_record, make_use, public
from sqlalchemy import select

from golive.lifecycles.words import EVENT_FAMILY, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.database import Database
from golive.models.filters import Facts, RecordFilter, State, matches, where
from golive.models.records.record import Record
from golive.models.use import Scope

COLUMNS = Record.__table__.c
START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ["Spring sale", "spring 100%", "a_b", "a/b", "", "ΣΊΣΥΦΟΣ", "İstanbul", "straße", "Spring\tSALE", "\\ 'quoted'"]
SEARCHES = ["SPRING", "%", "_", "/", "\\", "", "σίσυφοσ", "i", "STRASSE", "ß", "'", "sale", "\0", "\ud800"]


@dataclass(frozen=True)
class Made:
    facts: Facts
    state: State


async def found(database: Database, workspace: UUID, filter: RecordFilter) -> set[UUID]:
    async with database.transaction(workspace) as session:
        return set(await session.scalars(select(COLUMNS.id).where(where(filter))))


async def make_records(database: Database, workspace: UUID) -> list[Made]:
    """A few records of all sorts, some of which use others."""
    made: list[Made] = []
    async with database.transaction(workspace) as session:
        for i, type_ in enumerate(list(RecordType) * 2):
            event = type_ in EVENT_FAMILY
            state = State(
                list(Status)[i % 3 // 2],
                None if event else list(StatusReason)[i % 5],
                list(PublishStatus)[i % 4] if event else None,
                i % 4 == 0,
            )
            values: dict[str, Any] = {
                "name": NAMES[i % len(NAMES)],
                "owner_id": ["ann", "bob", None][i % 3],
                "updated_at": START + timedelta(hours=i),
            }
            of_state = {name: getattr(state, name) for name in State.__dataclass_fields__}
            id_ = await make_record(session, workspace, type_, **values, **of_state)
            used = [made[each].facts.id for each in (i // 2, i // 3) if i % 2 and each < i]
            for number, each in enumerate(dict.fromkeys(used)):
                await make_use(session, workspace, id_, each, list(Scope)[number])
            made.append(Made(Facts(type_, id_, uses=frozenset(used), **values), state))
    return made


def filters(made: list[Made]) -> st.SearchStrategy[RecordFilter]:
    known = [public(each.facts.type, each.facts.id) for each in made]
    foreign = [public(RecordType.SEGMENT, ids.new()), "segment_x", "", "\0", "contact_01h455vb4pex5vsknk084sn02q", "\ud800"]
    swapped = [public(RecordType.EVENT, made[0].facts.id)]
    some = st.sampled_from(known + foreign + swapped)
    moments = st.sampled_from([None, *(START + timedelta(hours=hours) for hours in (0, 3, 11, 30))])

    def several(values: Any) -> st.SearchStrategy[Any]:
        return st.none() | st.lists(st.sampled_from(list(values)), max_size=6).map(tuple)

    def one(values: Any) -> st.SearchStrategy[Any]:
        return st.none() | st.sampled_from(values)

    def level(inner: st.SearchStrategy[RecordFilter]) -> st.SearchStrategy[RecordFilter]:
        nested = st.none() | st.lists(inner, max_size=2).map(tuple)
        return st.builds(RecordFilter, and_=nested, or_=nested, not_=st.none() | inner, is_live=one([True, False]))

    flat = st.fixed_dictionaries(
        {},
        optional={
            "ids": st.none() | st.lists(some, max_size=8).map(tuple),
            "types": several(RecordType),
            "statuses": several(Status),
            "status_reasons": several(StatusReason),
            "publish_statuses": several(PublishStatus),
            "is_live": one([True, False]),
            "search": one(SEARCHES),
            "uses_id": st.none() | some,
            "owner_id": one(["ann", "bob", "ANN", "", "\0"]),
            "updated_since": moments,
            "updated_until": moments,
        },
    ).map(lambda parts: RecordFilter(**parts))
    return st.recursive(flat, level, max_leaves=5)


async def test_sql_and_python_agree_on_random_filters(database: Database, workspace: UUID) -> None:
    made = await make_records(database, workspace)
    loop = asyncio.get_running_loop()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filters(made))
    def agrees(filter: RecordFilter) -> None:
        in_sql = asyncio.run_coroutine_threadsafe(found(database, workspace, filter), loop).result(30)
        assert in_sql == {each.facts.id for each in made if matches(filter, each.facts, each.state)}
        assert RecordFilter.from_json(filter.to_json()) == filter

    await asyncio.to_thread(agrees)


async def test_an_empty_filter_matches_all_and_an_empty_list_nothing(database: Database, workspace: UUID) -> None:
    made = await make_records(database, workspace)
    assert await found(database, workspace, RecordFilter()) == {each.facts.id for each in made}
    assert await found(database, workspace, RecordFilter(ids=())) == set()
    assert await found(database, workspace, RecordFilter(or_=())) == set()


async def test_an_id_with_the_prefix_of_another_type_matches_nothing(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        id_ = await make_record(session, workspace, RecordType.SEGMENT)
    assert await found(database, workspace, RecordFilter(ids=(public(RecordType.SEGMENT, id_),))) == {id_}
    assert await found(database, workspace, RecordFilter(ids=(public(RecordType.EVENT, id_),))) == set()


async def test_a_search_takes_wildcards_literally_and_any_case(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        percent = await make_record(session, workspace, name="50% OFF")
        plain = await make_record(session, workspace, name="500 off")
    assert await found(database, workspace, RecordFilter(search="0% o")) == {percent}
    assert await found(database, workspace, RecordFilter(search="0_ o")) == set()
    assert await found(database, workspace, RecordFilter(search="OFF")) == {percent, plain}


async def test_uses_count_in_the_working_copy_and_in_the_live_version(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        used, by_copy, by_live = [await make_record(session, workspace) for _ in range(3)]
        await make_use(session, workspace, by_copy, used, Scope.COPY)
        await make_use(session, workspace, by_live, used, Scope.LIVE)
    assert await found(database, workspace, RecordFilter(uses_id=public(RecordType.SEGMENT, used))) == {by_copy, by_live}


async def test_more_ids_than_a_statement_has_parameters_are_one_parameter(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        id_ = await make_record(session, workspace)
    many = (public(RecordType.SEGMENT, id_), *(public(RecordType.SEGMENT, ids.new()) for _ in range(33_000)))
    assert await found(database, workspace, RecordFilter(ids=many)) == {id_}


async def test_records_of_another_workspace_are_never_found(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    async with database.transaction(other_workspace) as session:
        id_ = await make_record(session, other_workspace)
    assert await found(database, workspace, RecordFilter(ids=(public(RecordType.SEGMENT, id_),))) == set()


def nested(levels: int) -> RecordFilter:
    return RecordFilter(not_=nested(levels - 1)) if levels else RecordFilter(is_live=True)


def test_five_levels_of_nesting_are_taken_and_six_are_refused() -> None:
    assert nested(5).not_
    with pytest.raises(ValueError, match="5 levels deep"):
        nested(6)


def test_a_filter_of_too_many_parts_is_refused() -> None:
    part = RecordFilter(is_live=True)
    with pytest.raises(ValueError, match="100 parts"):
        RecordFilter(or_=(part,) * 101)


def test_times_need_a_zone_and_a_year_that_exists() -> None:
    with pytest.raises(ValueError, match="updatedSince needs a time zone"):
        RecordFilter(updated_since=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="updatedUntil is out of range"):
        RecordFilter(updated_until=datetime.fromisoformat("0001-01-01T00:00:00+14:00"))


@pytest.mark.parametrize(
    ("filter", "empty"),
    [
        (RecordFilter(), True),
        (RecordFilter(and_=()), True),
        (RecordFilter(and_=(RecordFilter(),)), True),
        (RecordFilter(or_=()), False),
        (RecordFilter(and_=(RecordFilter(is_live=False),)), False),
        (RecordFilter(ids=()), False),
    ],
)
def test_a_filter_that_asks_nothing_is_empty(filter: RecordFilter, empty: bool) -> None:
    assert filter.is_empty is empty


def test_a_kept_filter_with_unknown_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="no part called colour"):
        RecordFilter.from_json({"colour": "red"})
