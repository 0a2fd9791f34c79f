"""The API without the transport: the schema executed against a server made of real parts, as a caller with a role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from graphql import GraphQLError
from sqlalchemy import event

from golive.graph.execution import execute
from golive.graph.schema import make_schema
from golive.graph.transport.documents import Documents
from golive.graph.transport.request import GraphQLRequest, Refused
from golive.lifecycles.words import Role
from golive.live.doorbell import Doorbell
from golive.live.stream import Stream
from golive.models.database import APP, Database
from golive.models.queue import Bell
from golive.models.settings import Settings
from golive.resolvers.context import Context, Server, Viewer

SCHEMA = make_schema()


@cache
def documents(settings: Settings) -> Documents:
    """The documents that were executed with these settings."""
    return Documents(SCHEMA, settings)


@asynccontextmanager
async def serving(database: Database, settings: Settings) -> AsyncIterator[Server]:
    """The parts of a server, without a worker: jobs are enqueued and wait."""
    bell = Bell(database)
    async with Doorbell("memory://") as doorbell, Stream(database, doorbell) as stream:
        yield Server(settings, database, doorbell, bell, stream)
    await bell.close()


class ApiFailed(AssertionError):
    """The answer has errors; `codes` are their extensions' codes."""

    def __init__(self, errors: list[Any]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors
        self.codes = [(error.extensions or {}).get("code") for error in errors]


@dataclass(frozen=True)
class Api:
    """One caller of the API."""

    server: Server
    workspace_id: UUID
    role: Role = Role.ADMIN

    def as_(self, role: Role) -> Api:
        """The same workspace with another role."""
        return Api(self.server, self.workspace_id, role)

    async def __call__(self, document: str, **variables: Any) -> Any:
        """The data of one operation, of the one root field if there is one; raises `ApiFailed`."""
        viewer = Viewer("Ada", self.role, self.workspace_id, "first")
        context = Context(self.server, viewer, "request-1")
        try:
            operation = documents(self.server.settings).operation(GraphQLRequest(document, variables=variables))
            result = await execute(SCHEMA, operation, variables, context)
        except Refused as refused:
            raise ApiFailed([GraphQLError(each["message"], extensions=each["extensions"]) for each in refused.errors]) from refused
        finally:
            await context.close()
        if result.errors:
            raise ApiFailed(result.errors)
        data = result.data or {}
        return next(iter(data.values())) if len(data) == 1 else data

    async def fails(self, document: str, **variables: Any) -> Any:
        """The one error that an operation ends in."""
        try:
            answer = await self(document, **variables)
        except ApiFailed as failed:
            (error,) = failed.errors
            return error
        raise AssertionError(f"It went through: {answer}")

    async def create(self, graphql: str, **fields: Any) -> str:
        """Create a record of a GraphQL type and return its id."""
        document = f"mutation($input: Create{graphql}Input!) {{ create{graphql}(input: $input) {{ ... on {graphql}Success {{ record {{ id }} }} ... on GuardError {{ message }} }} }}"  # noqa: E501
        answer = await self(document, input=fields)
        found: str = answer["record"]["id"]
        return found

    async def act(self, action: str, id_: str, **arguments: Any) -> Any:
        """Take an action without arguments of its own; `arguments` are confirm and the like."""
        given = "".join(f", {name}: {str(value).lower()}" for name, value in arguments.items())
        document = f"mutation($id: ID!) {{ {action}(id: $id{given}) {{ __typename ... on ActionSuccess {{ record {{ id name statusReason publishStatus }} template {{ id name }} cursor }} ... on GuardError {{ code message }} }} }}"  # noqa: E501
        return await self(document, id=id_)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that resolvers send to the database within the block, by SQLAlchemy or past it; a transaction's end isn't one."""
    sent: list[str] = []
    connections: set[Any] = set()

    def by_sqlalchemy(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    def past_it(query: Any) -> None:
        if query.query not in ("COMMIT", "ROLLBACK"):
            sent.append(query.query)

    def listen(connection: Any, *_: Any) -> None:
        connections.add(connection.driver_connection)
        connection.driver_connection.add_query_logger(past_it)

    pool = database._pools[APP]
    for idle in pool._idle:
        listen(idle)
    engine = pool.engine.sync_engine
    event.listen(engine, "before_cursor_execute", by_sqlalchemy)
    event.listen(engine, "checkout", listen)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", by_sqlalchemy)
        event.remove(engine, "checkout", listen)
        for connection in connections:
            connection.remove_query_logger(past_it)
