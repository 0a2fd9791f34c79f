"""Stored values are of a type of the language just where PostgreSQL can cast them, on every version that we serve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from databases import Server
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from golive.models.conditions.terms import Type
from golive.models.conditions.values import stored
from golive.models.contacts.attributes import is_date_time

NEARLY = st.from_regex(
    r"\A[0-9]{2}(00|[0-9]{2})-(02|0[0-9]|1[0-3])-[0-3][0-9][Tt ]([0-2][0-9]|24):[0-6][0-9]:[0-6][0-9]"
    r"(\.[0-9]{1,10})?([Zz]|[+-](00|1[0-5]):[0-6][0-9]|)\n?\Z"
)


@pytest_asyncio.fixture(scope="module")
async def connection(postgres: Server) -> AsyncIterator[AsyncConnection]:
    """A connection to an empty database."""
    url = await postgres.create()
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as opened:
        yield opened
    await engine.dispose()
    await postgres.drop(url)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(NEARLY, st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)))
@example("2024-02-29T00:00:00Z")
@example("2000-02-29T23:59:59.999999999-14:59")
@example("1900-02-29T00:00:00Z")
@example("0000-01-01T00:00:00Z")
@example("9999-12-31T23:59:59.999999999-14:59")
@example("2026-01-01T00:00:0٣Z")
async def test_a_stored_text_is_a_date_time_just_where_the_import_takes_it_for_one(connection: AsyncConnection, text: str) -> None:
    seconds = await connection.scalar(select(stored(literal(text, JSONB()), Type.TIME)))
    assert (seconds is not None) is is_date_time(text)
