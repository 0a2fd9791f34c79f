"""Callers: what each token or JWT subject has under way, whether what it came with still counts, and the door that closes at shutdown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from typing import TypeAlias
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from golive.graph.auth import Authenticator
from golive.graph.metrics import OPERATIONS, SOCKETS
from golive.graph.transport.request import over_limit, refused
from golive.models.settings import Settings
from golive.resolvers.context import Viewer
from golive.resolvers.errors import ApiError, ErrorCode

CHECK_EVERY = 2.0  # seconds between looks at whether tokens still count, which is also how long one may take
TOO_MANY_SOCKETS = "{} sockets and event streams of this token are open here: close one of them first."
Subject: TypeAlias = tuple[UUID, UUID | None, str]
log = structlog.get_logger()


class Counts:
    """What one token or JWT subject has under way in this process."""

    __slots__ = ("__weakref__", "bytes", "operations", "sockets")

    def __init__(self) -> None:
        self.bytes = 0
        self.operations = 0
        self.sockets = 0


class Caller:
    """Who sends a request, or is at the other end of a socket, for as long as it lasts."""

    __slots__ = ("_bytes", "_callbacks", "_callers", "_counts", "_held", "_sockets", "valid", "viewer")

    def __init__(self, callers: Callers, viewer: Viewer, counts: Counts) -> None:
        self._callers = callers
        self._counts = counts
        self._callbacks: dict[object, Callable[[], None]] = {}
        self._bytes = self._held = self._sockets = 0
        self.viewer = viewer
        self.valid = True

    @contextmanager
    def started(self) -> Iterator[None]:
        """Count a query or mutation under way for as long as the block runs. Raises `Refused`."""
        self._callers.admit()
        if not self.valid:
            raise refused(ErrorCode.UNAUTHENTICATED, "The token is no longer valid: renew it by a ping, or connect again.", status=401)
        counts = self._one_more()
        self._callers.operation_began()
        try:
            yield
        finally:
            counts.operations -= 1
            self._callers.operation_ended()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Count a request whose body comes in parts among the operations for as long as the block runs. Raises `Refused`."""
        self._callers.admit()
        counts = self._one_more()
        try:
            yield
        finally:
            counts.operations -= 1

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Count an operation as under way while its answer is taken, which the block waits for."""
        counts = self._counts
        counts.operations += 1
        try:
            yield
        finally:
            counts.operations -= 1

    def keep(self, size: int) -> None:
        """Count bytes of a request that are kept until `let_go`. Raises `Refused`."""
        allowed = self._callers.bytes_allowed
        if self._counts.bytes + size > allowed:
            sentence = f"The requests of this token that are under way here have {allowed:,} bytes: wait for one of them to end."
            raise over_limit("REQUEST_BYTES", allowed, sentence, status=429)
        self._counts.bytes += size
        self._bytes += size

    def let_go(self) -> None:
        """Nothing of the request is kept any more."""
        self._counts.bytes -= self._bytes
        self._bytes = 0

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Count a socket or event stream for as long as the block runs, and look after its token. Raises `Refused`."""
        self._callers.admit()
        allowed = self._callers.sockets_allowed
        if self._counts.sockets >= allowed:
            raise over_limit("SOCKETS", allowed, TOO_MANY_SOCKETS.format(allowed), status=429)
        self._count_sockets(1)
        SOCKETS.inc()
        self._hold()
        try:
            yield
        finally:
            self._release()
            SOCKETS.dec()
            self._count_sockets(-1)

    def when_invalid(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back once, when the token has expired or was revoked; returns a function that forgets it."""
        key = object()
        self._callbacks[key] = callback
        self._hold()

        def forget() -> None:
            if self._callbacks.pop(key, None) is not None:
                self._release()

        return forget

    async def renew(self, authorization: str | None) -> None:
        """Go on with another token of the same workspace and role, whatever is under way. Raises `ApiError`; then nothing has changed."""
        viewer = await self._callers.authenticator.authenticate(authorization)
        if (viewer.workspace_id, viewer.role) != (self.viewer.workspace_id, self.viewer.role):
            raise ApiError(ErrorCode.FORBIDDEN, "The new token is of another workspace or role: open another connection for it.")
        counts, open_here = self._callers.counts_of(viewer), self._sockets
        if counts is not self._counts and counts.sockets + open_here > self._callers.sockets_allowed:
            raise ApiError(ErrorCode.LIMIT_EXCEEDED, TOO_MANY_SOCKETS.format(self._callers.sockets_allowed))
        self._callers.unwatch(self)
        self._count_sockets(-open_here)
        self._counts = counts
        self._count_sockets(open_here)
        self.viewer, self.valid = viewer, True
        if self._held:
            self._callers.watch(self)

    def end(self) -> None:
        """What the caller came with no longer counts."""
        self.valid = False
        while self._callbacks:
            _, callback = self._callbacks.popitem()
            self._release()
            callback()

    def _one_more(self) -> Counts:
        counts, allowed = self._counts, self._callers.operations_allowed
        if counts.operations >= allowed:
            sentence = f"{allowed} queries and mutations of this token are under way here: wait for one of them to end."
            raise over_limit("OPERATIONS", allowed, sentence, status=429)
        counts.operations += 1
        return counts

    def _count_sockets(self, more: int) -> None:
        self._sockets += more
        self._counts.sockets += more

    def _hold(self) -> None:
        self._held += 1
        if self._held == 1 and self.valid:
            self._callers.watch(self)

    def _release(self) -> None:
        self._held -= 1
        if not self._held:
            self._callers.unwatch(self)


class Callers:
    """All who call this process. One task looks after the tokens of those who stay, by one statement for all; none when nobody does."""

    def __init__(self, authenticator: Authenticator, settings: Settings) -> None:
        self.authenticator = authenticator
        self.operations_allowed = settings.operations_per_caller
        self.sockets_allowed = settings.sockets_per_caller
        self.bytes_allowed = max(settings.request_bytes_per_caller, settings.body_bytes)
        self._counts: WeakValueDictionary[Subject, Counts] = WeakValueDictionary()
        self._watched: dict[Viewer, set[Caller]] = {}
        self._task: asyncio.Task[None] | None = None
        self._operations = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.closed = False

    async def identify(self, authorization: str | None) -> Caller:
        """Who sends this value of `Authorization`. Raises `ApiError`."""
        viewer = await self.authenticator.authenticate(authorization)
        return Caller(self, viewer, self.counts_of(viewer))

    def counts_of(self, viewer: Viewer) -> Counts:
        """What the viewer's token or JWT subject has under way."""
        subject = (viewer.workspace_id, viewer.token_id, viewer.name)
        counts = self._counts.get(subject)
        if counts is None:
            counts = self._counts[subject] = Counts()
        return counts

    def admit(self) -> None:
        """Raise `Refused` when the server takes nothing more."""
        if self.closed:
            raise refused(ErrorCode.SHUTTING_DOWN, "The server is shutting down: connect again, and another one answers.", status=503)

    def close(self) -> None:
        """Take nothing more; what was begun goes on."""
        self.closed = True

    async def idle(self) -> None:
        """Wait until no query or mutation is under way."""
        await self._idle.wait()

    def operation_began(self) -> None:
        """One more query or mutation is under way."""
        self._operations += 1
        self._idle.clear()
        OPERATIONS.inc()

    def operation_ended(self) -> None:
        """One less is."""
        self._operations -= 1
        OPERATIONS.dec()
        if not self._operations:
            self._idle.set()

    def watch(self, caller: Caller) -> None:
        """Have `caller` ended when its token no longer counts."""
        self._watched.setdefault(caller.viewer, set()).add(caller)
        if self._task is None:
            self._task = asyncio.create_task(self._look_after())

    def unwatch(self, caller: Caller) -> None:
        """Look after `caller` no more."""
        group = self._watched.get(caller.viewer)
        if group is not None:
            group.discard(caller)
            if not group:
                del self._watched[caller.viewer]

    async def _look_after(self) -> None:
        while self._watched:
            await asyncio.sleep(self._pause())
            try:
                await self._end({viewer for viewer in self._watched if _left(viewer) <= 0})
                async with asyncio.timeout(CHECK_EVERY):
                    revoked = await self.authenticator.revoked(self._watched)
                await self._end(revoked)
            except (ApiError, TimeoutError):  # it can't be found out now; the next look may
                continue
            except Exception:  # nobody may stay for good, whatever goes wrong
                log.exception("Tokens can't be checked; trying again")
        self._task = None

    def _pause(self) -> float:
        """Seconds until the next look, earlier when a token expires before it."""
        return max(0.0, min(CHECK_EVERY, *map(_left, self._watched)))

    async def _end(self, viewers: Iterable[Viewer]) -> None:
        for viewer in viewers:
            for caller in self._watched.pop(viewer, set()):
                if caller.viewer == viewer:  # not renewed meanwhile
                    caller.end()
                await asyncio.sleep(0)  # others have their turn, however many are ended


def _left(viewer: Viewer) -> float:
    """Seconds for which the token counts by its own date."""
    return inf if viewer.expires_at is None else (viewer.expires_at - datetime.now(UTC)).total_seconds()
