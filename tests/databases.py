"""Databases for tests: made, copied and dropped on one PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

from golive.models.connecting import connect
from golive.models.database import Database
from golive.models.workspace import Workspace


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that tests may make databases on: `admin` is the URL of who may, `owner` the URL of who will own them."""

    admin: str
    owner: str

    async def execute(self, statement: str) -> None:
        """Run one statement as who may make databases."""
        connection = await connect(self.admin)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def create(self, *, template: str = "template0") -> str:
        """Make a database, a copy of `template`; returns its URL."""
        name = f"golive_test_{uuid4().hex}"
        owner = urlsplit(self.owner).username
        await self.execute(f'CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER "{owner}"')  # in half the time
        return urlunsplit(urlsplit(self.owner)._replace(path=f"/{name}"))

    async def drop(self, url: str) -> None:
        """Drop a database, whoever is connected."""
        await self.execute(f"DROP DATABASE IF EXISTS {database_name(url)} WITH (FORCE)")


def database_name(url: str) -> str:
    """The name of the database that `url` names."""
    return urlsplit(url).path.lstrip("/")


async def make_workspace(database: Database, name: str) -> UUID:
    """A new, empty workspace."""
    async with database.system() as session:
        workspace = Workspace(name=name)
        session.add(workspace)
        await session.flush()
        return workspace.workspace_id
