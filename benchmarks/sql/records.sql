-- A workspace full of records of five types in all their states; journeys use the e-mail and the segment before them.
-- Written by a superuser, past row-level security.

-- name: ids
CREATE OR REPLACE FUNCTION pg_temp.id_of(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(1700000000000 + number * 20), 12, '0') || '70008000' || lpad(to_hex(number), 12, '0'))::uuid
$$

-- name: record
INSERT INTO golive.record
  (workspace_id, id, type, name, owner_id, status, status_reason, publish_status, is_live, ever_live, has_started, revision,
   created_at, updated_at, live_since, has_working_copy, live_version, newest_version, ended_by_date)
SELECT :workspace::uuid, pg_temp.id_of(number), type, initcap(replace(lower(type), '_', ' ')) || ' ' || number, 'ada',
  CASE WHEN state = 'EXPIRED' THEN 'INACTIVE' ELSE 'ACTIVE' END,
  CASE WHEN type <> 'EVENT' THEN state END,
  CASE WHEN type = 'EVENT' THEN state END,
  live, live OR state IN ('STOPPED', 'EXPIRED'), live AND type = 'CUSTOMER_JOURNEY', 1 + number % 5,
  at, at + number % 97 * interval '1 hour', CASE WHEN live THEN at + interval '1 minute' END,
  state = 'LIVE_EDITABLE', CASE WHEN live AND type <> 'EVENT' THEN 1 END, CASE WHEN type = 'EVENT' THEN 0 ELSE 1 END, false
FROM (
  SELECT number, type, state, state IN ('LIVE', 'LIVE_EDITABLE', 'PUBLISHED') AS live, '2023-11-15Z'::timestamptz + number * interval '20 seconds' AS at
  FROM (
    SELECT number, type, CASE type
      WHEN 'EVENT' THEN (ARRAY['DRAFT', 'PUBLISHED'])[1 + number / 20 % 2]
      WHEN 'SEGMENT' THEN (ARRAY['DRAFT', 'LIVE', 'LIVE', 'LIVE_EDITABLE', 'STOPPED', 'LIVE'])[1 + number / 20 % 6]
      WHEN 'MARKETING_EMAIL' THEN (ARRAY['DRAFT', 'LIVE', 'LIVE_EDITABLE', 'STOPPED', 'EXPIRED', 'DRAFT', 'LIVE'])[1 + number / 20 % 7]
      ELSE (ARRAY['DRAFT', 'LIVE', 'STOPPED', 'EXPIRED', 'DRAFT'])[1 + number / 20 % 5]
    END AS state
    FROM (
      SELECT number, CASE
        WHEN number % 10 = 4 THEN 'CUSTOMER_JOURNEY' WHEN number % 5 = 2 THEN 'SEGMENT'
        WHEN number % 20 = 8 THEN 'MARKETING_PAGE' WHEN number % 20 = 18 THEN 'EVENT' ELSE 'MARKETING_EMAIL'
      END AS type
      FROM generate_series(1, :records::bigint) AS number
    ) AS typed
  ) AS stated
) AS made

-- name: email
INSERT INTO golive.marketing_email
  (workspace_id, id, legal_designation, content_type, subject, design, from_name, from_address, "to", generate_plain_text)
SELECT workspace_id, id, 'COMMERCIAL', 'DEFAULT', 'Spring ' || name,
  '{"format": "HTML", "source": "<p>Spring is here. {{ content.address }} {{ content.unsubscribe_url }}</p>"}',
  'Ada', 'ada@example.com', '{{ contact.email }}', true
FROM golive.record WHERE type = 'MARKETING_EMAIL'

-- name: segment
INSERT INTO golive.segment (workspace_id, id, segment_type, dynamic_query, static_members)
SELECT workspace_id, id, 'DYNAMIC', 'contact.city == "Rome"', '{}' FROM golive.record WHERE type = 'SEGMENT'

-- name: page
INSERT INTO golive.marketing_page (workspace_id, id, page_type, title, content, partial_url)
SELECT workspace_id, id, 'LANDING', 'Spring', '<h1>Spring</h1>', 'spring-' || id FROM golive.record WHERE type = 'MARKETING_PAGE'

-- name: event
INSERT INTO golive.event (workspace_id, id, venue, waiting_list)
SELECT workspace_id, id, 'Hall', false FROM golive.record WHERE type = 'EVENT'

-- name: journey
INSERT INTO golive.customer_journey (workspace_id, id, steps, entry, is_recurring)
SELECT workspace_id, id, '[]', '{"segment": {"segmentIds": [], "merge": "UNION", "exclusionSegmentIds": [], "mode": "ONCE", "every": null}, "trigger": null}', false
FROM golive.record WHERE type = 'CUSTOMER_JOURNEY'

-- name: use
INSERT INTO golive.use (workspace_id, user_id, scope, used_id, path, step_id, prefix)
SELECT :workspace::uuid, pg_temp.id_of(number), scope, pg_temp.id_of(number - back), 'x', NULL, prefix
FROM generate_series(14, :records::bigint, 10) AS number,
  (VALUES (1, 'marketing_email'), (2, 'segment')) AS used (back, prefix),
  (VALUES ('COPY'), ('LIVE')) AS scopes (scope)
WHERE scope = 'COPY' OR EXISTS (
  SELECT FROM golive.record WHERE workspace_id = :workspace::uuid AND id = pg_temp.id_of(number) AND is_live
)
