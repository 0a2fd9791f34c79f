"""Listing leads, making them and taking them away."""

from __future__ import annotations

from typing import Annotated, Any, Union

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.leads import Lead, LeadConnection
from golive.graph.nodes import Listing, invalid_cursor, window
from golive.graph.outcomes import GuardError
from golive.graph.views import DeleteSuccess, deleted
from golive.models.lead import Lead as StoredLead
from golive.models.ordering import InvalidCursor
from golive.resolvers import leads
from golive.resolvers.leads import WhichLeads
from golive.resolvers.refusing import or_refusal


async def _leads(
    info: Info,
    model_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only those that this live model has scored.")] = None,
    grade: Annotated[str | None, strawberry.argument(description="Only those with this grade, by that model or any.")] = None,
    sales_ready: Annotated[bool | None, strawberry.argument(description="Only those that are ready for sales, or aren't.")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    which = WhichLeads(model_id, grade, sales_ready)
    try:
        page = await leads.list_leads(info.context, which, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: leads.count_leads(info.context, which))


@strawberry.type
class LeadQueries:
    leads = strawberry.field(resolver=_leads, graphql_type=LeadConnection, description="The leads, the oldest first.")


@strawberry.input(description="What a lead is made with.")
class CreateLeadInput:
    contact_id: strawberry.ID = strawberry.field(description="Whose interest it is.")
    name: str | None = strawberry.field(default=None, description="What it is about.")


@strawberry.type(description="A lead that was created.")
class LeadSuccess:
    lead: Any = strawberry.field(graphql_type=Lead | None, description="The lead; never null in a success.")


LeadResult = Annotated[
    Union[LeadSuccess, GuardError],  # noqa: UP007
    strawberry.union("LeadResult", description="What creating a lead gives."),
]


async def _create_lead(info: Info, input: Annotated[CreateLeadInput, strawberry.argument(description="What it is made with.")]) -> Any:
    made = await or_refusal(leads.create(info.context, input.contact_id, input.name))
    return LeadSuccess(lead=made) if isinstance(made, StoredLead) else made


async def _delete_lead(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The lead.")]) -> Any:
    return deleted(await leads.remove(info.context, id))


@strawberry.type
class LeadMutations:
    create_lead = strawberry.mutation(resolver=_create_lead, graphql_type=LeadResult | None, description="Make a lead of a contact.")
    delete_lead = strawberry.mutation(
        resolver=_delete_lead, graphql_type=DeleteSuccess | None, description="Take a lead and its scores away; the contact stays."
    )
