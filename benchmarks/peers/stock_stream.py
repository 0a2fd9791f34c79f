"""Stock strawberry: strawberry.asgi under uvicorn as both come, a queue for each subscription."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from itertools import count

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL

from golive.benchmarks.peers.asgi import CHANGE, run


@strawberry.type
class StatusChange:
    id: strawberry.ID
    cursor: str
    at: str
    kind: str
    record_id: strawberry.ID
    record_type: str
    record_name: str
    revision: int
    action: str | None
    actor: str | None
    cause: str
    from_status: str | None
    from_status_reason: str | None
    to_status: str | None
    to_status_reason: str | None


VALUES = {re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name): value for name, value in CHANGE.items() if name != "revision"}
queues: set[asyncio.Queue[StatusChange]] = set()
revisions = count(1)


async def _status_changed() -> AsyncGenerator[StatusChange, None]:
    queue: asyncio.Queue[StatusChange] = asyncio.Queue()
    queues.add(queue)
    try:
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)


@strawberry.type
class Query:
    ready: bool = True


@strawberry.type
class Subscription:
    status_changed = strawberry.subscription(resolver=_status_changed)


async def fire(request: Request) -> JSONResponse:
    """One more change, for everybody."""
    change = StatusChange(**VALUES, revision=next(revisions))
    for queue in queues:
        queue.put_nowait(change)
    return JSONResponse({})


if __name__ == "__main__":
    endpoint = GraphQL[None, None](strawberry.Schema(Query, subscription=Subscription))
    run(Starlette(routes=[WebSocketRoute("/graphql", endpoint), Route("/fire", fire, methods=["POST"])]))
