"""Pages have no gaps and no doubles, and a cursor that can't be used is refused."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import make_record
from sqlalchemy import delete, select, text, update

from golive.models import ids
from golive.models.change import Change
from golive.models.compiled import DIALECT
from golive.models.database import Database
from golive.models.ordering import InvalidCursor, Order, OrderDirection, Page, RecordOrder, RecordOrderField, Window, page
from golive.models.records.record import Record

COLUMNS = Record.__table__.c
START = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = [RecordOrder(field, direction) for field in RecordOrderField for direction in OrderDirection]


async def read(database: Database, workspace: UUID, order: RecordOrder, **window: Any) -> Page[UUID]:
    async with database.transaction(workspace) as session:
        return await page(session, select(COLUMNS.id), order.order, Window(**window))


async def make_records(database: Database, workspace: UUID, number: int = 9) -> list[UUID]:
    """Records with equal names and times among them, some of which never were live."""
    async with database.transaction(workspace) as session:
        return [
            await make_record(
                session,
                workspace,
                name=["b", "B", "a", "é"][i % 4],
                created_at=START + timedelta(microseconds=i // 2),
                updated_at=START - timedelta(days=i % 3),
                live_since=START + timedelta(hours=i % 2) if i % 3 else None,
            )
            for i in range(number)
        ]


async def all_pages(database: Database, workspace: UUID, order: RecordOrder, size: int, backward: bool) -> list[UUID]:
    found: list[UUID] = []
    window: dict[str, Any] = {"last" if backward else "first": size}
    while True:
        got = await read(database, workspace, order, **window)
        assert len(got.rows) <= size
        found = got.rows + found if backward else found + got.rows
        if not (got.has_previous if backward else got.has_next):
            return found
        window |= {"before": got.cursors[0]} if backward else {"after": got.cursors[-1]}


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.field}-{order.direction}")
async def test_pages_either_way_are_the_whole_list_in_order(database: Database, workspace: UUID, order: RecordOrder) -> None:
    made = await make_records(database, workspace)
    whole = (await read(database, workspace, order)).rows
    assert sorted(whole) == sorted(made)
    for size in (1, 2, 4, 9, 100):
        for backward in (False, True):
            assert await all_pages(database, workspace, order, size, backward) == whole


async def test_the_newest_come_first_by_default(database: Database, workspace: UUID) -> None:
    made = await make_records(database, workspace)
    assert (await read(database, workspace, RecordOrder())).rows == made[::-1]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.field}-{order.direction}")
async def test_a_page_anywhere_in_the_list_is_found_by_an_index(database: Database, workspace: UUID, order: RecordOrder) -> None:
    await make_records(database, workspace)
    cursor = (await read(database, workspace, order)).cursors[2]
    async with database.transaction(workspace) as session:
        await session.execute(text("SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)"))
        for part in order.order.parts(Window(after=cursor)):
            statement = select(COLUMNS.id).where(*part).order_by(*order.order.sorted(backward=False)).limit(2)
            shown = statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
            plan = "\n".join(await session.scalars(text(f"EXPLAIN (COSTS off) {str(shown).replace(':', chr(92) + ':')}")))
            assert "Index Cond" in plan
            assert "Sort" not in plan
            assert "Filter" not in plan


@pytest.mark.parametrize("direction", list(OrderDirection))
async def test_never_live_comes_last_either_way(database: Database, workspace: UUID, direction: OrderDirection) -> None:
    made = await make_records(database, workspace)
    found = (await read(database, workspace, RecordOrder(RecordOrderField.LIVE_SINCE, direction))).rows
    assert set(found[-3:]) == set(made[::3])


async def test_rows_that_stay_are_neither_skipped_nor_doubled_while_others_move(database: Database, workspace: UUID) -> None:
    loop = asyncio.get_running_loop()
    made = await make_records(database, workspace, 12)
    steady, moving = set(made[::2]), made[1::2]
    moves = st.lists(st.tuples(st.sampled_from(moving), st.integers(-5, 5)), max_size=3)

    async def walk(order: RecordOrder, size: int, all_moves: list[list[tuple[UUID, int]]]) -> list[UUID]:
        found: list[UUID] = []
        window: dict[str, Any] = {"first": size}
        for moves_ in all_moves:
            got = await read(database, workspace, order, **window)
            found += got.rows
            if not got.has_next:
                return found
            window["after"] = got.cursors[-1]
            async with database.transaction(workspace) as session:
                for id_, by in moves_:
                    moment = START + timedelta(microseconds=by)
                    values = {"name": "abcdefghijkl"[by], "created_at": moment, "updated_at": moment, "live_since": moment if by else None}
                    await session.execute(update(Record.__table__).where(COLUMNS.id == id_).values(**values))  # type: ignore[arg-type]
        return found

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(ORDERS), st.integers(2, 4), st.lists(moves, min_size=40, max_size=40))
    def holds(order: RecordOrder, size: int, all_moves: list[list[tuple[UUID, int]]]) -> None:
        found = asyncio.run_coroutine_threadsafe(walk(order, size, all_moves), loop).result(30)
        assert sorted(id_ for id_ in found if id_ in steady) == sorted(steady)

    await asyncio.to_thread(holds)


async def test_a_cursor_outlives_its_row(database: Database, workspace: UUID) -> None:
    made = await make_records(database, workspace)
    order = RecordOrder(RecordOrderField.CREATED_AT, OrderDirection.ASC)
    got = await read(database, workspace, order, first=3)
    async with database.transaction(workspace) as session:
        await session.execute(delete(Record.__table__).where(COLUMNS.id == got.rows[-1]))  # type: ignore[arg-type]
    assert (await read(database, workspace, order, after=got.cursors[-1])).rows == made[3:]


async def test_after_and_before_together_are_the_rows_between(database: Database, workspace: UUID) -> None:
    made = await make_records(database, workspace)
    order = RecordOrder(RecordOrderField.CREATED_AT, OrderDirection.ASC)
    cursors = (await read(database, workspace, order)).cursors
    got = await read(database, workspace, order, after=cursors[1], before=cursors[5], last=2)
    assert got.rows == made[3:5]
    assert got.has_next
    assert got.has_previous


async def test_an_empty_list_is_an_empty_page(database: Database, workspace: UUID) -> None:
    assert await read(database, workspace, RecordOrder()) == Page([], [], False, False)


@pytest.mark.parametrize("window", [{"first": 0}, {"first": 101}, {"last": 0}, {"last": 101}, {"first": -1}])
def test_a_page_has_1_to_100_rows(window: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be from 1 to 100"):
        Window(**window)  # type: ignore[arg-type]


def test_first_and_last_together_are_refused() -> None:
    with pytest.raises(ValueError, match="can't be given together"):
        Window(first=1, last=1)


def test_a_cursor_of_another_order_is_refused() -> None:
    ascending = RecordOrder(RecordOrderField.NAME, OrderDirection.ASC).order
    with pytest.raises(InvalidCursor, match="Use a cursor of the same query"):
        RecordOrder(RecordOrderField.NAME, OrderDirection.DESC).order.place(ascending.cursor(["a", ids.new()]))


@given(st.text())
def test_any_text_that_is_no_cursor_is_refused(text: str) -> None:
    for order in ORDERS:
        with pytest.raises(InvalidCursor):
            order.order.place(text)


numbered = Order("number", (Change.__table__.c.number,))
NAME, MOMENT = RecordOrder(RecordOrderField.NAME).order, RecordOrder(RecordOrderField.CREATED_AT).order
ID, TIME = ids.new().hex, "2026-01-01T00:00:00+00:00"
NOT_MOMENTS: list[Any] = [None, True, 5, "a", "2026-01-01", "9999-12-31T23:59:59-14:00", [], {}]
NOT_NUMBERS: list[Any] = [None, True, 2**63, -(2**63) - 1, 1.5, float("nan"), "1", "\ud800", []]
NOT_NAMES: list[Any] = [None, True, 5, "a\0", "\ud800", [], {}]
NOT_IDS: list[Any] = [None, 5, "x", "\0", [ID]]
FORGED: list[tuple[Order, list[Any]]] = [
    *((numbered, [value]) for value in NOT_NUMBERS),
    *((NAME, [value, ID]) for value in NOT_NAMES),
    *((MOMENT, [value, ID]) for value in NOT_MOMENTS),
    *((MOMENT, [TIME, value]) for value in NOT_IDS),
    *((MOMENT, values) for values in ([], [TIME], [TIME, ID, ID])),
]


@pytest.mark.parametrize(("order", "values"), FORGED, ids=lambda part: None if isinstance(part, list) else part.name)
def test_a_forged_cursor_never_reaches_the_database(order: Order, values: list[Any]) -> None:
    text = base64.urlsafe_b64encode(json.dumps([order.name, *values]).encode()).decode()
    with pytest.raises(InvalidCursor):
        order.place(text)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_place_survives_its_cursor(number: int) -> None:
    assert numbered.place(numbered.cursor([number])) == [number]
