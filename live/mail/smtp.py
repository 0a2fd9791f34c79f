"""A connection to the mail server: aiosmtplib opens it and signs in, then mails follow each other in one round trip each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address, ip_network
from typing import cast
from urllib.parse import unquote, urlsplit

import aiosmtplib

CONNECT = 30.0  # seconds
REPLY = 300.0  # seconds that RFC 5321 asks a client to wait for
ACCEPTED = 600.0  # the same for the end of a mail, which a server may first have to scan
LONGEST_REPLY = 65_536
OWN_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""Where nobody is on the way who could read a password."""


class Fate(Enum):
    """What became of a mail that was to be handed over."""

    SENT = "SENT"  # the server has it
    REFUSED = "REFUSED"  # and will always refuse it
    LATER = "LATER"  # the server asks to try again
    UNTRIED = "UNTRIED"  # it never got a whole mail
    UNKNOWN = "UNKNOWN"  # it may have it: the connection was lost before it said so


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it is handed over: ASCII lines that end with CRLF, and the two addresses that the server is told."""

    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail, what the server said, and whether it was the recipient that it wouldn't take."""

    fate: Fate
    reply: str = ""
    recipient: bool = False


class NoServer(Exception):
    """The mail server can't be reached, or doesn't let us in; the message says why."""


