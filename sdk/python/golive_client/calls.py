"""Queries and mutations over HTTP: repeated where that can do nothing twice, with another token where one counts no longer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx

from .api.base_model import UNSET
from .errors import ApiError, Unreachable, extensions_of
from .patience import Patience
from .tokens import Tokens

KEY = "idempotencyKey"
MUTATION = re.compile(r"^\s*mutation\b", re.MULTILINE)
AWAY = (502, 503, 504)  # of the server, or of what stands before it

Send = Callable[[dict[str, str]], Awaitable[httpx.Response]]


def keyed(document: str, variables: dict[str, Any] | None) -> tuple[dict[str, Any], bool]:
    """The variables, with an idempotency key of its own for a document that takes one, and whether it can be repeated."""
    given = dict(variables or {})
    if f"${KEY}" not in document:
        return given, not MUTATION.search(document)
    if given.get(KEY, UNSET) in (None, UNSET):
        given[KEY] = str(uuid4())
    return given, True


async def answer(send: Send, url: str, tokens: Tokens, repeatable: bool, seconds: float) -> dict[str, Any]:
    """The data that the server answers with in the end.

    A mutation without a key is repeated only where the server can't have begun it. Raises ApiError where the answer has errors,
    Unreachable after `seconds` of trying.
    """
    patience = Patience(seconds)
    renewed = False
    while True:
        token = await tokens.current()
        try:
            response = await send({"Authorization": f"Bearer {token}", "Accept": "application/json"})
        except httpx.TransportError as error:
            lost = Unreachable(f"{url} can't be reached: {error or type(error).__name__}.")
            if not repeatable and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise lost from error
            await patience.wait(lost)
            continue
        codes = _codes(response)
        refused = response.status_code == 429 or "SHUTTING_DOWN" in codes  # before anything was begun
        away = response.status_code in AWAY or "UNAVAILABLE" in codes
        if "UNAUTHENTICATED" in codes and not renewed and await tokens.instead_of(token) is not None:
            renewed = True
        elif refused or (repeatable and away):
            await patience.wait(_error(response), _asked_to_wait(response))
        else:
            return _data(response)


def _data(response: httpx.Response) -> dict[str, Any]:
    told = _told(response)
    if not told or told.get("errors"):
        raise _error(response)
    data: dict[str, Any] = told["data"]
    return data


def _asked_to_wait(response: httpx.Response) -> float:
    """How many seconds the server asks to wait; what stands before it may name a date, for which our own back-off does."""
    try:
        return float(response.headers.get("Retry-After", 0))
    except ValueError:
        return 0.0


def _error(response: httpx.Response) -> ApiError | Unreachable:
    errors = _told(response).get("errors")
    return (
        ApiError.of(errors)
        if errors
        else Unreachable(f"What answers at {response.url} is no Golive server, or none that can: HTTP {response.status_code}.")
    )


def _codes(response: httpx.Response) -> set[str]:
    return {extensions_of(error).get("code", "") for error in _told(response).get("errors") or ()}


def _told(response: httpx.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
