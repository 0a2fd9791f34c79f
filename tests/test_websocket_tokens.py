"""Tokens over a WebSocket: what a revoked one ends, and how another takes its place."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from databases import make_workspace
from serving import Server
from several import until_measured
from sockets import FOLLOW, WHO, Place, names
from wire import Wire, dialled, talking

from golive.lifecycles.words import Role
from golive.models.database import Database


async def renewed(wire: Wire, secret: str) -> Any:
    """What the server says to a renewal."""
    await wire.say("ping", payload={"Authorization": f"Bearer {secret}"})
    answer = await wire.hear()
    assert answer["type"] == "pong"
    return answer["payload"]


async def test_a_revoked_token_ends_what_it_started_within_five_seconds_and_a_new_one_revives_the_socket(place: Place) -> None:
    token, secret = await place.token()
    async with talking(place.url, secret) as wire:
        await wire.subscribe("1", "subscription { statusChanged { cursor } }")
        await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
        await place.create("Told")
        cursor = (await wire.hear())["payload"]["data"]["statusChanged"]["cursor"]
        await place.revoke(token)
        async with asyncio.timeout(5):
            error = await wire.error("1")
        assert error["extensions"] == {"code": "UNAUTHENTICATED", "cursor": cursor}
        assert (await wire.refusal("2", WHO))["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await wire.refusal("3", FOLLOW))["extensions"]["code"] == "UNAUTHENTICATED"
        _, new = await place.token()
        assert await renewed(wire, new) == {"renewed": True, "expiresAt": None}
        assert await wire.answer("2", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_the_acknowledgement_tells_when_the_token_expires(place: Place) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    for expires_at, told in ((None, None), (until, until.isoformat().replace("+00:00", "Z"))):
        _, secret = await place.token(expires_at=expires_at)
        async with dialled(place.url) as wire:
            await wire.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            assert await wire.hear() == {"type": "connection_ack", "payload": {"expiresAt": told}}


async def test_a_token_that_is_renewed_in_time_lets_everything_go_on(place: Place) -> None:
    token, secret = await place.token(expires_at=datetime.now(UTC) + timedelta(hours=1))
    async with talking(place.url, secret) as wire:
        await wire.subscribe("1", FOLLOW)
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
        _, new = await place.token(expires_at=until)
        assert await renewed(wire, new) == {"renewed": True, "expiresAt": until.isoformat().replace("+00:00", "Z")}
        await place.revoke(token)
        _, watched = await place.token()
        async with talking(place.url, watched) as another:  # whose token is looked at in the same round
            await place.revoke((await place.token())[0])
            await another.subscribe("1", FOLLOW)
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 2)
        await place.create("Still told")
        assert (await wire.hear())["payload"] == {"data": {"statusChanged": {"recordName": "Still told"}}}


async def test_a_renewal_that_fails_changes_nothing(wire: Wire, place: Place, running: tuple[Server, Database]) -> None:
    elsewhere = Place(place.server, place.database, await make_workspace(running[1], f"sockets-{next(names)}"))
    for secret, code in [
        ("golive_no", "UNAUTHENTICATED"),
        ((await elsewhere.token())[1], "FORBIDDEN"),
        ((await place.token(Role.ADMIN))[1], "FORBIDDEN"),
    ]:
        answer = await renewed(wire, secret)
        assert (answer["renewed"], answer["code"]) == (False, code)
        assert answer["message"].endswith(".")
        assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}