class Lost(Exception):
    """The connection is gone, or the server has been silent for too long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the server's."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class _Replies(asyncio.Protocol):
    """The server's replies in their order; those that came before the connection went are still read."""

    def __init__(self) -> None:
        self.lost = False
        self._rest = b""
        self._lines: list[str] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None

    @property
    def quiet(self) -> bool:
        """Whether the connection stands, and the server has said nothing that wasn't asked for, as it does before it hangs up."""
        return not (self.lost or self._replies or self._rest or self._lines)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._lines.append(line[4:].strip().decode("utf-8", "replace"))
            if line[3:4] != b"-":
                code = int(line[:3]) if line[:3].isdigit() else 0
                self._replies.append(Reply(code, " ".join(self._lines)[:500]))
                self._lines = []
        if len(self._rest) + sum(map(len, self._lines)) > LONGEST_REPLY:
            self.lost = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._wake()

    async def next(self, patience: float) -> Reply:
        """The next reply, waited for as many seconds. Raises `Lost`."""
        while not self._replies:
            if self.lost:
                raise Lost("the connection was lost")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(patience):
                    await self._waiter
            except TimeoutError:
                raise Lost(f"the server said nothing for {patience:.0f} seconds") from None
        return self._replies.popleft()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Relay:
    """One connection, over which many mails go. Not to be used by two tasks at once."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._replies = _Replies()
        self._transport = cast(asyncio.Transport, client.transport)
        self._transport.set_protocol(self._replies)
        self._pipelining = client.supports_extension("pipelining")
        self._utf8 = client.supports_extension("smtputf8")

    @classmethod
    async def connect(cls, url: str) -> Relay:
        """Connect to `smtp://` (encrypted where the server offers it) or `smtps://`, and sign in as the URL's user.

        A password goes over an encrypted connection, or stays on this machine. Raises `NoServer`.
        """
        parts = urlsplit(url)
        hostname = parts.hostname or "localhost"
        client = aiosmtplib.SMTP(hostname=hostname, port=parts.port, use_tls=parts.scheme == "smtps", timeout=CONNECT)
        try:
            await client.connect()
            await client._ehlo_or_helo_if_needed()
            if parts.username:
                if not _is_private(client):
                    why = f"{hostname} offers no encryption, and a password isn't sent in the clear"
                    raise NoServer(f"{why}: use smtps://, or have the server offer STARTTLS")
                await client.login(unquote(parts.username), unquote(parts.password or ""))
        except NoServer:
            client.close()
            raise
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            raise NoServer(str(error) or type(error).__name__) from error
        return cls(client)

    @property
    def usable(self) -> bool:
        """Whether mails can be handed over here."""
        return self._replies.quiet and not self._transport.is_closing()

    async def close(self) -> None:
        """Take leave, and wait for no answer longer than politeness asks."""
        with suppress(Lost):
            if self.usable:
                self._transport.write(b"QUIT\r\n")
                await self._replies.next(2.0)
        self._transport.close()

    async def deliver(self, envelopes: Sequence[Envelope], stop: Callable[[], bool] = lambda: False) -> list[Outcome]:
        """Hand the mails over, one after another; what becomes of each, in their order. Raises nothing.

        Before a mail begins, `stop` may end it all: those that are left are UNTRIED, as they are when the connection goes.
        """
        outcomes: list[Outcome] = []
        announced = False
        try:
            for place, envelope in enumerate(envelopes):
                if not announced and stop():
                    break
                if problem := self._unspeakable(envelope):
                    outcomes.append(problem)
                    continue
                following = envelopes[place + 1] if place + 1 < len(envelopes) and not stop() else None
                outcome, announced = await self._one(envelope, announced, following)
                outcomes.append(outcome)
                if outcome.fate is Fate.UNKNOWN or outcome.reply.startswith("421"):
                    break
        except Lost as error:
            outcomes.append(Outcome(Fate.UNTRIED, str(error)))
        if len(outcomes) < len(envelopes):
            self._transport.close()
        return outcomes + [Outcome(Fate.UNTRIED)] * (len(envelopes) - len(outcomes))

    async def _one(self, envelope: Envelope, announced: bool, following: Envelope | None) -> tuple[Outcome, bool]:
        """Hand one mail over, and announce the following one along with it where the server can take that."""
        if not announced:
            self._write(b"".join(self._opening(envelope)) if self._pipelining else b"")
        refused = await self._refused(envelope)
        if refused is not None:
            return refused, False
        pipelined = following is not None and self._pipelining and not self._unspeakable(following)
        ahead = b"".join(self._opening(following)) if pipelined and following is not None else b""
        self._write(b"".join((_stuffed(envelope.message), b".\r\n", ahead)))
        try:
            reply = await self._replies.next(ACCEPTED)
        except Lost as error:
            return Outcome(Fate.UNKNOWN, str(error)), False
        return _told(reply, otherwise=Fate.UNKNOWN), bool(ahead)

    async def _refused(self, envelope: Envelope) -> Outcome | None:
        """What the server answers to the announcement, unless it waits for the mail. Raises `Lost`."""
        worst: Reply | None = None
        about_recipient = False
        for number, line in enumerate(self._opening(envelope)):
            if not self._pipelining:
                if worst is not None:
                    break
                self._write(line)
            reply = await self._replies.next(REPLY)
            if worst is None and reply.code // 100 != (3 if number == 2 else 2):
                worst, about_recipient = reply, number == 1
            if worst is not None and reply.code == 354:  # it waits for a mail all the same, and must not get half a one
                self._transport.abort()
                return _told(worst, otherwise=Fate.LATER)
        if worst is None:
            return None
        if worst.code != 421:
            self._write(b"RSET\r\n")
            await self._replies.next(REPLY)
        told = _told(worst, otherwise=Fate.LATER)
        return Outcome(told.fate, told.reply, about_recipient and told.fate is Fate.REFUSED)

    def _opening(self, envelope: Envelope) -> tuple[bytes, bytes, bytes]:
        option = "" if envelope.sender.isascii() and envelope.recipient.isascii() else " SMTPUTF8"
        return f"MAIL FROM:<{envelope.sender}>{option}\r\n".encode(), f"RCPT TO:<{envelope.recipient}>\r\n".encode(), b"DATA\r\n"

    def _unspeakable(self, envelope: Envelope) -> Outcome | None:
        if self._utf8 or (envelope.sender.isascii() and envelope.recipient.isascii()):
            return None
        return Outcome(Fate.REFUSED, "The mail server takes no addresses with letters beyond ASCII")

    def _write(self, data: bytes) -> None:
        if self._transport.is_closing():
            raise Lost("the connection was lost")
        if data:
            self._transport.write(data)


def _is_private(client: aiosmtplib.SMTP) -> bool:
    """Whether nobody but the two ends can read what is said."""
    peer = client.get_transport_info("peername")
    return client.get_transport_info("sslcontext") is not None or any(ip_address(peer[0]) in network for network in OWN_MACHINE)


def _stuffed(message: bytes) -> bytes:
    """A dot alone on a line ends the mail, so that lines which begin with one get another."""
    return message.replace(b"\r\n.", b"\r\n..") if b"\r\n." in message else message


def _told(reply: Reply, otherwise: Fate) -> Outcome:
    fates = {2: Fate.SENT, 4: Fate.LATER, 5: Fate.REFUSED}
    return Outcome(fates.get(reply.code // 100, otherwise), str(reply))
