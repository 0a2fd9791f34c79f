"""GraphQL over HTTP: media types and statuses, what is refused before anything is executed, and who hangs up."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from api import serving
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message

from golive.graph.app import create_app
from golive.graph.auth import Authenticator
from golive.graph.transport import http
from golive.graph.transport.callers import Callers
from golive.graph.transport.engine import Engine
from golive.lifecycles.words import Role
from golive.models.change import Change
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import new_token

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
WHO = "{ viewer { name } }"
CREATE = 'mutation { createEvent(input: { name: "Once" }) { __typename } }'


@pytest.fixture
def settings() -> Settings:
    return Settings.model_construct(body_bytes=20_000, operations_per_caller=2, origins=("https://app.example.com",))


@pytest_asyncio.fixture
async def app(database: Database, settings: Settings) -> AsyncIterator[ASGIApp]:
    async with serving(database, settings) as server:
        yield create_app(Engine(server, Callers(Authenticator(settings, database), settings)))


@pytest_asyncio.fixture
async def secret(database: Database, workspace: UUID) -> str:
    token, secret = new_token(workspace, "Ada", Role.EDITOR, None)
    async with database.system() as session:
        session.add(token)
    return secret


@pytest_asyncio.fixture
async def client(app: ASGIApp, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {secret}", "Accept": GRAPHQL}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://golive", headers=headers) as client:
        yield client


async def changes(database: Database) -> int:
    """How many changes there are."""
    async with database.system() as session:
        return await session.scalar(select(func.count()).select_from(Change)) or 0


def code(answer: httpx.Response) -> str:
    """The code of the one error, which has a sentence and came without data."""
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert error["message"].endswith(".")
    found: str = error["extensions"]["code"]
    return found


async def sent(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    """A POST of these bytes."""
    return await client.post("/graphql", content=body, headers={"Content-Type": JSON, **headers})


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


async def test_an_answer_tells_caches_what_it_depends_on_and_carries_the_id_of_the_request(app: ASGIApp, client: httpx.AsyncClient) -> None:
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


# What isn't a request.


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'[{"query": "{ viewer { name } }"}]',
        b'{"query": "{ viewer { name } }"',
        b"{'query': 1}",
        b'{"query": "{ viewer { name } }"} {}',
        b"\xef\xbb\xbf" + json.dumps({"query": WHO}).encode(),
        b'{"query": "\xff"}',
        b'{"query": "\xed\xa0\x80"}',
        b'{"query": "\\ud800"}',
        b'{"query": "query($n: Int) { viewer { name } }", "variables": {"n": ' + b"9" * 5_000 + b"}}",
        b'{"query": "{ viewer { name } }", "variables": ' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b'{"query": "{ viewer { name } }", "variables": ' + b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"}",
        b'{"query": "{ viewer { name } }", "variables": {"n": NaN}}',
        b'{"query": "{ viewer { name } }", "variables": {"n": 1e999999999}}',
        b'{"query": 1, "query": 2}',
        b"\0",
        b"\xff\xfe{\0}\0",
    ],
)
async def test_what_is_no_graphql_request_is_refused_in_any_media_type(client: httpx.AsyncClient, body: bytes) -> None:
    for media_type in (GRAPHQL, JSON, "text/event-stream", "multipart/mixed"):
        answer = await sent(client, body, Accept=media_type)
        assert answer.status_code == 400
        assert code(answer) in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")


async def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(client: httpx.AsyncClient, settings: Settings) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(settings.body_bytes // 1000 + 1):
            yield b" " * 1000

    for answer in (await sent(client, b" " * 20_001), await client.post("/graphql", content=pieces(), headers={"Content-Type": JSON})):
        assert (answer.status_code, code(answer)) == (413, "LIMIT_EXCEEDED")
        extensions = answer.json()["errors"][0]["extensions"]
        assert (extensions["limit"], extensions["allowed"]) == ("BODY_BYTES", settings.body_bytes)


# GET.


async def test_a_query_by_get_has_its_variables_and_extensions_as_json(client: httpx.AsyncClient) -> None:
    document = "query A { viewer { role } } query B($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    parameters = {"query": document, "operationName": "B", "variables": '{"ids": ["nothing"]}', "extensions": "{}", "other": "1"}
    answer = await client.get("/graphql", params=parameters)
    assert (answer.status_code, answer.json()) == (200, {"data": {"nodes": [None]}})


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("", 400),
        ("query=", 400),
        (f"query={quote(WHO)}&variables=[1]", 400),
        (f"query={quote(WHO)}&variables={{", 400),
        (f"query={quote(WHO)}&variables=%22%5Cud800%22", 400),
        (f"query={quote(WHO)}&extensions=1", 400),
        (f"query={quote(WHO)}&query={quote(WHO)}", 400),
        ("query=%ff", 400),
        ("query=" + "&a=" * 101, 400),
        (f"query={quote(WHO)}&variables=&extensions=", 200),
    ],
)
async def test_parameters_that_are_no_request_are_refused(client: httpx.AsyncClient, parameters: str, status: int) -> None:
    answer = await client.get(f"/graphql?{parameters}", headers={"Accept": JSON})
    assert answer.status_code == status
    assert status == 200 or code(answer) == "BAD_USER_INPUT"


async def test_a_url_without_end_is_refused(app: ASGIApp, secret: str) -> None:
    call = Call(app, secret, WHO, f"query={quote(WHO)}%23{'a' * 100_000}")
    await call.done
    assert call.answer[0]["status"] == 414


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


async def test_while_the_database_is_away_clients_are_told_when_to_come_back(database: Database, settings: Settings) -> None:
    away = Database("postgresql://golive@127.0.0.1:1/golive", settings)
    async with serving(database, settings) as server:
        app = create_app(Engine(server, Callers(Authenticator(settings, away), settings)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://golive") as client:
            for accept in (GRAPHQL, JSON, "text/event-stream"):
                headers = {"Accept": accept, "Authorization": f"Bearer golive_{'a' * 43}"}
                answer = await client.post("/graphql", json={"query": WHO}, headers=headers)
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
    async with serving(database, developers) as server:
        app = create_app(Engine(server, Callers(Authenticator(settings, database), settings)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://golive") as client:
            assert "new URL('/graphql'" in (await client.get("/graphiql")).text


# Who hangs up, or takes their time.

READ = "{ records { totalCount } }"


class Call:
    """A request to the application itself, as a server would make it, piece by piece."""

    def __init__(self, app: ASGIApp, secret: str, query: str, parameters: str | None = None) -> None:
        self.body = json.dumps({"query": query}).encode()
        self.answer: list[Message] = []
        self.pieces: asyncio.Queue[Message] = asyncio.Queue()
        headers = {"authorization": f"Bearer {secret}", "content-type": JSON, "content-length": str(len(self.body))}
        scope = {
            "type": "http", "path": "/graphql", "state": {},
            "method": "POST" if parameters is None else "GET", "query_string": (parameters or "").encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        self.done = asyncio.create_task(self._run(app, scope))

    async def _run(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        async def send(message: Message) -> None:
            self.answer.append(message)

        async with asyncio.timeout(60):
            await app(scope, self.pieces.get, send)

    def send(self, *, until: int | None = None) -> None:
        """Send the body, or the beginning of it."""
        self.pieces.put_nowait({"type": "http.request", "body": self.body[:until], "more_body": until is not None})

    def hang_up(self) -> None:
        """Close the connection."""
        self.pieces.put_nowait({"type": "http.disconnect"})


@asynccontextmanager
async def held(database: Database) -> AsyncIterator[None]:
    """Nobody else reads or writes records within the block."""
    connection = await asyncpg.connect(database.url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def blocked(database: Database, number: int) -> None:
    """Wait until this many statements wait for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    connection = await asyncpg.connect(database.url)
    try:
        async with asyncio.timeout(30):
            while await connection.fetchval(waiting) != number:
                pass
    finally:
        await connection.close()


