"""The token that calls are made with, and another one when it counts no longer."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable

TokenSource = str | Callable[[], str | Awaitable[str]]
"""A token that counts for good, or what gives a fresh one whenever it is asked."""


class Tokens:
    """Asks its source at first, and then whenever a token is refused or about to expire; those who ask at once share one answer.

    Raises ValueError for what can't be a token, and whatever the source raises.
    """

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token = None if callable(source) else _sendable(source)
        self._asking = asyncio.Lock()

    async def current(self) -> str:
        """The token to call with."""
        return self._token or await self.instead_of(None) or ""

    async def instead_of(self, refused: str | None) -> str | None:
        """Another token than this one; None where there is no other."""
        async with self._asking:
            if self._token == refused and callable(self._source):
                given = self._source()
                self._token = _sendable(await given if inspect.isawaitable(given) else given)
            return None if self._token == refused else self._token


def _sendable(token: object) -> str:
    """The token without the line's end that files have, as a header takes it."""
    if not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token.strip()):
        raise ValueError("The token is empty, or no text, or holds what no header can: give it as `golive token create` prints it.")
    return token.strip()
