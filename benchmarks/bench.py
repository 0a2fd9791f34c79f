"""What the questions share: the database, how long to measure, how a record is made and changed, and how answers are told."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from golive.benchmarks import programs
from golive.benchmarks.machine import Server, ran
from golive.lifecycles.words import Action
from golive.live.doorbell import Doorbell
from golive.models import ids
from golive.models.connecting import Connection, connect
from golive.models.database import Database
from golive.models.embedded import embedded
from golive.models.migrations import migrate
from golive.models.moves import Actor, Order
from golive.models.perform import perform
from golive.models.settings import Settings
from golive.models.workspace import DEFAULT_WORKSPACE, find_workspace


@dataclass(frozen=True)
class Bench:
    """One run: a PostgreSQL of its own on the load's core, as it is shipped, and whether it is only a smoke run."""

    postgres: str
    folder: Path
    quick: bool

    @property
    def runs(self) -> int:
        """How often each thing is measured; the median counts."""
        return 1 if self.quick else 3

    @property
    def seconds(self) -> float:
        """How long one measurement takes."""
        return 0.3 if self.quick else 2.0

    @asynccontextmanager
    async def database(self, like: str | None = None) -> AsyncIterator[str]:
        """The URL of a fresh, migrated database, or of a copy of the one at the URL `like`, to which nobody is connected."""
        name = f"bench_{uuid4().hex[:8]}"
        admin = await superuser(self.postgres)
        copy = f"TEMPLATE {programs.place(like)[1]} STRATEGY FILE_COPY" if like is not None else ""
        await admin.execute(f"CREATE DATABASE {name} OWNER golive {copy}", timeout=None)
        url = self.postgres.replace("golive@/golive", f"golive@/{name}")
        try:
            if like is None:
                await migrate(url)
            yield url
        finally:
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            await admin.close()

    def ours(self, url: str, *, logged: bool = True) -> AbstractAsyncContextManager[Server]:
        """Our server over a database; without its log, if that is what is measured."""
        return programs.ours(url, self.data(url), logged=logged)

    def token(self, url: str) -> str:
        """The administrator's, once our server has run."""
        return (self.data(url) / "admin-token").read_text().strip()

    def data(self, url: str) -> Path:
        """Our server's data directory."""
        folder = self.folder / url.rsplit("/", 1)[1].partition("?")[0]
        folder.mkdir(exist_ok=True)
        return folder


@contextmanager
def opened(quick: bool) -> Iterator[Bench]:
    """A PostgreSQL with the shipped defaults in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="golive-bench-", ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store"
        Path(folder).chmod(0o711)  # run by root, PostgreSQL is another user
        with embedded(store, owner=True) as server:
            yield Bench(server.url, Path(folder), quick)


async def superuser(url: str) -> Connection:
    """A connection that may do everything, for filling tables."""
    return await connect(url.replace("golive@/", "postgres@/"))


class Changes:
    """Commits one change after another of one record, as any server does: through the one door, and then the doorbell."""

    def __init__(self, database: Database, doorbell: Doorbell, workspace: UUID, record: UUID) -> None:
        self._database, self._doorbell, self._workspace, self._record = database, doorbell, workspace, record
        self._settings = Settings.model_construct()
        self._action = Action.DEACTIVATE

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str, public_id: str) -> AsyncIterator[Changes]:
        """Changes of one draft, which is activated and deactivated in turn."""
        database = await Database.open(Settings.model_construct(), url)
        async with database.system() as session:
            workspace = await find_workspace(session, DEFAULT_WORKSPACE)
        assert workspace is not None
        async with Doorbell(url) as doorbell:
            yield cls(database, doorbell, workspace.workspace_id, ids.decode(public_id)[1])
        await database.close()

    async def commit(self) -> float:
        """One change more; the time when it was committed."""
        async with self._database.transaction(self._workspace) as session:
            await perform(session, self._settings, Order(self._record, self._action, Actor("admin")))
        committed = time.time()
        self._doorbell.ring(self._workspace)
        self._action = Action.ACTIVATE if self._action is Action.DEACTIVATE else Action.DEACTIVATE
        return committed


@dataclass(frozen=True)
class Reach:
    """A number that the project promised itself."""

    what: str
    value: float
    limit: float
    at_most: bool = False
    unit: str = ""

    @property
    def reached(self) -> bool:
        """Whether it keeps the promise."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit


@dataclass
class Answer:
    """What came out of one question: rows under a head, what was promised, and a word on how it was measured."""

    title: str
    how: str
    head: list[str]
    rows: list[list[str]] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)


@dataclass(frozen=True)
class Speed:
    """How many a second, and milliseconds of the server's CPU for each."""

    rate: float
    cpu: float


async def speed(bench: Bench, name: str, once: Callable[[], Awaitable[Speed]]) -> Speed:
    """The median of several runs, after one that warms up."""
    await once()
    runs = [await once() for _ in range(bench.runs)]
    found = Speed(statistics.median(run.rate for run in runs), statistics.median(run.cpu for run in runs))
    say(f"{name}: {number(found.rate)} a second, {found.cpu:.2f} ms of CPU for each")
    return found


async def alone(command: Sequence[str], told: str) -> Speed:
    """The speed of a program that measures itself."""
    said = json.loads(await ran(command, told))
    return Speed(said["answers"] / said["seconds"], 1000 * said["cpu"] / said["answers"])


async def median(runs: int, measure: Callable[[], Awaitable[float]]) -> float:
    """The median of several runs."""
    return statistics.median([await measure() for _ in range(runs)])


def number(value: float) -> str:
    """A number for people: three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def say(text: str) -> None:
    """Show how far it is."""
    print(text, file=sys.stderr, flush=True)
