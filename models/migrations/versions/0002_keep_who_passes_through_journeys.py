"""Keep who passes through journeys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from golive.models.migrations.rights import secure

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# A UUIDv7 of this moment, for rows that a statement makes many of; PostgreSQL has one of its own from 18 on.
UUID7 = """
    CREATE FUNCTION golive.uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT encode(set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
        ), 52, 1), 53, 1), 'hex')::uuid
    $$
"""
# Whoever is erased, or whose journey is deleted, leaves no path behind, and waits nowhere any more.
FORGET = """
    CREATE FUNCTION golive.passage_forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM golive.passage_step s USING gone g WHERE s.workspace_id = g.workspace_id AND s.passage_id = g.id;
        UPDATE golive.step_count c SET exited = c.exited + g.contacts
        FROM (
            SELECT workspace_id, journey_id, version, step, count(*) AS contacts FROM gone WHERE status = 'INSIDE' GROUP BY 1, 2, 3, 4
        ) g
        WHERE (c.workspace_id, c.journey_id, c.version, c.step) = (g.workspace_id, g.journey_id, g.version, g.step);
        RETURN NULL;
    END $$
"""
# Moves the passages at these places, which the caller has locked. By place and by nothing else: of a journey that has just gone live
# the database has no statistics yet, takes it for empty, and would read all of its passages for each of these.
PUT = """
    CREATE FUNCTION golive.put_passages(
        places tid[], new_status text, why text, ended timestamptz, new_step text,
        sinces timestamptz[], untils timestamptz[], dues timestamptz[], keeps text, hears boolean
    ) RETURNS bigint LANGUAGE plpgsql
    SET enable_indexscan = off SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    AS $$
    DECLARE moved bigint;
    BEGIN
        UPDATE golive.passage p
        SET status = new_status, reason = why, ended_at = ended, step = new_step, since = coalesce(n.since, p.since), until = n.until,
            due_at = n.due, held = keeps, listens = hears
        FROM unnest(places, sinces, untils, dues) AS n(place, since, until, due) WHERE p.ctid = n.place AND p.status = 'INSIDE';
        GET DIAGNOSTICS moved = ROW_COUNT;
        RETURN moved;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "passage_step",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "passage_id", "number", name=op.f("pk_passage_step")),
        schema="golive",
    )
    op.create_table(
        "delivery",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("destination", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="QUEUED", nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('QUEUED', 'SENT', 'FAILED')", name=op.f("ck_delivery_status")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_delivery_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_delivery")),
        schema="golive",
    )
    op.create_index(
        "ix_delivery_due_at",
        "delivery",
        ["workspace_id", "due_at"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'QUEUED'"),
    )
    op.create_index("ix_delivery_journey", "delivery", ["workspace_id", "journey_id", "id"], unique=False, schema="golive")
    op.create_table(
        "hand_over",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("destination", sa.SmallInteger(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), server_default="QUEUED", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('QUEUED', 'SENT', 'FAILED')", name=op.f("ck_hand_over_status")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_hand_over_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_hand_over_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "passage_id", "step", "destination", name=op.f("pk_hand_over")),
        schema="golive",
    )
    op.create_index("ix_hand_over_contact_id", "hand_over", ["workspace_id", "contact_id"], unique=False, schema="golive")
    op.create_index(
        "ix_hand_over_delivery_id",
        "hand_over",
        ["workspace_id", "delivery_id"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("delivery_id IS NOT NULL"),
    )
    op.create_index(
        "ix_hand_over_queued",
        "hand_over",
        ["workspace_id", "journey_id", "version", "step", "destination"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'QUEUED' AND delivery_id IS NULL"),
    )
    op.create_index(
        "ix_hand_over_segment_id",
        "hand_over",
        ["workspace_id", "segment_id", "contact_id"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("segment_id IS NOT NULL"),
    )
    op.create_table(
        "journey_run",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="RUNNING", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("progressed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("exited", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("completed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("scanned_upto", sa.Uuid(), nullable=True),
        sa.Column("scanned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("status IN ('RUNNING', 'SUCCEEDED', 'FAILED')", name=op.f("ck_journey_run_status")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_journey_run_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_journey_run")),
        schema="golive",
    )
    op.create_index("uq_journey_run_number", "journey_run", ["workspace_id", "journey_id", "number"], unique=True, schema="golive")
    op.create_index(
        "uq_journey_run_running",
        "journey_run",
        ["workspace_id", "journey_id"],
        unique=True,
        schema="golive",
        postgresql_where=sa.text("status = 'RUNNING' AND trigger IS NOT NULL"),
    )
    op.create_table(
        "passage",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("iteration", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pass", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.SmallInteger(), sa.Computed("(uuid_hash(contact_id) & 7)::smallint", persisted=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), server_default="INSIDE", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held", sa.Text(), nullable=True),
        sa.Column("listens", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('INSIDE', 'COMPLETED', 'EXITED', 'REMOVED', 'FAILED')", name=op.f("ck_passage_status")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_passage_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_passage_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", "id", name=op.f("pk_passage")),
        schema="golive",
    )
    op.create_index(
        "ix_passage_due",
        "passage",
        ["workspace_id", "journey_id", "version", "part", "due_at"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'INSIDE'"),
    )
    op.create_index(
        "ix_passage_held",
        "passage",
        ["workspace_id", "journey_id", "version"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'INSIDE' AND held IS NOT NULL"),
    )
    op.create_index(
        "uq_passage_contact", "passage", ["workspace_id", "contact_id", "journey_id", "iteration", "pass"], unique=True, schema="golive"
    )
    op.create_index(
        "uq_passage_inside",
        "passage",
        ["workspace_id", "contact_id", "journey_id"],
        unique=True,
        schema="golive",
        postgresql_where=sa.text("status = 'INSIDE'"),
    )
    op.create_table(
        "step_count",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("entered", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("passed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("exited", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_step_count_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", "version", "step", name=op.f("pk_step_count")),
        schema="golive",
    )
    op.create_table(
        "step_reason",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contacts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_step_reason_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", "version", "step", "outcome", "reason", name=op.f("pk_step_reason")),
        schema="golive",
    )
    op.create_table(
        "intake",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scanned_version", sa.Integer(), nullable=True),
        sa.Column("iteration", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("every", sa.Text(), nullable=True),
        sa.Column("anchor", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nth", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_intake_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", name=op.f("pk_intake")),
        schema="golive",
    )
    op.create_index("ix_intake_due_at", "intake", ["due_at"], unique=False, schema="golive", postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_table(
        "held_trigger",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_held_trigger_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_held_trigger_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", "contact_id", name=op.f("pk_held_trigger")),
        schema="golive",
    )
    op.create_table(
        "journey_hold",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("part", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "journey_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_journey_hold_workspace_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "journey_id", "version", "paused_at", name=op.f("pk_journey_hold")),
        schema="golive",
    )
    for table in (
        "passage", "passage_step", "step_count", "step_reason", "journey_run", "delivery", "hand_over", "intake", "held_trigger",
        "journey_hold",
    ):  # fmt: skip
        secure(table)
    op.execute(UUID7)
    op.execute(FORGET)
    op.execute(PUT)
    op.execute(
        "CREATE TRIGGER forget AFTER DELETE ON golive.passage REFERENCING OLD TABLE AS gone"
        " FOR EACH STATEMENT EXECUTE FUNCTION golive.passage_forget()"
    )
