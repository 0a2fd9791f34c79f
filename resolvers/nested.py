"""The same connection of many parents, read in one statement: each parent's page, and each parent's count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
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
    statement = nested.statement.where(nested.parent.in_(parents))
    for cursor, backward in ((window.after, False), (window.before, True)):
        if cursor is not None:
            statement = statement.where(order.beyond(order.place(cursor), backward))
    row = func.row_number().over(partition_by=nested.parent, order_by=order.sorted(window.backward))
    keys = [column.label(f"key{index}") for index, column in enumerate(nested.key)]
    places = [column.label(f"place{index}") for index, column in enumerate(order.columns)]
    inner = statement.add_columns(nested.parent.label("parent"), row.label("row"), *keys, *places).subquery()
    joined = and_(*(column == inner.c[f"key{index}"] for index, column in enumerate(nested.key)))
    columns = [inner.c[f"place{index}"] for index in range(len(places))]
    outer = (
        select(nested.entity, inner.c.parent, *columns).join(inner, joined).where(inner.c.row <= size).order_by(inner.c.parent, inner.c.row)
    )
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
