"""Many drafts like one that was made through the API, for runs that use them up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from golive.benchmarks.http_load import connected, post
from golive.benchmarks.machine import Server
from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.connecting import Connection
from golive.models.records import CLASSES
from golive.models.uses import RECORD_PREFIXES
from golive.models.workspace import new_token

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
    workspaces: list[UUID]
    template: UUID
    tables: dict[str, list[str]]

    def __post_init__(self) -> None:
        self._made = self.workspaces

    @classmethod
    async def of(cls, connection: Connection, public_id: str) -> Self:
        """Copies of the record with this id."""
        prefix, template = ids.decode(public_id)
        own = CLASSES[RECORD_PREFIXES[prefix]].__tablename__
        tables = {table: [row[0] for row in await connection.fetch(COLUMNS, table)] for table in ("record", own)}
        workspace = await connection.fetchval("SELECT workspace_id FROM golive.record WHERE id = $1", template)
        return cls(connection, [workspace], template, tables)

    async def in_workspaces(self, number: int) -> None:
        """Have the next drafts in so many workspaces, by turns; the first is the template's."""
        new = [ids.new() for _ in range(number - len(self._made))]
        rows = [(workspace, str(workspace)) for workspace in new]
        await self.connection.executemany("INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, $2)", rows)
        self._made += new
        self.workspaces = self._made[:number]

    async def tokens(self) -> dict[UUID, str]:
        """An administrator's token for each workspace."""
        found = {}
        for workspace in self.workspaces:
            token, found[workspace] = new_token(workspace, "bench", Role.ADMIN, None)
            insert = "INSERT INTO golive.token (workspace_id, id, name, role, hash) VALUES ($1, $2, $3, $4, $5)"
            await self.connection.execute(insert, workspace, token.id, token.name, token.role.name, token.hash)
        return found

    async def fresh(self, number: int) -> list[tuple[UUID, UUID]]:
        """New drafts, the workspace and the id of each; those before, and what became of them, are gone."""
        made = [(self.workspaces[place % len(self.workspaces)], ids.new()) for place in range(number)]
        await self.connection.execute("DELETE FROM golive.record WHERE id <> $1", self.template)
        await self.connection.execute(f"TRUNCATE {', '.join(f'golive.{table}' for table in USED_UP)}")
        for table, columns in self.tables.items():
            named = ", ".join(f'"{column}"' for column in columns)
            own = {"workspace_id": "clone.workspace_id", "id": "clone.id", "name": "'clone ' || clone.id"}
            values = ", ".join(own.get(column, f'template."{column}"') for column in columns)
            copy = f"""INSERT INTO golive.{table} ({named}) SELECT {values}
                FROM golive.{table} AS template, unnest($1::uuid[], $2::uuid[]) AS clone (workspace_id, id) WHERE template.id = $3"""
            await self.connection.execute(copy, *zip(*made, strict=True), self.template)
        await self.connection.execute("VACUUM ANALYZE golive.record")
        return made

    async def close(self) -> None:
        """Leave the database."""
        await self.connection.close()
