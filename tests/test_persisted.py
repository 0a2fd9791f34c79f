"""Documents can be named by their SHA-256: those of a first-party list, and those that clients registered."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from api import SCHEMA

from golive.graph.transport.documents import Documents
from golive.graph.transport.request import GraphQLRequest, Refused, request_of
from golive.models.settings import Settings, SettingsError

VIEWER = "{ viewer { name } }"
VIEWS = "query Views { views { nodes { id } } }"


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def named(text: str, query: str | None = None, hash_: str | None = None) -> GraphQLRequest:
    """A request as Apollo's clients send it."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hash_ or hash_of(text)}}
    return request_of({"query": query, "extensions": extensions})


def refusal(documents: Documents, request: GraphQLRequest) -> Refused:
    with pytest.raises(Refused) as refused:
        documents.operation(request)
    return refused.value


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A file of documents with one in it."""
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({hash_of(VIEWER): VIEWER}))
    return file


def test_a_document_that_was_sent_with_its_name_can_be_named_from_then_on() -> None:
    documents = Documents(SCHEMA, Settings.load())
    first = refusal(documents, named(VIEWER))
    assert first.errors == ({"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}},)
    assert first.well_formed
    sent = documents.operation(named(VIEWER, query=VIEWER))
    assert documents.operation(named(VIEWER)) is sent
    assert documents.operation(GraphQLRequest(None, document_id=f"sha256:{hash_of(VIEWER)}")) is sent
    assert documents.operation(GraphQLRequest(VIEWER)) is sent


def test_a_document_is_not_remembered_under_a_name_that_is_not_its_own() -> None:
    documents = Documents(SCHEMA, Settings.load())
    assert "SHA-256" in refusal(documents, named(VIEWER, query=VIEWS)).errors[0]["message"]
    assert refusal(documents, named(VIEWER)).code == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_that_is_not_valid_is_not_remembered() -> None:
    documents = Documents(SCHEMA, Settings.load())
    assert refusal(documents, named("{ nonsense }", query="{ nonsense }")).code == "BAD_USER_INPUT"
    assert refusal(documents, named("{ nonsense }")).code == "PERSISTED_QUERY_NOT_FOUND"


def test_documents_that_nobody_uses_any_more_give_way() -> None:
    documents = Documents(SCHEMA, Settings.load())
    padding = "#" + "x" * 90_000
    documents.operation(named(VIEWER, query=VIEWER))
    for number in range(12):
        assert documents.operation(named(VIEWER))
        text = f"{VIEWS} {padding}{number}"
        documents.operation(named(text, query=text))
    assert refusal(documents, named(f"{VIEWS} {padding}0")).code == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "extension",
    [7, [], "abc", {}, {"version": 2, "sha256Hash": "a"}, {"version": 1}, {"version": 1, "sha256Hash": 5}, {"sha256Hash": "a"}],
)
def test_a_name_of_another_kind_is_refused(extension: Any) -> None:
    request = request_of({"query": VIEWER, "extensions": {"persistedQuery": extension}})
    assert refusal(Documents(SCHEMA, Settings.load()), request).code == "BAD_USER_INPUT"
    assert refusal(Documents(SCHEMA, Settings.load()), GraphQLRequest(None, document_id="md5:abc")).code == "BAD_USER_INPUT"


def test_a_document_of_the_list_can_be_named_and_others_sent(listed: Path) -> None:
    documents = Documents(SCHEMA, Settings.load(documents=listed))
    assert documents.operation(named(VIEWER)) is documents.operation(GraphQLRequest(VIEWER))
    assert documents.operation(GraphQLRequest(VIEWS))


@pytest.mark.parametrize("request_", [GraphQLRequest(VIEWS), named(VIEWS, query=VIEWS)])
def test_the_list_can_be_the_only_documents_that_are_executed(listed: Path, request_: GraphQLRequest) -> None:
    documents = Documents(SCHEMA, Settings.load(documents=listed, documents_only=True))
    assert documents.operation(named(VIEWER)) is documents.operation(GraphQLRequest(VIEWER))
    assert refusal(documents, request_).errors[0]["extensions"] == {"code": "BAD_USER_INPUT", "persisted": "NOT_ALLOWED"}
    assert refusal(documents, named(VIEWS)).code == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"a": 1}', json.dumps({"0" * 64: VIEWER}), "\udcff"])
def test_a_list_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(SettingsError, match="GOLIVE_DOCUMENTS"):
        Documents(SCHEMA, Settings.load(documents=file))
    with pytest.raises(SettingsError, match="GOLIVE_DOCUMENTS"):
        Documents(SCHEMA, Settings.load(documents=tmp_path / "missing.json"))


def test_only_documents_of_a_list_need_a_list() -> None:
    with pytest.raises(SettingsError, match="name the file"):
        Settings.load(documents_only=True)
