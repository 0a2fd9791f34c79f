"""Migrations: what brings a database, empty or older, to what this Golive stores in, with its roles and rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from golive.models.connecting import SCHEMA, DatabaseError, connect, explained
from golive.models.migrations import rights
from golive.models.queue_schema import install_queue

SESSION = {"application_name": "golive migrate"}
LOCK = 4_716_001_001  # any number, the same in every version


async def migrate(url: str) -> None:
    """Bring the database at `url` up to date; one process at a time, others wait. Does nothing to one that is.

    Raises `DatabaseError`, which says what to do: the server is away or too old, the two roles can't be made, or a newer
    Golive made the tables.
    """
    with explained(url):
        connection = await connect(url, settings=SESSION, codecs=False)
        try:
            rights.require_version(connection)
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
            await rights.prepare(connection)
            await _upgrade(url)
            await install_queue(connection)
            await rights.grant(connection)
        finally:
            await connection.close()


def engine(url: str) -> AsyncEngine:
    """For Alembic, which compares only when every name comes with its schema: an empty search path."""

    async def creator(*_: Any, **__: Any) -> Any:
        return await connect(url, settings={**SESSION, "search_path": ""}, codecs=False)

    return create_async_engine("postgresql+asyncpg://", async_creator=creator, poolclass=pool.NullPool)


async def _upgrade(url: str) -> None:
    async with engine(url).connect() as connection:
        await connection.run_sync(_upgrade_sync)
        await connection.commit()


def _upgrade_sync(connection: Connection) -> None:
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA}).get_current_heads():
        if revision not in known:
            raise DatabaseError(
                f"A newer Golive made this database (its revision {revision} is unknown here). Run that version, or name another database."
            )
    command.upgrade(config, "head")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for the migrations beside this file, run on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
