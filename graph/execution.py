"""Executing an operation: the one door to graphql-core's executor, behind which another may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, Executor, GraphQLError, GraphQLSchema, create_source_event_stream
from strawberry.execution import optimized_is_awaitable

from golive.graph.errors import told
from golive.graph.leaves import LeafExecutor
from golive.graph.room import Room
from golive.resolvers.context import Context

if TYPE_CHECKING:
    from golive.graph.transport.documents import Operation

MOST_ERRORS = 5
"""Errors that are told of an operation's variables."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an operation. Its errors are told: they have codes, and nothing internal. Not `executed`: the variables don't fit."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    executed: bool = True

    def formatted(self) -> dict[str, Any]:
        """The response map."""
        if not self.executed:
            return {"errors": [error.formatted for error in self.errors]}
        if self.errors:
            return {"errors": [error.formatted for error in self.errors], "data": self.data}
        return {"data": self.data}


async def execute(
    schema: GraphQLSchema, operation: Operation, variables: Mapping[str, Any], context: Context, root: object = None
) -> Result:
    """What comes of a query, a mutation, or of one event (`root`) of a subscription. Mutations are done one after another.

    `context` is the operation's own; whoever made it closes it.
    """
    executor = _executor(schema, operation, variables, context, root)
    if isinstance(executor, list):
        return Result(None, [told(error, context.request_id) for error in executor], executed=False)
    outcome: Any = executor.execute_operation()
    result: ExecutionResult = await outcome if optimized_is_awaitable(outcome) else outcome
    return Result(result.data, [told(error, context.request_id) for error in result.errors or ()])


async def source_of(schema: GraphQLSchema, operation: Operation, variables: Mapping[str, Any], context: Context) -> Any:
    """What a subscription's root field says is to be followed, or the `Result` that says why nothing is."""
    executor = _executor(schema, operation, variables, context)
    if isinstance(executor, list):
        return Result(None, [told(error, context.request_id) for error in executor], executed=False)
    outcome: Any = create_source_event_stream(executor)
    source = await outcome if optimized_is_awaitable(outcome) else outcome
    if isinstance(source, ExecutionResult):
        return Result(None, [told(error, context.request_id) for error in source.errors or ()], executed=False)
    return source


def _executor(
    schema: GraphQLSchema, operation: Operation, variables: Mapping[str, Any], context: Context, root: object = None
) -> Executor[Any] | list[GraphQLError]:
    name, settings = operation.node.name, context.server.settings
    allowed = settings.answer_bytes if root is None else min(settings.answer_bytes, settings.send_buffer)
    return LeafExecutor.build(
        schema,
        operation.document,
        root,
        context,
        dict(variables),
        name.value if name else None,
        max_coercion_errors=MOST_ERRORS,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
        hide_suggestions=not settings.development,
        selections=operation.selections,
        room=Room(allowed, operation.is_mutation),
    )
