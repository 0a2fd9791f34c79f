"""What a look into the database tells: its version and roles, what waits too long, what is stuck, what doesn't add up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import TRANSITIONAL, StatusReason
from golive.models.connecting import place
from golive.models.database import Database
from golive.models.migrations import configuration
from golive.models.queue_schema import NAMES
from golive.models.settings import Settings

LATE = 60  # seconds after which what is due should long be under way
SKEW = 5.0  # seconds that two clocks may differ
LONGEST_LOOK = timedelta(minutes=5)
OTHERS = 6  # connections of a process beside its pools: doorbell, tail, worker, timers
PATIENCE = 5.0  # seconds for an outside service to answer

SERVER = text("""
    SELECT current_setting('server_version') AS version, current_setting('max_connections')::int AS connections, now() AS now,
           (SELECT string_agg(version_num, ', ') FROM golive.alembic_version) AS revision,
           (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'golive worker' AND datname = current_database()) AS workers
""")
QUEUE = text(f"""
    SELECT count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status = 'picked') AS picked,
           count(*) FILTER (WHERE status NOT IN ('queued', 'picked')) AS held,
           coalesce(extract(epoch FROM now() - min(execute_after) FILTER (WHERE status = 'queued')), 0)::int AS waits,
           coalesce(extract(epoch FROM now() - min(heartbeat) FILTER (WHERE status = 'picked')), 0)::int AS silent
    FROM {NAMES.qualified.queue_table}
""")
WORK = text("""
    SELECT count(*) AS under_way, count(*) FILTER (WHERE deadline < now() - make_interval(secs => :late)) AS past,
           count(*) FILTER (WHERE tries > :attempts) AS tried
    FROM golive.work
""")
RECORDS = text("""
    SELECT count(*) FILTER (WHERE status_reason = :error) AS error,
           count(*) FILTER (WHERE status_reason = ANY(:transitional) AND updated_at < now() - make_interval(secs => :late)
               AND NOT EXISTS (SELECT FROM golive.work WHERE work.workspace_id = record.workspace_id
                               AND work.record_id = record.id AND NOT work.of_version)) AS lost
    FROM golive.record
""")
OVERDUE = text("SELECT count(*) AS schedules FROM golive.schedule WHERE at < now() - make_interval(secs => :late)")
MAILS = text("""
    SELECT count(*) FILTER (WHERE status = 'QUEUED' AND due_at < now() - make_interval(secs => :late)) AS late,
           count(*) FILTER (WHERE status = 'UNKNOWN') AS unknown
    FROM golive.mail WHERE status IN ('QUEUED', 'UNKNOWN')
""")
GAPS = text("""
    SELECT count(*) AS logs, coalesce(sum(counter.number), 0) AS changes,
           count(*) FILTER (WHERE rows.there <> counter.number - counter.kept_from + 1) AS broken
    FROM golive.log_counter AS counter
    CROSS JOIN LATERAL (SELECT count(*) AS there FROM golive.change
                        WHERE change.workspace_id = counter.workspace_id AND change.number >= counter.kept_from) AS rows
