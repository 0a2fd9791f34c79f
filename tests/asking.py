"""The engine without a transport: what it answers to an operation, read and as it is."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from golive.graph.transport.callers import Caller, Counts
from golive.graph.transport.engine import Answer, Engine
from golive.graph.transport.request import GraphQLRequest
from golive.lifecycles.words import Role
from golive.resolvers.context import Viewer


async def ask(engine: Engine, workspace: UUID, query: str, **variables: Any) -> tuple[Any, Answer]:
    """An operation's answer, read and as it is."""
    operation = engine.prepare(GraphQLRequest(query, variables=variables))
    caller = Caller(engine.callers, Viewer("Ada", Role.PUBLISHER, workspace, "first"), Counts())
    answer = await engine.answer(operation, variables, caller, "request-1")
    return json.loads(answer.body), answer
