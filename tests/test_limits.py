"""What an operation may cost: what goes beyond a limit is refused by its name before anything is read, and what clients send is not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from api import SCHEMA, Api, serving
from graphql import get_introspection_query

from golive.graph.transport.documents import Documents
from golive.graph.transport.request import GraphQLRequest, Refused
from golive.models.database import Database
from golive.models.settings import Settings

SHARED = "id type name ownerId status statusReason publishStatus isLive revision createdAt updatedAt liveSince expiresAt lastError"
TYPES = ("CustomerJourney", "RealTimeJourney", "AudienceJourney", "MarketingEmail", "ContentSettings", "LeadScoringModel", "Segment")
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
USES = "query($filter: RecordFilter) { records(filter: $filter) { nodes { id } } }"


@pytest.fixture
def documents() -> Documents:
    return Documents(SCHEMA, Settings.load())


def refusal(documents: Documents, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The extensions of the one error that a document is refused for."""
    with pytest.raises(Refused) as refused:
        documents.operation(GraphQLRequest(query, variables=variables or {}))
    (error,) = refused.value.errors
    assert refused.value.status == 400
    extensions: dict[str, Any] = error["extensions"]
    return extensions


def chained(of: str, inside: str, last: str, length: int, times: int) -> str:
    """A chain of fragments, each of which spreads the next so often where `inside` says NEXT."""
    links = [f"fragment F{n} on {of} {{ {inside.replace('NEXT', f'...F{n + 1} ' * times)} }}" for n in range(length)]
    return " ".join([*links, f"fragment F{length} on {of} {{ {last} }}"])


def nested(depth: int, inside: str) -> str:
    return "history { nodes { record { " * depth + inside + " } } }" * depth


KNOT = "fragment F on Query { records(filter: { ids: [" + "$a " * 1_000 + "] }) { totalCount } }"


MANY = [
    ("DOCUMENT_LENGTH", 100_000, "# " + "x" * 100_000 + "\n{ viewer { name } }"),
    ("TOKENS", 3_000, "{ viewer { " + "name " * 3_000 + "} }"),
    ("TOKENS", 3_000, "#\n" * 3_001 + "{ viewer { name } }"),
    ("TOKENS", 3_000, "\n" * 12_001 + "{ viewer { name } }"),
    ("TOKENS", 3_000, " ".join(f"query A{n} {{ viewer {{ name }} }}" for n in range(1_000))),
    ("DEPTH", 20, f"{{ records {{ nodes {{ {nested(7, 'id')} }} }} }}"),
    ("DEPTH", 20, "{ a" * 300 + " }" * 300),
    ("DEPTH", 20, "{ a(b: " + "[" * 300 + "]" * 300 + ") }"),
    ("FRAGMENTS", 50_000, "{ ...F0 } " + chained("Query", "NEXT", "viewer { name }", 250, 1)),
    ("FRAGMENTS", 50_000, "".join(f"query Q{n}($a: ID!) {{ ...F }} " for n in range(51)) + KNOT),
    ("DEPTH", 20, "{ records { nodes { ...F0 } } } " + chained("Publishable", "history { nodes { record { NEXT } } }", "id", 7, 1)),
    ("ALIASES", 200, "{ viewer { " + " ".join(f"a{n}: name" for n in range(201)) + " } }"),
    ("ALIASES", 200, "{ viewer { ...F0 } } " + chained("Viewer", "a: name NEXT", "b: name", 8, 2)),
    ("DIRECTIVES", 200, "{ viewer { " + "name @skip(if: false) " * 201 + " } }"),
    ("DIRECTIVES", 200, "{ viewer { ...F0 } } " + chained("Viewer", "name @skip(if: false) NEXT", "name", 8, 2)),
    ("DIRECTIVES", 200, "query($a: Int " + "@a " * 201 + ") { viewer { name } }"),
    ("FIELDS", 5_000, "{ viewer { ...F0 } } " + chained("Viewer", "name NEXT", "name", 200, 2)),
    ("FIELDS", 5_000, "{ ...F0 } " + chained("Query", "NEXT", "viewer { name }", 100, 3)),
    ("FIELDS", 5_000, " ".join(f"query A{n} {{ ...F0 }}" for n in range(200)) + chained("Query", "NEXT", "viewer { name }", 100, 1)),
    ("FIELDS", 5_000, "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{(n + 7) % 200} }}" for n in range(200))),
    ("ROOT_FIELDS", 50, "{ " + "viewer { name } " * 51 + "}"),
    ("ROOT_FIELDS", 50, "{ ...F0 ...F0 } " + chained("Query", "... on Query { viewer { name } } NEXT", "viewer { name }", 5, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "allowed", "query"), MANY, ids=[f"{each[0]}-{n}" for n, each in enumerate(MANY)])
