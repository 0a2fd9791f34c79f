-- The statements of one page of records, newest first, with what their actions and locks depend on: ours and all peers run them,
-- between BEGIN; SET LOCAL golive.workspace = '…' and COMMIT.

-- name: page
SELECT id, type, name, status, status_reason, publish_status, is_live, ever_live, has_started, revision, created_at, updated_at,
  has_working_copy, live_version, newest_version
FROM golive.record
WHERE (created_at, id) < (:at, :record)
ORDER BY created_at DESC, id DESC
LIMIT 51

-- name: users
SELECT DISTINCT used.used_id, used.scope, record.id, record.type, record.name
FROM golive.use AS used
JOIN golive.record ON record.workspace_id = used.workspace_id AND record.id = used.user_id
WHERE used.used_id = ANY(:ids)
ORDER BY record.name, record.id

-- name: needs
SELECT DISTINCT used.user_id, record.id, record.is_live
FROM golive.use AS used
JOIN golive.record ON record.workspace_id = used.workspace_id AND record.id = used.used_id
WHERE used.user_id = ANY(:ids) AND used.scope = 'COPY'
