"""Leads in the API: who they belong to, and their score and grade by each live model."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable, backed_by
from golive.graph.enums import _described
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.selected import columns_of, selected
from golive.models.lead import Lead as StoredLead
from golive.models.lead import LeadScore as StoredScore
from golive.models.lead import LeadSource
from golive.models.ordering import InvalidCursor
from golive.resolvers.leads import OF_CONTACT

_described(LeadSource, "How a lead came to be.", {
    "API": "By the mutation createLead.",
    "IMPORT": "By an import.",
    "FORM": "By a form.",
})  # fmt: skip
LazyContact = Annotated["Contact", strawberry.lazy("golive.graph.contacts")]  # type: ignore[name-defined]  # noqa: F821


async def _model(root: strawberry.Parent[StoredScore], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.model_id)


@strawberry.type(description="What a live scoring model makes of a lead.")
class LeadScore:
    model: LazyPublishable | None = strawberry.field(resolver=_model, description="The model.")
    score: int = strawberry.field(description="The points.")
    grade: str | None = strawberry.field(description="The name of the range that the points are in; null in none.")
    sales_ready: bool = strawberry.field(description="Whether the points are enough for sales.")
    at: datetime = strawberry.field(description="When one of these last changed.")


async def _contact(root: strawberry.Parent[StoredLead], info: Info) -> Any:
    return await info.context.loaders.contacts.load(root.contact_id)


async def _scores(root: strawberry.Parent[StoredLead], info: Info) -> Any:
    return await info.context.loaders.lead_scores.load(root.id)


def _source(root: strawberry.Parent[StoredLead]) -> LeadSource:
    return LeadSource(root.source)


@strawberry.type(description="A contact's interest in buying, which scoring models rate.")
class Lead(Node):
    is_type_of = backed_by(StoredLead)

    name: str = strawberry.field(description="What it is about; may be empty.")
    source: LeadSource = strawberry.field(resolver=_source, description="How it came to be.")
    created_at: datetime = strawberry.field(description="When it came to be.")
    contact: LazyContact | None = strawberry.field(resolver=_contact, description="Whose interest it is.")
    scores: list[LeadScore] = strawberry.field(resolver=_scores, description="What the live scoring models make of it, by their names.")


LeadConnection = connection(Lead, "Lead", "leads")


async def _of_contact(
    root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    loaders = info.context.loaders
    try:
        page = await loaders.page("leads", root.id, window(first, after, last, before), OF_CONTACT)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: loaders.count("leads", root.id, OF_CONTACT))


LEADS_OF_CONTACT: Any = strawberry.field(resolver=_of_contact, graphql_type=LeadConnection, description="Its leads, the oldest first.")


@strawberry.type(description="How many leads of a scoring model have a grade.")
class GradeCount:
    grade: str | None = strawberry.field(description="The grade; null for those whose score is in no range.")
    count: int = strawberry.field(description="How many leads have it.")
    sales_ready: int = strawberry.field(description="How many of these are ready for sales.")


async def _grade_counts(root: strawberry.Parent[Any], info: Info) -> Any:
    return await info.context.loaders.grade_counts.load(root.id) if root.is_live else []


LEAD_COUNTS: Any = strawberry.field(
    resolver=_grade_counts, graphql_type=list[GradeCount], description="How many leads have which grade while it is live, the best first."
)