def test_a_document_beyond_a_limit_is_refused_by_the_limits_name(documents: Documents, limit: str, allowed: int, query: str) -> None:
    assert refusal(documents, query) == {"code": "LIMIT_EXCEEDED", "limit": limit, "allowed": allowed}


def test_fields_that_differ_by_type_at_every_level_are_compared_only_so_often() -> None:
    inside = "a: uses(first: 1) { nodes { NEXT } }"
    last = "... on Segment { b: uses { totalCount } } ... on Event { b: usedBy { totalCount } }"
    levels = chained("Publishable", f"... on Segment {{ {inside} }} ... on Event {{ {inside} }} {inside}", last, 4, 1)
    query = f"{{ records(first: 1) {{ nodes {{ ...F0 }} }} }} {levels}"
    assert Documents(SCHEMA, Settings.load(aliases=1_000)).operation(GraphQLRequest(query))
    few = Documents(SCHEMA, Settings.load(aliases=1_000, comparisons=100))
    assert refusal(few, query) == {"code": "LIMIT_EXCEEDED", "limit": "COMPARISONS", "allowed": 100}


LARGE = [
    (NESTED, {}),
    ("query($first: Int = 100) { records(first: $first) { nodes { history(last: $first) { nodes { record { uses(first: $first) { nodes { id } } } } } } } }", {}),  # noqa: E501
    ("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { history { nodes { record { versions { nodes { id } } } } } } } }", {"ids": [RECORD] * 100}),  # noqa: E501
    ("query { records { ...Page } } fragment Page on PublishableConnection { nodes { ...Shown } } fragment Shown on Publishable { uses { nodes { uses { nodes { id } } } } }", {}),  # noqa: E501
    ("{ records(first: 100) { nodes { history(first: 100) { nodes { " + " ".join(f"a{n}: action" for n in range(150)) + " } } } } }", {}),
    ("subscription { liveView(first: 50) { snapshot { history { nodes { record { versions { nodes { id } } } } } } } }", {}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "variables"), LARGE, ids=["pages", "variables", "ids", "fragments", "aliases", "subscription"])
def test_lists_within_lists_are_refused_by_what_they_could_come_to(documents: Documents, query: str, variables: dict[str, Any]) -> None:
    assert refusal(documents, query, variables) == {"code": "LIMIT_EXCEEDED", "limit": "COST", "allowed": 50_000}


def test_it_is_the_variables_of_each_request_that_decide(documents: Documents) -> None:
    query = "query($first: Int!) { records(first: $first) { nodes { history(first: $first) { nodes { record { uses(first: $first) { nodes { id } } } } } } } }"  # noqa: E501
    for _ in range(2):
        assert documents.operation(GraphQLRequest(query, variables={"first": 10}))
        assert refusal(documents, query, {"first": 100})["limit"] == "COST"
        assert refusal(documents, query, {"first": "a hundred"})["limit"] == "COST"


def tree(depth: int) -> dict[str, Any]:
    return {"or": [tree(depth - 1)] * 10} if depth else {"isLive": True}


