"""Whether a mail may go now: consent, suppression, expiry, caps, quiet time, pauses, asked of many mails in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.compiled import Row
from golive.models.mail.mail import MailStatus
from golive.models.session import driver_of

# What is the same for many mails is asked once: snapshots are large, and reading one for each mail would cost more than sending it.
_DECIDE = """
WITH asked AS MATERIALIZED (
    SELECT id, contact_id, email_id, email_version, journey_id, version, content_settings_id, expires_at, due_at, test, tries
    FROM mail WHERE workspace_id = $1 AND id = ANY($2) AND status = 'QUEUED'
), letters AS MATERIALIZED (
    SELECT e.email_id, e.email_version, v.snapshot->>'legalDesignation' IS DISTINCT FROM 'TRANSACTIONAL' AS commercial,
        coalesce(btrim(v.snapshot->>'to'), '{{ contact.email }}') = '{{ contact.email }}' AS to_contact
    FROM (SELECT DISTINCT email_id, email_version FROM asked) e
    JOIN version v ON v.workspace_id = $1 AND v.record_id = e.email_id AND v.number = e.email_version
), journeys AS MATERIALIZED (
    SELECT j.journey_id, j.version, coalesce(v.status_reason, r.status_reason) = 'PAUSED' AS paused,
        nullif(coalesce(v.snapshot->>'timeZone', v.snapshot->'schedule'->>'timeZone'), '') AS zone
    FROM (SELECT DISTINCT journey_id, version FROM asked) j
    JOIN record r ON r.workspace_id = $1 AND r.id = j.journey_id
    JOIN version v ON v.workspace_id = $1 AND v.record_id = j.journey_id AND v.number = j.version
), suppressed AS MATERIALIZED (
    SELECT j.journey_id, j.version, m.contact_id
    FROM unnest($4::uuid[], $5::int[], $6::uuid[]) AS j(journey_id, version, segment_id)
    JOIN segment_member m ON m.workspace_id = $1 AND m.segment_id = j.segment_id
    WHERE m.contact_id IN (SELECT contact_id FROM asked)
), settings AS MATERIALIZED (
    SELECT s.content_settings_id, r.is_live, nullif(v.snapshot->'quietTime', 'null'::jsonb) AS quiet,
        coalesce(nullif(v.snapshot->'frequencyCaps', 'null'::jsonb), '[]'::jsonb) AS caps,
        coalesce(v.snapshot->>'address', k.address, '') AS postal_address
    FROM (SELECT DISTINCT content_settings_id FROM asked) s
    JOIN record r ON r.workspace_id = $1 AND r.id = s.content_settings_id
    JOIN content_settings k ON k.workspace_id = $1 AND k.id = r.id
    LEFT JOIN version v ON v.workspace_id = $1 AND v.record_id = r.id AND v.number = r.live_version
), quiet AS MATERIALIZED (
    SELECT p.journey_id, p.version, p.content_settings_id,
        CASE WHEN (h.begins < h.ends AND h.local::time >= h.begins AND h.local::time < h.ends)
               OR (h.begins > h.ends AND (h.local::time >= h.begins OR h.local::time < h.ends))
        THEN (h.local::date + (h.local::time >= h.ends)::int + h.ends) AT TIME ZONE h.zone END AS ends
    FROM (SELECT DISTINCT journey_id, version, content_settings_id FROM asked) p
    JOIN settings s USING (content_settings_id)
    LEFT JOIN journeys j ON j.journey_id = p.journey_id AND j.version = p.version
    CROSS JOIN LATERAL (SELECT coalesce(j.zone, s.quiet->>'timeZone', 'UTC') AS zone) z
    CROSS JOIN LATERAL (
        SELECT z.zone, $3::timestamptz AT TIME ZONE z.zone AS local, (s.quiet->>'from')::time AS begins, (s.quiet->>'until')::time AS ends
    ) h
    WHERE s.quiet IS NOT NULL
), judged AS (
    SELECT a.id, a.due_at, a.contact_id, a.test, l.commercial, l.to_contact, s.caps, s.postal_address,
        c.email, c.first_name, c.last_name, c.attributes, c.status AS contact_status,
        CASE WHEN a.test THEN NULL
            WHEN j.paused THEN 'JOURNEY_PAUSED'
            WHEN s.is_live IS FALSE THEN 'CONTENT_SETTINGS_STOPPED'
        END AS held,
        CASE WHEN a.test THEN NULL
            WHEN a.expires_at <= $3 THEN 'EXPIRED'
            WHEN a.journey_id IS NOT NULL AND j.journey_id IS NULL THEN 'JOURNEY_GONE'
            WHEN a.content_settings_id IS NOT NULL AND s.content_settings_id IS NULL THEN 'CONTENT_SETTINGS_GONE'
            WHEN c.id IS NULL THEN 'CONTACT_GONE'
            WHEN c.status = 'INACTIVE' THEN 'CONTACT_INACTIVE'
            WHEN c.suppressed_reason IS NOT NULL THEN 'SUPPRESSED'
            WHEN u.contact_id IS NOT NULL THEN 'SUPPRESSION_SEGMENT'
            WHEN l.commercial AND c.consent->>'email:commercial' IS DISTINCT FROM 'OPTED_IN' THEN 'NO_CONSENT'
            WHEN NOT l.commercial AND c.consent->>'email:transactional' = 'OPTED_OUT' THEN 'NO_CONSENT'
        END AS blocked,
        CASE WHEN l.commercial AND NOT a.test THEN q.ends END AS quiet_until
    FROM asked a
    LEFT JOIN contact c ON c.workspace_id = $1 AND c.id = a.contact_id
    LEFT JOIN letters l ON l.email_id = a.email_id AND l.email_version = a.email_version
    LEFT JOIN journeys j ON j.journey_id = a.journey_id AND j.version = a.version
    LEFT JOIN settings s ON s.content_settings_id = a.content_settings_id
    LEFT JOIN quiet q ON q.content_settings_id = a.content_settings_id AND q.journey_id IS NOT DISTINCT FROM a.journey_id
        AND q.version IS NOT DISTINCT FROM a.version
    LEFT JOIN suppressed u ON u.journey_id = a.journey_id AND u.version = a.version AND u.contact_id = a.contact_id
), capped AS (
    SELECT id FROM (
        SELECT id, contact_id, caps, row_number() OVER (PARTITION BY contact_id ORDER BY due_at, id) AS place
        FROM judged WHERE commercial AND NOT test AND held IS NULL AND blocked IS NULL AND quiet_until IS NULL AND caps <> '[]'::jsonb
    ) g
    WHERE EXISTS (
        SELECT FROM jsonb_to_recordset(g.caps) AS cap(mails int, period text)
        WHERE g.place + (
            SELECT count(*) FROM mail o
            WHERE o.workspace_id = $1 AND o.contact_id = g.contact_id AND o.commercial AND NOT o.test
              AND o.status IN ('SENDING', 'SENT', 'UNKNOWN') AND o.tried_at > $3 - cap.period::interval
        ) > cap.mails
    )
)
UPDATE mail SET
    status = f.status,
    reason = f.reason,
    due_at = CASE WHEN j.held IS NOT NULL THEN 'infinity' WHEN f.reason = 'QUIET_TIME' THEN j.quiet_until ELSE mail.due_at END,
    commercial = j.commercial,
    address = CASE WHEN mail.test THEN mail.address WHEN f.status = $7 AND j.to_contact THEN j.email END,
    claim = CASE WHEN f.status = $7 THEN $8::uuid END,
    tries = mail.tries + (f.status = $7)::int,
    tried_at = CASE WHEN f.status = $7 THEN $3 ELSE mail.tried_at END,
    sent_at = CASE WHEN f.status = $7 AND $7 = 'SENT' THEN $3 END
