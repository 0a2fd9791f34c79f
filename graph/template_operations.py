"""What can be done with templates in the API."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.mutations import Key
from golive.graph.nodes import Listing, invalid_cursor, window
from golive.graph.outcomes import ActionResult
from golive.graph.templates import TemplateConnection
from golive.graph.views import DeleteSuccess, deleted
from golive.lifecycles.words import RecordType
from golive.models.ordering import InvalidCursor
from golive.resolvers import templates


async def _templates(
    info: Info,
    type: Annotated[RecordType | None, strawberry.argument(description="Only those that make this type; all if null.")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    try:
        page = await templates.list_templates(info.context, type, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: templates.count_templates(info.context, type))


@strawberry.type
class TemplateQueries:
    templates = strawberry.field(resolver=_templates, graphql_type=TemplateConnection, description="The templates, the oldest first.")


async def _create_from_template(
    info: Info,
    template_id: Annotated[strawberry.ID, strawberry.argument(description="The template.")],
    name: Annotated[str | None, strawberry.argument(description="The record's name; the template's if null.")] = None,
    idempotency_key: Key = None,
) -> Any:
    return await templates.create_from_template(info.context, template_id, name, idempotency_key)


async def _delete_template(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The template.")]) -> Any:
    return deleted(await templates.delete_template(info.context, id))


@strawberry.type
class TemplateMutations:
    create_from_template = strawberry.mutation(
        resolver=_create_from_template,
        graphql_type=ActionResult | None,
        description="Create a record with a template's content, as a draft.",
    )
    delete_template = strawberry.mutation(
        resolver=_delete_template, graphql_type=DeleteSuccess | None, description="Delete a template; records made from it stay."
    )
