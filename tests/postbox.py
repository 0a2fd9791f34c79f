"""A real mail server on the loopback that keeps what it gets, and refuses or breaks off where a test says so."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Answer = Callable[[str, str], str | None]
"""Of a stage (MAIL, RCPT, DATA, END) and the address that it is about: a reply other than yes; "drop" hangs up."""


@dataclass
class Received:
    """A mail that the server said yes to, or took whole before it hung up."""

    sender: str
    recipient: str
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def id(self) -> str:
        """The id of the mail that its Message-ID holds."""
        return str(self.mail["Message-ID"]).strip("<>").partition("@")[0]


@dataclass
class Postbox:
    """What was received, and how to answer."""

    answer: Answer = lambda stage, address: None
    pipelining: bool = True
    password: str | None = None
    """What the user "ada" has to sign in with, if anything."""
    context: ssl.SSLContext | None = None
    """What the server speaks TLS with: from the beginning if `at_once`, else when a client asks for it."""
    at_once: bool = False
    encrypted: list[bool] = field(default_factory=list)
    """Of each mail, whether it came so."""
    received: list[Received] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    connections: int = 0
    url: str = ""

    def wait_for(self, number: int, deadline: float = 60.0) -> None:
        """Until so many mails are here."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= number, deadline), f"{len(self.received)} of {number}"

    @property
    def recipients(self) -> list[str]:
        return sorted(each.recipient for each in self.received)

    # What aiosmtpd asks of a handler.

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), *responses[-1:]]

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if (said := self._say(server, "MAIL", address)) == "250 OK":
            envelope.mail_from = address
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if (said := self._say(server, "RCPT", address)) == "250 OK":
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        said = self._say(server, "END", recipient)
        if said == "250 OK" or not said.startswith(("4", "5")):
            with self.arrived:
                self.encrypted.append(cast(asyncio.Transport, server.transport).get_extra_info("sslcontext") is not None)
                self.received.append(Received(str(envelope.mail_from), recipient, cast(bytes, envelope.original_content)))
                self.arrived.notify_all()
        return said

    def _say(self, server: SMTP, stage: str, address: str) -> str:
        said = self.answer(stage, address)
        if said == "drop":
            hang_up(server)
        return said if said not in (None, "drop") else "250 OK"


def _signing_in(box: Postbox) -> dict[str, Any]:
    if box.password is None:
        return {}

    def signed_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        right = (given.login, given.password) == (b"ada", (box.password or "").encode())
        return AuthResult(success=right, handled=False)

    return {"authenticator": signed_in, "auth_required": True, "auth_require_tls": False}


def hang_up(server: SMTP) -> None:
    """Break the connection off, whatever was still to be said."""
    cast(asyncio.Transport, server.transport).abort()


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        box, envelope = cast(Any, self.event_handler), self.envelope
        if envelope is not None and envelope.rcpt_tos:
            said = box.answer("DATA", envelope.rcpt_tos[0])
            if said == "drop":
                hang_up(self)
                return
            if said is not None:
                await self.push(said)
                return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def postbox(**given: Any) -> Iterator[Postbox]:
    """A server on a free port of the loopback."""
    box = Postbox(**given)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tls: dict[str, Any] = {"ssl_context" if box.at_once else "tls_context": box.context} if box.context is not None else {}
    controller = _Controller(box, hostname="127.0.0.1", port=port, decode_data=False, **tls, **_signing_in(box))
    controller.start()
    try:
        box.url = f"smtp://127.0.0.1:{port}"
        yield box
    finally:
        controller.stop()
