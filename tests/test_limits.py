"""What reading a document may cost: what repeats itself is given up soon, with what to do, and what clients send is not."""

from __future__ import annotations

from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
from api import SCHEMA, Api, ApiFailed, serving, statements

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.resolvers.context import Context, Viewer

SHARED = "id type name ownerId status statusReason publishStatus isLive revision createdAt updatedAt liveSince expiresAt lastError"
TYPES = ("CustomerJourney", "RealTimeJourney", "AudienceJourney", "MarketingEmail", "ContentSettings", "LeadScoringModel", "Segment")


@pytest.mark.parametrize("document", ["{" + "viewer { name } " * 1_000 + "}", "{" + "... on Query { viewer { name } } " * 1_000 + "}"])
async def test_a_document_that_repeats_itself_is_refused_with_what_to_do(
    database: Database, workspace: UUID, settings: Settings, document: str
) -> None:
    async with serving(database, settings) as server:
        error = await Api(server, workspace).fails(document)
    assert error.extensions["code"] == "LIMIT_EXCEEDED"
    assert "ask for less" in error.message


async def test_a_document_that_asks_for_the_same_fields_of_many_types_goes_through(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    fragments = " ".join(f"... on {name} {{ {SHARED} uses {{ nodes {{ {SHARED} }} }} }}" for name in TYPES)
    async with serving(database, settings) as server:
        assert await Api(server, workspace)(f"{{ records {{ nodes {{ {SHARED} {fragments} }} }} }}") == {"nodes": []}


NESTED = "{ records { nodes { history { nodes { record { history { nodes { record { id } } } } } } } } }"
PAGE = """
    query($id: ID!, $first: Int = 50) {
        records(first: $first) {
            nodes { id availableActions { action } fieldLocks { field } usedBy { nodes { id } } history { nodes { id } } }
        }
        record(id: $id) { ...Shown usedBy(first: 10) { nodes { ...Shown } } }
    }
    fragment Shown on Publishable { name history { nodes { action record { id } } } }
"""
RECORD = "customer_journey_00000000000000000000000000"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (NESTED, {}),
        ("query($first: Int = 100) { records(first: $first) { nodes { history(last: $first) { nodes { record { uses(first: $first) { nodes { id } } } } } } } }", {}),  # noqa: E501
        ("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { history { nodes { record { versions { nodes { id } } } } } } } }", {"ids": [RECORD] * 100}),  # noqa: E501
        ("query { records { ...Page } } fragment Page on PublishableConnection { nodes { ...Shown } } fragment Shown on Publishable { uses { nodes { uses { nodes { id } } } } }", {}),  # noqa: E501
        ("{ node(id: \"x\") { " + "... on Event { history { nodes { record { " * 40 + "id" + " } } } }" * 40 + " } }", {}),
        ("{ records(first: 100) { nodes { " + " ".join(f"a{n}: allowedActions" for n in range(1_000)) + " } } }", {}),
        ("subscription { liveView(first: 50) { snapshot { history { nodes { record { versions { nodes { id } } } } } } } }", {}),
    ],
    ids=["pages", "variables", "ids", "fragments", "deep", "aliases", "subscription"],
)  # fmt: skip
async def test_lists_within_lists_are_refused_before_anything_is_read(
    database: Database, workspace: UUID, settings: Settings, document: str, variables: dict[str, Any]
) -> None:
    async with serving(database, settings) as server:
        context = Context(server, Viewer("Ada", Role.VIEWER, workspace, "first"), "request-1")
        with statements(database) as sent:
            results = [result async for result in await SCHEMA.stream(document, variable_values=variables, context_value=context)]
        (error,) = results[0].errors
        assert error.extensions == {"code": "LIMIT_EXCEEDED"}
        assert "100,000" in error.message
        assert "page less at a time" in error.message
        assert not sent


async def test_a_page_of_records_with_all_that_a_dashboard_shows_goes_through(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with serving(database, settings) as server:
        assert await Api(server, workspace)(PAGE, id=RECORD) == {"records": {"nodes": []}, "record": None}


async def test_fragments_on_types_that_exclude_each_other_count_once(database: Database, workspace: UUID, settings: Settings) -> None:
    lists = " ".join(f"{name} {{ nodes {{ id }} }}" for name in ("uses", "usedBy", "history", "versions"))
    document = "{ records(first: 100) { nodes { " + " ".join(f"... on {name} {{ {lists} }}" for name in TYPES) + " } } }"
    async with serving(database, settings) as server:
        assert await Api(server, workspace)(document) == {"nodes": []}


async def test_a_document_of_fragments_within_fragments_is_counted_at_once(database: Database, workspace: UUID, settings: Settings) -> None:
    chain = " ".join(f"fragment F{n} on Query {{ a: viewer {{ name }} ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    async with serving(database, settings) as server:
        started = perf_counter()
        with pytest.raises(ApiFailed):
            await Api(server, workspace)(f"{{ ...F0 }} {chain} fragment F60 on Query {{ {NESTED[1:]}")
    assert perf_counter() - started < 2


async def test_a_filter_that_names_too_many_records_is_refused(database: Database, workspace: UUID, settings: Settings) -> None:
    document = "query($filter: RecordFilter) { records(filter: $filter) { nodes { id } } }"
    async with serving(database, settings) as server:
        api = Api(server, workspace)
        assert await api(document, filter={"ids": [RECORD] * 1_000}) == {"nodes": []}
        error = await api.fails(document, filter={"or": [{"ids": [RECORD] * 500}, {"not": {"ids": [RECORD] * 501}}]})
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert "1,001 ids" in error.message
