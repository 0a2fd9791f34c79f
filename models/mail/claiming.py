"""Whose mails are due, and who is at them: taken in batches that nobody else takes, and let go with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.compiled import Row
from golive.models.mail.deciding import decide
from golive.models.mail.mail import CALLED_OFF, MailStatus
from golive.models.session import driver_of

_WORKSPACES = """
SELECT workspace_id FROM workspace w WHERE EXISTS (
    SELECT FROM mail m WHERE m.workspace_id = w.workspace_id AND m.status = 'QUEUED' AND m.due_at <= clock_timestamp()
) ORDER BY random()
"""
_DUE = """
SELECT id, clock_timestamp() AS now FROM mail WHERE workspace_id = $1 AND status = 'QUEUED' AND due_at <= clock_timestamp()
ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
# A contact's mails are counted one after another, whichever workers are at them; where there is no cap nobody waits.
_LOCK_CAPPED = """
SELECT FROM contact WHERE workspace_id = $1 AND id IN (
    SELECT m.contact_id FROM mail m JOIN content_settings s ON s.workspace_id = $1 AND s.id = m.content_settings_id
    JOIN record r ON r.workspace_id = $1 AND r.id = s.id
    JOIN version v ON v.workspace_id = $1 AND v.record_id = s.id AND v.number = r.live_version
    WHERE m.workspace_id = $1 AND m.id = ANY($2) AND v.snapshot->'frequencyCaps' NOT IN ('[]', 'null')
) ORDER BY id FOR NO KEY UPDATE
"""
# What was called off meanwhile isn't tried again.
_SETTLE = f"""
UPDATE mail SET status = CASE WHEN o.status = 'QUEUED' AND mail.reason = '{CALLED_OFF}' THEN 'CANCELLED' ELSE o.status END,
    reason = CASE WHEN o.status = 'QUEUED' AND mail.reason = '{CALLED_OFF}' THEN mail.reason ELSE o.reason END,
    detail = o.detail, due_at = coalesce(clock_timestamp() + o.pause, mail.due_at),
    tries = mail.tries - (o.untried)::int, sent_at = CASE WHEN o.status = 'SENT' THEN clock_timestamp() END
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::interval[], $7::bool[]) AS o(id, status, reason, detail, pause, untried)
WHERE mail.workspace_id = $1 AND mail.id = o.id AND mail.claim = $8 AND mail.status IN ('SENDING', 'UNKNOWN')
"""
_SHARED = """
SELECT address_key, contact_id FROM mail
WHERE workspace_id = $1 AND address_key = ANY($2) AND status IN ('SENDING', 'SENT', 'UNKNOWN') AND NOT test
"""
_KEEP = """
UPDATE mail SET address = a.address, address_key = a.key FROM unnest($2::uuid[], $3::text[], $4::text[]) AS a(id, address, key)
WHERE mail.workspace_id = $1 AND mail.id = a.id
"""
_CLAIMS = "SELECT DISTINCT claim FROM mail WHERE status = 'SENDING' AND claim IS NOT NULL"
_ORPHANED = "UPDATE mail SET status = 'UNKNOWN', reason = 'WORKER_DIED' WHERE status = 'SENDING' AND claim = $1"
_RELEASE = """
UPDATE mail SET due_at = clock_timestamp(), reason = NULL WHERE workspace_id = $1 AND id IN (
    SELECT m.id FROM record r JOIN version v ON v.workspace_id = $1 AND v.record_id = r.id
    CROSS JOIN LATERAL (
        SELECT h.id FROM mail h LEFT JOIN record s ON s.workspace_id = $1 AND s.id = h.content_settings_id
        WHERE h.workspace_id = $1 AND h.status = 'QUEUED' AND h.due_at = 'infinity' AND h.journey_id = r.id AND h.version = v.number
          AND s.is_live IS NOT FALSE
        LIMIT $2 FOR UPDATE OF h SKIP LOCKED
    ) m
    WHERE r.workspace_id = $1 AND coalesce(v.status_reason, r.status_reason) <> 'PAUSED'
      AND EXISTS (SELECT FROM mail e WHERE e.workspace_id = $1 AND e.status = 'QUEUED' AND e.due_at = 'infinity' AND e.journey_id = r.id)
)
"""
_HOLDING = """
SELECT workspace_id FROM workspace w WHERE EXISTS (
    SELECT FROM mail m WHERE m.workspace_id = w.workspace_id AND m.status = 'QUEUED' AND m.due_at = 'infinity')
"""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a mail; `pause` until it is due again, `untried` where no server was asked about it."""

    mail_id: UUID
    status: MailStatus
    reason: str | None = None
    detail: str | None = None
    pause: timedelta | None = None
    untried: bool = False


async def workspaces_with_due(session: AsyncSession) -> list[UUID]:
    """The workspaces where mail is due, in no order, so that none always comes first; for the system role."""
    return [row["workspace_id"] for row in await (await driver_of(session)).fetch(_WORKSPACES)]


async def take(session: AsyncSession, workspace_id: UUID, most: int, claim: UUID) -> list[Row]:
    """Take due mails that nobody is at, `most` at most, and decide about them; those that may go are SENDING now."""
    driver = await driver_of(session)
    due = await driver.fetch(_DUE, workspace_id, most)
    if not due:
        return []
    mail_ids, now = [row["id"] for row in due], due[-1]["now"]
    await driver.execute(_LOCK_CAPPED, workspace_id, mail_ids)
    return await decide(session, workspace_id, mail_ids, now, MailStatus.SENDING, claim)


async def keep_addresses(session: AsyncSession, workspace_id: UUID, found: Sequence[tuple[Row, str]]) -> set[UUID]:
    """Write down the addresses that expressions gave; the mails to one that another contact's mail of the same e-mail has had.

    Contacts' own addresses are unique, and need none of this.
    """
    if not found:
        return set()
    driver = await driver_of(session)
    keys = [f"{row['journey_id']}:{row['iteration']}:{row['email_id']}:{address.lower()}" for row, address in found]
    for key in sorted(set(keys)):  # one after another, whichever workers are at them
        await driver.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)
    had = {row["address_key"]: row["contact_id"] for row in await driver.fetch(_SHARED, workspace_id, keys)}
    doubled = {row["id"] for (row, _), key in zip(found, keys, strict=True) if had.setdefault(key, row["contact_id"]) != row["contact_id"]}
    await driver.execute(_KEEP, workspace_id, [row["id"] for row, _ in found], [address for _, address in found], keys)
    return doubled


async def settle(session: AsyncSession, workspace_id: UUID, claim: UUID, settlements: Sequence[Settlement]) -> None:
    """Write down what became of mails that are still this worker's; also of those that were given up as UNKNOWN meanwhile."""
    columns = [
        list(column)
        for column in zip(*((s.mail_id, s.status.value, s.reason, s.detail, s.pause, s.untried) for s in settlements), strict=True)
    ]
    if columns:
        await (await driver_of(session)).execute(_SETTLE, workspace_id, *columns, claim)


async def give_up_orphans(session: AsyncSession) -> int:
    """Mark as UNKNOWN what dead workers were sending: a worker lives while it holds the lock of its claim. For the system role."""
    driver = await driver_of(session)
    given_up = 0
    for row in await driver.fetch(_CLAIMS):
        if await driver.fetchval("SELECT pg_try_advisory_xact_lock($1)", lock_key(row["claim"])):
            given_up += int((await driver.execute(_ORPHANED, row["claim"])).rpartition(" ")[2])
    return given_up


async def release(session: AsyncSession, workspace_id: UUID, most: int) -> int:
    """Let those held mails go whose journey runs again and whose content settings are live; how many they were."""
    return int((await (await driver_of(session)).execute(_RELEASE, workspace_id, most)).rpartition(" ")[2])


async def workspaces_that_hold(session: AsyncSession) -> list[UUID]:
    """The workspaces that hold mails back until something goes on; for the system role."""
    return [row["workspace_id"] for row in await (await driver_of(session)).fetch(_HOLDING)]


def lock_key(claim: UUID) -> int:
    """The advisory lock that a worker holds on a connection of its own for as long as it lives."""
    return int.from_bytes(claim.bytes[-8:], signed=True)