""")
SERVICES = text("SELECT DISTINCT url FROM golive.outside_service ORDER BY url")


@dataclass(frozen=True)
class Finding:
    """What was found in one area; with `advice` something is to be done."""

    area: str
    message: str
    advice: str | None = None


async def examine_database(database: Database, settings: Settings) -> list[Finding]:
    """Look at everything in the database, and at the outside live services that it names. Raises `Unavailable`."""
    findings: list[Finding] = []
    async with database.system(at_most=LONGEST_LOOK) as session:
        server = await _row(session, SERVER)
        findings += _server(server, database, settings)
        if findings[-1].advice:  # the tables are another version's
            return findings
        findings += _queue(await _row(session, QUEUE), server.workers, settings)
        findings += _work(await _row(session, WORK, late=LATE, attempts=settings.going_live_attempts))
        in_transition = [state.value for state in TRANSITIONAL]
        records = await _row(session, RECORDS, late=LATE, error=StatusReason.ERROR.value, transitional=in_transition)
        findings += _records(records, (await _row(session, OVERDUE, late=LATE)).schedules)
        findings.append(_mails(await _row(session, MAILS, late=LATE)))
        findings.append(_log(await _row(session, GAPS)))
        services = list(await session.scalars(SERVICES))
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        findings += await asyncio.gather(*(_service(client, url) for url in services))
    return findings


async def _row(session: AsyncSession, query: Any, **values: Any) -> Any:
    return (await session.execute(query, values)).one()


def _server(server: Any, database: Database, settings: Settings) -> list[Finding]:
    kind = "PostgreSQL" if settings.database_url else "The embedded PostgreSQL"
    needed = 2 * settings.pool_size + OTHERS
    advice = None
    if needed > server.connections:
        advice = f"One process may need {needed} connections: raise max_connections, or lower GOLIVE_POOL_SIZE."
    found = [Finding("database", f"{kind} {server.version} at {place(database.url)}, {server.connections} connections at most.", advice)]
    skew = abs((datetime.now(UTC) - server.now).total_seconds())
    if skew > SKEW:
        found.append(Finding("clock", f"This machine and the database differ by {skew:.0f} s.", "Set both clocks by NTP."))
    head = ScriptDirectory.from_config(configuration(None)).get_current_head()  # type: ignore[arg-type]  # nothing is run
    if server.revision != head:
        found.append(Finding("tables", f"They are at {server.revision}, and this Golive is at {head}.", "Run `golive migrate`."))
    else:
        found.append(Finding("tables", f"They are up to date ({head})."))
    return found


def _queue(queue: Any, workers: int, settings: Settings) -> list[Finding]:
    told = f"{queue.queued} jobs wait, {queue.picked} are under way; workers that are connected: {workers}."
    late, silent = queue.waits > LATE, queue.silent > 3 * settings.job_heartbeat.total_seconds() + LATE
    if (late or silent) and not workers:
        advice = "No worker runs: start `golive serve` without --no-worker, or `golive worker`."
    elif late or silent:
        advice = "Start more workers with `golive worker`, or raise GOLIVE_WORKER_JOBS; their logs tell whether jobs fail."
    else:
        advice = None
    found = [Finding("queue", f"{told} The oldest is due since {queue.waits} s." if late else told, advice)]
    if queue.held:
        found.append(
            Finding("queue", f"{queue.held} jobs are given up.", "The workers' logs say why; their work is tried again by itself.")
        )
    return found


def _work(work: Any) -> list[Finding]:
    found = [Finding("work", f"{work.under_way} records go live, stop or complete just now.")]
    if work.past:
        advice = "A worker ends them in Error: see whether one runs, and what its log says."
        found.append(Finding("work", f"{work.past} of them are past their deadline.", advice))
    if work.tried:
        advice = "A worker that dies of them leaves its reason in its log, or the kernel in its (memory)."
        found.append(Finding("work", f"{work.tried} of them were tried again and again.", advice))
    return found


def _records(records: Any, overdue: int) -> list[Finding]:
    found = []
    if records.lost:
        advice = "A worker takes them up by itself within seconds: start one with `golive worker`."
        found.append(Finding("records", f"{records.lost} are on their way with nobody at work on them.", advice))
    if overdue:
        advice = "Workers take scheduled actions: start one with `golive worker`, or see what its log says."
        found.append(Finding("schedules", f"{overdue} scheduled actions are overdue.", advice))
    if records.error:
        found.append(Finding("records", f"{records.error} are in Error, and wait for their owners: lastError says why."))
    return found


def _log(log: Any) -> Finding:
    if log.broken:
        advice = "Changes were deleted by hand, or a backup was restored in parts: restore it whole."
        return Finding("log", f"{log.broken} workspaces miss changes in their log.", advice)
    return Finding("log", f"{log.logs} workspaces, {log.changes} changes, none missing.")


def _mails(mails: Any) -> Finding:
    told = f"{mails.late} mails are late, and of {mails.unknown} nobody knows whether they arrived."
    if mails.unknown:
        return Finding("mail", told, "List them by mails(filter: {statuses: [UNKNOWN]}), and say resendMail or settleMail of each.")
    return Finding("mail", told, "Look whether workers run, and in their logs what the mail server says." if mails.late else None)


async def _service(client: httpx.AsyncClient, url: str) -> Finding:
    """Whether anything answers there; a delivery would be a POST."""
    parts = urlsplit(url)
    where = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
    try:
        await client.head(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = "Mend it, or take its types back with removeLiveService: their records can't go live meanwhile."
        return Finding("live service", f"{where} does not answer ({type(error).__name__}).", advice)
    return Finding("live service", f"{where} answers.")
