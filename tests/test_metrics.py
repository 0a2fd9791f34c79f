"""Metrics tell what was asked and refused, what jobs wait, and how the database and the stream are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from golive.graph.app import create_app
from golive.graph.auth import Authenticator
from golive.graph.cli.serve import parts
from golive.graph.metrics import metrics_route
from golive.graph.transport.callers import Callers
from golive.graph.transport.engine import Engine
from golive.lifecycles.words import Role
from golive.models.database import SYSTEM, Database
from golive.models.queue import enqueue
from golive.models.settings import Settings
from golive.models.workspace import new_token
from golive.resolvers.context import Server

CREATE = 'mutation { createSegment(input: {name: "All"}) { __typename ... on SegmentSuccess { record { id } } } }'


@pytest_asyncio.fixture
async def server(settings: Settings, database: Database) -> AsyncIterator[Server]:
    async with parts(settings, database) as server:
        yield server


@pytest_asyncio.fixture
async def client(server: Server, workspace: UUID) -> AsyncIterator[httpx.AsyncClient]:
    token, secret = new_token(workspace, "ada", Role.PUBLISHER, None)
    async with server.database.system() as session:
        session.add(token)
    engine = Engine(server, Callers(Authenticator(server.settings, server.database), server.settings))
    app = create_app(engine, [metrics_route(server)])
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://golive", headers=headers) as client:
        yield client


async def measured(client: httpx.AsyncClient) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = await client.get("/metrics", headers={"Authorization": ""})
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {sample.name + "".join(f"[{value}]" for _, value in sorted(sample.labels.items())): sample.value for sample in samples}


async def grown(client: httpx.AsyncClient, before: dict[str, float], name: str) -> float:
    return (await measured(client)).get(name, 0.0) - before.get(name, 0.0)


@pytest.mark.parametrize(
    ("query", "sample"),
    [
        ("{ viewer { name } }", "golive_request_seconds_count[query][OK]"),
        (CREATE, "golive_request_seconds_count[mutation][OK]"),
        (CREATE, "golive_mutations_total[createSegment][done]"),
        ("{ nonsense }", "golive_request_seconds_count[query][BAD_USER_INPUT]"),
        ("{ nonsense", "golive_request_seconds_count[none][BAD_USER_INPUT]"),
        ("{ liveServices { type } }", "golive_request_seconds_count[query][FORBIDDEN]"),
        ('mutation { goLive(id: "segment_0") { __typename } }', "golive_request_seconds_count[mutation][NOT_FOUND]"),
        ('mutation { goLive(id: "segment_0") { __typename } }', "golive_mutations_total[goLive][failed]"),
    ],
)
async def test_what_is_asked_is_counted_by_what_became_of_it(client: httpx.AsyncClient, query: str, sample: str) -> None:
    before = await measured(client)
    await client.post("/graphql", json={"query": query})
    assert await grown(client, before, sample) == 1


async def test_a_refusal_is_counted_by_its_code(client: httpx.AsyncClient) -> None:
    before = await measured(client)
    made = (await client.post("/graphql", json={"query": CREATE})).json()["data"]["createSegment"]["record"]["id"]
    await client.post("/graphql", json={"query": f'mutation {{ stop(id: "{made}") {{ __typename }} }}'})
    assert await grown(client, before, "golive_refusals_total[ACTION_NOT_ALLOWED][stop]") == 1
    assert await grown(client, before, "golive_mutations_total[stop][refused]") == 1


async def test_jobs_pools_stream_and_doorbell_are_told_as_they_are(client: httpx.AsyncClient, server: Server, workspace: UUID) -> None:
    async with server.database.transaction(workspace) as session:
        await enqueue(session, "BUILDING", {}, dedupe_key="x")
    told = await measured(client)
    assert told["golive_jobs[queued]"] == 1
    assert told["golive_jobs[failed]"] == 0
    assert 0 <= told["golive_oldest_job_seconds[queued]"] < 60
    assert told["golive_database_pool_size[golive_app]"] == server.settings.pool_size
    assert told["golive_database_up"] == 1
    assert told["golive_doorbell_connected"] == 1
    assert told["golive_stream_subscribers"] == 0
    assert told["golive_stream_lag_seconds"] == 0


async def test_without_a_database_the_rest_is_still_told(
    client: httpx.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.database.close()
    monkeypatch.setattr(server.database._pools[SYSTEM], "_url", re.sub("host=[^&]*", "host=/nowhere", server.database.url))
    told = await measured(client)
    assert told["golive_database_up"] == 0
    assert "golive_jobs[queued]" not in told
