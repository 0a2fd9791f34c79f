"""One real server for the acceptance tests, and a fresh workspace for each test that asks."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from serving import Server, end_postgres

# Short times, so that failing and retrying is seen within a test; the deadline stays long enough for a busy machine.
SETTINGS = {
    "GOLIVE_GOING_LIVE_ATTEMPTS": "2",
    "GOLIVE_GOING_LIVE_DEADLINE": "PT20S",
    "GOLIVE_RETRY_FIRST": "PT0.2S",
    "GOLIVE_LOG_LEVEL": "warning",
}


@pytest.fixture(scope="session")
def data() -> Iterator[Path]:
    """A data directory that is gone afterwards, and with it the PostgreSQL in it."""
    with tempfile.TemporaryDirectory(prefix="golive-") as folder:
        yield Path(folder)
        end_postgres(Path(folder))


@pytest.fixture(scope="session")
def server(data: Path) -> Iterator[Server]:
    """`golive serve` with its worker."""
    running = Server(data, settings=SETTINGS)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def names() -> Iterator[int]:
    """Numbers that no other test of the session gets."""
    return count()


@pytest.fixture
def token(server: Server, names: Iterator[int]) -> str:
    """An ADMIN token of a workspace of the test's own."""
    return server.workspace(f"w{next(names)}")
