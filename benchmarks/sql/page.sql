-- The statements of one page of records, newest first, with what their actions and locks depend on: ours and all peers run them,
-- between BEGIN; SET LOCAL golive.workspace = '…' and COMMIT.

-- name: page
SELECT record.*, customer_journey.entry, customer_journey.starts_at, real_time_journey.entry AS other_entry,
  real_time_journey.starts_at AS other_starts_at, content_settings.is_default, marketing_form.auto_publish
FROM golive.record
LEFT JOIN golive.customer_journey ON customer_journey.workspace_id = record.workspace_id AND customer_journey.id = record.id
LEFT JOIN golive.real_time_journey ON real_time_journey.workspace_id = record.workspace_id AND real_time_journey.id = record.id
LEFT JOIN golive.content_settings ON content_settings.workspace_id = record.workspace_id AND content_settings.id = record.id
LEFT JOIN golive.marketing_form ON marketing_form.workspace_id = record.workspace_id AND marketing_form.id = record.id
WHERE (record.created_at, record.id) < (:at, :record)
ORDER BY record.created_at DESC, record.id DESC
LIMIT 51

-- name: users
SELECT used.used_id, record.id, record.type, record.name, bool_or(used.scope = 'LIVE') AS live
FROM golive.use AS used
JOIN golive.record ON record.workspace_id = used.workspace_id AND record.id = used.user_id
WHERE used.used_id = ANY(:ids) AND used.user_id <> used.used_id
GROUP BY used.used_id, record.workspace_id, record.id
ORDER BY record.name, record.id

-- name: needs
SELECT DISTINCT used.user_id, used.used_id, record.is_live, EXISTS (
  SELECT FROM golive.use AS live WHERE live.user_id = used.user_id AND live.used_id = used.used_id AND live.scope = 'LIVE'
) AS used_live
FROM golive.use AS used
JOIN golive.record ON record.workspace_id = used.workspace_id AND record.id = used.used_id
WHERE used.user_id = ANY(:ids) AND used.scope = 'COPY'
