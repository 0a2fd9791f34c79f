"""The queue: a job is enqueued in the transaction that wants it, and worked off by any worker, again if one dies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job, TableChangedEvent
from sqlalchemy import Interval, LargeBinary, Text, bindparam, column, func, literal_column, table, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from golive.models import jsonb
from golive.models.compiled import Compiled
from golive.models.connecting import SCHEMA, Connection, Unavailable, connect, is_away
from golive.models.database import SYSTEM, Database
from golive.models.queue_schema import CHANNEL, NAMES, queries
from golive.models.settings import Settings

POLL = timedelta(milliseconds=250)  # when no bell rings, and for what is due only now
LONGEST_PAUSE = timedelta(minutes=1)  # between tries of a job that fails, and of reaching a database that is away
KEEP_LOG = timedelta(days=1)
PRUNE_EVERY = timedelta(minutes=10)
BETWEEN_RINGS = 0.01  # seconds, at least; a ring costs as much as a quarter of the commit that it is for
log = structlog.get_logger()


@dataclass(frozen=True)
class JobInfo:
    """A job as its handler sees it: `attempt` counts from 1 and grows with retries, not when a dead worker's job is taken up."""

    id: int
    name: str
    attempt: int
    enqueued_at: datetime


class Retry(Exception):
    """Raised by a handler that wants its job again after `delay`."""

    def __init__(self, delay: timedelta, reason: str | None = None) -> None:
        super().__init__(reason or f"again in {delay}")
        self.delay = delay
        self.reason = reason


Handler = Callable[[dict[str, Any], JobInfo], Awaitable[None]]


async def enqueue(
    session: AsyncSession, job: str, payload: Mapping[str, Any], *, dedupe_key: str, execute_after: timedelta | None = None
) -> bool:
    """Enqueue `job` in the session's transaction: it is there when that commits, and never was when it does not.

    False when a job with this key is waiting or running; a done one does not count. Ring the `Bell` after the commit.
    """
    values = job_values(job, jsonb.dumps(payload).encode(), dedupe_key, execute_after)
    return await _ENQUEUE.first_of(session, {"job": values}) is not None


def job_values(job: str, payload: bytes, dedupe_key: str, execute_after: timedelta | None = None) -> dict[str, Any]:
    """The parameters of `new_job`; the payload is JSON."""
    return {"name": job, "payload": payload, "key": dedupe_key, "after": execute_after or timedelta(0)}


def new_job() -> ReturningInsert[Any]:
    """What PGQueuer enqueues by, but for a line in its log, where nobody looks for jobs that wait."""
    jobs = table(NAMES.queue_table, *map(column, _COLUMNS), schema=SCHEMA)
    waits: tuple[Any, ...] = (literal_column("0"), bindparam("job__name", type_=Text), bindparam("job__payload", type_=LargeBinary))
    due = func.now() + bindparam("job__after", type_=Interval)
    waiting: Any = literal_column(f"'queued'::{NAMES.qualified.queue_status_type}")
    values: tuple[Any, ...] = (*waits, due, bindparam("job__key", type_=Text), waiting)
    waiting_or_running = text("status IN ('queued', 'picked') AND dedupe_key IS NOT NULL")
    new = insert(jobs).values(dict(zip(_COLUMNS, values, strict=True)))
    return new.on_conflict_do_nothing(index_elements=["dedupe_key"], index_where=waiting_or_running).returning(literal_column("id"))


_COLUMNS = ("priority", "entrypoint", "payload", "execute_after", "dedupe_key", "status")
_ENQUEUE = Compiled(new_job())


