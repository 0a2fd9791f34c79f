"""The schema: queries, mutations, subscriptions put together; each operation gets a context of its own and told errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import strawberry
from graphql import GraphQLError, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, Undefined, print_schema
from strawberry.extensions import DisableIntrospection, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from golive.graph import structures
from golive.graph.admin import AdminMutations, AdminQueries
from golive.graph.bulk import BulkMutations, BulkQueries
from golive.graph.errors import told
from golive.graph.insights import InsightQueries
from golive.graph.lifecycle_types import LifecycleQueries
from golive.graph.limits import LIMITERS, too_long
from golive.graph.metrics import Measured, count_mutations
from golive.graph.mutations import ActionMutations, TypedMutations
from golive.graph.people import PeopleMutations, PeopleQueries
from golive.graph.queries import RecordQueries
from golive.graph.scalars import SCALARS
from golive.graph.subscriptions import Subscription
from golive.graph.template_operations import TemplateMutations, TemplateQueries
from golive.graph.types import TYPES
from golive.graph.views import ViewMutations, ViewQueries
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode


@strawberry.type(description="Everything that can be read.")
class Query(RecordQueries, ViewQueries, TemplateQueries, LifecycleQueries, InsightQueries, PeopleQueries, AdminQueries, BulkQueries):
    pass


@strawberry.type(description="Everything that can be done.")
class Mutation(TypedMutations, ActionMutations, ViewMutations, TemplateMutations, PeopleMutations, AdminMutations, BulkMutations):  # type: ignore[misc]
    pass


CACHES = (partial(ParserCache, maxsize=128), partial(ValidationCache, maxsize=128))
"""Clients send the same documents again and again; parsing and validating one takes longer than answering it."""


class Schema(strawberry.Schema):
    """Strawberry's schema, save that what it gives to clients has codes and tells nothing internal."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: `told` logs."""

    async def execute(self, query: str | None, *, context_value: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        """One query or mutation in a context of its own."""
        context: Context = context_value.operation()
        if (why := await _why_refused(query, context)) is not None:
            raise why
        try:
            allowed = set(kwargs.pop("allowed_operation_types", OperationType)) - {OperationType.SUBSCRIPTION}
            return _told(await super().execute(query, context_value=context, allowed_operation_types=allowed, **kwargs), context)
        finally:
            await context.close()

    async def stream(self, query: str | None, *, context_value: Any = None, **kwargs: Any) -> AsyncIterator[Any]:  # type: ignore[override]
        """The same over a socket, for subscriptions too."""
        context: Context = context_value.operation()
        why = await _why_refused(query, context)
        source: Any = await super().stream(query, context_value=context, **kwargs) if why is None else _refused(why)

        async def results() -> AsyncIterator[Any]:
            try:
                async for result in source:
                    await context.close()  # a client that reads slowly holds no database session
                    yield _told(result, context)
            finally:
                await source.aclose()
                await context.close()

        return results()


async def _why_refused(query: str | None, context: Context) -> ApiError | None:
    """Why an operation isn't begun: a document too long to read, or a socket whose token counts no more."""
    if (too_much := too_long(query)) is not None:
        return too_much
    try:
        valid = await context.still_valid()
    except ApiError as error:  # it can't be found out now
        return error
    return None if valid else ApiError(ErrorCode.UNAUTHENTICATED, "The token is no longer valid: connect again with a new one.")


async def _refused(why: ApiError) -> AsyncIterator[PreExecutionError]:
    yield PreExecutionError(data=None, errors=[GraphQLError(why.message, original_error=why)])


def _told(result: Any, context: Context) -> Any:
    if isinstance(result, ExecutionResult) and result.errors:
        result.errors = [told(error, context.request_id) for error in result.errors]
    return result


def make_schema(*, development: bool) -> Schema:
    """The schema; introspection and suggestions only in development."""
    made = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*TYPES.values(), *structures.TYPES],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not development),
        extensions=[Measured, *LIMITERS, *CACHES] if development else [Measured, *LIMITERS, *CACHES, DisableIntrospection],
    )
    _leave_out_null_defaults(made)
    count_mutations(made._schema)
    return made


def _leave_out_null_defaults(schema: Schema) -> None:
    """An argument that may be left out has no default: a printed `= null` would be noise in the contract."""
    for type_ in schema._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                for argument in field.args.values():
                    argument.default_value = Undefined if argument.default_value is None else argument.default_value
        if isinstance(type_, GraphQLInputObjectType):
            for input_field in type_.fields.values():
                input_field.default_value = Undefined if input_field.default_value is None else input_field.default_value


def sdl() -> str:
    """The schema in the schema definition language, as `schema.graphql` has it."""
    return print_schema(make_schema(development=True)._schema) + "\n"
