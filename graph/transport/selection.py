"""What the subscribers of one group ask of each event: executed afresh, encoded once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

from graphql import GraphQLSchema

from golive.graph.execution import execute
from golive.graph.metrics import EXECUTIONS
from golive.graph.transport.documents import Operation
from golive.graph.transport.encoding import encode
from golive.graph.transport.sharing import Key, key_of
from golive.live.patience import patiently
from golive.live.remembering import Remembering
from golive.models.change import Cursor
from golive.models.database import Unavailable
from golive.resolvers.context import Context, Server, Viewer
from golive.resolvers.errors import ErrorCode

Past: TypeAlias = Remembering[tuple[Key, Cursor], bytes]
"""Results that were asked for just now, of all groups."""


class Selection:
    """An operation with its variables, executed for whoever has a role in a workspace: a viewer without a name."""

    def __init__(
        self, schema: GraphQLSchema, server: Server, operation: Operation, variables: Mapping[str, Any], viewer: Viewer, past: Past
    ) -> None:
        self.request_id = uuid4().hex
        self._schema = schema
        self._server = server
        self._operation = operation
        self._variables = variables
        self._key = key_of(operation, variables, viewer)
        self._past = past
        self._viewer = Viewer("", viewer.role, viewer.workspace_id, viewer.workspace)

    async def result(self, root: object, cursor: Cursor) -> bytes:
        """The encoded result of one event, with loaders of its own. While the database is away it waits: no event is lost or spoilt."""
        return await patiently(partial(self._attempt, root, cursor))

    async def past_result(self, root: object, cursor: Cursor) -> bytes:
        """The same, executed once for all who ask within a moment: a thousand clients who come back want the same past."""
        return await self._past.ask((self._key, cursor), partial(self.result, root, cursor))

    async def _attempt(self, root: object, cursor: Cursor) -> bytes:
        context = Context(self._server, self._viewer, self.request_id, log_epoch=cursor.epoch)
        try:
            result = await execute(self._schema, self._operation, self._variables, context, root)
        finally:
            await context.close()
        if any((error.extensions or {}).get("code") == ErrorCode.UNAVAILABLE for error in result.errors):
            raise Unavailable("An event can't be executed")
        EXECUTIONS.inc()
        return encode(result.formatted())
