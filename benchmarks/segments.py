"""How fast a segment of 1,000,000 contacts is built, and followed when 10,000 of them change, beside bare SQL."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.benchmarks.bench import Answer, Bench, Reach, median, number, say, superuser
from golive.lifecycles.words import Action, RecordType
from golive.models import ids
from golive.models.catching_up import catch_up
from golive.models.connecting import Connection
from golive.models.database import Database
from golive.models.drafts import create
from golive.models.following import Followers
from golive.models.membership import build
from golive.models.moves import Actor, Order
from golive.models.perform import perform
from golive.models.settings import Settings

CONDITION = 'contact.size >= 5 && contact.town == "Rural"'
RELATIVE = 'contact.seen > now - duration("P30D")'
OTHERS = 100
ADA = Actor("Ada")
FILL = """
    INSERT INTO golive.contact (workspace_id, id, email, attributes)
    SELECT $1, golive.uuid7(), 'c' || n || '@example.com', jsonb_build_object(
        'size', n % 10, 'town', (ARRAY['Rural', 'Urban', 'Surburban'])[1 + n % 3], 'seen', to_jsonb(now() - n % 90 * interval '1 day'),
        'recency', n % 12, 'history', round((n % 50000) / 100.0, 2), 'mens', n % 2, 'womens', (n + 1) % 2, 'newbie', n % 4 / 3)
    FROM generate_series(1, $2::int) AS n
"""
ATTRIBUTES = """
    INSERT INTO golive.attribute (workspace_id, name, type)
    VALUES ($1, 'size', 'INTEGER'), ($1, 'town', 'STRING'), ($1, 'seen', 'DATE_TIME'), ($1, 'mens', 'INTEGER')
"""
TAKEN = """
    SELECT c.id FROM golive.contact c WHERE c.workspace_id = $1 AND c.status = 'ACTIVE'
    AND (c.attributes ->> 'size')::numeric >= 5 AND c.attributes ->> 'town' = 'Rural'
"""
BUILD = f"INSERT INTO golive.segment_member (workspace_id, segment_id, contact_id) SELECT $1, $2, id FROM ({TAKEN}) taken"
CHANGE = """
    UPDATE golive.contact SET attributes = jsonb_set(attributes, '{size}', to_jsonb(((attributes ->> 'size')::int + 5) % 10))
    WHERE workspace_id = $1 AND id IN (SELECT id FROM golive.contact TABLESAMPLE SYSTEM_ROWS($2))
"""
FOLLOW = f"""
    WITH touched AS (DELETE FROM golive.touched WHERE workspace_id = $1 RETURNING contact_id),
    taken AS ({TAKEN} AND c.id IN (SELECT contact_id FROM touched)),
    gone AS (
        DELETE FROM golive.segment_member m WHERE m.workspace_id = $1 AND m.segment_id = $2
        AND m.contact_id IN (SELECT contact_id FROM touched) AND m.contact_id NOT IN (SELECT id FROM taken)
    )
    INSERT INTO golive.segment_member (workspace_id, segment_id, contact_id) SELECT $1, $2, id FROM taken ON CONFLICT DO NOTHING
