"""What a socket outlives and what outlives a socket: hanging up, not reading, a server that stops."""

from __future__ import annotations

import asyncio
import socket

import pytest
from serving import Server
from several import until_measured
from sockets import COUNT, CREATE, FOLLOW, WHO, Place, held, under_way
from wire import Wire, dialled, talking


@pytest.mark.parametrize("hang_up", [False, True], ids=["complete", "hang up"])
async def test_a_query_that_nobody_wants_any_more_is_given_up(wire: Wire, place: Place, hang_up: bool) -> None:
    async with held(place):
        await wire.subscribe("1", COUNT)
        await under_way(place, 1)
        await (wire.socket.close() if hang_up else wire.say("complete", id="1"))
        await under_way(place, 0)
        if not hang_up:
            assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


@pytest.mark.parametrize("hang_up", [False, True], ids=["complete", "hang up"])
async def test_a_mutation_that_was_begun_is_done_to_its_end_unheard(wire: Wire, place: Place, hang_up: bool) -> None:
    async with held(place) as connection:
        await wire.subscribe("1", CREATE, name="Once")
        async with asyncio.timeout(30):
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
        await (wire.socket.close() if hang_up else wire.say("complete", id="1"))
        if not hang_up:
            assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}
        await under_way(place, 1)
    await under_way(place, 0)
    _, secret = await place.token()
    async with talking(place.url, secret) as another:
        assert await another.answer("1", "{ records { nodes { name } } }") == {"data": {"records": {"nodes": [{"name": "Once"}]}}}
    if not hang_up:
        assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_who_does_not_read_is_told_so_and_then_cut_off_while_others_are_served(place: Place) -> None:
    _, secret = await place.token()
    async with talking(place.url, secret) as reader:
        await reader.subscribe("1", FOLLOW)
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = place.url.removeprefix("http://").split(":")
        stuck.connect((host, int(port)))
        async with dialled(place.url, sock=stuck, max_queue=1, ping_interval=None) as lazy:
            await lazy.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            await lazy.hear()
            for number in range(100):
                await lazy.subscribe(str(number).zfill(1000), FOLLOW)
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 101)
            lazy.socket.transport.pause_reading()
            made = 0
            async with asyncio.timeout(60):
                while (await until_measured(place.server, lambda found: True))["golive_stream_slow_consumers_total"] == 0:
                    await place.create(f"Event {made}")
                    made += 1
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
            await until_measured(place.server, lambda found: found["golive_sockets"] == 1)
        for number in range(made):
            assert (await reader.hear())["payload"]["data"]["statusChanged"]["recordName"] == f"Event {number}"


async def test_a_server_that_stops_says_where_to_go_on_and_finishes_what_was_begun(place: Place) -> None:
    _, secret = await place.token()
    settings = {"GOLIVE_DATABASE_URL": place.database.url, "GOLIVE_LOG_LEVEL": "warning"}
    server = await asyncio.to_thread(Server, place.server.data, worker=False, settings=settings)
    async with talking(server.url, secret) as wire, talking(server.url, secret) as idle:
        await wire.subscribe("stream", "subscription { statusChanged { cursor } }")
        await until_measured(server, lambda found: found["golive_stream_subscribers"] == 1)
        async with held(place) as connection:
            await wire.subscribe("make", CREATE, name="Begun before")
            async with asyncio.timeout(30):
                while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    pass
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            error = await wire.error("stream")
            assert (error["extensions"]["code"], "cursor" in error["extensions"]) == ("SHUTTING_DOWN", True)
            assert (await idle.closed())[0] == 1001
            assert (await wire.refusal("late", WHO))["extensions"]["code"] == "SHUTTING_DOWN"
        assert (await wire.hear())["payload"]["data"]["createEvent"]["record"] == {"name": "Begun before"}
        assert (await wire.hear())["type"] == "complete"
        assert (await wire.closed())[0] == 1001
        await stopping
    assert server.popen.returncode == 0
