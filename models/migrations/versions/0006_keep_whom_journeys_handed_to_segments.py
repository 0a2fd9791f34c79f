"""Keep whom a journey handed over to a segment: they are members for as long as the segment is there, not the journey."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As before, save for those whom a segment has as members.
FORGET = """
    CREATE OR REPLACE FUNCTION golive.passage_forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM golive.passage_step s USING gone g WHERE s.workspace_id = g.workspace_id AND s.passage_id = g.id;
        DELETE FROM golive.hand_over h USING gone g
        WHERE h.workspace_id = g.workspace_id AND h.passage_id = g.id AND h.segment_id IS NULL;
        UPDATE golive.step_count c SET exited = c.exited + g.contacts
        FROM (
            SELECT workspace_id, journey_id, version, step, count(*) AS contacts FROM gone WHERE status = 'INSIDE' GROUP BY 1, 2, 3, 4
        ) g
        WHERE (c.workspace_id, c.journey_id, c.version, c.step) = (g.workspace_id, g.journey_id, g.version, g.step);
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    op.execute(FORGET)