"""


async def measure(bench: Bench) -> Answer:
    """Each thing on its own, ours and the bare one in turn, on one PostgreSQL."""
    contacts, changed = (20_000, 1_000) if bench.quick else (1_000_000, 10_000)
    answer = Answer(
        f"Segments of {contacts:,} contacts",
        f"Ours as a worker does it, in batches, each a transaction; the bare one by hand and in one statement, as a superuser. "
        f"Whom to look at again both take from the same table. The condition is `{CONDITION}`. A relative one (`{RELATIVE}`) also has "
        "the moment written down at which each contact turns.",
        ["work", "Golive", "bare SQL", "of bare SQL"],
    )
    async with bench.database() as url:
        bare = await superuser(url)
        await bare.execute("CREATE EXTENSION IF NOT EXISTS tsm_system_rows")
        workspace = ids.new()
        await bare.execute("INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, 'bench')", workspace)
        database = await Database.open(Settings.model_construct(), url)
        await _fill(bare, workspace, contacts)
        runs = _Runs(bench, database, bare, workspace)
        ours, by_hand = await median(bench.runs, runs.build), await median(bench.runs, runs.build_by_hand)
        relative = await runs.build(RELATIVE)
        answer.rows.append([f"first build of {contacts:,}", f"{ours:.2f} s", f"{by_hand:.2f} s", f"{by_hand / ours:.2f}"])
        answer.rows.append(["the same, relative", f"{relative:.2f} s", "", ""])
        answer.reaches.append(Reach("first build, of bare SQL", by_hand / ours, 0.7))
        segment = await runs.live(CONDITION)
        await runs.build(segment=segment)
        follow, follow_by_hand = await runs.both(segment, changed)
        answer.rows.append([f"{changed:,} changed", _ms(follow), _ms(follow_by_hand), f"{follow_by_hand / follow:.2f}"])
        answer.reaches.append(Reach(f"{changed:,} changed contacts, of bare SQL", follow_by_hand / follow, 0.7))
        for _ in range(OTHERS):
            await runs.live("contact.mens == 1")
        beside, _ = await runs.both(segment, changed)
        answer.rows.append([f"{changed:,} changed, beside {OTHERS} segments that ask for something else", _ms(beside), "", ""])
        answer.reaches.append(Reach(f"{changed:,} changed, beside {OTHERS} others", beside / follow, 1.5, at_most=True, unit=" times"))
        await database.close()
        await bare.close()
    return answer


async def _fill(bare: Connection, workspace: UUID, contacts: int) -> None:
    started = time.perf_counter()
    await bare.execute(ATTRIBUTES, workspace)
    await bare.execute(FILL, workspace, contacts)
    await bare.execute("VACUUM ANALYZE")
    await bare.execute("CHECKPOINT")
    say(f"{number(contacts)} contacts written in {time.perf_counter() - started:.0f} s")


class _Runs:
    """What is measured, in seconds; what is left over from one run is removed before the next."""

    def __init__(self, bench: Bench, database: Database, bare: Connection, workspace: UUID) -> None:
        self._bench, self._database, self._bare, self._workspace = bench, database, bare, workspace
        self._followers = Followers()

    async def live(self, condition: str) -> UUID:
        """A live segment, whose members nobody has looked for."""
        settings, content = Settings.model_construct(), {"name": str(ids.new()), "dynamicQuery": condition}
        async with self._database.transaction(self._workspace) as session:
            record = (await create(session, RecordType.SEGMENT, self._workspace, content, ADA)).record
        assert record is not None
        async with self._database.transaction(self._workspace) as session:
            await perform(session, settings, Order(record.id, Action.GO_LIVE, ADA))
        await self._bare.execute("DELETE FROM golive.work")
        return record.id

    async def build(self, condition: str = CONDITION, segment: UUID | None = None) -> float:
        """Find all members."""
        snapshot = {"segmentType": "DYNAMIC", "dynamicQuery": condition}
        return await self._timed(lambda: build(self._database, self._workspace, segment or ids.new(), snapshot, _ignore))

    async def build_by_hand(self) -> float:
        """The same in one statement."""
        return await self._timed(lambda: self._bare.execute(BUILD, self._workspace, ids.new()))

    async def both(self, segment: UUID, changed: int) -> tuple[float, float]:
        """Follow changes, as a worker does and by hand: the medians."""
        ours = await median(self._bench.runs + 1, lambda: self._changed(changed, self._caught_up))
        bare = partial(self._bare.execute, FOLLOW, self._workspace, segment)
        return ours, await median(self._bench.runs + 1, lambda: self._changed(changed, bare))

    async def _changed(self, changed: int, follow: Callable[[], Awaitable[object]]) -> float:
        await self._bare.execute("DELETE FROM golive.touched")
        await self._bare.execute(CHANGE, self._workspace, changed)
        await self._bare.execute("ANALYZE golive.touched")
        return await self._timed(follow)

    async def _caught_up(self) -> None:
        while True:
            async with self._database.transaction(self._workspace) as session:
                if not await catch_up(session, self._workspace, self._followers):
                    return

    async def _timed(self, what: Callable[[], Awaitable[object]]) -> float:
        await self._bare.execute("CHECKPOINT")
        started = time.perf_counter()
        await what()
        return time.perf_counter() - started


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


async def _ignore(_session: AsyncSession, _done: int, _total: int) -> None:
    """Nobody asks for progress."""
