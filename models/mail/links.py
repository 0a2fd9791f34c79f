"""Links in mails: signed, so that what they lead to is what was written, and nobody can make one up."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.workspace import Workspace

_MAC = 16  # bytes
LONGEST = 8_000  # characters of a token
LONGEST_URL = 5_900  # bytes that a token has room for


class LinkKind(Enum):
    """What a link in a mail does; its value is the first part of the path."""

    CLICK = "c"
    OPEN = "o"
    UNSUBSCRIBE = "u"


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says: whose mail it stands in, and where a click leads."""

    workspace_id: UUID
    mail_id: UUID
    url: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes the links of a workspace's mails, which begin with the address where the server is reached."""

    public_url: str
    workspace_id: UUID
    key: bytes

    def link(self, kind: LinkKind, mail_id: UUID, url: str = "") -> str:
        """The address of a click (to `url`), an open or an unsubscription."""
        told = self.workspace_id.bytes + mail_id.bytes + url.encode("utf-8", "replace")
        token = urlsafe_b64encode(_mac(self.key, kind, told) + told).rstrip(b"=").decode()
        return f"{self.public_url}/{kind.value}/{token}"


def is_followed(url: str) -> bool:
    """Whether clicks on this address are counted: those that a browser opens on another server."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if len(url.encode("utf-8", "replace")) > LONGEST_URL:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()


async def read(kind: LinkKind, token: str, key_of: Callable[[UUID], Awaitable[bytes | None]]) -> Link | None:
    """What a token says that this server signed for this kind of link; None for all others."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    mac, told = raw[:_MAC], raw[_MAC:]
    if len(told) < 32:
        return None
    workspace_id = UUID(bytes=told[:16])
    key = await key_of(workspace_id)
    if key is None or not hmac.compare_digest(mac, _mac(key, kind, told)):
        return None
    return Link(workspace_id, UUID(bytes=told[16:32]), told[32:].decode("utf-8", "replace"))


async def key_of(session: AsyncSession, workspace_id: UUID) -> bytes | None:
    """What signs the links of a workspace; None where there is no such workspace."""
    return await session.scalar(select(Workspace.link_key).where(Workspace.workspace_id == workspace_id))


def _mac(key: bytes, kind: LinkKind, told: bytes) -> bytes:
    return hmac.digest(key, kind.value.encode() + told, hashlib.sha256)[:_MAC]
