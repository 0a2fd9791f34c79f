"""Which version of each e-mail a version of a journey holds on to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.records import Record
from golive.models.uses import references
from golive.models.version import Version

Pins = dict[str, Any]


async def pins_of(session: AsyncSession, record: Record, snapshot: dict[str, Any], running: Version | None) -> Pins:
    """For each e-mail step, by its id, the version of its e-mail that is live now, as `{"emailId", "version"}`.

    A step of an outbound journey that `running` has with the same e-mail keeps the version pinned there: a newer one reaches such
    a journey only when it is stopped and goes live again. The other kinds pin anew with each of their own versions.
    """
    if "steps" not in snapshot:
        return {}
    emails = [each for each in references(record.type, snapshot) if each.type is RecordType.MARKETING_EMAIL and each.step_id]
    if not emails:
        return {}
    rows = await session.execute(select(Record.id, Record.live_version).where(Record.id.in_([each.id for each in emails])))
    live: dict[UUID, int | None] = {id_: number for id_, number in rows}  # noqa: C416 - rows are typed as tuples only one by one
    keeps = record.type is RecordType.CUSTOMER_JOURNEY and running is not None
    old: Pins = running.pins if keeps and running is not None else {}
    pins: Pins = {}
    for each in emails:
        pin = {"emailId": ids.encode(each.type.prefix, each.id), "version": live.get(each.id)}
        kept = old.get(each.step_id or "")
        pins[each.step_id or ""] = kept if kept and kept["emailId"] == pin["emailId"] and kept["version"] else pin
    return pins
