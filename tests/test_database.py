"""Connections, roles, workspaces and migrations on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from databases import Server
from sqlalchemy import Connection, Table, select, text
from sqlalchemy.exc import DBAPIError

from golive.models.connecting import SCHEMA, connect
from golive.models.contact import Attribute, Contact
from golive.models.database import APP, SYSTEM, Database, DatabaseError, TooSlow
from golive.models.migrations import engine, migrate
from golive.models.migrations.revise import comparison, metadata
from golive.models.pool import driver_below
from golive.models.settings import Settings

HELD = [table for table in metadata().tables.values() if "workspace_id" in table.columns]


def changed(url: str, **parts: str) -> str:
    """`url` with other parts, such as netloc and path."""
    return urlunsplit(urlsplit(url)._replace(**parts))


async def refusal(url: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        await migrate(url)
    return str(caught.value)


# Workspaces


async def test_a_transaction_sees_and_writes_the_rows_of_its_workspace_only(
    database: Database, workspace: UUID, other_workspace: UUID
) -> None:
    async with database.transaction(workspace) as session:
        session.add(Attribute(workspace_id=workspace, name="ours", type="STRING"))
    async with database.transaction(other_workspace) as session:
        assert (await session.scalars(select(Attribute))).all() == []
    async with database.transaction(workspace) as session:
        assert [attribute.name for attribute in await session.scalars(select(Attribute))] == ["ours"]
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(other_workspace) as session:
            session.add(Attribute(workspace_id=workspace, name="smuggled", type="STRING"))


async def test_the_system_sees_all_workspaces(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    for each in (workspace, other_workspace):
        async with database.transaction(each) as session:
            session.add(Attribute(workspace_id=each, name="mine", type="STRING"))
    async with database.system() as session:
        assert len((await session.scalars(select(Attribute))).all()) == 2


async def test_without_a_workspace_the_app_sees_nothing(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        session.add(Attribute(workspace_id=workspace, name="mine", type="STRING"))
    connection = await database.connect_raw(APP)
    try:
        for table in HELD:
            assert await connection.fetchval(f"SELECT count(*) FROM {table.fullname}") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO attribute VALUES ($1, 'name', 'STRING')", workspace)
    finally:
        await connection.close()


async def test_a_failed_transaction_leaves_no_workspace_behind_in_its_connection(database_url: str, workspace: UUID) -> None:
    database = await Database.open(Settings.model_construct(pool_size=1), database_url)
    with pytest.raises(RuntimeError):
        async with database.transaction(workspace):
            raise RuntimeError
    pool = database._pools[APP]
    taken = await pool.take()
    assert await driver_below(taken).fetchval("SELECT current_setting('golive.workspace', true)") in ("", None)
    pool.give_back(taken)
    await database.close()


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
async def test_a_table_of_workspaces_leads_with_the_workspace_and_is_guarded(database: Database, table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "workspace_id"
    connection = await database.connect_raw(SYSTEM)
    try:
        guarded = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass"
        assert await connection.fetchval(guarded, table.fullname)
        policies = "SELECT policyname, roles[1] AS role, qual = with_check AS same, qual FROM pg_policies WHERE tablename = $1"
        found = {row["policyname"]: row for row in await connection.fetch(policies, table.name)}
        assert set(found) == {"workspace", "system"}
        assert found["workspace"]["role"] == APP
        assert found["workspace"]["same"]
        assert "golive.workspace" in found["workspace"]["qual"]
        assert found["system"]["role"] == SYSTEM
    finally:
        await connection.close()


async def test_neither_role_may_bypass_the_guards(database: Database) -> None:
    for role in (APP, SYSTEM):
        connection = await database.connect_raw(role)
        try:
            may = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            assert await connection.fetchval("SELECT current_user") == role
            assert not await connection.fetchval(may)
        finally:
            await connection.close()


# Connections


async def test_connections_are_in_utc_and_read_committed(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        assert await session.scalar(text("SHOW timezone")) == "UTC"
        assert await session.scalar(text("SHOW transaction_isolation")) == "read committed"
        assert await session.scalar(text("SHOW application_name")) == "golive"
        assert await session.scalar(text("SHOW search_path")) == SCHEMA


async def test_a_transaction_that_was_cancelled_while_it_began_leaves_nothing_to_the_next(database: Database, workspace: UUID) -> None:
    async def begin() -> None:
        async with database.transaction(workspace, one_moment=True, at_most=timedelta(seconds=77)):
            pass

    for turns in range(60):
        beginning = asyncio.create_task(begin())
        for _ in range(turns % 12):
            await asyncio.sleep(0)
        beginning.cancel()
        await asyncio.wait([beginning])
        async with database.transaction(workspace) as session:
            assert await session.scalar(text("SHOW transaction_isolation")) == "read committed"
            assert await session.scalar(text("SHOW statement_timeout")) != "77s"


async def test_a_failure_that_nobody_told_of_is_told_at_the_commit(database: Database, workspace: UUID) -> None:
    async def go_on_all_the_same() -> None:
        async with database.transaction(workspace) as session:
            with suppress(DBAPIError):
                await session.execute(text("SELECT 1 / 0"))

    with pytest.raises(RuntimeError, match="rolled back"):
        await go_on_all_the_same()


async def test_numbers_keep_the_digits_they_were_written_with(database: Database, workspace: UUID) -> None:
    written = {"price": Decimal("1.10"), "share": Decimal("0.1234567890123456789012345"), "count": 10**30, "text": "1.10", "none": None}
    async with database.transaction(workspace) as session:
        session.add(Contact(workspace_id=workspace, attributes=written))
    async with database.transaction(workspace) as session:
        read = (await session.scalars(select(Contact))).one().attributes
        in_the_table = await session.scalar(text("SELECT attributes ->> 'price' FROM contact"))
    assert read == written
    assert str(read["price"]) == in_the_table == "1.10"
    connection = await database.connect_raw()
    try:
        assert await connection.fetchval("SELECT $1::jsonb", written) == written
    finally:
        await connection.close()


async def test_a_statement_that_takes_too_long_is_unavailable_unless_it_was_given_more_time(database_url: str, workspace: UUID) -> None:
    database = await Database.open(Settings.model_construct(statement_timeout=timedelta(milliseconds=50)), database_url)
    with pytest.raises(TooSlow, match="too long"):
        async with database.transaction(workspace) as session:
            await session.execute(text("SELECT pg_sleep(5)"))
    async with database.transaction(workspace, at_most=timedelta(seconds=5)) as session:
        await session.execute(text("SELECT pg_sleep(0.1)"))
    await database.close()


async def test_other_errors_of_the_database_stay_what_they_are(database: Database, workspace: UUID) -> None:
    with pytest.raises(DBAPIError, match="nonsense"):
        async with database.transaction(workspace) as session:
            await session.execute(text("SELECT nonsense"))


# Migrations


async def test_models_and_migrated_database_agree(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {key: value for key, value in comparison().items() if key != "target_metadata"}
        context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA, **options})
        return list(compare_metadata(context, metadata()))

    async with engine(database.url).connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    await migrate(database_url)


async def test_many_processes_migrate_one_after_another(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(4)))
    await (await Database.open(Settings.model_construct(), empty_url)).close()


async def test_a_database_of_a_newer_golive_is_refused(database_url: str) -> None:
    connection = await connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    assert "newer Golive" in await refusal(database_url)


async def test_a_database_that_is_not_migrated_is_not_opened(empty_url: str) -> None:
    with pytest.raises(DatabaseError, match="golive migrate"):
        await Database.open(Settings.model_construct(), empty_url)


async def test_a_database_that_does_not_let_us_make_what_we_need_is_refused_with_the_statements(postgres: Server, empty_url: str) -> None:
    await postgres.execute("CREATE ROLE modest LOGIN PASSWORD 'modest'")
    try:
        told = await refusal(changed(empty_url, netloc="modest:modest@" + urlsplit(empty_url).netloc.rpartition("@")[2]))
        statements = [line.strip() for line in told.splitlines() if line.endswith(";")]
        assert "GRANT golive_app TO modest;" in statements
        assert "CREATE SCHEMA golive AUTHORIZATION modest;" in statements
    finally:
        await postgres.execute("DROP ROLE modest")


async def test_a_database_that_does_not_exist_is_refused_with_what_to_do(postgres: Server) -> None:
    assert 'CREATE DATABASE "nowhere"' in await refusal(changed(postgres.owner, path="/nowhere"))


async def test_a_server_that_is_not_there_is_refused_with_what_to_do() -> None:
    told = await refusal("postgresql://golive@127.0.0.1:1/golive")
    assert "127.0.0.1:1" in told
    assert "GOLIVE_DATABASE_URL" in told


async def test_an_unknown_user_is_refused_with_what_to_do(postgres: Server) -> None:
    told = await refusal(changed(postgres.owner, netloc="nobody:wrong@" + urlsplit(postgres.owner).netloc.rpartition("@")[2]))
    assert "nobody" in told
    assert "GOLIVE_DATABASE_URL" in told
