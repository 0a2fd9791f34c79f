"""A small GraphQL client for the tests: queries over HTTP, subscriptions over graphql-transport-ws, records by name."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect

Json = dict[str, Any]
DEADLINE = 30.0

RECORD = """fragment R on Publishable {
  id type name status statusReason publishStatus isLive revision expiresAt lastError hasWorkingCopy
  scheduled { action } allowedActions availableActions { action allowed confirmNeeded code }
  fieldLocks { field editable permanent } liveVersion { id number }
}"""
REFUSAL = """... on GuardError {
  code message action confirmable allowedActions findings { code severity path } blockedBy { id } record { ...R }
}"""
CHANGE = """id cursor at kind recordId recordType recordName revision version action actor cause
  fromStatus fromStatusReason fromPublishStatus toStatus toStatusReason toPublishStatus error findings { code }"""
ARGUMENTS = {
    "expectedRevision": "Int", "confirm": "Boolean!", "idempotencyKey": "String", "version": "Int", "comment": "String",
    "resumeAt": "DateTime", "name": "String", "publishStatus": "PublishStatus!", "versionId": "ID!",
    "action": "Action!", "at": "DateTime!",
}  # fmt: skip


class Refused(Exception):
    """The server answered with GraphQL errors; `codes` are their extensions' codes."""

    def __init__(self, errors: list[Json]) -> None:
        super().__init__("; ".join(str(error.get("message")) for error in errors))
        self.errors = errors
        self.codes = [(error.get("extensions") or {}).get("code") for error in errors]


@dataclass
class Stream:
    """One subscription on its own WebSocket. Iterate for data; it ends on `complete` and raises Refused on `error`."""

    socket: ClientConnection
    received: list[Json] = field(default_factory=list)

    async def __aiter__(self) -> AsyncIterator[Json]:
        async for message in self.socket:
            said = json.loads(message)
            if said["type"] == "ping":
                await self.socket.send('{"type": "pong"}')
            elif said["type"] == "complete":
                return
            elif said["type"] == "error":
                raise Refused(said["payload"])
            elif said["type"] == "next":
                if said["payload"].get("errors"):
                    raise Refused(said["payload"]["errors"])
                (data,) = said["payload"]["data"].values()
                self.received.append(data)
                yield data

    async def until(self, wanted: Callable[[Json], bool], deadline: float = DEADLINE) -> Json:
        """Read on until one is wanted and return it; TimeoutError names what came instead."""
        already = len(self.received)
        try:
            async with asyncio.timeout(deadline):
                async for data in self:
                    if wanted(data):
                        return data
        except TimeoutError:
            raise TimeoutError(f"not within {deadline} s; meanwhile: {self.received[already:]}") from None
        raise AssertionError(f"the stream ended; meanwhile: {self.received[already:]}")


