"""Let deleted journeys and segments go at once, and those who passed through them some at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from golive.models.migrations.rights import secure

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As before, and with a passage go those whom it hands over.
FORGET = """
    CREATE OR REPLACE FUNCTION golive.passage_forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM golive.passage_step s USING gone g WHERE s.workspace_id = g.workspace_id AND s.passage_id = g.id;
        DELETE FROM golive.hand_over h USING gone g WHERE h.workspace_id = g.workspace_id AND h.passage_id = g.id;
        UPDATE golive.step_count c SET exited = c.exited + g.contacts
        FROM (
            SELECT workspace_id, journey_id, version, step, count(*) AS contacts FROM gone WHERE status = 'INSIDE' GROUP BY 1, 2, 3, 4
        ) g
        WHERE (c.workspace_id, c.journey_id, c.version, c.step) = (g.workspace_id, g.journey_id, g.version, g.step);
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "leftover",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "record_id", name=op.f("pk_leftover")),
        schema="golive",
    )
    secure("leftover")
    for table in ("passage", "hand_over"):
        op.drop_constraint(f"fk_{table}_workspace_id_journey_id", table, schema="golive")
    op.execute(FORGET)
