"""Many drafts like one that was made through the API, for runs that use them up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from golive.benchmarks.http_load import connected, post
from golive.benchmarks.machine import Server
from golive.models import ids
from golive.models.connecting import Connection
from golive.models.records import CLASSES
from golive.models.uses import RECORD_PREFIXES

USED_UP = ("work", "change", "pgqueuer", "pgqueuer_log")
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'golive' AND table_name = $1 AND is_generated = 'NEVER'"


async def create(server: Server, token: str, type_: str, fields: dict[str, Any], name: str = "Spring") -> str:
    """Make a record through the API; its id."""
    query = (
        f"mutation($input: Create{type_}Input!) {{ made: create{type_}(input: $input) {{ ... on {type_}Success {{ record {{ id }} }} }} }}"
    )
    body = json.dumps({"query": query, "variables": {"input": {"name": name, **fields}}}).encode()
    client = await connected(server.url)
    answer = json.loads(await client.ask(post(server.url, "/graphql", body, token)))
    client.transport.close()
    made: str = answer["data"]["made"]["record"]["id"]
    return made


@dataclass
class Clones:
    """Copies of one record, which a superuser writes past row-level security."""

    connection: Connection
    workspace: UUID
    template: UUID
    tables: dict[str, list[str]]

    @classmethod
    async def of(cls, connection: Connection, public_id: str) -> Self:
        """Copies of the record with this id."""
        prefix, template = ids.decode(public_id)
        own = CLASSES[RECORD_PREFIXES[prefix]].__tablename__
        tables = {table: [row[0] for row in await connection.fetch(COLUMNS, table)] for table in ("record", own)}
        workspace = await connection.fetchval("SELECT workspace_id FROM golive.record WHERE id = $1", template)
        return cls(connection, workspace, template, tables)

    async def fresh(self, number: int) -> list[UUID]:
        """New drafts; those before, and what became of them, are gone."""
        made = [ids.new() for _ in range(number)]
        await self.connection.execute("DELETE FROM golive.record WHERE id <> $1", self.template)
        await self.connection.execute(f"TRUNCATE {', '.join(f'golive.{table}' for table in USED_UP)}")
        for table, columns in self.tables.items():
            named = ", ".join(f'"{column}"' for column in columns)
            values = ", ".join({"id": "clone", "name": "'clone ' || clone"}.get(column, f'"{column}"') for column in columns)
            copy = f"INSERT INTO golive.{table} ({named}) SELECT {values} FROM golive.{table}, unnest($1::uuid[]) AS clone WHERE id = $2"
            await self.connection.execute(copy, made, self.template)
        await self.connection.execute("VACUUM ANALYZE golive.record")
        return made

    async def spread(self, number: int, workspaces: int) -> list[tuple[UUID, UUID]]:
        """New drafts in the template's workspace and in new ones, by turns: the workspace and the id of each."""
        spaces = [self.workspace, *(ids.new() for _ in range(workspaces - 1))]
        await self.connection.executemany(
            "INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, $2)", [(it, str(it)) for it in spaces[1:]]
        )
        made = await self.fresh(number)
        placed = [(spaces[place % workspaces], record) for place, record in enumerate(made)]
        own = next(table for table in self.tables if table != "record")
        await self.connection.execute(f"DELETE FROM golive.{own} WHERE id <> $1", self.template)
        await self.connection.executemany("UPDATE golive.record SET workspace_id = $1 WHERE id = $2", placed)
        return placed

    async def close(self) -> None:
        """Leave the database."""
        await self.connection.close()