async def test_a_query_nobody_waits_for_is_given_up_and_its_connection_is_free_again(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, READ)
        call.send()
        await blocked(database, 1)
        call.hang_up()
        await call.done
        await blocked(database, 0)
        assert call.answer == []
    assert [pool.in_use for pool in database.stats()] == [0, 0]


async def test_a_mutation_nobody_waits_for_is_done_to_its_end(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, CREATE)
        call.send()
        await blocked(database, 1)
        call.hang_up()
    await call.done
    assert await changes(database) == 1


async def test_a_query_that_is_stopped_with_the_server_is_no_hang_up(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, READ)
        call.send()
        await blocked(database, 1)
        call.done.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call.done


async def test_half_a_body_executes_nothing(app: ASGIApp, secret: str, database: Database) -> None:
    call = Call(app, secret, CREATE)
    call.send(until=-1)
    call.hang_up()
    await call.done
    assert (call.answer, await changes(database)) == ([], 0)


async def test_a_body_that_takes_too_long_is_not_waited_for(
    app: ASGIApp, secret: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SLOWEST_BODY", 0.05)
    call = Call(app, secret, CREATE)
    call.send(until=-1)
    await call.done
    assert (call.answer[0]["status"], dict(call.answer[0]["headers"])[b"connection"]) == (408, b"close")
    assert await changes(database) == 0
