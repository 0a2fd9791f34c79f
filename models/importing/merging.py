"""Staged rows become contacts: doubles are told apart, known contacts found, changed ones updated, new ones created."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from golive.models import jsonb
from golive.models.database import Connection
from golive.models.importing.encoding import COLUMNS
from golive.models.importing.terms import ImportRefused

STAGED = "staged_contact"
_CREATE = f"""CREATE TEMPORARY TABLE IF NOT EXISTS {STAGED} (
    line bigint, start bigint, until bigint, id uuid, key text, email text, first_name text, last_name text,
    attributes jsonb, reason text, contact_id uuid
) ON COMMIT DROP"""
_EMPTY = f"TRUNCATE {STAGED}"
_DOUBLE = f"""UPDATE {STAGED} s SET reason = $1 || double.first
    FROM (SELECT {{0}} AS value, min(line) AS first FROM {STAGED} s WHERE reason IS NULL GROUP BY 1 HAVING count(*) > 1) double
    WHERE {{0}} = double.value AND s.line > double.first AND s.reason IS NULL"""
_MATCH = f"""UPDATE {STAGED} s SET contact_id = c.id FROM contact c
    WHERE c.workspace_id = $1 AND s.contact_id IS NULL AND s.reason IS NULL AND {{}}"""
_SAME_EMAIL = "c.lower_email = lower(s.email)"
_TAKEN = f"""UPDATE {STAGED} s SET reason = 'another contact has the e-mail address ' || s.email FROM contact c
    WHERE c.workspace_id = $1 AND s.reason IS NULL AND {_SAME_EMAIL} AND c.id IS DISTINCT FROM s.contact_id"""
_GRANTED = "$2::text::jsonb"  # whatever codec the connection has for jsonb
_OPTED_OUT = "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(c.consent) WHERE value = '\"OPTED_OUT\"')"
_CHANGES = {
    **{field: f"coalesce(s.{field}, c.{field})" for field in ("key", "email", "first_name", "last_name")},
    "attributes": "c.attributes || s.attributes",
    # Who opted out stays so: an old list must not undo an unsubscription.
    "consent": f"CASE WHEN c.consent @> {_GRANTED} THEN c.consent ELSE c.consent || {_GRANTED} || coalesce({_OPTED_OUT}, '{{}}') END",
}
# Compared as text, for 1.50 equals 1.5 but is written differently.
_UPDATE = f"""UPDATE contact c SET {", ".join(f"{column} = {new}" for column, new in _CHANGES.items())}, updated_at = now()
    FROM {STAGED} s WHERE c.workspace_id = $1 AND c.id = s.contact_id AND s.reason IS NULL
    AND ({" OR ".join(f"({new})::text IS DISTINCT FROM c.{column}::text" for column, new in _CHANGES.items())})"""
_INSERT = f"""INSERT INTO contact (workspace_id, id, key, email, first_name, last_name, attributes, consent)
    SELECT $1, id, key, email, first_name, last_name, attributes, {_GRANTED} FROM {STAGED} WHERE contact_id IS NULL AND reason IS NULL"""
_KEPT = f"""SELECT count(*) FROM {STAGED} s JOIN contact c ON c.id = s.contact_id WHERE c.workspace_id = $1 AND s.reason IS NULL
    AND EXISTS (SELECT FROM jsonb_object_keys({_GRANTED}) granted WHERE c.consent ->> granted = 'OPTED_OUT')"""
_LEADS = f"""INSERT INTO lead (workspace_id, id, contact_id, name, source)
    SELECT $1, uuid7(), contact.id, $2, 'IMPORT' FROM (SELECT coalesce(contact_id, id) AS id FROM {STAGED} WHERE reason IS NULL) contact
    WHERE NOT EXISTS (SELECT FROM lead l WHERE l.workspace_id = $1 AND l.contact_id = contact.id AND l.name = $2)"""
_FIRST_ASKED = """SELECT asked FROM unnest($2::text[]) AS asked
    WHERE NOT EXISTS (SELECT FROM contact c WHERE c.workspace_id = $1 AND c.consent ? asked)"""
_ATTEMPTS = 3


@dataclass(frozen=True)
class Merged:
    """How many contacts were created and updated, how many had opted out of what the import grants, and of what nobody knew before."""

    created: int
    updated: int
    kept_opted_out: int
    first_asked: tuple[str, ...]


async def stage(connection: Connection, chunks: AsyncIterator[bytes]) -> None:
    """Fill the staging table of this transaction by COPY; what it held before is gone."""
    await connection.execute(_CREATE)
    await connection.execute(_EMPTY)
    await connection.copy_to_table(STAGED, source=chunks, columns=list(COLUMNS))
    # Without these the planner takes "reason IS NULL" for rare, and joins row by row. A small sample is enough to tell.
    await connection.execute(f"SET LOCAL default_statistics_target = 10; ANALYZE {STAGED} (key, email, reason, contact_id)")


async def merge(connection: Connection, workspace_id: UUID, consent: tuple[str, ...], *, by_email: bool) -> Merged:
    """Create and update contacts from the staging table; rows that can't be get a reason there.

    Raises `ImportRefused` when others keep creating the same contacts meanwhile.
    """
    for _ in range(_ATTEMPTS):
        await connection.execute("SAVEPOINT merging")
        try:
            return await _merge(connection, workspace_id, consent, by_email)
        except asyncpg.UniqueViolationError:  # somebody created one of these contacts just now; next time it is found
            await connection.execute("ROLLBACK TO SAVEPOINT merging")
    raise ImportRefused("Others are creating the same contacts at this moment. Import the file again when they have finished.")


async def make_leads(connection: Connection, workspace_id: UUID, name: str) -> int:
    """Make a lead of each merged contact that has none of this name; returns how many."""
    return _affected(await connection.execute(_LEADS, workspace_id, name))


async def bad_rows(connection: Connection) -> AsyncIterator[tuple[int, int, int, str]]:
    """Line, start, end and reason of each staged row that can't be a contact, by line."""
    rows = connection.cursor(f"SELECT line, start, until, reason FROM {STAGED} WHERE reason IS NOT NULL ORDER BY line", prefetch=1000)
    async for row in rows:
        yield row["line"], row["start"], row["until"], row["reason"]


