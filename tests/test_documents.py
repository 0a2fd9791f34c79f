"""A document is read once, its operation chosen by name, and what is wrong with it told without anything that a client needn't know."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from api import SCHEMA
from graphql import OperationType, get_introspection_query, parse, specified_rules, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule
from overlapping import SCHEMA as SMALL
from overlapping import random_document

from golive.graph.limits.overlaps import Overlaps
from golive.graph.transport.documents import Documents, Operation
from golive.graph.transport.request import GraphQLRequest, Refused
from golive.graph.transport.sharing import key_of
from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.settings import Settings
from golive.resolvers.context import Viewer

SEVERAL = "query One { viewer { name } } query Two { viewer { role } } mutation Three { deleteView(id: 1) { __typename } }"


@pytest.fixture
def documents() -> Documents:
    """The documents of a server as it is deployed."""
    return Documents(SCHEMA, Settings.load())


@pytest.fixture
def developed() -> Documents:
    """The documents of a developer's server."""
    return Documents(SCHEMA, Settings.load(development=True))


def operation(documents: Documents, query: str, name: str | None = None) -> Operation:
    return documents.operation(GraphQLRequest(query, name))


def refusal(documents: Documents, query: str, name: str | None = None) -> Refused:
    """Why a document is refused; each of its errors has a code."""
    with pytest.raises(Refused) as refused:
        operation(documents, query, name)
    assert all(error["extensions"]["code"] for error in refused.value.errors)
    assert (refused.value.status, refused.value.well_formed) == (400, True)
    return refused.value


def test_an_operation_is_chosen_by_its_name(documents: Documents) -> None:
    assert operation(documents, SEVERAL, "Three").kind is OperationType.MUTATION
    two = operation(documents, SEVERAL, "Two")
    assert two.node.name is not None
    assert two.node.name.value == "Two"
    assert "operationName" in refusal(documents, SEVERAL).errors[0]["message"]
    assert "'Four'" in refusal(documents, SEVERAL, "Four").errors[0]["message"]
    assert "'One'" in refusal(documents, "{ viewer { name } }", "One").errors[0]["message"]


def test_the_only_operation_needs_no_name(documents: Documents) -> None:
    assert operation(documents, "query Only { viewer { name } }").kind is OperationType.QUERY
    assert operation(documents, "subscription { statusChanged { cursor } }").is_subscription
    assert "not executable" in refusal(documents, "type Lone { name: String }").errors[0]["message"]
    assert "never used" in refusal(documents, "fragment Lone on Viewer { name }").errors[0]["message"]


def test_a_document_is_read_once_while_it_is_used(documents: Documents) -> None:
    first = operation(documents, "{ viewer { name } }")
    assert operation(documents, "{ viewer { name } }") is first
    assert operation(documents, "{ viewer { name }  }") is not first
    for number in range(2_000):
        assert operation(documents, "{ viewer { name } }") is first
        operation(documents, f"# {number}\n{{ viewer {{ role }} }}")


def test_a_key_is_of_the_text_and_the_operation_in_any_process(documents: Documents, developed: Documents) -> None:
    assert operation(documents, SEVERAL, "One").key == operation(developed, SEVERAL, "One").key
    assert operation(documents, SEVERAL, "One").key != operation(documents, SEVERAL, "Two").key
    assert operation(documents, SEVERAL, "One").key != operation(documents, f" {SEVERAL}", "One").key


