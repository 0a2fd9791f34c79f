"""Several servers on one database: started, killed and asked apart, and subscribers that go from one to another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from client import Client, Refused
from prometheus_client.parser import text_string_to_metric_families
from samples import fresh
from serving import Server
from websockets import ConnectionClosed, InvalidHandshake, InvalidMessage
from wires import Wire, websocket

from golive.lifecycles.words import Role
from golive.models.change import Cursor
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import ensure_workspace, new_token

Json = dict[str, Any]
LAST = "last one"
GONE = (ConnectionClosed, InvalidHandshake, InvalidMessage, httpx.HTTPError, OSError, EOFError)
MOVES_ON = {"SHUTTING_DOWN", "UNAVAILABLE", "SLOW_CONSUMER"}
FOLLOW = "subscription($after: String) { statusChanged(after: $after) { id cursor recordName } }"
HISTORY = """query($after: String) { statusHistory(first: 100, after: $after) {
  nodes { id cursor } pageInfo { endCursor hasNextPage } } }"""
CREATE = """mutation($input: CreateMarketingEmailInput!, $key: String) {
  answer: createMarketingEmail(input: $input, idempotencyKey: $key) { ... on MarketingEmailSuccess { record { id } cursor } } }"""
names = count()


class Cluster:
    """A database, and servers on it that share a data directory for the first token alone."""

    def __init__(self, data: Path, url: str, **settings: str) -> None:
        self.data = data
        self.url = url
        self.settings = {"GOLIVE_DATABASE_URL": url, "GOLIVE_LOG_LEVEL": "warning", **settings}
        self.servers: list[Server] = []

    async def start(self, *, port: int = 0, worker: bool = False, **settings: str) -> Server:
        """Start one more server."""
        server = await asyncio.to_thread(Server, self.data, port=port, worker=worker, settings={**self.settings, **settings})
        self.servers.append(server)
        return server

    async def start_two(self) -> list[Server]:
        """Start two servers at once."""
        return list(await asyncio.gather(self.start(), self.start()))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await asyncio.gather(*(asyncio.to_thread(server.stop) for server in self.servers))

    async def token(self, role: Role = Role.ADMIN) -> str:
        """The secret of a token of a workspace of its own."""
        database = Database(self.url, Settings.model_construct())
        async with database.system() as session:
            workspace = await ensure_workspace(session, f"several-{next(names)}")
            token, secret = new_token(workspace.workspace_id, "Ada", role, None)
            session.add(token)
        await database.close()
        return secret


async def measured(server: Server) -> dict[str, float]:
    """What the server tells of itself, by the metric's name and the values of its labels."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"{server.url}/metrics", timeout=30)).text
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def until_measured(server: Server, wanted: Callable[[dict[str, float]], bool], deadline: float = 30) -> dict[str, float]:
    """Ask until what the server tells is as wanted; AssertionError with what it tells otherwise."""
    found: dict[str, float] = {}
    try:
        async with asyncio.timeout(deadline):
            while not wanted(found := await measured(server)):  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"not within {deadline} s: {found}") from None
    return found


async def create(client: Client, name: str) -> Json:
    """Create one record; a name is given once, whoever answers, however often it is asked for."""
    answer: Json = (await client.execute(CREATE, input=fresh("MARKETING_EMAIL", {}, name), key=name))["answer"]
    return answer


async def create_somewhere(clients: Sequence[Client], name: str) -> Json:
    """Create one record at the first server that answers."""
    async with asyncio.timeout(60):
        while True:
            for client in clients:
                try:
                    return await create(client, name)
                except GONE:
                    continue
                except Refused as refused:
                    expected(refused)
    raise AssertionError("unreachable")


async def follow(servers: Sequence[Server], token: str, cursor: str, wire: Wire = websocket) -> list[Json]:
    """Follow the stream to the last record's creation, resuming by the cursor at the next server whenever it ends."""
    seen: list[Json] = []
    for turn in count():
        try:
            async with wire(servers[turn % len(servers)].url, token, FOLLOW, after=cursor) as stream:
                async for change in stream:
                    seen.append(change)
                    cursor = change["cursor"]
                    if change["recordName"] == LAST:
                        return seen
        except Refused as ended:
            expected(ended)
        except GONE:
            continue
    raise AssertionError("unreachable")


def expected(refused: Refused) -> None:
    """Raise it, unless it says to go on elsewhere."""
    if not {*refused.codes} <= MOVES_ON:
        raise refused


async def history(client: Client, after: str) -> list[Json]:
    """All changes since a cursor, in order."""
    found: list[Json] = []
    at: str | None = after
    while True:
        page = (await client.execute(HISTORY, after=at))["statusHistory"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        at = page["pageInfo"]["endCursor"]


def gapless(changes: Sequence[Json], after: str) -> bool:
    """Whether the changes' numbers in the log are those that follow the cursor, each once; for a log without updates of fields."""
    first = Cursor.parse(after).number + 1
    return [Cursor.parse(change["cursor"]).number for change in changes] == list(range(first, first + len(changes)))


async def clients(stack: AsyncExitStack, servers: Sequence[Server], token: str) -> list[Client]:
    """A client for each server, closed with the stack."""
    return [await stack.enter_async_context(Client(server.url, token)) for server in servers]
