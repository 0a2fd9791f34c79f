"""Keep segments, scores and leads current: what changes about contacts is told by triggers, which nobody can forget."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from golive.models.migrations.rights import secure

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Where nothing that is live or going live listens, nothing is written. What goes live waits for those who looked before it.
LISTENS = """EXISTS (
    SELECT FROM golive.record r
    WHERE r.workspace_id = {0}.workspace_id
    AND r.type IN ('SEGMENT', 'LEAD_SCORING_MODEL', 'CUSTOMER_JOURNEY', 'REAL_TIME_JOURNEY', 'AUDIENCE_JOURNEY')
    AND (r.is_live OR r.status_reason IN ('GOING_LIVE', 'PUBLISHING'))
)"""
FIELDS = ("email", "first_name", "last_name", "status", "created_at", "updated_at", "consent", "suppressed_reason")
CHANGED_FIELDS = ", ".join(f"CASE WHEN o.{name} IS DISTINCT FROM n.{name} THEN '{name}' END" for name in FIELDS)
CHANGED_ATTRIBUTES = """CASE WHEN o.attributes IS DISTINCT FROM n.attributes THEN ARRAY(
    SELECT key FROM jsonb_each(o.attributes) a FULL JOIN jsonb_each(n.attributes) b USING (key) WHERE a.value IS DISTINCT FROM b.value
) END"""
TOUCH = {
    ("contact", "created", "INSERT", "NEW TABLE AS n"): f"""
        INSERT INTO golive.touched (workspace_id, contact_id)
        SELECT n.workspace_id, n.id FROM n WHERE {LISTENS.format("n")};""",
    ("contact", "changed", "UPDATE", "OLD TABLE AS before NEW TABLE AS after"): f"""
        INSERT INTO golive.touched (workspace_id, contact_id, names)
        SELECT workspace_id, id, names FROM (
            SELECT n.workspace_id, n.id, array_remove(ARRAY[{CHANGED_FIELDS}], NULL) || {CHANGED_ATTRIBUTES} AS names
            FROM before o JOIN after n USING (workspace_id, id) WHERE {LISTENS.format("n")}
        ) changes WHERE names <> '{{}}';""",
    ("contact_event", "tracked", "INSERT", "NEW TABLE AS n"): f"""
        INSERT INTO golive.touched (workspace_id, contact_id, event_id, names)
        SELECT n.workspace_id, n.contact_id, n.id, ARRAY['events.' || n.name] FROM n WHERE {LISTENS.format("n")};""",
    ("lead", "created", "INSERT", "NEW TABLE AS n"): f"""
        INSERT INTO golive.touched (workspace_id, contact_id, names)
        SELECT n.workspace_id, n.contact_id, '{{}}' FROM n WHERE {LISTENS.format("n")};""",
}


def upgrade() -> None:
    op.add_column(
        "segment_member",
        sa.Column("joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        schema="golive",
    )
    op.create_index(
        "ix_record_listens",
        "record",
        ["workspace_id", "type"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("is_live OR status_reason IN ('GOING_LIVE', 'PUBLISHING')"),
    )
    op.drop_index("uq_contact_workspace_id_email", "contact", schema="golive")
    op.add_column("contact", sa.Column("lower_email", sa.Text(), sa.Computed("lower(email)", persisted=True)), schema="golive")
    op.create_index("uq_contact_workspace_id_email", "contact", ["workspace_id", "lower_email"], unique=True, schema="golive")
    op.create_table(
        "touched",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True, cache=100), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_touched")),
        schema="golive",
    )
    op.create_table(
        "lapse",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_lapse_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "record_id", "contact_id", name=op.f("pk_lapse")),
        schema="golive",
    )
    op.create_index(op.f("ix_lapse_workspace_id_at"), "lapse", ["workspace_id", "at"], unique=False, schema="golive")
    op.create_index(op.f("ix_lapse_workspace_id_contact_id"), "lapse", ["workspace_id", "contact_id"], unique=False, schema="golive")
    op.create_table(
        "membership_change",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("joined", sa.BigInteger(), nullable=False),
        sa.Column("departed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "day", name=op.f("pk_membership_change")),
        schema="golive",
    )
    op.create_table(
        "lead",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_lead_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_lead")),
        schema="golive",
    )
    op.create_index(op.f("ix_lead_workspace_id_contact_id_id"), "lead", ["workspace_id", "contact_id", "id"], unique=False, schema="golive")
    op.create_table(
        "lead_score",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("sales_ready", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["golive.lead.workspace_id", "golive.lead.id"],
            name=op.f("fk_lead_score_workspace_id_lead_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "model_id", "lead_id", name=op.f("pk_lead_score")),
        schema="golive",
    )
    op.create_index(op.f("ix_lead_score_workspace_id_lead_id"), "lead_score", ["workspace_id", "lead_id"], unique=False, schema="golive")
    op.create_index(
        op.f("ix_lead_score_workspace_id_model_id_score_lead_id"),
        "lead_score",
        ["workspace_id", "model_id", "score", "lead_id"],
        unique=False,
        schema="golive",
    )
    for table in ("touched", "lapse", "membership_change", "lead", "lead_score"):
        secure(table)
    for (table, what, event, rows), body in TOUCH.items():
        op.execute(f"CREATE FUNCTION golive.{table}_{what}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
        op.execute(
            f"CREATE TRIGGER {what} AFTER {event} ON golive.{table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION golive.{table}_{what}()"
        )
