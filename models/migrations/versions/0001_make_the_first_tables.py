"""Make the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from golive.models.migrations.rights import secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered_request",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_answered_request")),
        schema="golive",
    )
    op.create_index("ix_answered_request_at", "answered_request", ["at"], unique=False, schema="golive")
    op.create_table(
        "attribute",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.CheckConstraint("type IN ('STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE_TIME')", name=op.f("ck_attribute_type")),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_attribute")),
        schema="golive",
    )
    op.create_table(
        "blueprint",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_blueprint")),
        schema="golive",
    )
    op.create_table(
        "bulk",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("confirm", sa.Boolean(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_bulk")),
        schema="golive",
    )
    op.create_table(
        "change",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(40), nullable=False),
        sa.Column("record_name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(40), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("from_status_reason", sa.String(40), nullable=True),
        sa.Column("from_publish_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=True),
        sa.Column("to_status_reason", sa.String(40), nullable=True),
        sa.Column("to_publish_status", sa.String(40), nullable=True),
        sa.Column("from_is_live", sa.Boolean(), nullable=True),
        sa.Column("to_is_live", sa.Boolean(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("was", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_change")),
        schema="golive",
    )
    op.create_index("ix_change_at", "change", ["at"], unique=False, schema="golive")
    op.create_index("ix_change_id", "change", ["workspace_id", "id"], unique=True, schema="golive")
    op.create_index("ix_change_record", "change", ["workspace_id", "record_id", "number"], unique=False, schema="golive")
    op.create_table(
        "contact",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="ACTIVE", nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("consent", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("suppressed_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('ACTIVE', 'INACTIVE')", name=op.f("ck_contact_status")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_contact")),
        schema="golive",
    )
    op.create_index(
        "uq_contact_workspace_id_email", "contact", ["workspace_id", sa.literal_column("lower(email)")], unique=True, schema="golive"
    )
    op.create_index("uq_contact_workspace_id_key", "contact", ["workspace_id", "key"], unique=True, schema="golive")
    op.create_table(
        "log_counter",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kept_from", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "epoch", sa.Text(), server_default=sa.text("substr(md5(random()::text || clock_timestamp()::text), 1, 8)"), nullable=False
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_log_counter")),
        schema="golive",
    )
    op.create_table(
        "outside_service",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "type", name=op.f("pk_outside_service")),
        schema="golive",
    )
    op.create_table(
        "record",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lower_name", sa.Text(), sa.Computed("lower(name)", persisted=True), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_reason", sa.String(40), nullable=True),
        sa.Column("publish_status", sa.String(40), nullable=True),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("ever_live", sa.Boolean(), nullable=False),
        sa.Column("has_started", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("live_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("has_working_copy", sa.Boolean(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=True),
        sa.Column("newest_version", sa.Integer(), nullable=False),
        sa.Column("runs_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("runs_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resume_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_date", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_record")),
        schema="golive",
    )
    op.create_index("ix_record_created_at", "record", ["workspace_id", "created_at", "id"], unique=False, schema="golive")
    op.create_index(
        "ix_record_ends", "record", ["runs_until"], unique=False, schema="golive", postgresql_where=sa.text("runs_until IS NOT NULL")
    )
    op.create_index(
        "ix_record_expires", "record", ["expires_at"], unique=False, schema="golive", postgresql_where=sa.text("expires_at IS NOT NULL")
    )
    op.create_index("ix_record_live_since", "record", ["workspace_id", "live_since", "id"], unique=False, schema="golive")
    op.create_index("ix_record_name", "record", ["workspace_id", "lower_name", "id"], unique=False, schema="golive")
    op.create_index(
        "ix_record_pause_ends",
        "record",
        ["pause_ends_at"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("pause_ends_at IS NOT NULL"),
    )
    op.create_index(
        "ix_record_resumes", "record", ["resume_at"], unique=False, schema="golive", postgresql_where=sa.text("resume_at IS NOT NULL")
    )
    op.create_index(
        "ix_record_state", "record", ["workspace_id", "type", "status_reason", "publish_status", "status"], unique=False, schema="golive"
    )
    op.create_index("ix_record_type_created_at", "record", ["workspace_id", "type", "created_at", "id"], unique=False, schema="golive")
    op.create_index("ix_record_type_name", "record", ["workspace_id", "type", "lower_name", "id"], unique=False, schema="golive")
    op.create_index("ix_record_updated_at", "record", ["workspace_id", "updated_at", "id"], unique=False, schema="golive")
    op.create_table(
        "saved_view",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("order_by", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_saved_view")),
        schema="golive",
    )
    op.create_table(
        "token",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_token")),
        schema="golive",
    )
    op.create_index("ix_token_hash", "token", ["hash"], unique=True, schema="golive")
    op.create_table(
        "workspace",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("name", name=op.f("uq_workspace_name")),
        schema="golive",
    )
    op.create_table(
        "audience_journey",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("exit_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("schedule", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("allow_repeat", sa.Boolean(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("content_settings_id", sa.Uuid(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name="fk_audience_journey_record",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_audience_journey")),
        schema="golive",
    )
    op.create_table(
        "bulk_item",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("bulk_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(40), nullable=False),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("change_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "bulk_id"],
            ["golive.bulk.workspace_id", "golive.bulk.id"],
            name=op.f("fk_bulk_item_workspace_id_bulk_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "bulk_id", "position", name=op.f("pk_bulk_item")),
        schema="golive",
    )
    op.create_table(
        "contact_event",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("properties", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_contact_event_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_contact_event")),
        schema="golive",
    )
    op.create_index(
        op.f("ix_contact_event_workspace_id_contact_id_name_at"),
        "contact_event",
        ["workspace_id", "contact_id", "name", "at"],
        unique=False,
        schema="golive",
    )
    op.create_index(
        "uq_contact_event_workspace_id_client_key", "contact_event", ["workspace_id", "client_key"], unique=True, schema="golive"
    )
    op.create_table(
        "content_settings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("subscription_center_page_id", sa.Uuid(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name="fk_content_settings_record",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_content_settings")),
        schema="golive",
    )
    op.create_table(
        "customer_journey",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("suppression_segment_id", sa.Uuid(), nullable=True),
        sa.Column("entry", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("is_recurring", sa.Boolean(), nullable=False),
        sa.Column("recurrence_interval", sa.Text(), nullable=True),
        sa.Column("recurrence_count", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("content_settings_id", sa.Uuid(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name="fk_customer_journey_record",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_customer_journey")),
        schema="golive",
    )
    op.create_table(
        "event",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_event_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_event")),
        schema="golive",
    )
    op.create_table(
        "event_session",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("speakers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_event_session_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_event_session")),
        schema="golive",
    )
    op.create_table(
        "event_track",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("session_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_event_track_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_event_track")),
        schema="golive",
    )
    op.create_table(
        "lead_scoring_model",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("grades", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sales_ready_score", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name="fk_lead_scoring_model_record",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_lead_scoring_model")),
        schema="golive",
    )
    op.create_table(
        "marketing_email",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("legal_designation", sa.String(40), nullable=False),
        sa.Column("content_type", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("design", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("from_user", sa.Text(), nullable=True),
        sa.Column("from_name", sa.Text(), nullable=True),
        sa.Column("from_address", sa.Text(), nullable=True),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("generate_plain_text", sa.Boolean(), nullable=False),
        sa.Column("plain_text_content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_marketing_email_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_marketing_email")),
        schema="golive",
    )
    op.create_table(
        "marketing_form",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("form_type", sa.String(40), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("elements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submit_label", sa.Text(), nullable=True),
        sa.Column("after_submit", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("auto_publish", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_marketing_form_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_marketing_form")),
        schema="golive",
    )
    op.create_table(
        "marketing_page",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("page_type", sa.String(40), nullable=True),
        sa.Column("partial_url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_marketing_page_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_marketing_page")),
        schema="golive",
    )
    op.create_table(
        "real_time_journey",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exit_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pause_clock", sa.String(40), nullable=False),
        sa.Column("email_binding", sa.String(40), nullable=False),
        sa.Column("suppression_segment_id", sa.Uuid(), nullable=True),
        sa.Column("entry", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("is_recurring", sa.Boolean(), nullable=False),
        sa.Column("recurrence_interval", sa.Text(), nullable=True),
        sa.Column("recurrence_count", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("content_settings_id", sa.Uuid(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name="fk_real_time_journey_record",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_real_time_journey")),
        schema="golive",
    )
    op.create_table(
        "schedule",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_by", sa.Text(), nullable=False),
        sa.Column("confirm", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_schedule_workspace_id_record_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "record_id", "action", name=op.f("pk_schedule")),
        schema="golive",
    )
    op.create_index("ix_schedule_at", "schedule", ["at"], unique=False, schema="golive")
    op.create_table(
        "segment",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("segment_type", sa.String(40), nullable=False),
        sa.Column("segment_id", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("dynamic_query", sa.Text(), nullable=True),
        sa.Column("filter", sa.Text(), nullable=True),
        sa.Column("static_members", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["golive.record.workspace_id", "golive.record.id"], name="fk_segment_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_segment")),
        schema="golive",
    )
    op.create_table(
        "segment_member",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["golive.contact.workspace_id", "golive.contact.id"],
            name=op.f("fk_segment_member_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "contact_id", name=op.f("pk_segment_member")),
        schema="golive",
    )
    op.create_index(
        op.f("ix_segment_member_workspace_id_contact_id"), "segment_member", ["workspace_id", "contact_id"], unique=False, schema="golive"
    )
    op.create_table(
        "use",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("used_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_use_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "scope", "used_id", "path", name=op.f("pk_use")),
        schema="golive",
    )
    op.create_index("ix_use_used", "use", ["workspace_id", "used_id", "scope"], unique=False, schema="golive")
    op.create_table(
        "version",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status_reason", sa.String(40), nullable=True),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pins", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("prepared", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_version_workspace_id_record_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "record_id", "number", name=op.f("pk_version")),
        schema="golive",
    )
    op.create_index("ix_version_id", "version", ["workspace_id", "id"], unique=True, schema="golive")
    op.create_table(
        "work",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("then", sa.String(40), nullable=False),
        sa.Column("failed", sa.String(40), nullable=True),
        sa.Column("of_version", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(40), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["golive.record.workspace_id", "golive.record.id"],
            name=op.f("fk_work_workspace_id_record_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_work")),
        schema="golive",
    )
    op.create_index("ix_work_record", "work", ["workspace_id", "record_id"], unique=False, schema="golive")
    op.create_index("ix_work_retry_at", "work", ["retry_at"], unique=False, schema="golive")
    secure("answered_request")
    secure("attribute")
    secure("blueprint")
    secure("bulk")
    secure("change")
    secure("contact")
    secure("log_counter")
    secure("outside_service")
    secure("record")
    secure("saved_view")
    secure("token")
    secure("workspace")
    secure("audience_journey")
    secure("bulk_item")
    secure("contact_event")
    secure("content_settings")
    secure("customer_journey")
    secure("event")
    secure("event_session")
    secure("event_track")
    secure("lead_scoring_model")
    secure("marketing_email")
    secure("marketing_form")
    secure("marketing_page")
    secure("real_time_journey")
    secure("schedule")
    secure("segment")
    secure("segment_member")
    secure("use")
    secure("version")
    secure("work")
