"""What we write is what WebSocket libraries read, in whole frames and in order; who doesn't read, or is gone, is let go."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Any, cast

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, Protocol
from websockets.server import ServerProtocol

from golive.graph.transport.frames import LONGEST_REASON, PING, SLICE, Connection, clipped, head, text

ROOM = 200_000
DEADLINE = 10.0
EDGES = [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537]


def read(data: bytes) -> list[Frame]:
    """The frames in what a server sent, as the library of a client reads them."""
    client = Protocol(CLIENT, state=OPEN, max_size=None)
    client.receive_data(data)
    assert client.parser_exc is None
    return cast("list[Frame]", client.events_received())


@given(st.one_of(st.sampled_from(EDGES), st.integers(0, 300_000)))
def test_a_message_of_any_length_is_read_back(size: int) -> None:
    message = b"x" * size
    (frame,) = read(text(message))
    assert (frame.opcode, frame.fin, frame.data) == (Opcode.TEXT, True, message)


@given(st.lists(st.text(), max_size=20))
def test_messages_one_after_another_are_read_back_in_order(messages: list[str]) -> None:
    frames = read(b"".join(text(message.encode()) for message in messages))
    assert [bytes(frame.data).decode() for frame in frames] == messages


@given(st.text(), st.text(), st.sampled_from(EDGES))
def test_a_frame_is_put_together_of_parts(before: str, after: str, size: int) -> None:
    parts = [before.encode(), b"y" * size, after.encode()]
    (frame,) = read(b"".join((head(sum(map(len, parts))), *parts)))
    assert frame.data == b"".join(parts)


@given(st.text(max_size=400))
def test_a_reason_fits_into_a_close_frame_in_whole_characters(reason: str) -> None:
    short = clipped(reason)
    assert len(short.encode()) <= LONGEST_REASON
    assert reason.startswith(short)
    assert short == reason or len(reason[: len(short) + 1].encode()) > LONGEST_REASON


@dataclass
class Heard:
    """What a connection tells."""

    messages: list[bytes | None] = field(default_factory=list)
    ends: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def received(self, data: bytes | None) -> None:
        self.messages.append(data)
        self.told.set()

    def lost(self) -> None:
        self.ends += 1
        self.told.set()

    def shut_down(self) -> None:
        """Nothing is begun here."""

    async def until(self, count: int = 0, ends: int = 0) -> None:
        """Wait for so many messages and ends."""
        async with asyncio.timeout(30):
            while len(self.messages) < count or self.ends < ends:
                self.told.clear()
                await self.told.wait()


@dataclass
class Pair:
    """A connection, and the plain socket at its other end."""

    connection: Connection
    heard: Heard
    peer: socket.socket
    connections: set[Any]

    def say(self, *frames: Frame) -> bytes:
        """Frames as a client writes them."""
        return b"".join(frame.serialize(mask=True) for frame in frames)

    async def send(self, *frames: Frame) -> None:
        await asyncio.get_running_loop().sock_sendall(self.peer, self.say(*frames))

    async def received(self) -> list[Frame]:
        """All that comes until the connection is closed."""
        loop, data = asyncio.get_running_loop(), b""
        async with asyncio.timeout(30):
            while chunk := await loop.sock_recv(self.peer, 2**20):
                data += chunk
        return read(data)


@asynccontextmanager
async def connected(room: int = ROOM) -> AsyncIterator[Pair]:
    heard, connections, made = Heard(), set[Any](), asyncio.get_running_loop().create_future()

    class Accepted(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connection = Connection(
                cast("asyncio.Transport", transport), ServerProtocol(state=OPEN, max_size=1_000_000), connections, heard, room, DEADLINE
            )
            cast("asyncio.Transport", transport).set_protocol(connection)
            made.set_result(connection)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Accepted, "127.0.0.1", 0)
    with socket.create_connection(server.sockets[0].getsockname()) as peer:
        peer.setblocking(False)
        pair = Pair(await made, heard, peer, connections)
        try:
            yield pair
        finally:
            pair.connection.close(1000)
            server.close()


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[Pair]:
    async with connected() as made:
        yield made


def fill(connection: Connection) -> int:
    """Write to a peer who doesn't read until there is no room; how many messages it were."""
    count = 0
    while not connection.is_full:
        connection.write(text(b"z" * 10_000))
        count += 1
    return count


