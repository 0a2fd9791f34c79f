"""What waits for a client over HTTP is bounded, comes in order, and ends."""

from __future__ import annotations

import asyncio
from typing import Any

from golive.graph.transport.connections import ABORT
from golive.graph.transport.multipart import Multipart
from golive.graph.transport.sse import ServerSentEvents
from golive.graph.transport.streaming import Outlet, StreamResponse


async def test_what_is_queued_comes_out_in_order_and_then_the_stream_is_over() -> None:
    outlet = Outlet(ServerSentEvents(), 1_000)
    assert outlet.next(b'{"data":1}', "c1")
    assert outlet.next(b'{"data":2}', None)
    outlet.complete()
    sent = b"".join([chunk async for chunk in outlet.chunks()])
    assert sent == b':\n\nevent: next\nid: c1\ndata: {"data":1}\n\nevent: next\ndata: {"data":2}\n\nevent: complete\ndata:\n\n'


async def test_a_result_without_room_is_not_taken_and_the_error_that_ends_the_stream_is() -> None:
    outlet = Outlet(Multipart(), 100)
    assert outlet.next(b"x" * 200, None), "one is always taken, or a large one could never be sent"
    assert not outlet.next(b"y", None)
    outlet.error(b"[]")
    assert not outlet.next(b"z", None) or b"z" not in b"".join([chunk async for chunk in outlet.chunks()])
    outlet = Outlet(Multipart(), 100)
    outlet.error(b"[]")
    sent = b"".join([chunk async for chunk in outlet.chunks()])
    assert sent.endswith(b'{"payload":null,"errors":[]}\r\n--graphql--\r\n')


async def test_who_waits_for_room_goes_on_once_what_was_queued_is_taken() -> None:
    outlet = Outlet(ServerSentEvents(), 10)
    outlet.next(b"1", None)
    waiting = asyncio.create_task(outlet.ready())
    chunks = outlet.chunks()
    await anext(chunks)
    await asyncio.wait_for(waiting, 10)
    await chunks.aclose()  # type: ignore[attr-defined]


async def test_who_waits_for_room_goes_on_when_nobody_is_left_to_make_it() -> None:
    outlet = Outlet(ServerSentEvents(), 10)
    outlet.next(b"1", None)
    waiting = asyncio.create_task(outlet.ready())
    await asyncio.sleep(0)
    outlet.close()
    await asyncio.wait_for(waiting, 10)


async def test_an_idle_stream_beats() -> None:
    form = ServerSentEvents()
    form.pause = 0.001
    chunks = Outlet(form, 10).chunks()
    assert [await anext(chunks) for _ in range(3)] == [b":\n\n"] * 3


async def test_a_client_who_takes_nothing_is_broken_off_and_left() -> None:
    gone, left = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    response = StreamResponse(Outlet(ServerSentEvents(), 10), "text/event-stream", 0.01, left.set)
    async with asyncio.timeout(10):
        await response({"type": "http", "extensions": {ABORT: {"abort": gone.set}}}, receive, send)
    assert gone.is_set()
    assert left.is_set()


async def test_a_client_who_goes_ends_the_stream() -> None:
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    response = StreamResponse(Outlet(ServerSentEvents(), 10), "text/event-stream", 10, left.set)
    async with asyncio.timeout(10):
        await response({"type": "http"}, receive, send)
    assert left.is_set()
