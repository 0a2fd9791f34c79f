"""The token that calls are made with, and another one when it counts no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

TokenSource = str | Callable[[], Awaitable[str]]
"""A token that counts for good, or what gives a fresh one whenever it is asked."""


class Tokens:
    """Asks its source at first, and then whenever a token is refused or about to expire; those who ask at once share one answer."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token = source if isinstance(source, str) else None
        self._asking = asyncio.Lock()

    async def current(self) -> str:
        """The token to call with."""
        return self._token or await self.instead_of(None) or ""

    async def instead_of(self, refused: str | None) -> str | None:
        """Another token than this one; None where there is no other."""
        async with self._asking:
            if self._token == refused and not isinstance(self._source, str):
                self._token = await self._source()
            return None if self._token == refused else self._token
