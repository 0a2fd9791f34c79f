"""Outside live services: which record types are handed over to them, and the signed calls that they get."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from standardwebhooks import Webhook

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.words import Arrow, GuardCode, RecordType, StatusReason
from golive.live.jobs import Interrupted, NotNow
from golive.live.reaching import OutOfReach, PublicTransport
from golive.models import ids, jsonb
from golive.models.keeping import OutsideService

PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)  # what the Standard Webhooks scheme allows
URL_LENGTH = 2000
LONGEST_SILENCE = 30.0  # seconds, where there is no deadline
SHORTEST_TRY = 1.0
LONGEST_PAUSE = timedelta(hours=1)


class Operation(StrEnum):
    """What an outside live service is told to do."""

    GO_LIVE = "GO_LIVE"
    STOP = "STOP"


class Declined(Exception):
    """The outside service said no, and would say so again; the message is a sentence."""


class InvalidService(ValueError):
    """An outside service can't be set so; the message says what to do."""


def hand_over_types() -> list[RecordType]:
    """The types that can be handed over: those whose going live takes work."""
    waits = (StatusReason.GOING_LIVE, StatusReason.PUBLISHING)
    rows = {type_: [row for row in life.table.values() if not isinstance(row, GuardCode)] for type_, life in LIFECYCLES.items()}
    arrows = {type_: [cell for row in of for cell in row.values() if isinstance(cell, Arrow)] for type_, of in rows.items()}
    return [type_ for type_, of in arrows.items() if any(arrow.to in waits for arrow in of)]


async def set_service(
    session: AsyncSession, workspace_id: UUID, type_: RecordType, url: str, secret: str | None, set_by: str | None
) -> OutsideService:
    """Hand a record type over to the service at `url`; without a secret one is made. Raises `InvalidService`."""
    if type_ not in hand_over_types():
        possible = ", ".join(each.value for each in hand_over_types())
        raise InvalidService(f"{type_.one.capitalize()} goes live at once and can't be handed over: choose one of {possible}.")
    _verify_url(url)
    secret = secret or PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    _verify_secret(secret)
    values = {"url": url, "secret": secret, "set_by": set_by}
    row = insert(OutsideService).values(workspace_id=workspace_id, type=type_, **values)
    updated = row.on_conflict_do_update(index_elements=["workspace_id", "type"], set_={**values, "set_at": datetime.now(UTC)})
    found = await session.scalar(updated.returning(OutsideService).execution_options(populate_existing=True))
    assert found is not None
    return found


async def remove_service(session: AsyncSession, workspace_id: UUID, type_: RecordType) -> bool:
    """Take a record type back; False when it was not handed over."""
    where = (OutsideService.workspace_id == workspace_id, OutsideService.type == type_)
    return await session.scalar(delete(OutsideService).where(*where).returning(OutsideService.type)) is not None


async def services(session: AsyncSession, workspace_id: UUID) -> list[OutsideService]:
    """What the workspace has handed over."""
    mine = select(OutsideService).where(OutsideService.workspace_id == workspace_id)
    return list(await session.scalars(mine.order_by(OutsideService.type)))


async def service_of(session: AsyncSession, workspace_id: UUID, type_: RecordType) -> OutsideService | None:
    """The service that runs a type, if it was handed over."""
    return await session.get(OutsideService, (workspace_id, type_))