class Bell:
    """Wakes the workers of a database. Rung after a commit: NOTIFY inside it would line up all commits of the server.

    Rings while one is under way make one more together. A bell that is not heard costs a worker's poll.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._again = False
        self._ringing: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """Ring soon, without waiting and without errors."""
        self._again = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring())

    async def close(self) -> None:
        """Wait for the last ring."""
        if self._ringing:
            await self._ringing

    async def _ring(self) -> None:
        while self._again:
            self._again = False
            event = TableChangedEvent(
                type="table_changed_event", channel=CHANNEL, operation="insert", table=NAMES.queue_table, sent_at=datetime.now(UTC)
            )
            with suppress(Unavailable):
                await self._database.notify(CHANNEL, event.model_dump_json())
            await asyncio.sleep(BETWEEN_RINGS)


async def run_worker(
    database: Database, handlers: Mapping[str, Handler], shutdown: asyncio.Event, settings: Settings, name: str = "golive worker"
) -> None:
    """Work off jobs until `shutdown` is set, then finish those begun. Whatever breaks it off, as a database that is away, it comes back.

    A handler that fails is called again after growing pauses, from RETRY_FIRST to a minute. `name` is its connection's in the database.
    """
    pause = settings.retry_first
    while not shutdown.is_set():
        try:
            connection = await connect(database.url, role=SYSTEM, settings={"application_name": name}, codecs=False)
            pause = settings.retry_first
            try:
                await _work(connection, handlers, shutdown, settings)
            finally:
                await _close(connection)
        except Exception as error:  # the driver and the queue have many ways to say that a connection is gone, groups of errors among them
            known = isinstance(error, Unavailable) or is_away(error)
            log.warning("The worker broke off and tries again", error=repr(error), pause=pause.total_seconds(), exc_info=not known)
            with suppress(TimeoutError):
                await asyncio.wait_for(shutdown.wait(), pause.total_seconds())
            pause = min(2 * pause, LONGEST_PAUSE)


async def _work(connection: Connection, handlers: Mapping[str, Handler], shutdown: asyncio.Event, settings: Settings) -> None:
    manager = QueueManager(queries(connection), CHANNEL)
    for name, handler in handlers.items():
        manager.entrypoint(name, accepts_context=True, on_failure="hold")(_executor(handler, settings))
    stop = asyncio.create_task(_pass_on(shutdown, manager.shutdown))
    prune = asyncio.create_task(_prune(connection, manager))
    try:
        await manager.run(
            dequeue_timeout=POLL,
            batch_size=settings.worker_jobs // 2,
            max_concurrent_tasks=settings.worker_jobs,
            heartbeat_timeout=settings.job_heartbeat,
            shutdown_on_listener_failure=True,
            log_aggregation_interval=timedelta(0),  # nobody reads the statistics
        )
    finally:
        for task in (stop, prune):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _close(connection: Connection) -> None:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        await connection.close(timeout=5)


async def _pass_on(event: asyncio.Event, to: asyncio.Event) -> None:
    await event.wait()
    to.set()


def _executor(handler: Handler, settings: Settings) -> Callable[[Job, Context], Awaitable[None]]:
    async def execute(job: Job, _context: Context) -> None:
        info = JobInfo(job.id, job.entrypoint, job.attempts + 1, job.created)
        try:
            await handler(jsonb.loads(job.payload or b"{}"), info)
        except Retry as retry:
            raise RetryRequested(retry.delay, retry.reason) from retry
        except Exception as error:
            log.exception("A job failed", job=info.name, id=info.id, attempt=info.attempt)
            pause = min(settings.retry_first * 2 ** min(job.attempts, 16), LONGEST_PAUSE)
            raise RetryRequested(pause, str(error)) from error

    return execute


async def _prune(connection: Connection, manager: QueueManager) -> None:
    """PGQueuer notes every job that it ever did, and forgets none."""
    old = f"DELETE FROM {NAMES.qualified.queue_table_log} WHERE created < now() - $1::interval"
    while True:
        with suppress(asyncpg.PostgresError):
            await manager.queries.driver.execute(old, KEEP_LOG)
        await asyncio.sleep(PRUNE_EVERY.total_seconds())