async def test_messages_arrive_whole_however_they_are_cut_into_frames(pair: Pair) -> None:
    message = "grün".encode() * 20_000
    await pair.send(
        Frame(Opcode.TEXT, message[:50_001], fin=False), Frame(Opcode.PING, b"there?"),
        Frame(Opcode.CONT, b"", fin=False), Frame(Opcode.CONT, message[50_001:]), Frame(Opcode.TEXT, b"{}"),
    )  # fmt: skip
    await pair.heard.until(2)
    assert pair.heard.messages == [message, b"{}"]
    pair.connection.close(1000)
    await pair.send(Frame(Opcode.CLOSE, struct.pack("!H", 1000)))
    assert [(frame.opcode, frame.data) for frame in await pair.received()][:-1] == [(Opcode.PONG, b"there?")]


async def test_a_binary_message_is_told_as_none(pair: Pair) -> None:
    await pair.send(Frame(Opcode.BINARY, b"{}"))
    await pair.heard.until(1)
    assert pair.heard.messages == [None]


async def test_thousands_of_tiny_frames_let_others_have_their_turn(pair: Pair) -> None:
    loop, turns = asyncio.get_running_loop(), []

    def turn() -> None:
        turns.append(len(pair.heard.messages))
        if len(pair.heard.messages) < 20_000:
            loop.call_soon(turn)

    pair.connection.data_received(pair.say(*[Frame(Opcode.TEXT, b"{}")] * 20_000))
    turn()
    await pair.heard.until(20_000)
    steps = [after - before for before, after in pairwise(turns)]
    assert max([turns[0], *steps]) <= SLICE // 8 + 1


async def test_text_that_is_not_utf_8_closes_with_1007(pair: Pair) -> None:
    await pair.send(Frame(Opcode.TEXT, b'{"type":"\xed\xa0\x80"}'))
    await pair.heard.until(ends=1)
    await pair.send(Frame(Opcode.CLOSE, struct.pack("!H", 1007)))
    (frame,) = await pair.received()
    assert frame.data[:2] == struct.pack("!H", 1007)


@pytest.mark.parametrize(
    ("sent", "code"),
    [(Frame(Opcode.TEXT, b"x" * 1_000_001).serialize(mask=True), 1009), (text(b"{}"), 1002), (b"\x8f\x80\0\0\0\0", 1002)],
    ids=["too large", "not masked", "no such frame"],
)
async def test_what_breaks_the_framing_is_told_before_the_connection_ends(pair: Pair, sent: bytes, code: int) -> None:
    await asyncio.get_running_loop().sock_sendall(pair.peer, sent)
    await pair.heard.until(ends=1)
    (frame,) = await pair.received()
    assert (frame.opcode, frame.data[:2]) == (Opcode.CLOSE, struct.pack("!H", code))
    pair.peer.close()
    await pair.heard.until(ends=2)
    assert pair.connection.gone


async def test_nothing_follows_a_close_frame_and_nothing_is_heard_after_it(pair: Pair) -> None:
    pair.connection.write(text(b"1"))
    pair.connection.close(4400, "no" * 100)
    pair.connection.write(text(b"2"))
    pair.connection.close(1001)
    await pair.send(Frame(Opcode.TEXT, b"{}"), Frame(Opcode.PING, b""), Frame(Opcode.CLOSE, struct.pack("!H", 4400)))
    first, last = await pair.received()
    assert (first.data, last.opcode, last.data) == (b"1", Opcode.CLOSE, struct.pack("!H", 4400) + b"no" * 61 + b"n")
    assert pair.heard.messages == []


