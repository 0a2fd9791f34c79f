"""graphql-transport-ws message by message, for tests of what the protocol allows and forbids."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = "graphql-transport-ws"
DEADLINE = 30.0


class Wire:
    """A socket's client, which says and hears JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, data: str | bytes) -> None:
        """Send what may be no message at all."""
        await self.socket.send(data)

    async def say(self, type_: str, **parts: Any) -> None:
        """Send a message."""
        await self.send(json.dumps({"type": type_, **parts}))

    async def subscribe(self, id_: str, query: str, **variables: Any) -> None:
        """Begin an operation."""
        await self.say("subscribe", id=id_, payload={"query": query, "variables": variables})

    async def hear(self) -> Any:
        """The next message."""
        return json.loads(await asyncio.wait_for(self.socket.recv(), DEADLINE))

    async def answer(self, id_: str, query: str, **variables: Any) -> Any:
        """The result of an operation that ends by itself, while no other runs."""
        await self.subscribe(id_, query, **variables)
        result = await self.hear()
        assert (result["type"], result["id"]) == ("next", id_), result
        assert await self.hear() == {"id": id_, "type": "complete"}
        return result["payload"]

    async def refusal(self, id_: str, query: str, **variables: Any) -> Any:
        """The one error with which an operation ends."""
        await self.subscribe(id_, query, **variables)
        return await self.error(id_)

    async def error(self, id_: str) -> Any:
        """The one error with which an operation ends."""
        message = await self.hear()
        assert (message["type"], message["id"]) == ("error", id_), message
        (error,) = message["payload"]
        return error

    async def closed(self) -> tuple[int, str]:
        """With which code and reason the socket closes, without another message before."""
        try:
            said = await asyncio.wait_for(self.socket.recv(), DEADLINE)
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        raise AssertionError(f"It goes on: {said!r}")


@asynccontextmanager
async def dialled(url: str, subprotocols: Sequence[str] = (PROTOCOL,), **options: Any) -> AsyncIterator[Wire]:
    """A socket before `connection_init`."""
    address = f"ws{url.removeprefix('http')}/graphql"
    async with connect(
        address,
        subprotocols=[Subprotocol(each) for each in subprotocols] or None,
        max_size=None,
        open_timeout=DEADLINE,
        compression=None,
        **options,
    ) as socket:
        yield Wire(socket)


@asynccontextmanager
async def talking(url: str, secret: str) -> AsyncIterator[Wire]:
    """A socket that is acknowledged."""
    async with dialled(url) as wire:
        await wire.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
        assert (await wire.hear())["type"] == "connection_ack"
        yield wire
