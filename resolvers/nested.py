"""The same connection of many parents, read in one statement: each parent's page, and each parent's count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.ordering import Order, Page, Window


@dataclass(frozen=True, slots=True)
class Nested:
    """A list below a parent: what its rows are, which parent each belongs to, its order, and what joins and filters it.

    `key` identifies a row of `entity`; `statement` selects nothing yet and says where the rows come from.
    """

    entity: Any
    parent: ColumnElement[Any]
    key: Sequence[ColumnElement[Any]]
    order: Order
    statement: Select[Any]


async def pages(session: AsyncSession, nested: Nested, parents: Sequence[UUID], window: Window) -> list[Page[Any]]:
    """The page of each parent, in the order of `parents`. Raises `InvalidCursor`."""
    order, size = nested.order, window.size + 1
    asked = select(func.unnest(literal(list(parents), ARRAY(Uuid))).label("parent")).subquery("asked")
    statement = nested.statement.where(nested.parent == asked.c.parent)
    for cursor, backward in window.cursors:
        statement = statement.where(order.beyond(order.place(cursor), backward))
    sorting = order.sorted(window.backward)
    row = func.row_number().over(order_by=sorting)
    keys = [column.label(f"key{index}") for index, column in enumerate(nested.key)]
    places = [column.label(f"place{index}") for index, column in enumerate(order.columns)]
    each = statement.add_columns(row.label("row"), *keys, *places).order_by(*sorting).limit(size).correlate(asked).lateral()
    joined = and_(*(column == each.c[f"key{index}"] for index, column in enumerate(nested.key)))
    columns = [each.c[f"place{index}"] for index in range(len(places))]
    found_for = select(nested.entity, asked.c.parent, *columns).select_from(asked).join(each, true()).join(nested.entity, joined)
    outer = found_for.order_by(asked.c.parent, each.c.row)
    by_parent: dict[UUID, list[Any]] = {}
    for found in (await session.execute(outer)).all():
        by_parent.setdefault(found[1], []).append(found)
    return [_page(by_parent.get(parent, []), order, window) for parent in parents]


def _page(found: list[Any], order: Order, window: Window) -> Page[Any]:
    rows, more = found[: window.size], len(found) > window.size
    if window.backward:
        rows = rows[::-1]
    has_next, has_previous = (window.before is not None, more) if window.backward else (more, window.after is not None)
    return Page([row[0] for row in rows], [order.cursor(row[2:]) for row in rows], has_next, has_previous)


async def counts(session: AsyncSession, nested: Nested, parents: Sequence[UUID]) -> list[int]:
    """How many rows each parent has."""
    statement = nested.statement.where(nested.parent.in_(parents)).add_columns(nested.parent, func.count()).group_by(nested.parent)
    found: dict[UUID, int] = {parent: count for parent, count in await session.execute(statement)}  # noqa: C416
    return [found.get(parent, 0) for parent in parents]
