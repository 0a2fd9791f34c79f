"""A raw broadcast: a plain ASGI application on the WebSocket library that we use, which sends one text to all."""

from __future__ import annotations

from itertools import count
from typing import Any

from golive.benchmarks.peers.asgi import message, run

sends: set[Any] = set()
revisions = count(1)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Sockets that stay open, and POST /fire."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "graphql-transport-ws"})
        sends.add(send)
        while (await receive())["type"] != "websocket.disconnect":
            pass
        sends.discard(send)
        return
    event = {"type": "websocket.send", "text": message(next(revisions))}
    for each in sends:
        await each(event)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


if __name__ == "__main__":
    run(app, ws="websockets-sansio")