def test_a_refused_document_is_refused_again_for_the_same(documents: Documents) -> None:
    first = refusal(documents, "{ viewer { nonsense } }")
    again = refusal(documents, "{ viewer { nonsense } }")
    assert again is not first
    assert again.errors == first.errors
    assert first.errors[0]["locations"] == [{"line": 1, "column": 12}]
    assert first.operation == "query"


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("{ veiwer { name } }", "viewer"),
        ("{ viewer { nmae } }", "name"),
        ("{ records(frist: 1) { totalCount } }", "first"),
        ("{ records(filter: {serach: \"x\"}) { totalCount } }", "search"),
        ("{ records(filter: {types: [SEGMNET]}) { totalCount } }", "SEGMENT"),
        ("{ node(id: 1) { ... on Segmnet { name } } }", "Segment"),
        ("query($filter: RecordFlter) { records(filter: $filter) { totalCount } }", "RecordFilter"),
        ("{ viewer { name @skp(if: true) } }", "skip"),
    ],
)  # fmt: skip
def test_names_are_suggested_to_developers_alone(documents: Documents, developed: Documents, query: str, hint: str) -> None:
    deployed = refusal(documents, query).errors[0]["message"]
    assert hint not in deployed.replace("RecordFlter", "")
    assert "Did you mean" not in deployed
    if "@skp" not in query:
        assert f"'{hint}'" in refusal(developed, query).errors[0]["message"]


def test_the_schema_is_told_to_developers_alone(documents: Documents, developed: Documents) -> None:
    assert "introspection has been disabled" in refusal(documents, get_introspection_query()).errors[0]["message"]
    assert refusal(documents, '{ __type(name: "Query") { name } }').code == "BAD_USER_INPUT"
    assert operation(developed, get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True))
    assert operation(documents, "{ __typename viewer { __typename } }")


@pytest.mark.parametrize(
    "query", ["", " ", "# nothing", "{", "{ viewer { name }", "query", "nonsense", "{ viewer { name } } }", '{ a(b: "\\uD800") }', "\x00"]
)
def test_what_is_no_document_is_refused(documents: Documents, query: str) -> None:
    refused = refusal(documents, query)
    assert refused.code == "BAD_USER_INPUT"
    assert refused.operation == "none"
    assert refused.errors[0]["message"].startswith("Syntax Error")


def test_not_all_errors_of_a_document_are_told_and_none_at_length(documents: Documents) -> None:
    refused = refusal(documents, "{ " + " ".join(f"{'x' * 2_000}{n}" for n in range(20)) + " }")
    assert len(refused.errors) == 6
    assert all(len(error["message"]) <= 1_000 for error in refused.errors)


def test_fields_that_cannot_be_merged_are_told(documents: Documents) -> None:
    refused = refusal(documents, "{ records(first: 1) { totalCount } records(first: 2) { totalCount } }")
    assert "differing arguments" in refused.errors[0]["message"]
    assert refused.errors[0]["locations"] == [{"line": 1, "column": 3}, {"line": 1, "column": 36}]
    assert operation(documents, "{ node(id: 1) { ... on Segment { a: name } ... on Event { a: name } } }")
    assert operation(documents, "{ node(id: 1) { ... on Segment { a: uses { totalCount } } ... on Event { a: usedBy { totalCount } } } }")
    shapes = refusal(documents, "{ node(id: 1) { ... on Segment { a: id } ... on Event { a: name } } }")
    assert "conflicting types 'ID!' and 'String!'" in shapes.errors[0]["message"]


@pytest.mark.parametrize("part", range(10))
def test_fields_can_be_merged_exactly_when_the_specification_says_so(part: int) -> None:
    others = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
    merged = 0
    for seed in range(part * 60, part * 60 + 60):
        document = parse(random_document(seed))
        assert not validate(SMALL, document, others), random_document(seed)
        expected = validate(SMALL, document, [OverlappingFieldsCanBeMergedRule])
        assert bool(Overlaps(SMALL, document, 10**9).errors()) == bool(expected), random_document(seed)
        merged += not expected
    assert 10 < merged < 50


def test_documents_that_are_forgotten_are_gone_though_somebody_subscribed(documents: Documents) -> None:
    viewer = Viewer("Ada", Role.VIEWER, ids.new(), "first")
    asked = operation(documents, "subscription($a: String) { statusChanged(after: $a) { id } }")
    assert key_of(asked, {"a": "1"}, viewer) == key_of(asked, {"a": "2"}, viewer)
    kept = ref(asked.document)
    del asked
    documents._known.clear()
    gc.collect()
    assert kept() is None
