"""A mail server on this machine for the demo: it takes every mail, and remembers for whom each was and what it said it was about."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from golive.graph.demo.client import PATIENCE, Surprise


class Mailbox:
    """What has come in: how often each address got a mail with each subject."""

    def __init__(self) -> None:
        self.url = ""
        self.received: Counter[tuple[str, str]] = Counter()
        self._subjects: Counter[str] = Counter()
        self._came = asyncio.Condition()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:
        """Take a mail in."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        subject = str(BytesHeaderParser().parsebytes(content, headersonly=True)["Subject"])
        async with self._came:
            self.received.update((address, subject) for address in envelope.rcpt_tos)
            self._subjects[subject] += len(envelope.rcpt_tos)
            self._came.notify_all()
        return "250 Taken"

    def about(self, subject: str) -> Counter[str]:
        """How many mails with a subject each address got."""
        return Counter({address: count for (address, each), count in self.received.items() if each == subject})

    async def until(self, subjects: set[str], count: int) -> None:
        """Wait until so many mails with these subjects have come in. Raises `Surprise` when none comes any more."""
        async with self._came:
            while (there := sum(self._subjects[each] for each in subjects)) < count:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await self._came.wait()
                except TimeoutError:
                    raise Surprise(f"{count:,} mails were expected, but only {there:,} came in.") from None


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on a free port, for as long as the block runs."""
    box, loop = Mailbox(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="localhost", loop=loop), "127.0.0.1", 0)
    box.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield box
    finally:
        server.close()
