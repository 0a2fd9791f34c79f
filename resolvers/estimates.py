"""How many members segments would have now, for many of them in one statement over the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CompoundSelect, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models import contacts
from golive.models.conditions import ConditionError
from golive.models.content import content
from golive.models.membership import Rule
from golive.models.records import Record


async def estimates(session: AsyncSession, workspace_id: UUID, segments: Sequence[Record], now: datetime) -> list[int | None]:
    """For each segment how many contacts its working copy takes; None where a condition has a mistake."""
    known = await contacts.attributes(session)
    rules: list[Rule | None] = []
    for segment in segments:
        try:
            rules.append(await Rule.of(workspace_id, content(segment), known, now))
        except ConditionError:
            rules.append(None)
    counts = [_counted(rule) for rule in rules if rule is not None]
    found = iter((await session.execute(select(*counts))).one() if counts else ())
    return [next(found) if rule is not None else None for rule in rules]


def _counted(rule: Rule) -> ScalarSelect[int]:
    taken = cast(CompoundSelect[Any], rule.takes().element).subquery()
    return select(func.count()).select_from(taken).scalar_subquery()
