"""Write a migration from what the models say and an up-to-date database lacks: `python -m golive.models.migrations.revise MESSAGE`."""

from __future__ import annotations

import asyncio
import pkgutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrateOperation, MigrationScript
from sqlalchemy import Column, Connection, Enum, MetaData

import golive.models
from golive.models.base import Base
from golive.models.connecting import SCHEMA
from golive.models.embedded import embedded
from golive.models.migrations import configuration, engine, migrate


class SecureOp(MigrateOperation):
    """Row-level security for a new table that holds a workspace's data."""

    def __init__(self, table: str) -> None:
        self.table = table


@renderers.dispatch_for(SecureOp)
def _render(context: AutogenContext, operation: SecureOp) -> str:
    context.imports.add("from golive.models.migrations.rights import secure")
    return f"secure({operation.table!r})"


def metadata() -> MetaData:
    """What all models together say is stored."""
    for module in pkgutil.walk_packages(golive.models.__path__, "golive.models."):
        if ".migrations" not in module.name:
            import_module(module.name)
    return Base.metadata


def comparison() -> dict[str, Any]:
    """How models and database are compared: our schema, without the tables of PGQueuer and Alembic."""
    return {
        "target_metadata": metadata(),
        "include_schemas": True,
        "include_name": lambda name, kind, _: name == SCHEMA if kind == "schema" else True,
        "include_object": lambda _, name, kind, reflected, __: (
            not (kind == "table" and reflected and str(name).startswith(("pgqueuer", "alembic")))
        ),
    }


def _render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """What an Enum column holds is a text; its values belong to the code, not to a migration."""
    return f"sa.String({item.length})" if kind == "type" and isinstance(item, Enum) and not item.native_enum else False


def _secure_new_tables(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
    for script in scripts:
        if script.upgrade_ops is not None:
            made = [operation for operation in script.upgrade_ops.ops if isinstance(operation, CreateTableOp)]
            held = [table for table in made if any(isinstance(part, Column) and part.name == "workspace_id" for part in table.columns)]
            script.upgrade_ops.ops.extend(SecureOp(table.table_name) for table in held)


def _write(connection: Connection, message: str, number: str) -> None:
    config = configuration(connection)
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["writing"] = {**comparison(), "render_item": _render_type, "process_revision_directives": _secure_new_tables}
    script = command.revision(config, message, autogenerate=True, rev_id=number)
    for path in [script.path] if script is not None and not isinstance(script, list) else []:
        subprocess.run(["ruff", "format", "--quiet", path], check=True)
        subprocess.run(["ruff", "check", "--quiet", "--fix", path], check=True)
        print(path)


async def revise(message: str, url: str) -> None:
    """Write the next migration with `url` as the database to bring up to date and compare with."""
    await migrate(url)
    number = f"{len(list((Path(__file__).parent / 'versions').glob('[0-9]*.py'))) + 1:04d}"
    async with engine(url).connect() as connection:
        await connection.run_sync(_write, message, number)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder), owner=True) as server:
        asyncio.run(revise(" ".join(sys.argv[1:]), server.url))