async def test_a_close_frame_is_answered_after_what_was_written(pair: Pair) -> None:
    pair.connection.write(text(b"1"))
    await pair.send(Frame(Opcode.CLOSE, struct.pack("!H", 1000)))
    assert [frame.opcode for frame in await pair.received()] == [Opcode.TEXT, Opcode.CLOSE]
    await pair.heard.until(ends=2)
    assert pair.connections == set()


async def test_ready_waits_until_a_peer_has_taken_what_was_sent(pair: Pair) -> None:
    await pair.connection.ready()
    count = fill(pair.connection)
    waiting = [asyncio.create_task(pair.connection.ready()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    loop, data = asyncio.get_running_loop(), b""
    while len(data) < count * 10_004:
        data += await loop.sock_recv(pair.peer, 2**20)
    await asyncio.wait_for(asyncio.gather(*waiting), 30)
    assert len(read(data)) == count
    assert pair.connection.buffered() == 0


async def test_ready_returns_when_the_peer_is_gone(pair: Pair) -> None:
    fill(pair.connection)
    waiting = asyncio.create_task(pair.connection.ready())
    await asyncio.sleep(0)
    pair.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    pair.peer.close()
    await asyncio.wait_for(waiting, 30)
    assert pair.connection.gone


async def test_a_peer_who_asks_and_never_reads_is_not_heard_until_it_reads(pair: Pair) -> None:
    count = fill(pair.connection)
    await pair.send(Frame(Opcode.TEXT, b"{}"))
    loop, data = asyncio.get_running_loop(), b""
    for _ in range(20):
        await asyncio.sleep(0)
    assert pair.heard.messages == []
    while len(data) < count * 10_004:
        data += await loop.sock_recv(pair.peer, 2**20)
    await pair.heard.until(1)


async def test_an_answer_that_was_asked_for_takes_no_room_of_what_is_told_unasked(pair: Pair) -> None:
    connection, told = pair.connection, 0
    connection.answer(text(b"x" * 50 * ROOM))
    assert connection.is_full
    while connection.has_room():
        connection.write(text(b"y" * 10_000))
        told += 10_000
    assert ROOM - 10_000 <= told <= ROOM + 10_000
    pair.peer.shutdown(socket.SHUT_RDWR)


async def test_who_takes_nothing_within_the_deadline_is_cut_off(pair: Pair) -> None:
    fill(pair.connection)
    now = monotonic()
    pair.connection.look(now)
    pair.connection.look(now + DEADLINE - 1)
    assert pair.connection.is_open
    pair.connection.look(now + DEADLINE + 1)
    await pair.heard.until(ends=1)
    assert pair.connection.gone
    assert pair.connections == set()


async def test_who_takes_little_by_little_is_not_cut_off(pair: Pair) -> None:
    fill(pair.connection)
    loop, now = asyncio.get_running_loop(), monotonic()
    pair.connection.look(now)
    for step in range(1, 12):
        before = pair.connection.buffered()
        async with asyncio.timeout(30):
            while pair.connection.buffered() == before:
                await loop.sock_recv(pair.peer, 2**16)
        fill(pair.connection)
        pair.connection.look(now + step * (DEADLINE - 1))
    assert pair.connection.is_open


async def test_a_silent_peer_is_pinged_and_then_let_go(pair: Pair) -> None:
    now = monotonic()
    for seconds in (19, 21, 22, 39, 42, 59):
        pair.connection.look(now + seconds)
    assert await asyncio.get_running_loop().sock_recv(pair.peer, 100) == PING * 2
    pair.connection.look(now + 61)
    await pair.heard.until(ends=1)
    assert pair.connection.gone


async def test_a_peer_who_never_answers_a_close_frame_is_let_go(pair: Pair) -> None:
    pair.connection.close(1000)
    now = monotonic()
    pair.connection.look(now + 4)
    assert not pair.connection.gone
    pair.connection.look(now + 6)
    await pair.heard.until(ends=1)
    assert pair.connection.gone
