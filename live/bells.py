"""What carries the doorbell: broadcaster's backends, and our own where its would hang or stay silent."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from broadcaster import Broadcast, BroadcastBackend, Event

from golive.models.connecting import connect

BACKLOG = 1000  # messages heard and not yet looked at; more are dropped, which the doorbell may do
CLOSING = 2  # seconds for a clean end of a connection
LOST = ""  # the message that a backend hands on when its connection is gone


class BellError(Exception):
    """What GOLIVE_BROADCAST_URL names can't be used here; the text says what to do."""


class PostgresBell(BroadcastBackend):
    """LISTEN and NOTIFY. broadcaster's own goes on in silence when its connection is lost, and queues without a bound."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._heard: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)

    async def connect(self) -> None:
        self._connection = await connect(self._url, settings={"application_name": "golive doorbell"}, codecs=False)

    async def disconnect(self) -> None:
        await self._connection.close(timeout=CLOSING)

    async def subscribe(self, group: str) -> None:
        await self._connection.add_listener(group, lambda _connection, _pid, channel, message: self._hear(channel, str(message)))
        self._connection.add_termination_listener(lambda _: self._hear(group, LOST))

    async def unsubscribe(self, group: str) -> None:
        """The end of the connection does it."""

    async def publish(self, channel: str, message: Any) -> None:
        await self._connection.execute("SELECT pg_notify($1, $2)", channel, message)

    async def next_published(self) -> Event:
        return await self._heard.get()

    def _hear(self, channel: str, message: str) -> None:
        with suppress(asyncio.QueueFull):
            self._heard.put_nowait(Event(channel, message))


class RedisBell(BroadcastBackend):
    """PUBLISH and SUBSCRIBE. broadcaster's own delivers nothing with redis-py 8: it stops listening before it has subscribed."""

    def __init__(self, url: str) -> None:
        from redis import RedisError  # comes with broadcaster[redis]
        from redis import asyncio as redis

        self._errors = (RedisError, OSError)
        self._client = redis.Redis.from_url(url, socket_connect_timeout=CLOSING)
        self._pubsub = self._client.pubsub(ignore_subscribe_messages=True)
        self._subscribed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        await self._client.ping()

    async def disconnect(self) -> None:
        async with asyncio.timeout(CLOSING):
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            await self._client.aclose()

    async def subscribe(self, group: str) -> None:
        await self._pubsub.subscribe(group)
        self._subscribed.set_result(group)

    async def unsubscribe(self, group: str) -> None:
        """The end of the connection does it."""

    async def publish(self, channel: str, message: Any) -> None:
        await self._client.publish(channel, message)

    async def next_published(self) -> Event:
        channel = await self._subscribed
        while True:
            try:
                message = await self._pubsub.get_message(timeout=None)
            except self._errors:
                return Event(channel, LOST)
            if message is not None:
                return Event(channel, message["data"].decode(errors="replace"))


def broadcast_over(url: str) -> Broadcast:
    """The broadcast that `url` names: postgresql, redis, rediss, kafka or memory. Raises `BellError`."""
    scheme = urlsplit(url).scheme
    try:
        if scheme in ("postgresql", "postgres"):
            return Broadcast(backend=PostgresBell(url))
        if scheme in ("redis", "rediss"):
            return Broadcast(backend=RedisBell(url))
        return Broadcast(url)
    except ImportError as error:
        extra = "kafka" if scheme == "kafka" else "redis"
        raise BellError(
            f"GOLIVE_BROADCAST_URL starts with {scheme}://, and the package for it is missing. "
            f"Install it (pip install 'broadcaster[{extra}]'), or unset the variable to use the database."
        ) from error
