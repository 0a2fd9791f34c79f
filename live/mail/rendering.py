"""What a batch of mails becomes: versions are compiled once, and mails are rendered in a thread, so that nobody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from cachetools import LRUCache
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.addresses import for_servers
from golive.models.compiled import Row
from golive.models.mail.letter import CannotRender, Letter, Recipient, Rendered, variables_of
from golive.models.mail.links import Signer, key_of
from golive.models.version import Version

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Made:
    """A row of the send log, and what it became."""

    row: Row
    result: Rendered | CannotRender


class Press:
    """Renders mails; it remembers the letters of the versions that it met last, and the keys of workspaces."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._letters: LRUCache[tuple[UUID, UUID, int], Letter | CannotRender] = LRUCache(200)
        self._signers: LRUCache[UUID, Signer] = LRUCache(1000)

    async def print(self, session: AsyncSession, workspace_id: UUID, rows: Sequence[Row]) -> list[Made]:
        """What each of these rows becomes, in their order."""
        signer = await self._signer(session, workspace_id)
        letters = [await self._letter(session, workspace_id, row) for row in rows]
        return await asyncio.to_thread(_render, rows, letters, signer, datetime.now(UTC))

    async def _signer(self, session: AsyncSession, workspace_id: UUID) -> Signer:
        if workspace_id not in self._signers:
            self._signers[workspace_id] = Signer(self._public_url, workspace_id, await key_of(session, workspace_id) or b"")
        return self._signers[workspace_id]

    async def _letter(self, session: AsyncSession, workspace_id: UUID, row: Row) -> Letter | CannotRender:
        if row["draft"] is not None:
            return await asyncio.to_thread(_compiled, row["draft"])
        key = (workspace_id, row["email_id"], row["email_version"] or 0)
        if key not in self._letters:
            where = (Version.workspace_id == key[0], Version.record_id == key[1], Version.number == key[2])
            snapshot = await session.scalar(select(Version.snapshot).where(*where))
            if snapshot is None:
                return CannotRender("EMAIL_GONE", "The e-mail, or this version of it, was deleted.")
            self._letters[key] = await asyncio.to_thread(_compiled, snapshot)
        return self._letters[key]


def _compiled(content: dict[str, object]) -> Letter | CannotRender:
    try:
        return Letter.compile(content)
    except CannotRender as error:
        return error


def _render(rows: Sequence[Row], letters: Sequence[Letter | CannotRender], signer: Signer, now: datetime) -> list[Made]:
    return [Made(row, _one(row, letter, signer, now)) for row, letter in zip(rows, letters, strict=True)]


def _one(row: Row, letter: Letter | CannotRender, signer: Signer, now: datetime) -> Rendered | CannotRender:
    if isinstance(letter, CannotRender):
        return letter
    try:
        contact = variables_of(dict(row))
        to = for_servers(row["address"]) if row["test"] else letter.address(contact, row["address"])
        return letter.render(Recipient(row["id"], contact, row["test"]), to, row["postal_address"] or "", signer, now)
    except CannotRender as error:
        return error
    except Exception:  # an odd value of one contact's must not keep the others' mails
        log.exception("A mail can't be made", mail=str(row["id"]))
        return CannotRender("NOT_RENDERED", "The mail can't be made for a reason of our own, which the server's log tells.")
