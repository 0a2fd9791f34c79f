"""Which versions of journeys run now, and where in them somebody is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import jsonb
from golive.models.journeys.passage import PARTS
from golive.models.journeys.plan import Plan
from golive.models.session import driver_of

# Audience journeys go on in their runs alone. After a resume nobody goes on before the waits have been put right.
_RUNS = """
    r.is_live AND v.live_from IS NOT NULL
    AND (
        (r.type = 'CUSTOMER_JOURNEY' AND r.status_reason IN ('LIVE', 'LIVE_EDITABLE', 'GOING_LIVE'))
        OR (r.type = 'REAL_TIME_JOURNEY' AND v.status_reason IN ('LIVE', 'COMPLETING'))
    )
    AND NOT EXISTS (
        SELECT FROM golive.journey_hold h
        WHERE h.workspace_id = r.workspace_id AND h.journey_id = r.id AND h.resumed_at IS NOT NULL
    )
"""
_HERE = """
    p.workspace_id = v.workspace_id AND p.journey_id = v.record_id AND p.version = v.number AND p.part = part.number
    AND p.status = 'INSIDE'
"""
# The journey's content settings are live.
_RELEASED = """
    SELECT FROM golive.use u JOIN golive.record s ON s.workspace_id = u.workspace_id AND s.id = u.used_id
    WHERE u.workspace_id = r.workspace_id AND u.user_id = r.id AND u.scope = 'LIVE' AND s.type = 'CONTENT_SETTINGS' AND s.is_live
"""
_DUE = text(f"""
    SELECT v.workspace_id, v.record_id, v.number, part.number AS part
    FROM golive.record r
    JOIN golive.version v ON v.workspace_id = r.workspace_id AND v.record_id = r.id
    CROSS JOIN generate_series(0, {PARTS - 1}) AS part(number)
    WHERE {_RUNS}
    AND (
        EXISTS (SELECT FROM golive.passage p WHERE {_HERE} AND p.due_at <= now())
        OR (EXISTS (SELECT FROM golive.passage p WHERE {_HERE} AND p.held IS NOT NULL) AND EXISTS ({_RELEASED}))
    )
""")
# A customer journey's pipeline is fixed for ever, so that whoever entered an older version goes on by the newest.
_VERSION = f"""
    SELECT clock_timestamp() AS now, r.workspace_id, r.type, plan.number, plan.frozen_at
    FROM golive.record r
    JOIN golive.version v ON v.workspace_id = r.workspace_id AND v.record_id = r.id
    JOIN golive.version plan ON plan.workspace_id = v.workspace_id AND plan.record_id = v.record_id
        AND plan.number = CASE WHEN r.type = 'CUSTOMER_JOURNEY' THEN r.live_version ELSE v.number END
    WHERE r.id = $1 AND v.number = $2 AND {_RUNS}
"""
_PREPARED = "SELECT prepared::text FROM golive.version WHERE record_id = $1 AND number = $2"
_RELEASE = f"""
    UPDATE golive.passage p SET held = NULL, due_at = $4
    FROM golive.record r
    WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.version = $3 AND p.part = $5 AND p.status = 'INSIDE' AND p.held IS NOT NULL
    AND r.workspace_id = $1 AND r.id = $2 AND EXISTS ({_RELEASED})
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the people inside a version, some of whom are due."""

    workspace_id: UUID
    journey_id: UUID
    version: int
    number: int


async def parts_due(session: AsyncSession) -> list[Part]:
    """Where in all workspaces somebody is due who may go on, or is held and need not be any more; asked as the system."""
    return [Part(*row) for row in await session.execute(_DUE)]


class Plans:
    """The plans of versions, read once: what a live version runs never changes."""

    MOST = 500

    def __init__(self) -> None:
        self._known: dict[tuple[UUID, int, int, datetime], Plan] = {}

    async def running(self, session: AsyncSession, journey_id: UUID, version: int) -> tuple[Plan, datetime] | None:
        """The plan that people of a version go on by, and the time; None when the version doesn't run now."""
        driver = await driver_of(session)
        row = await driver.fetchrow(_VERSION, journey_id, version)
        if row is None:
            return None
        key = (journey_id, version, row["number"], row["frozen_at"])
        plan = self._known.get(key)
        if plan is None:
            prepared = await driver.fetchval(_PREPARED, journey_id, row["number"])
            plan = Plan.of(row["workspace_id"], journey_id, RecordType(row["type"]), version, jsonb.loads(prepared))
            if len(self._known) >= self.MOST:
                self._known.clear()
            self._known[key] = plan
        return plan, row["now"]


async def release(session: AsyncSession, plan: Plan, now: datetime, part: int) -> None:
    """Whom stopped content settings held is due again, once they are live."""
    await (await driver_of(session)).execute(_RELEASE, plan.workspace_id, plan.journey_id, plan.version, now, part)
