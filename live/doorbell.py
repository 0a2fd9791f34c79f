"""The doorbell: tells every process that a workspace's log has grown. It may be lost, doubled or late without harm."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog
from broadcaster import Broadcast

from golive.live.bells import LOST, broadcast_over
from golive.live.ending import end

CHANNEL = "golive_doorbell"
BEAT = 1.0  # seconds between signs of life
BETWEEN_RINGS = 0.002  # seconds, at least: what is rung meanwhile goes with the next; one that wasn't rung for so long goes at once
SILENCE = 3 * BEAT  # without an own message coming back the connection counts as lost
CONNECTING = 10.0
LONGEST_PAUSE = 3.0
RINGS_AT_ONCE = 200  # 33 bytes each; PostgreSQL takes 8,000
MOST_RINGS = 10_000  # that wait while the carrier is away; for the others there is the slow poll
log = structlog.get_logger()


class Doorbell:
    """Rings for workspaces, heard in this process at once and in all others that use the same `url` soon.

    One task publishes, for broadcaster loses all but one of concurrent messages; what is rung meanwhile goes with the next.
    One subscription is made at the start, and made anew when what we say no longer comes back.
    Raises `BellError` where the URL needs a package that is missing.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = secrets.token_hex(8)
        self._listeners: set[Callable[[UUID], None]] = set()
        self._rung: set[UUID] = set()
        self._wake = asyncio.Event()
        self._tried = asyncio.Event()
        self.connected = False

    async def __aenter__(self) -> Self:
        broadcast_over(self._url)
        self._task = asyncio.create_task(self._run())
        await self._tried.wait()
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await end(self._task)

    def ring(self, workspace_id: UUID) -> None:
        """Tell everybody that the workspace's log has grown; after the commit. Does not wait."""
        if len(self._rung) < MOST_RINGS:
            self._rung.add(workspace_id)
        self._wake.set()
        self._tell(workspace_id)

    @contextmanager
    def listen(self, heard: Callable[[UUID], None]) -> Iterator[None]:
        """Have `heard` called with the workspace of every ring, whichever process rang, for as long as the block runs."""
        self._listeners.add(heard)
        try:
            yield
        finally:
            self._listeners.discard(heard)

    def _tell(self, workspace_id: UUID) -> None:
        for heard in list(self._listeners):
            heard(workspace_id)

    async def _run(self) -> None:
        pause = BEAT / 10
        while True:
            try:
                await self._serve()
            except Exception as error:  # whatever it is, the slow poll goes on meanwhile
                pause = BEAT / 10 if self.connected else min(2 * pause, LONGEST_PAUSE)
                log.warning("The doorbell is out of order; trying again", error=repr(error), pause=pause)
            finally:
                self.connected = False
                self._tried.set()
            await asyncio.sleep(pause)

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            broadcast = broadcast_over(self._url)
            stack.push_async_callback(_disconnect, broadcast)
            async with asyncio.timeout(CONNECTING):
                await broadcast.connect()
                subscriber = await stack.enter_async_context(broadcast.subscribe(CHANNEL))
            async with asyncio.timeout(SILENCE) as silence:
                publisher = asyncio.create_task(self._publish(broadcast, silence))
                stack.push_async_callback(end, publisher, patience=BEAT / 5)
                while True:
                    self._hear((await subscriber.get()).message, silence)

    def _hear(self, message: str, silence: asyncio.Timeout) -> None:
        if message == LOST:
            raise ConnectionResetError("The connection was lost")
        sender, _, rung = message.partition(":")
        if sender == self._name:
            silence.reschedule(asyncio.get_running_loop().time() + SILENCE)
            self.connected = True
            self._tried.set()
            return
        for name in filter(None, rung.split(",")):
            with suppress(ValueError):  # somebody else's message
                self._tell(UUID(hex=name))

    async def _publish(self, broadcast: Broadcast, silence: asyncio.Timeout) -> None:
        while True:
            taken = [self._rung.pop() for _ in range(min(len(self._rung), RINGS_AT_ONCE))]
            try:
                await broadcast.publish(CHANNEL, f"{self._name}:{','.join(id_.hex for id_ in taken)}")
            except Exception as error:
                log.warning("The doorbell could not be rung", error=repr(error))
                self._rung.update(taken)
                with suppress(RuntimeError):  # it is over already
                    silence.reschedule(0)
                return
            await asyncio.sleep(BETWEEN_RINGS)
            if not self._rung:
                self._wake.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT):  # not wait_for, which may lose a cancellation before Python 3.12
                        await self._wake.wait()


async def _disconnect(broadcast: Broadcast) -> None:
    """Stop listening and close, even when broadcaster's listening has failed or the other side does not answer."""
    with suppress(Exception):
        async with asyncio.timeout(SILENCE):
            await broadcast.disconnect()
