"""A worker of PGQueuer alone in a process, for which each step of each contact is a job; prints how many a second it did.

`python -m golive.benchmarks.peers.job_journey DATABASE_URL WORKSPACE JOURNEY`. Everybody takes the steps of the journey's first day:
a job takes one contact one step on, writes its path, counts it, and enqueues the next step's job, in one transaction.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from uuid import UUID

import asyncpg
import uvloop
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueExecutionMode

from golive.models.queue_schema import CHANNEL, queries

AT_ONCE = 10  # the default of PGQueuer; with forty it is no faster
DAY = timedelta(days=1)
STEPS = (("ask", 0, "deal", timedelta(0)), ("deal", 1, "wait", DAY))
"""Each step's id, its place, what follows, and how long from then nobody looks at the contact."""
TAKE = """
    WITH moved AS (
        UPDATE golive.passage p SET step = $6, since = now(), due_at = now() + $7::interval, until = now() + $7::interval
        FROM golive.contact c
        WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.id = $3 AND p.step = $4 AND p.status = 'INSIDE'
        AND c.workspace_id = $1 AND c.id = p.contact_id AND c.status = 'ACTIVE'
        RETURNING p.id, CASE $5::int
            WHEN 0 THEN CASE WHEN (c.attributes ->> 'age')::numeric > 30 THEN 'yes' ELSE 'no' END
            ELSE CASE WHEN uuid_hash(p.contact_id) % 100 < 50 THEN 'a' ELSE 'b' END
        END AS branch
    ), path AS (
        INSERT INTO golive.passage_step (workspace_id, passage_id, number, step, entered_at, left_at, outcome, branch)
        SELECT $1, id, $5, $4, now(), now(), 'PASSED', branch FROM moved
    )
    INSERT INTO golive.step_count AS n (workspace_id, journey_id, version, step, passed) SELECT $1, $2, 1, $4, count(*) FROM moved
    ON CONFLICT (workspace_id, journey_id, version, step) DO UPDATE SET passed = n.passed + excluded.passed
"""


async def main(url: str, workspace: UUID, journey: UUID) -> None:
    """Enqueue a job for everybody's first step, and work jobs off until there are none."""
    url = url.replace("golive@/", "postgres@/")
    async with asyncpg.create_pool(url, min_size=AT_ONCE, max_size=AT_ONCE) as pool:
        connection = await asyncpg.connect(url)
        people = [row["id"] for row in await connection.fetch("SELECT id FROM golive.passage WHERE journey_id = $1", journey)]
        await queries(connection).enqueue([STEPS[0][0]] * len(people), [each.bytes for each in people], [0] * len(people))
        await connection.execute("VACUUM ANALYZE golive.pgqueuer")
        manager = QueueManager(queries(connection), CHANNEL)
        began = ended = time.perf_counter()

        async def take(job: Job) -> None:
            nonlocal ended
            (step,) = (each for each in STEPS if each[0] == job.entrypoint)
            following = step[2]
            async with pool.acquire() as mine, mine.transaction():
                await mine.execute(TAKE, workspace, journey, UUID(bytes=job.payload), *step)
                if any(each[0] == following for each in STEPS):
                    await queries(mine).enqueue(following, job.payload)
            ended = time.perf_counter()

        for step in STEPS:
            manager.entrypoint(step[0])(take)
        await manager.run(batch_size=AT_ONCE, mode=QueueExecutionMode.drain, dequeue_timeout=timedelta(seconds=1))
        taken = await connection.fetchval("SELECT count(*) FROM golive.passage_step WHERE workspace_id = $1", workspace)
        assert taken == len(STEPS) * len(people), f"{taken} steps by {len(people)} contacts"
        await connection.close()
    print(json.dumps({"steps": taken, "seconds": ended - began}))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], UUID(sys.argv[2]), UUID(sys.argv[3])))
