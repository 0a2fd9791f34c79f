"""The keys by which an issuer signs its JWTs, read from where it publishes them and kept up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import structlog
from jwt import InvalidKeyError, PyJWK, PyJWKSet, PyJWTError

from golive.models import jsonb
from golive.resolvers.errors import ApiError, ErrorCode

ALGORITHMS = ("RS256", "ES256", "EdDSA")
FRESH = 300.0  # seconds for which keys count without a new look
PAUSE = 5.0  # seconds between two looks, however many unknown keys are asked for
PATIENCE = 5.0  # seconds for one answer
LARGEST = 1_000_000  # bytes of an answer
log = structlog.get_logger()


class Keys:
    """The public keys at one address. One that is away changes nothing for keys that are known."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: list[PyJWK] = []
        self._looked_at = float("-inf")
        self._failed = False
        self._turn = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    async def for_header(self, header: Mapping[str, Any]) -> PyJWK:
        """The key that a JWT with this header is signed with.

        Raises `InvalidKeyError` when the issuer has none such, `ApiError` UNAVAILABLE when its keys can't be read now.
        """
        if header.get("alg") not in ALGORITHMS:
            raise InvalidKeyError("another algorithm than RS256, ES256 and EdDSA")
        key = self._find(header)
        if key is None:
            await self._look(older_than=PAUSE)
            key = self._find(header)
        elif self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._look(older_than=FRESH))
        if key is None and self._failed:
            raise ApiError(ErrorCode.UNAVAILABLE, "The keys of the JWT's issuer can't be read just now: try again in a moment.")
        if key is None:
            raise InvalidKeyError("no such key")
        return key

    def _find(self, header: Mapping[str, Any]) -> PyJWK | None:
        fitting = [key for key in self._keys if key.algorithm_name == header["alg"]]
        if "kid" in header:
            fitting = [key for key in fitting if key.key_id == header["kid"]]
        return fitting[0] if len(fitting) == 1 else None

    async def _look(self, *, older_than: float) -> None:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at < (PAUSE if self._failed else older_than):
                return
            try:
                self._keys = await self.read()
                self._failed = False
            except (httpx.HTTPError, httpx.InvalidURL, PyJWTError, ValueError, TimeoutError) as error:
                self._failed = True
                log.warning("The keys of the JWTs' issuer can't be read", url=self._url, error=repr(error))
            self._looked_at = asyncio.get_running_loop().time()

    async def read(self) -> list[PyJWK]:
        """What the issuer publishes now. Raises `httpx.HTTPError`, `PyJWTError`, `ValueError` or `TimeoutError`."""
        body = b""
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as client, client.stream("GET", self._url) as response:
            response.raise_for_status()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise ValueError("the answer is too long for a set of keys")
        told = jsonb.loads(body)
        if not isinstance(told, dict):
            raise ValueError("the answer is no set of keys")
        keys = PyJWKSet.from_dict(told).keys
        return [key for key in keys if key.algorithm_name in ALGORITHMS and key.public_key_use in (None, "sig")]
