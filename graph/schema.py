"""The schema: queries, mutations and subscriptions put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, Undefined, print_schema
from strawberry.schema.config import StrawberryConfig

from golive.graph import structures
from golive.graph.admin import AdminMutations, AdminQueries
from golive.graph.bulk import BulkMutations, BulkQueries
from golive.graph.deliveries import DeliveryQueries
from golive.graph.insights import InsightQueries
from golive.graph.journey_progress import JourneyQueries
from golive.graph.lead_operations import LeadMutations, LeadQueries
from golive.graph.lean import unwrap
from golive.graph.lifecycle_types import LifecycleQueries
from golive.graph.mail_operations import MailMutations, MailQueries
from golive.graph.metrics import count_mutations
from golive.graph.mutations import ActionMutations, TypedMutations
from golive.graph.people import PeopleMutations, PeopleQueries
from golive.graph.queries import RecordQueries
from golive.graph.scalars import SCALARS
from golive.graph.simulation import SimulationQueries
from golive.graph.subscriptions import Subscription
from golive.graph.template_operations import TemplateMutations, TemplateQueries
from golive.graph.tracking import EventMutations
from golive.graph.types import TYPES
from golive.graph.views import ViewMutations, ViewQueries

LONGEST_NAME = 100


@strawberry.type(description="Everything that can be read.")
class Query(
    RecordQueries,
    JourneyQueries,
    SimulationQueries,
    DeliveryQueries,
    ViewQueries,
    TemplateQueries,
    LifecycleQueries,
    InsightQueries,
    PeopleQueries,
    LeadQueries,
    AdminQueries,
    BulkQueries,
    MailQueries,
):
    pass


@strawberry.type(description="Everything that can be done.")
class Mutation(
    TypedMutations,  # type: ignore[misc]
    ActionMutations,
    ViewMutations,
    TemplateMutations,
    PeopleMutations,
    EventMutations,
    LeadMutations,
    AdminMutations,
    BulkMutations,
    MailMutations,
):
    pass


def make_schema() -> GraphQLSchema:
    """The schema as graphql-core has it; strawberry's is what its types are built from, and does nothing when operations run."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*TYPES.values(), *structures.TYPES],
        config=StrawberryConfig(scalar_map=SCALARS),
    )._schema
    _leave_out_null_defaults(schema)
    _mark_one_of(schema)
    _suggest_for_short_names(schema)
    unwrap(schema)
    count_mutations(schema)
    return schema


def _leave_out_null_defaults(schema: GraphQLSchema) -> None:
    """An argument that may be left out has no default: a printed `= null` would be noise in the contract."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                for argument in field.args.values():
                    argument.default_value = Undefined if argument.default_value is None else argument.default_value
        if isinstance(type_, GraphQLInputObjectType):
            for input_field in type_.fields.values():
                input_field.default_value = Undefined if input_field.default_value is None else input_field.default_value


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Strawberry keeps to itself of which inputs exactly one field is given; graphql-core checks and prints it."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType) and (definition := type_.extensions.get("strawberry-definition")) is not None:
            type_.is_one_of = definition.is_one_of


def _suggest_for_short_names(schema: GraphQLSchema) -> None:
    """To look for an enum's value that is like a text of megabytes takes graphql-core half a second, even where it isn't told."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType):
            type_.coerce_input_value = _coercing(type_)  # type: ignore[method-assign]


def _coercing(type_: GraphQLEnumType) -> Callable[..., Any]:
    coerce = type_.coerce_input_value

    def coerced(value: Any, hide_suggestions: bool = False) -> Any:
        return coerce(value, hide_suggestions or not isinstance(value, str) or len(value) > LONGEST_NAME)

    return coerced


def sdl() -> str:
    """The schema in the schema definition language, as `schema.graphql` has it."""
    return print_schema(make_schema()) + "\n"
