"""The limit: a loop of `sock.send` over the sockets of all subscribers, the frame being made once for each change."""

from __future__ import annotations

import selectors
import socket
from base64 import b64encode
from hashlib import sha1
from itertools import count

from golive.benchmarks.peers.asgi import message

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
selector = selectors.DefaultSelector()
subscribers: set[socket.socket] = set()
revisions = count(1)


def accept(listener: socket.socket) -> None:
    """Another connection."""
    connection, _ = listener.accept()
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(connection, selectors.EVENT_READ, heard)


def heard(connection: socket.socket) -> None:
    """A handshake, POST /fire, or the end; clients say nothing else, and whole."""
    try:
        request = connection.recv(65536)
    except ConnectionError:
        request = b""
    if request.startswith(b"POST /fire"):
        fire()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    elif request.startswith(b"GET"):
        key = request.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
        accepted = b64encode(sha1(key + MAGIC).digest())
        connection.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
        )
        subscribers.add(connection)
    elif not request:
        selector.unregister(connection)
        subscribers.discard(connection)
        connection.close()


def fire() -> None:
    """One more change, for everybody."""
    text = message(next(revisions)).encode()
    frame = b"\x81\x7e" + len(text).to_bytes(2) + text
    for subscriber in subscribers:
        subscriber.send(frame)


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    selector.register(listener, selectors.EVENT_READ, accept)
    print(f"ready at http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    while True:
        for key, _ in selector.select():
            key.data(key.fileobj)
