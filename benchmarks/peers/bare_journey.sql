-- The limit of the journey's steps: by hand, a statement for each step and batch, over the same tables with the same indexes.
CREATE PROCEDURE golive.bare(ws uuid, journey uuid, parts smallint[]) LANGUAGE plpgsql AS $$
DECLARE
    own smallint; s record; moved bigint; moment timestamptz;
BEGIN
    FOREACH own IN ARRAY parts LOOP
        FOR s IN SELECT * FROM (VALUES
            (0, 'ask', 'deal', '0', $q$CASE WHEN (c.attributes ->> 'age')::numeric > 30 THEN 'yes' ELSE 'no' END$q$),
            (1, 'deal', 'wait', '1 day', $q$CASE WHEN uuid_hash(d.contact_id) % 100 < 50 THEN 'a' ELSE 'b' END$q$),
            (2, 'wait', 'group', '0', 'NULL'),
            (3, 'group', 'rest', '1 day', $q$CASE WHEN (c.attributes ->> 'age')::numeric > 60 THEN 'old' ELSE 'other' END$q$),
            (4, 'rest', 'again', '0', 'NULL'),
            (5, 'again', 'end', '0', $q$CASE WHEN (c.attributes ->> 'age')::numeric > 50 THEN 'yes' ELSE 'no' END$q$),
            (6, 'end', NULL, '0', 'NULL')
        ) AS steps (number, step, following, wait, branch) LOOP
            LOOP
                moment := clock_timestamp();
                EXECUTE format($q$
                    WITH due AS MATERIALIZED (
                        SELECT id, contact_id, since FROM golive.passage
                        WHERE workspace_id = $1 AND journey_id = $2 AND version = 1 AND part = $3 AND status = 'INSIDE' AND step = $4
                        AND due_at <= $5 ORDER BY due_at LIMIT 4000 FOR NO KEY UPDATE SKIP LOCKED
                    ), taken AS MATERIALIZED (
                        SELECT d.id, d.since, c.status = 'ACTIVE' AS active, (%s)::text AS branch
                        FROM due d JOIN golive.contact c ON c.workspace_id = $1 AND c.id = d.contact_id
                    ), moved AS (
                        UPDATE golive.passage p SET step = $6, since = $5, due_at = $5 + $7::interval, until = $5 + $7::interval,
                            status = CASE WHEN NOT t.active THEN 'EXITED' WHEN $6 IS NULL THEN 'COMPLETED' ELSE 'INSIDE' END
                        FROM taken t WHERE p.workspace_id = $1 AND p.journey_id = $2 AND p.id = t.id
                    ), path AS (
                        INSERT INTO golive.passage_step (workspace_id, passage_id, number, step, entered_at, left_at, outcome, branch)
                        SELECT $1, id, $8, $4, since, $5, CASE WHEN active THEN 'PASSED' ELSE 'EXITED' END, branch FROM taken
                    )
                    SELECT count(*) FROM taken
                $q$, s.branch) INTO moved USING ws, journey, own, s.step, moment, s.following, s.wait, s.number;
                INSERT INTO golive.step_count AS n (workspace_id, journey_id, version, step, passed) VALUES (ws, journey, 1, s.step, moved)
                ON CONFLICT (workspace_id, journey_id, version, step) DO UPDATE SET passed = n.passed + excluded.passed;
                COMMIT;
                EXIT WHEN moved = 0;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
