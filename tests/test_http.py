"""GraphQL over HTTP: media types and statuses, who calls and how much, and what goes with an answer."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from over_http import CREATE, GRAPHQL, JSON, READ, WHO, application, blocked, changes, client_of, code, held, sent

from golive.models.database import Database
from golive.models.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings.model_construct(operations_per_caller=2, origins=("https://app.example.com",))


# Media types and statuses.


@pytest.mark.parametrize(
    ("asked", "strict", "lax"),
    [
        ({"query": WHO}, 200, 200),
        ({"query": "{ nonsense }"}, 400, 200),
        ({"query": "{ viewer { name }"}, 400, 200),
        ({"query": WHO, "operationName": "Other"}, 400, 200),
        ({"query": "query A { viewer { name } } query B { viewer { name } }"}, 400, 200),
        ({"query": "query($id: ID!) { record(id: $id) { id } }"}, 400, 200),
        ({"query": "{ liveServices { type } }"}, 200, 200),  # FORBIDDEN, but executed
        ({"query": ["{"]}, 400, 400),
        ({"query": None}, 400, 400),
        ({"query": WHO, "variables": [1]}, 400, 400),
        ({"query": WHO, "extensions": "x"}, 400, 400),
        ([{"query": WHO}], 400, 400),
        (None, 400, 400),
        ("query", 400, 400),
        (1, 400, 400),
    ],
)
async def test_the_status_is_the_outcome_in_one_media_type_and_the_transport_alone_in_the_other(
    client: httpx.AsyncClient, asked: Any, strict: int, lax: int
) -> None:
    for media_type, status in ((GRAPHQL, strict), (JSON, lax)):
        answer = await sent(client, json.dumps(asked).encode(), Accept=media_type)
        assert (answer.status_code, answer.headers["content-type"]) == (status, f"{media_type}; charset=utf-8")
        assert ("data" in answer.json()) == (strict == 200)


async def test_an_answer_is_for_its_client_alone_and_says_what_it_depends_on(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": WHO})
    assert {"Accept", "Accept-Encoding"} <= {*answer.headers["vary"].split(", ")}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"data": {"viewer": {"name": "Ada"}}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "NONSENSE"])
async def test_other_methods_are_told_which_are_allowed(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_a_mutation_by_get_is_refused_in_any_media_type_and_changes_nothing(client: httpx.AsyncClient, database: Database) -> None:
    for media_type in (GRAPHQL, JSON, "text/event-stream"):
        answer = await client.get("/graphql", params={"query": CREATE}, headers={"Accept": media_type})
        assert (answer.status_code, answer.headers["allow"], code(answer)) == (405, "POST", "BAD_USER_INPUT")
    assert await changes(database) == 0


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*, application/xml"])
async def test_media_types_that_we_dont_have_are_told_which_we_have(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.post("/graphql", json={"query": WHO}, headers={"Accept": accept})
    assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")
    assert GRAPHQL in answer.text


async def test_a_subscription_needs_a_stream(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "subscription { statusChanged { id } }"})
    assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")
    assert "text/event-stream" in answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin1",
        "",
    ],
)
async def test_what_a_foreign_page_could_send_is_not_taken(client: httpx.AsyncClient, database: Database, content_type: str) -> None:
    body = json.dumps({"query": CREATE}).encode()
    for accept in (JSON, "text/event-stream"):
        answer = await sent(client, body, **{"Content-Type": content_type, "Accept": accept})
        assert (answer.status_code, code(answer)) == (415, "BAD_USER_INPUT")
    assert await changes(database) == 0


async def test_compressed_bodies_are_not_taken(client: httpx.AsyncClient) -> None:
    answer = await sent(client, gzip.compress(json.dumps({"query": WHO}).encode()), **{"Content-Encoding": "gzip"})
    assert (answer.status_code, code(answer)) == (415, "BAD_USER_INPUT")


# Who calls, and how much.


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer a.b.c", "Bearer é"])
async def test_who_isnt_known_is_told_how_to_be_in_every_media_type(client: httpx.AsyncClient, authorization: str) -> None:
    for accept in (GRAPHQL, JSON, "text/event-stream", "multipart/mixed"):
        headers = {b"Authorization": authorization.encode(), b"Accept": accept.encode()}
        answer = await client.post("/graphql", json={"query": WHO}, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"], code(answer)) == (401, "Bearer", "UNAUTHENTICATED")


async def test_two_tokens_at_once_are_none(client: httpx.AsyncClient, secret: str) -> None:
    headers = [("Authorization", f"Bearer {secret}"), ("Authorization", f"Bearer {secret}"), ("Content-Type", JSON)]
    request = httpx.Request("POST", "http://golive/graphql", headers=headers, json={"query": WHO})
    assert (await client.send(request)).status_code == 401


async def test_one_operation_too_many_is_told_to_wait(
    client: httpx.AsyncClient, database: Database, settings: Settings, workspace: UUID
) -> None:
    async with held(database):
        waiting = [asyncio.create_task(client.post("/graphql", json={"query": READ})) for _ in range(settings.operations_per_caller)]
        await blocked(database, len(waiting))
        for accept in (GRAPHQL, JSON):
            answer = await client.post("/graphql", json={"query": WHO}, headers={"Accept": accept})
            assert (answer.status_code, code(answer)) == (429, "LIMIT_EXCEEDED")
            assert answer.headers["retry-after"]
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200] * len(waiting)


async def test_requests_whose_bodies_are_withheld_count_as_under_way(client: httpx.AsyncClient, settings: Settings) -> None:
    begun, rest = [asyncio.Event() for _ in range(settings.operations_per_caller)], asyncio.Event()

    async def withheld(begun: asyncio.Event) -> AsyncIterator[bytes]:
        yield b'{"query": "{ viewer'
        begun.set()
        await rest.wait()
        yield b' { name } }"}'

    waiting = [asyncio.create_task(client.post("/graphql", content=withheld(each), headers={"Content-Type": JSON})) for each in begun]
    async with asyncio.timeout(30):
        for each in begun:
            await each.wait()
    answer = await client.post("/graphql", json={"query": WHO})
    assert (answer.status_code, code(answer)) == (429, "LIMIT_EXCEEDED")
    rest.set()
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200] * len(waiting)
    assert (await client.post("/graphql", json={"query": WHO})).status_code == 200


async def test_while_the_database_is_away_clients_are_told_when_to_come_back(database: Database, settings: Settings) -> None:
    away = Database("postgresql://golive@127.0.0.1:1/golive", settings)
    async with application(database, settings, callers_of=away) as app, client_of(app, f"golive_{'a' * 43}") as client:
        for accept in (GRAPHQL, JSON, "text/event-stream"):
            answer = await client.post("/graphql", json={"query": WHO}, headers={"Accept": accept})
            assert (answer.status_code, answer.headers["retry-after"], code(answer)) == (503, "1", "UNAVAILABLE")


# Compression.


async def test_answers_over_1_kb_are_compressed_for_who_takes_it(client: httpx.AsyncClient) -> None:
    large = "{" + "".join(f" a{number}: viewer {{ name }}" for number in range(50)) + " }"
    nonsense = f"{{ {'nonsense' * 500} }}"
    for document, status in ((large, 200), (nonsense, 400)):
        packed = await client.post("/graphql", json={"query": document}, headers={"Accept-Encoding": "gzip"})
        plain = await client.post("/graphql", json={"query": document}, headers={"Accept-Encoding": "identity"})
        assert (packed.status_code, packed.headers["content-encoding"]) == (status, "gzip")
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 4
    small = await client.post("/graphql", json={"query": WHO}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers


# Persisted documents.


async def test_a_document_is_sent_once_and_then_named_by_its_hash(client: httpx.AsyncClient) -> None:
    digest = hashlib.sha256(WHO.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    unknown = await client.post("/graphql", json={"extensions": extensions}, headers={"Accept": JSON})
    (error,) = unknown.json()["errors"]
    assert (unknown.status_code, error["message"], error["extensions"]["code"]) == (
        200,
        "PersistedQueryNotFound",
        "PERSISTED_QUERY_NOT_FOUND",
    )
    together = await client.post("/graphql", json={"query": WHO, "extensions": extensions})
    by_hash = await client.get("/graphql", params={"extensions": json.dumps(extensions)})
    assert together.json() == by_hash.json() == {"data": {"viewer": {"name": "Ada"}}}


# Pages of other origins.


async def test_a_page_of_an_allowed_origin_may_call_and_no_other(client: httpx.AsyncClient, settings: Settings) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    allowed = await client.options("/graphql", headers={"Origin": "https://app.example.com", **asked})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://app.example.com"
    assert allowed.headers["access-control-allow-headers"] == "authorization, content-type"
    refused = await client.options("/graphql", headers={"Origin": "https://evil.example.com", **asked})
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (400, False)
    answer = await client.post("/graphql", json={"query": WHO}, headers={"Origin": "https://app.example.com"})
    assert answer.headers["access-control-allow-origin"] == "https://app.example.com"
    assert {"Origin", "Accept"} <= {each.strip() for each in answer.headers["vary"].split(",")}


async def test_graphiql_is_for_developers(client: httpx.AsyncClient, database: Database, settings: Settings) -> None:
    assert (await client.get("/graphiql")).status_code == 404
    developers = settings.model_copy(update={"development": True})
    async with application(database, developers) as app, client_of(app) as client:
        assert "new URL('/graphql'" in (await client.get("/graphiql")).text