class Client:
    """Calls one server with one token. Use as an async context manager."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        limits = httpx.Limits(max_connections=64)
        self.http = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=DEADLINE * 2, limits=limits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.http.aclose()

    async def post(self, document: str, variables: Mapping[str, Any] | None = None) -> Json:
        """Send a document and return the whole response, errors and all."""
        body = {"query": document, "variables": dict(variables or {})}
        response = await self.http.post("/graphql", json=body)
        answer: Json = response.json()
        return answer

    async def execute(self, document: str, **variables: Any) -> Json:
        """Send a document and return its data; Refused where the answer has errors."""
        answer = await self.post(document, variables)
        if answer.get("errors"):
            raise Refused(answer["errors"])
        data: Json = answer["data"]
        return data

    @asynccontextmanager
    async def subscribe(self, document: str, **variables: Any) -> AsyncIterator[Stream]:
        """Open a subscription; closed on leaving."""
        address = re.sub(r"^http", "ws", self.url) + "/graphql"
        protocol: Any = "graphql-transport-ws"
        async with connect(address, subprotocols=[protocol], max_size=None, open_timeout=DEADLINE) as socket:
            payload = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            acknowledged = json.loads(await asyncio.wait_for(socket.recv(), DEADLINE))
            assert acknowledged["type"] == "connection_ack", acknowledged
            request = {"query": document, "variables": variables}
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": request}))
            yield Stream(socket)

    @asynccontextmanager
    async def changes(self, filter: Json | None = None, after: str | None = None) -> AsyncIterator[Stream]:
        """The stream of changes of state; without `after`, from the workspace's newest cursor on, so that none is missed."""
        after = after or await self.cursor()
        document = f"subscription($filter: RecordFilter, $after: String) {{ statusChanged(filter: $filter, after: $after) {{{CHANGE} }} }}"
        async with self.subscribe(document, filter=filter, after=after) as stream:
            yield stream

    async def cursor(self) -> str | None:
        """The cursor of the newest change of state, or None in an empty workspace."""
        data = await self.execute("{ statusHistory(last: 1) { nodes { cursor } } }")
        nodes = data["statusHistory"]["nodes"]
        return nodes[0]["cursor"] if nodes else None

    async def history(self, identity: str, after: str | None = None) -> list[Json]:
        """Every change of one record, oldest first."""
        document = (
            "query($id: ID!, $after: String) { record(id: $id) { history(first: 100, after: $after) {"
            f" nodes {{ {CHANGE} }} pageInfo {{ endCursor hasNextPage }} }} }} }}"
        )
        found: list[Json] = []
        while True:
            page = (await self.execute(document, id=identity, after=after))["record"]["history"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    async def create(self, kind: str, /, **fields: Any) -> Json:
        """createX of a type such as "MarketingEmail"; returns the record, or the GuardError."""
        return await self._typed(kind, f"create{kind}(input: $input)", f"$input: Create{kind}Input!", input=fields)

    async def update(self, kind: str, identity: str, fields: Json, expected: int | None = None) -> Json:
        """updateX; returns the record, or the GuardError."""
        call = f"update{kind}(id: $id, input: $input, expectedRevision: $expected)"
        signature = f"$id: ID!, $input: Update{kind}Input!, $expected: Int"
        return await self._typed(kind, call, signature, id=identity, input=fields, expected=expected)

    async def _typed(self, kind: str, call: str, signature: str, **variables: Any) -> Json:
        document = (
            f"mutation({signature}) {{ answer: {call} {{ __typename"
            f" ... on {kind}Success {{ record {{ ...R }} cursor }} {REFUSAL} }} }} {RECORD}"
        )
        answer: Json = (await self.execute(document, **variables))["answer"]
        return answer

    async def act(self, action: str, identity: str, /, **arguments: Any) -> Json:
        """One action with its arguments by their GraphQL names; returns ActionSuccess or GuardError."""
        signature = "".join(f", ${name}: {ARGUMENTS[name]}" for name in arguments)
        given = "".join(f", {name}: ${name}" for name in arguments)
        document = (
            f"mutation($id: ID!{signature}) {{ answer: {action}(id: $id{given}) {{ __typename"
            f" ... on ActionSuccess {{ record {{ ...R }} change {{ {CHANGE} }} cursor warnings {{ code }} }}"
            f" {REFUSAL} }} }} {RECORD}"
        )
        answer: Json = (await self.execute(document, id=identity, **arguments))["answer"]
        return answer

    async def record(self, identity: str) -> Json:
        """One record as it now is."""
        data = await self.execute(f"query($id: ID!) {{ record(id: $id) {{ ...R }} }} {RECORD}", id=identity)
        found: Json = data["record"]
        return found

    async def rest(self, identity: str, deadline: float = DEADLINE) -> Json:
        """Wait, by the stream, until the record is in no transitional state, and return it."""
        moving = {"GOING_LIVE", "PUBLISHING", "STOPPING", "COMPLETING"}
        async with self.changes({"ids": [identity]}) as stream:
            now = await self.record(identity)
            while now["statusReason"] in moving:
                await stream.until(lambda change: change["toStatusReason"] not in moving, deadline)
                now = await self.record(identity)
            return now
