"""Who may see what: the two roles, and row-level security for every table that holds a workspace's data."""

from __future__ import annotations

from contextlib import suppress

import asyncpg
from alembic import op

from golive.models.connecting import SCHEMA, Connection, DatabaseError

OLDEST = 15
ROLES = {"golive_app": "NOLOGIN NOBYPASSRLS", "golive_system": "NOLOGIN NOBYPASSRLS"}
WORKSPACE = "workspace_id = NULLIF(current_setting('golive.workspace', true), '')::uuid"


def secure(table: str) -> None:
    """For migrations: force row-level security on `table`, so that the app's role sees one workspace and the system's all."""
    name = f"{SCHEMA}.{table}"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {name} TO golive_app USING ({WORKSPACE}) WITH CHECK ({WORKSPACE})")
    op.execute(f"CREATE POLICY system ON {name} TO golive_system USING (true) WITH CHECK (true)")


def require_version(connection: Connection) -> None:
    """Raise `DatabaseError` when the server is older than PostgreSQL 15."""
    version = connection.get_server_version()
    if version.major < OLDEST:
        raise DatabaseError(f"This is PostgreSQL {version.major}.{version.minor}, and Golive needs {OLDEST} or later. Name another server.")


async def prepare(connection: Connection) -> None:
    """Make the roles and the schema where they are missing; `DatabaseError` with the statements to run when we may not."""
    try:
        for statement in await _missing(connection):
            with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):  # made for another database just now
                await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError as error:
        statements = "\n".join(f"  {statement};" for statement in await _missing(connection))
        raise DatabaseError(
            f"Golive needs two roles and a schema, and may not make them here ({error.args[0]}). "
            f"Let an administrator of PostgreSQL run this in the database, then start again:\n{statements}"
        ) from error


async def _missing(connection: Connection) -> list[str]:
    present = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", list(ROLES))}
    member = "SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND pg_has_role(current_user, rolname, $2)"
    may_act_as = "SET" if connection.get_server_version().major >= 16 else "MEMBER"
    member_of = {row["rolname"] for row in await connection.fetch(member, list(present), may_act_as)}
    me = await connection.fetchval("SELECT quote_ident(current_user)")
    statements = [f"CREATE ROLE {role} {rights}" for role, rights in ROLES.items() if role not in present]
    statements += [f"GRANT {role} TO {me}" for role in ROLES if role not in member_of]
    if not await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", SCHEMA):
        statements.append(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {me}")
    return statements


async def grant(connection: Connection) -> None:
    """Let the system's role use every table, and the app's role those of workspaces and the queue's door."""
    await connection.execute(f"""
        GRANT USAGE ON SCHEMA {SCHEMA} TO golive_app, golive_system;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO golive_system;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO golive_app, golive_system;
        REVOKE INSERT, UPDATE, DELETE ON {SCHEMA}.alembic_version FROM golive_system;
        GRANT SELECT, INSERT ON {SCHEMA}.pgqueuer TO golive_app;
        GRANT INSERT ON {SCHEMA}.pgqueuer_log TO golive_app;
    """)
    tables = await connection.fetch(
        "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns"
        " WHERE table_schema = $1 AND column_name = 'workspace_id'",
        SCHEMA,
    )
    if tables:
        names = ", ".join(row["name"] for row in tables)
        await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO golive_app")
