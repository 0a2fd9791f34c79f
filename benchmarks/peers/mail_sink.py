"""A mail server that takes everything as fast as Python can, and keeps nothing: `python -m golive.benchmarks.peers.mail_sink`."""

from __future__ import annotations

import asyncio
from typing import cast

import uvloop

END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One client; it may send commands and mails without waiting for answers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._rest, self._in_mail = b"", False
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        said: list[bytes] = []
        while True:
            head, end, rest = self._rest.partition(END if self._in_mail else b"\r\n")
            if not end:
                break
            self._rest = rest
            said.append(self._took() if self._in_mail else self._answer(head[:4].upper()))
        if said:
            self._transport.write(b"".join(said))

    def _took(self) -> bytes:
        self._in_mail = False
        return b"250 OK\r\n"

    def _answer(self, command: bytes) -> bytes:
        if command == b"DATA":
            self._in_mail = True
            return b"354 Go on\r\n"
        return b"250-sink\r\n250 PIPELINING\r\n" if command == b"EHLO" else b"221 Bye\r\n" if command == b"QUIT" else b"250 OK\r\n"


async def main() -> None:
    """Serve until it is killed."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(f"ready at smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
