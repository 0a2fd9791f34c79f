"""The tables of PGQueuer, kept in our schema under names that no stray environment variable can change."""

from __future__ import annotations

from typing import cast

import asyncpg
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.queries import Queries

from golive.models.connecting import SCHEMA, Connection

CHANNEL = Channel("golive_queue")
TRIGGER = "tg_pgqueuer_changed"

# Every name is given: what is not would be looked up in variables as common as TRIGGER and CHANNEL.
NAMES = DBSettings(
    prefix="",
    db_schema=SCHEMA,
    channel=CHANNEL,
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger=TRIGGER,
    schedules_table="pgqueuer_schedules",
    durability=Durability.balanced,  # jobs survive a crash, the log of jobs done need not
    widen_id=True,
)


def queries(connection: object) -> Queries:
    """PGQueuer's statements on an asyncpg connection that reads and writes JSON as text."""
    driver = AsyncpgDriver(cast(asyncpg.Connection, connection))
    return Queries(driver, QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES), QuerySchedulerBuilder(NAMES))


async def install_queue(connection: Connection) -> None:
    """Make the queue's tables, or bring those of an older PGQueuer up to date."""
    ours = queries(connection)
    if await ours.schema_is_installed():
        await ours.upgrade()
    else:
        await ours.install(create_schema=False)
    # Its trigger would NOTIFY inside our transactions, which makes every commit of the server wait for the one before.
    # We tell workers after the commit instead: `golive.models.queue.ring`.
    table = f"{SCHEMA}.{NAMES.queue_table}"
    enabled = "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::text::regclass AND tgname = $2 AND tgenabled <> 'D')"
    if await connection.fetchval(enabled, table, TRIGGER):
        await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {TRIGGER}")