@pytest.mark.parametrize(
    ("query", "filter_"),
    [
        (USES, {"ids": [RECORD] * 40_000}),
        (USES, {"or": [{}] * 20_000}),
        (USES, tree(5)),
        (USES.replace("{ records", "{ records(filter: $filter) { nodes { id } } records"), {"ids": [RECORD] * 20_000}),
        (
            "query($filter: RecordFilter) { ...F0 } "
            + chained("Query", "records(filter: $filter) { totalCount } NEXT", "__typename", 20, 1),
            {"ids": ["x"] * 2_000},
        ),
    ],
    ids=["list", "objects", "tree", "twice", "fragments"],
)  # fmt: skip
def test_a_variable_counts_each_time_that_it_is_used(documents: Documents, query: str, filter_: dict[str, Any]) -> None:
    assert refusal(documents, query, {"filter": filter_}) == {"code": "LIMIT_EXCEEDED", "limit": "VALUES", "allowed": 40_000}
    assert documents.operation(GraphQLRequest(query, variables={"filter": {"ids": [RECORD] * 400}}))


OF_TYPES = " ".join(f"... on {name} {{ {SHARED} uses {{ nodes {{ {SHARED} }} }} }}" for name in TYPES)
LISTS = " ".join(f"{name} {{ nodes {{ id }} }}" for name in ("uses", "usedBy", "history", "versions"))
EXCLUDING = " ".join(f"... on {name} {{ {LISTS} }}" for name in TYPES)
FIFTY = " ".join(f"query Page{n} {{ records(first: {n}) {{ nodes {{ ...Shown }} }} }}" for n in range(50))


@pytest.mark.parametrize(
    "query",
    [
        PAGE,
        f"{{ records {{ nodes {{ {OF_TYPES} }} }} }}",
        f"{{ records(first: 100) {{ nodes {{ {EXCLUDING} }} }} }}",
        f"{FIFTY} fragment Shown on Publishable {{ {SHARED} }}",
    ],
    ids=["dashboard", "types", "types that exclude each other", "fifty operations"],
)
def test_documents_as_clients_send_them_go_through(documents: Documents, query: str) -> None:
    name = "Page7" if "Page7" in query else None
    assert documents.operation(GraphQLRequest(query, name, {"id": RECORD}))


def test_what_developers_tools_ask_of_the_schema_goes_through() -> None:
    developed = Documents(SCHEMA, Settings.load(development=True))
    assert developed.operation(GraphQLRequest(get_introspection_query(input_value_deprecation=True, specified_by_url=True)))


def test_a_number_of_5000_digits_in_a_document_is_refused(documents: Documents) -> None:
    assert refusal(documents, f"{{ records(first: {'9' * 5_000}) {{ totalCount }} }}") == {"code": "BAD_USER_INPUT"}


async def test_a_filter_that_names_too_many_records_is_refused(database: Database, workspace: UUID, settings: Settings) -> None:
    async with serving(database, settings) as server:
        api = Api(server, workspace)
        assert await api(USES, filter={"ids": [RECORD] * 1_000}) == {"nodes": []}
        error = await api.fails(USES, filter={"or": [{"ids": [RECORD] * 500}, {"not": {"ids": [RECORD] * 501}}]})
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert "1,001 ids" in error.message


@pytest.mark.parametrize("filter", [{"or": [{}] * 101}, {"and": [{"not": {}}] * 51}, {"or": [{"isLive": True, "or": [{}] * 25}] * 4}])
def test_a_filter_of_too_many_parts_is_refused_before_any_is_read(documents: Documents, filter: dict[str, Any]) -> None:
    assert refusal(documents, USES, {"filter": filter}) == {"code": "BAD_USER_INPUT"}
    fewer = {"or": [{"types": ["SEGMENT"]}] * 100}
    documents.operation(GraphQLRequest(USES, variables={"filter": fewer}))
