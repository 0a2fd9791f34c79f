"""What is counted of each step, in the transaction in which it happens, and last in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.session import driver_of

_STEPS = """
    INSERT INTO golive.step_count AS c (workspace_id, journey_id, version, step, entered, passed, failed, exited)
    SELECT $1, $2, $3, * FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) ORDER BY 4
    ON CONFLICT (workspace_id, journey_id, version, step) DO UPDATE SET
        entered = c.entered + excluded.entered, passed = c.passed + excluded.passed,
        failed = c.failed + excluded.failed, exited = c.exited + excluded.exited
"""
_REASONS = """
    INSERT INTO golive.step_reason AS c (workspace_id, journey_id, version, step, outcome, reason, contacts)
    SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[]) ORDER BY 4, 5, 6
    ON CONFLICT (workspace_id, journey_id, version, step, outcome, reason) DO UPDATE SET contacts = c.contacts + excluded.contacts
"""


@dataclass(slots=True)
class Tally:
    """What happened at a step: how many came, went on, failed and left; `reasons` by outcome (FAILED, EXITED, REMOVED) and reason."""

    entered: int = 0
    passed: int = 0
    failed: int = 0
    exited: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)


async def add(session: AsyncSession, workspace_id: UUID, journey_id: UUID, version: int, tallies: Mapping[str, Tally]) -> None:
    """Add what happened at the steps of a version, by their ids.

    Everybody who works on the version waits for these rows until the transaction ends: call it once, after all else. Rows are
    taken in the order of their keys, so that two who add don't wait for each other.
    """
    if not tallies:
        return
    driver = await driver_of(session)
    version_key = (workspace_id, journey_id, version)
    counted = [(each.entered, each.passed, each.failed, each.exited) for each in tallies.values()]
    await driver.execute(_STEPS, *version_key, list(tallies), *map(list, zip(*counted, strict=True)))
    reasons = [(step, *key, number) for step, each in tallies.items() for key, number in each.reasons.items()]
    if reasons:
        await driver.execute(_REASONS, *version_key, *map(list, zip(*reasons, strict=True)))
