"""The schema: queries, mutations, subscriptions put together."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from golive.graph import structures
from golive.graph.mutations import ActionMutations, TypedMutations
from golive.graph.queries import RecordQueries
from golive.graph.scalars import SCALARS
from golive.graph.types import TYPES


@strawberry.type(description="Everything that can be read.")
class Query(RecordQueries):
    pass


@strawberry.type(description="Everything that can be done.")
class Mutation(TypedMutations, ActionMutations):  # type: ignore[misc]
    pass


class Schema(strawberry.Schema):
    """Strawberry's schema without its own logging: `golive.graph.errors` tells and logs."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[*TYPES.values(), *structures.TYPES],
    config=StrawberryConfig(scalar_map=SCALARS),
)