def _verify_url(url: str) -> None:
    problem = None
    try:
        parts = urlsplit(url)
        httpx.URL(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            problem = "must start with http:// or https:// and name a host"
        elif not url.isprintable() or " " in url:
            problem = "must not have spaces or control characters"
        elif parts.username or parts.password:
            problem = "must not hold a user or password, as it is shown: calls are signed with the secret instead"
        elif parts.fragment:
            problem = "must not have a fragment (#), which is never sent"
        elif parts.port == 0:
            problem = "has no port that can be called"
    except (ValueError, httpx.InvalidURL) as error:
        problem = f"is malformed ({error})"
    if len(url) > URL_LENGTH:
        problem = f"has more than {URL_LENGTH} characters"
    if problem:
        raise InvalidService(f"The URL {problem}; write it like https://live.example.com/golive.")


def _verify_secret(secret: str) -> None:
    with suppress(binascii.Error, ValueError):
        if secret.startswith(PREFIX) and len(base64.b64decode(secret.removeprefix(PREFIX), validate=True)) in SECRET_BYTES:
            return
    raise InvalidService(f"The secret must be {PREFIX} and 24 to 64 random bytes in Base64; leave it out, and one is made and shown.")


class Outside:
    """Calls outside services until `shutdown` is set, and webhooks, which reach of private networks those in `private` alone."""

    def __init__(self, shutdown: asyncio.Event, private: Sequence[str] = ()) -> None:
        self._shutdown = shutdown
        self._http, self._public = _client(None), _client(PublicTransport(private))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await self._http.aclose()
        await self._public.aclose()

    async def call(
        self, service: OutsideService, message_id: UUID, body: Mapping[str, Any], left: float | None, *, public: bool = False
    ) -> None:
        """POST `body`, signed by the Standard Webhooks scheme; return when the service has done it.

        Repetitions of a message have one id, so that the service can tell them. `left` are the seconds to the deadline: a
        try may last half of them, so that after silence there is time for another. `public` is for URLs that editors write, and not
        administrators. Raises `NotNow`, `Declined`, `Interrupted`.
        """
        within = LONGEST_SILENCE if left is None else max(left / 2, min(left, SHORTEST_TRY))
        http = self._public if public else self._http
        answer = asyncio.create_task(_answer(http, service, message_id, body, within))
        ending = asyncio.create_task(self._shutdown.wait())
        try:
            await asyncio.wait({answer, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise Interrupted
            await answer
        finally:
            answer.cancel()
            ending.cancel()
            await asyncio.gather(answer, ending, return_exceptions=True)


def _client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=transport, follow_redirects=False, timeout=None, headers={"user-agent": "golive"})


async def _answer(http: httpx.AsyncClient, service: OutsideService, message_id: UUID, body: Mapping[str, Any], within: float) -> None:
    host = urlsplit(service.url).hostname
    content = jsonb.dumps(body)
    signed = _signed(service, message_id, content)
    try:
        async with asyncio.timeout(within), http.stream("POST", service.url, content=content.encode(), headers=signed) as response:
            _judge(response, host)
    except TimeoutError:
        raise NotNow(f"The live service at {host} did not answer within {within:.0f} seconds.") from None
    except OutOfReach as error:
        raise Declined(str(error)) from error
    except httpx.RequestError as error:
        raise NotNow(f"The live service at {host} can't be reached ({_reason(error)}).") from error


def _signed(service: OutsideService, message_id: UUID, content: str) -> dict[str, str]:
    id_, now = ids.encode("msg", message_id), datetime.now(UTC)
    return {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(service.secret).sign(id_, now, content),
    }


def _judge(response: httpx.Response, host: str | None) -> None:
    """2xx is done, 429 and 5xx may pass, everything else stands. What a body says is nobody's to show."""
    status = response.status_code
    said = f"The live service at {host} answered {status} ({_phrase(status)})"
    if 200 <= status < 300:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotNow(f"{said}.", _retry_after(response.headers.get("retry-after")))
    if status >= 500:
        raise NotNow(f"{said}.")
    if 300 <= status < 400:
        raise Declined(f"{said}, and redirects are not followed: let an administrator set the service's real URL.")
    raise Declined(f"{said}: ask whoever runs it for the reason.")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no known status"


def _retry_after(value: str | None) -> timedelta:
    """How long a service asks to be left alone: seconds, or a date. An hour is believed at most."""
    if value is None:
        return timedelta(0)
    with suppress(ValueError, OverflowError):
        asked = timedelta(seconds=int(value)) if value.strip().isdecimal() else _date(value) - datetime.now(UTC)
        return min(asked, LONGEST_PAUSE)
    return timedelta(0)


def _date(value: str) -> datetime:
    moment = parsedate_to_datetime(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reason(error: httpx.RequestError) -> str:
    return str(error) or type(error).__name__
