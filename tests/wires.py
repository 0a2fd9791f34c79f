"""One subscription over each of the transports, read alike: data as it comes, and `Refused` for how it ends."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
from client import Refused
from websockets.asyncio.client import ClientConnection, connect

Json = dict[str, Any]
Wire: TypeAlias = Callable[..., AbstractAsyncContextManager[AsyncIterator[Json]]]
DEADLINE = 60.0
SMALL = 65_536  # bytes that the kernel keeps for one who doesn't read


@asynccontextmanager
async def websocket(url: str, token: str, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Json]]:
    """graphql-transport-ws."""
    async with opened(url, token) as wire:
        await wire.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}}))
        yield _messages(wire)


@asynccontextmanager
async def opened(url: str, token: str) -> AsyncIterator[ClientConnection]:
    """A socket that was acknowledged; what nobody receives stops it, once a few bytes are kept for them."""
    where = urlsplit(url)
    carrier = socket.socket()
    carrier.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    carrier.setblocking(False)
    await asyncio.get_running_loop().sock_connect(carrier, (where.hostname, where.port))
    protocol: Any = "graphql-transport-ws"
    options: Any = {"max_size": None, "max_queue": 1, "open_timeout": DEADLINE, "ping_interval": None, "close_timeout": 1}
    async with connect(f"ws://{where.netloc}/graphql", sock=carrier, subprotocols=[protocol], **options) as wire:
        await wire.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}))
        assert json.loads(await wire.recv())["type"] == "connection_ack"
        yield wire


async def _messages(wire: ClientConnection) -> AsyncIterator[Json]:
    async for message in wire:
        said = json.loads(message)
        if said["type"] == "next":
            yield root(said["payload"])
        elif said["type"] == "error":
            raise Refused(said["payload"])
        elif said["type"] == "complete":
            return


@asynccontextmanager
async def events(url: str, token: str, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Json]]:
    """Server-sent events."""
    async with _response(url, token, "text/event-stream", query, variables) as response:
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[Json]:
    event = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data" and event == "next":
            yield root(json.loads(value))
        if event == "complete":
            return


@asynccontextmanager
async def multipart(url: str, token: str, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Json]]:
    """Multipart subscriptions."""
    async with _response(url, token, "multipart/mixed;subscriptionSpec=1.0", query, variables) as response:
        yield _parts(response)


async def _parts(response: httpx.Response) -> AsyncIterator[Json]:
    kept = ""
    async for text in response.aiter_text():
        *parts, kept = (kept + text).split("\r\n--graphql")
        for part in parts:
            body = json.loads(part.partition("\r\n\r\n")[2] or "{}")
            if body:
                yield root({**(body["payload"] or {}), **({"errors": body["errors"]} if "errors" in body else {})})
        if kept.startswith("--"):
            return


@asynccontextmanager
async def _response(url: str, token: str, accept: str, query: str, variables: Json) -> AsyncIterator[httpx.Response]:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    carrier = httpx.AsyncHTTPTransport(verify=False, socket_options=[(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)])
    async with (
        httpx.AsyncClient(transport=carrier, timeout=DEADLINE) as http,
        http.stream("POST", f"{url}/graphql", json={"query": query, "variables": variables}, headers=headers) as response,
    ):
        if response.status_code != 200:
            raise Refused(json.loads(await response.aread())["errors"])
        yield response


def root(result: Json) -> Json:
    """The value of the one root field; `Refused` where there are errors."""
    if result.get("errors"):
        raise Refused(result["errors"])
    (value,) = result["data"].values()
    return dict(value)


WIRES: dict[str, Wire] = {"websocket": websocket, "events": events, "multipart": multipart}