async def count_bad(connection: Connection) -> int:
    """How many staged rows can't be contacts."""
    return int(await connection.fetchval(f"SELECT count(*) FROM {STAGED} WHERE reason IS NOT NULL"))


async def _merge(connection: Connection, workspace_id: UUID, consent: tuple[str, ...], by_email: bool) -> Merged:
    granted = jsonb.dumps(dict.fromkeys(consent, "OPTED_IN"))
    if by_email:
        await connection.execute(_DOUBLE.format("lower(s.email)"), "it has the same e-mail address as line ")
        await connection.execute(_MATCH.format(_SAME_EMAIL), workspace_id)
    else:
        await connection.execute(_DOUBLE.format("s.key"), "it has the same key as line ")
        await connection.execute(_DOUBLE.format("lower(s.email)"), "it has the same e-mail address as line ")
        await connection.execute(_MATCH.format("c.key = s.key"), workspace_id)
        await connection.execute(_MATCH.format(f"c.key IS NULL AND {_SAME_EMAIL}"), workspace_id)
        await connection.execute(_TAKEN, workspace_id)
    kept = await connection.fetchval(_KEPT, workspace_id, granted) if consent else 0
    first = await connection.fetch(_FIRST_ASKED, workspace_id, list(consent)) if consent else []
    updated = _affected(await connection.execute(_UPDATE, workspace_id, granted))
    created = _affected(await connection.execute(_INSERT, workspace_id, granted))
    return Merged(created, updated, kept, tuple(row["asked"] for row in first))


def _affected(status: str) -> int:
    return int(status.rsplit(" ", 1)[1])
