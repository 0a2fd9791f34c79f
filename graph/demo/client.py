"""A client of the API like any other: documents over HTTP, changes as they are pushed over graphql-transport-ws."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds for an answer, and for a change that is expected."""

CHANGE = """id cursor at kind recordId recordType recordName revision version action actor cause
  fromStatus fromStatusReason toStatus toStatusReason error findings { code }"""
STATUS_CHANGED = f"subscription($after: String) {{ statusChanged(after: $after) {{ {CHANGE} }} }}"
NOW = "subscription { liveView { cursor totalCount } }"


class Surprise(Exception):
    """Something came out otherwise than it should; the text says what was expected, and what came."""


class Client:
    """Calls a server on this machine with one token; an async context manager."""

    def __init__(self, url: str, token: str) -> None:
        self._socket_url = url.replace("http", "ws", 1) + "/graphql"
        self._authorization = {"Authorization": f"Bearer {token}"}
        # trust_env and proxy are off below: the server is our own, and no proxy can reach it.
        self._http = httpx.AsyncClient(base_url=url, headers=self._authorization, timeout=PATIENCE, trust_env=False)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def execute(self, document: str, **variables: Any) -> Json:
        """The data of an answer. Raises `Surprise` for an answer with errors, and for none."""
        try:
            response = await self._http.post("/graphql", json={"query": document, "variables": variables})
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Surprise(f"The server was expected to answer, but: {error!r}.") from error
        return _data(answer, f"status {response.status_code}")

    @asynccontextmanager
    async def subscribe(self, document: str, **variables: Any) -> AsyncIterator[AsyncIterator[Json]]:
        """What the server pushes, each the value of the subscription's one field. Raises `Surprise` when the stream breaks off."""
        protocol = Subprotocol("graphql-transport-ws")
        try:
            async with connect(self._socket_url, subprotocols=[protocol], proxy=None, open_timeout=PATIENCE) as socket:
                await socket.send(json.dumps({"type": "connection_init", "payload": self._authorization}))
                acknowledged = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
                if acknowledged["type"] != "connection_ack":
                    raise Surprise(f"The server was expected to greet the subscriber, but said: {acknowledged}.")
                payload = {"query": document, "variables": variables}
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
                yield _pushed(socket)
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Surprise(f"The WebSocket was expected to stay open, but: {error!r}.") from error

    async def follow_to_end(self, document: str, **variables: Any) -> None:
        """Wait for the end of a stream that ends by itself. Raises `Surprise` where it doesn't."""
        async with self.subscribe(document, **variables) as stream:
            try:
                async with asyncio.timeout(PATIENCE):
                    async for _ in stream:
                        pass
            except TimeoutError:
                raise Surprise(f"The stream was expected to end within {PATIENCE:.0f} seconds.") from None


async def _pushed(socket: Any) -> AsyncIterator[Json]:
    async for message in socket:
        said = json.loads(message)
        match said["type"]:
            case "ping":
                await socket.send('{"type": "pong"}')
            case "next":
                (value,) = _data(said["payload"], "a stream").values()
                yield value
            case "complete":
                return
            case _:
                raise Surprise(f"The stream was expected to go on, but ended with: {said.get('payload')}.")


def _data(answer: Json, where: str) -> Json:
    if answer.get("errors"):
        told = "; ".join(str(error.get("message")) for error in answer["errors"])
        raise Surprise(f"An answer without errors was expected, but {where} said: {told}")
    data: Json = answer["data"]
    return data


class Feed:
    """The changes of state that were pushed, in the order in which they came."""

    def __init__(self, told: Callable[[Json], None]) -> None:
        self.changes: list[Json] = []
        self._told = told
        self._came = asyncio.Condition()
        self._broken: Surprise | None = None
        self._seen: dict[str, int] = {}

    async def listen(self, stream: AsyncIterator[Json]) -> None:
        """Take in what the stream brings until it ends."""
        try:
            async for change in stream:
                self._told(change)
                async with self._came:
                    self.changes.append(change)
                    self._came.notify_all()
            self._broken = Surprise("The stream of changes was expected to go on, but the server ended it.")
        except (OSError, WebSocketException) as error:
            self._broken = Surprise(f"The stream of changes was expected to go on, but: {error!r}.")
        except Surprise as error:
            self._broken = error
        async with self._came:
            self._came.notify_all()

    def of(self, record_id: str) -> list[Json]:
        """The changes of one record."""
        return [change for change in self.changes if change["recordId"] == record_id]

    async def expect(self, record_id: str, *states: str) -> None:
        """Wait until the record's next changes lead to just these states. Raises `Surprise` when they don't."""
        before = self._seen.get(record_id, 0)
        self._seen[record_id] = before + len(states)

        def enough() -> bool:
            return self._broken is not None or len(self.of(record_id)) >= before + len(states)

        with suppress(TimeoutError):
            async with self._came, asyncio.timeout(PATIENCE):
                await self._came.wait_for(enough)
        came = [change["toStatusReason"] for change in self.of(record_id)[before : before + len(states)]]
        if came != list(states):
            broken = f" {self._broken}" if self._broken else ""
            raise Surprise(f"{record_id} was expected to become {', '.join(states)}, but became {', '.join(came) or 'nothing'}.{broken}")


@asynccontextmanager
async def following(client: Client, told: Callable[[Json], None]) -> AsyncIterator[Feed]:
    """All changes of state from now on: a live view says where now is, so that none is missed in between."""
    async with client.subscribe(NOW) as views:
        now = await asyncio.wait_for(anext(aiter(views)), PATIENCE)
    async with client.subscribe(STATUS_CHANGED, after=now["cursor"]) as stream:
        feed = Feed(told)
        listening = asyncio.create_task(feed.listen(stream))
        try:
            yield feed
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
