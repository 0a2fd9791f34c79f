"""Keep what was sent, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from golive.models.migrations.rights import secure

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The send log, the outbox, how often and when content settings let mail go, and what signs a workspace's links."""
    op.create_table(
        "mail",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=True),
        sa.Column("journey_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("iteration", sa.Integer(), server_default="0", nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("email_id", sa.Uuid(), nullable=False),
        sa.Column("email_version", sa.Integer(), nullable=True),
        sa.Column("content_settings_id", sa.Uuid(), nullable=True),
        sa.Column("commercial", sa.Boolean(), nullable=True),
        sa.Column("test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("draft", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="QUEUED", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounce", sa.Text(), nullable=True),
        sa.Column("complained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'BLOCKED', 'UNKNOWN', 'CANCELLED')", name=op.f("ck_mail_status")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_mail")),
        schema="golive",
    )
    op.create_index(
        "ix_mail_address_key",
        "mail",
        ["workspace_id", "address_key"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("address_key IS NOT NULL"),
    )
    op.create_index("ix_mail_contact", "mail", ["workspace_id", "contact_id", "id"], unique=False, schema="golive")
    op.create_index(
        "ix_mail_due",
        "mail",
        ["workspace_id", "due_at", "id"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'QUEUED'"),
    )
    op.create_index("ix_mail_email", "mail", ["workspace_id", "email_id", "id"], unique=False, schema="golive")
    op.create_index(
        "ix_mail_held",
        "mail",
        ["workspace_id", "journey_id", "version"],
        unique=False,
        schema="golive",
        postgresql_where=sa.text("status = 'QUEUED' AND due_at = 'infinity'"),
    )
    op.create_index("ix_mail_journey", "mail", ["workspace_id", "journey_id", "version", "step", "id"], unique=False, schema="golive")
    op.create_index(
        "ix_mail_sending", "mail", ["workspace_id", "claim"], unique=False, schema="golive", postgresql_where=sa.text("status = 'SENDING'")
    )
    op.create_index(
        "ix_mail_unknown", "mail", ["workspace_id", "id"], unique=False, schema="golive", postgresql_where=sa.text("status = 'UNKNOWN'")
    )
    op.create_index("uq_mail_passage_step", "mail", ["workspace_id", "passage_id", "step"], unique=True, schema="golive")
    op.create_table(
        "outbox",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mail_id"],
            ["golive.mail.workspace_id", "golive.mail.id"],
            name=op.f("fk_outbox_workspace_id_mail_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "mail_id", name=op.f("pk_outbox")),
        schema="golive",
    )
    op.add_column(
        "content_settings",
        sa.Column("frequency_caps", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        schema="golive",
    )
    op.alter_column("content_settings", "frequency_caps", server_default=None, schema="golive")
    op.add_column(
        "content_settings",
        sa.Column("quiet_time", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        schema="golive",
    )
    op.add_column(
        "workspace",
        sa.Column(
            "link_key",
            sa.LargeBinary(),
            server_default=sa.text("uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"),
            nullable=False,
        ),
        schema="golive",
    )
    secure("mail")
    secure("outbox")
