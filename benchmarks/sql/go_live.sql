-- The statements of one goLive, of a lead scoring model that goes live by a job: what ours issues, and all peers run.
-- Before them the transaction is begun and told its workspace in one round trip, BEGIN; SET LOCAL golive.workspace = '…', and after them
-- it is committed. The last statement, as_one, does the same as all the others. It can't set the workspace too, for row-level security
-- may be judged before.

-- name: lock
SELECT record.*, model.conditions, model.grades, model.sales_ready_score, clock_timestamp() AS locked_at
FROM golive.record
JOIN golive.lead_scoring_model AS model ON model.workspace_id = record.workspace_id AND model.id = record.id
WHERE record.id = :record
FOR UPDATE

-- name: surroundings
SELECT record.id, (
  SELECT other.id FROM golive.record AS other
  WHERE other.workspace_id = record.workspace_id AND other.type = record.type AND other.lower_name = record.lower_name AND other.id <> record.id
  ORDER BY other.id
  LIMIT 1
) AS other_id, NULL AS name, NULL AS type
FROM golive.record
WHERE record.id = :record
UNION ALL
SELECT NULL, NULL, name, type FROM golive.attribute

-- name: write
WITH moved AS (
  UPDATE golive.record SET status_reason = 'GOING_LIVE', revision = revision + 1, updated_at = clock_timestamp()
  WHERE workspace_id = :workspace AND id = :record
  RETURNING name, revision, is_live
), begun AS (
  INSERT INTO golive.work (workspace_id, id, record_id, kind, "then", failed, of_version, action, actor, deadline, claim, tries, done)
  VALUES (:workspace, :work, :record, 'GOING_LIVE', 'LIVE', 'ERROR', false, 'GO_LIVE', 'admin', clock_timestamp() + interval '5 minutes', 0, 0, 0)
  RETURNING id
), job AS (
  INSERT INTO golive.pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
  VALUES (0, 'GOING_LIVE', convert_to(:payload, 'UTF8'), now(), :key, 'queued')
  ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL DO NOTHING
  RETURNING id
), unscheduled AS (
  DELETE FROM golive.schedule WHERE workspace_id = :workspace AND record_id = :record AND action = 'GO_LIVE' RETURNING record_id
), unused AS (
  DELETE FROM golive.use WHERE workspace_id = :workspace AND user_id = :record AND scope = 'LIVE' RETURNING used_id
), place AS (
  INSERT INTO golive.log_counter AS counter (workspace_id, number)
  SELECT :workspace, 1
  WHERE (SELECT count(*) FROM moved) + (SELECT count(*) FROM begun) + (SELECT count(*) FROM job)
    + (SELECT count(*) FROM unscheduled) + (SELECT count(*) FROM unused) >= 0
  ON CONFLICT (workspace_id) DO UPDATE SET number = counter.number + 1
  RETURNING number, epoch, clock_timestamp() AS at
)
INSERT INTO golive.change
  (workspace_id, record_id, number, at, id, kind, record_type, record_name, revision, action, actor, cause,
   from_status, from_status_reason, to_status, to_status_reason, from_is_live, to_is_live)
SELECT :workspace, :record, place.number, place.at, :change, 'STATE', 'LEAD_SCORING_MODEL', moved.name, moved.revision, 'GO_LIVE', 'admin', 'USER',
   'ACTIVE', 'DRAFT', 'ACTIVE', 'GOING_LIVE', moved.is_live, moved.is_live
FROM place, moved
RETURNING number, at, revision, record_name, (SELECT epoch FROM place) AS epoch

-- name: as_one
WITH mine AS MATERIALIZED (
  SELECT record.workspace_id, record.id, record.type, record.name, record.lower_name, record.revision, record.is_live, record.status_reason
  FROM golive.record
  JOIN golive.lead_scoring_model AS model ON model.workspace_id = record.workspace_id AND model.id = record.id
  WHERE record.id = :record
  FOR UPDATE
), attributes AS MATERIALIZED (
  SELECT array_agg(attribute.name || attribute.type) AS all
  FROM mine LEFT JOIN golive.attribute ON attribute.workspace_id = mine.workspace_id
), moved AS (
  UPDATE golive.record SET status_reason = 'GOING_LIVE', revision = record.revision + 1, updated_at = clock_timestamp()
  FROM mine, attributes
  WHERE record.workspace_id = mine.workspace_id AND record.id = mine.id AND mine.status_reason IN ('DRAFT', 'STOPPED', 'ERROR')
    AND NOT EXISTS (
      SELECT FROM golive.record AS other
      WHERE other.workspace_id = mine.workspace_id AND other.type = mine.type AND other.lower_name = mine.lower_name AND other.id <> mine.id
    )
  RETURNING record.name, record.revision, record.is_live
), begun AS (
  INSERT INTO golive.work (workspace_id, id, record_id, kind, "then", failed, of_version, action, actor, deadline, claim, tries, done)
  SELECT :workspace, :work, :record, 'GOING_LIVE', 'LIVE', 'ERROR', false, 'GO_LIVE', 'admin', clock_timestamp() + interval '5 minutes', 0, 0, 0
  FROM moved
  RETURNING id
), job AS (
  INSERT INTO golive.pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
  SELECT 0, 'GOING_LIVE', convert_to(:payload, 'UTF8'), now(), :key, 'queued' FROM moved
  ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL DO NOTHING
  RETURNING id
), unscheduled AS (
  DELETE FROM golive.schedule USING moved
  WHERE record_id = :record AND action = 'GO_LIVE' RETURNING record_id
), unused AS (
  DELETE FROM golive.use USING moved WHERE user_id = :record AND scope = 'LIVE' RETURNING used_id
), place AS (
  INSERT INTO golive.log_counter AS counter (workspace_id, number)
  SELECT :workspace, 1 FROM moved
  WHERE (SELECT count(*) FROM begun) + (SELECT count(*) FROM job) + (SELECT count(*) FROM unscheduled) + (SELECT count(*) FROM unused) >= 0
  ON CONFLICT (workspace_id) DO UPDATE SET number = counter.number + 1
  RETURNING number, epoch, clock_timestamp() AS at
)
INSERT INTO golive.change
  (workspace_id, record_id, number, at, id, kind, record_type, record_name, revision, action, actor, cause,
   from_status, from_status_reason, to_status, to_status_reason, from_is_live, to_is_live)
SELECT :workspace, :record, place.number, place.at, :change, 'STATE', 'LEAD_SCORING_MODEL', moved.name, moved.revision, 'GO_LIVE', 'admin', 'USER',
   'ACTIVE', 'DRAFT', 'ACTIVE', 'GOING_LIVE', moved.is_live, moved.is_live
FROM place, moved
RETURNING number, at, revision, record_name, (SELECT epoch FROM place) AS epoch
