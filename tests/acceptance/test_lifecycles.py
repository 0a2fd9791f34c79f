"""Random walks through each type's life, every answer and state held against the reference by hand."""

import asyncio
from collections.abc import Iterator

import pytest
from budget import SOAK, STEPS, WALKS
from client import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from live_service import LiveService
from reference.record import FAMILY, HANDED_OVER
from reference.tables import TABLES
from serving import Server
from walking import Walk

TYPES = (*TABLES, *sorted(FAMILY))


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    """One workspace for all walks: their records have names of their own."""
    return server.workspace("walks")


@pytest.mark.timeout(7200 if SOAK else 240)
@pytest.mark.parametrize("kind", TYPES)
def test_a_random_walk_answers_as_the_documents_say(kind: str, server: Server, token: str, service: LiveService) -> None:
    walk = type(f"Walk{kind}", (Walk,), {})
    walk.kind, walk.server, walk.token, walk.service = kind, server, token, service  # type: ignore[attr-defined]
    if kind in HANDED_OVER:
        asyncio.run(hand_over(server, token, kind, service))
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
            phases=[Phase.generate],  # shrinking would walk for hours over a real server
        ),
    )
    assert not service.forged


async def hand_over(server: Server, token: str, kind: str, service: LiveService) -> None:
    """Let the outside live service run the type in the token's workspace."""
    document = """mutation($type: RecordType!, $url: String!, $secret: String!) {
      setLiveService(type: $type, url: $url, secret: $secret) { __typename } }"""
    async with Client(server.url, token) as client:
        await client.execute(document, type=kind, url=service.url, secret=service.secret)
