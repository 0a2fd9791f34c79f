-- One writer's transaction, between BEGIN; SET LOCAL golive.workspace = '…' and COMMIT: a record changes its state.

-- name: plain
UPDATE golive.record SET revision = revision + 1, updated_at = clock_timestamp() WHERE workspace_id = :workspace AND id = :record

-- name: logged
WITH moved AS (
  UPDATE golive.record SET revision = revision + 1, updated_at = clock_timestamp()
  WHERE workspace_id = :workspace AND id = :record
  RETURNING name, revision, is_live
), place AS (
  INSERT INTO golive.log_counter AS counter (workspace_id, number)
  SELECT :workspace, 1 WHERE (SELECT count(*) FROM moved) >= 0
  ON CONFLICT (workspace_id) DO UPDATE SET number = counter.number + 1
  RETURNING number, clock_timestamp() AS at
)
INSERT INTO golive.change
  (workspace_id, record_id, number, at, id, kind, record_type, record_name, revision, action, actor, cause,
   from_status, from_status_reason, to_status, to_status_reason, from_is_live, to_is_live)
SELECT :workspace, :record, place.number, place.at, gen_random_uuid(), 'STATE', 'LEAD_SCORING_MODEL', moved.name, moved.revision, 'GO_LIVE', 'admin',
  'USER', 'ACTIVE', 'DRAFT', 'ACTIVE', 'GOING_LIVE', moved.is_live, moved.is_live
FROM place, moved

-- name: notify
SELECT pg_notify('golive_benchmark', :text)
