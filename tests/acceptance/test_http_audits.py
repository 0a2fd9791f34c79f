"""The audits of GraphQL over HTTP that the npm package graphql-http brings, MUST, SHOULD and MAY alike, from Node."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from javascript import script
from serving import Server, end_postgres

AUDITS = 61
ASK_THE_SCHEMA = {"2EA1", "28B9", "D6D5", "6A70"}
"""Audits that ask for `__type` and want an answer, which is for developers alone."""


@pytest.fixture(scope="module")
def developers() -> Iterator[Server]:
    """A server with GOLIVE_DEVELOPMENT."""
    with tempfile.TemporaryDirectory(prefix="golive-audits-") as folder:
        running = Server(Path(folder), worker=False, settings={"GOLIVE_DEVELOPMENT": "true", "GOLIVE_LOG_LEVEL": "warning"})
        yield running
        running.stop()
        end_postgres(Path(folder))


async def failed(server: Server) -> dict[str, str]:
    """The ids of the audits that don't pass, with what they are for and why they fail."""
    async with script("audits.js", url=f"{server.url}/graphql", token=server.token) as auditing:
        results = await auditing.rest()
    assert len({result["id"] for result in results}) == AUDITS
    for result in results:
        print(result["status"], result["id"], result["name"], result.get("reason") or "")
    return {result["id"]: f"{result['name']}: {result['reason']}" for result in results if result["status"] != "ok"}


async def test_all_audits_of_graphql_over_http_pass(developers: Server) -> None:
    assert await failed(developers) == {}


async def test_outside_development_only_the_audits_that_ask_for_the_schema_fail(server: Server) -> None:
    assert (await failed(server)).keys() == ASK_THE_SCHEMA
