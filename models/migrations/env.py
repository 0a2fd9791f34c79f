"""What Alembic runs around a migration, and around writing one: on the connection that it is handed."""

from __future__ import annotations

from alembic import context

from golive.models.connecting import SCHEMA

connection = context.config.attributes["connection"]
writing = context.config.attributes.get("writing", {})  # what golive.models.migrations.revise adds: the metadata to compare with

context.configure(
    connection=connection,
    target_metadata=writing.pop("target_metadata", None),
    version_table_schema=SCHEMA,
    **writing,
)
with context.begin_transaction():
    context.run_migrations()