FROM judged j LEFT JOIN capped g ON g.id = j.id
CROSS JOIN LATERAL (
    SELECT coalesce(j.held, j.blocked, CASE WHEN j.quiet_until IS NOT NULL THEN 'QUIET_TIME' WHEN g.id IS NOT NULL THEN 'FREQUENCY_CAP' END)
        AS reason,
        CASE WHEN j.held IS NOT NULL OR j.blocked IS NULL AND j.quiet_until IS NOT NULL THEN 'QUEUED'
            WHEN j.blocked IS NOT NULL OR g.id IS NOT NULL THEN 'BLOCKED' ELSE $7 END AS status
) f
WHERE mail.workspace_id = $1 AND mail.id = j.id
RETURNING mail.id, mail.status, mail.reason, mail.contact_id, mail.email_id, mail.email_version, mail.content_settings_id, mail.journey_id,
    mail.iteration, mail.test, mail.draft, mail.address, mail.tries, mail.due_at,
    j.postal_address, j.email, j.first_name, j.last_name, j.attributes, j.contact_status
"""

_SUPPRESSIONS = """
SELECT v.record_id, v.number, v.snapshot->>'suppressionSegmentId' AS segment
FROM (SELECT DISTINCT journey_id, version FROM mail WHERE workspace_id = $1 AND id = ANY($2)) j
JOIN version v ON v.workspace_id = $1 AND v.record_id = j.journey_id AND v.number = j.version
WHERE v.snapshot->>'suppressionSegmentId' IS NOT NULL
"""


async def decide(
    session: AsyncSession, workspace_id: UUID, mail_ids: Sequence[UUID], now: datetime, handed: MailStatus, claim: UUID | None = None
) -> list[Row]:
    """Decide about those of the mails that are QUEUED, and write it down.

    Those that may go become `handed` (SENDING, under the worker's `claim`; SENT where nothing can fail). Of the others some are
    BLOCKED with a reason, some stay QUEUED until their quiet time is over or, with `due_at` infinity, until `release`.
    The rows of all are returned, with the columns of their contacts.
    """
    driver = await driver_of(session)
    rules = await driver.fetch(_SUPPRESSIONS, workspace_id, mail_ids)
    found = [(row["record_id"], row["number"], ids.uuid_of(row["segment"], RecordType.SEGMENT.prefix)) for row in rules]
    journeys, versions, segments = zip(*found, strict=True) if found else ((), (), ())
    return await driver.fetch(_DECIDE, workspace_id, mail_ids, now, journeys, versions, segments, handed.value, claim)
