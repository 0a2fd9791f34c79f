"""What a resolver can reach: who calls, one reading transaction per operation, the loaders, the parts of the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import Role
from golive.live.doorbell import Doorbell
from golive.live.stream import Stream
from golive.models.change import position
from golive.models.connecting import DRIVER_ERRORS
from golive.models.database import Database, TooSlow, Unavailable
from golive.models.moves import Actor
from golive.models.queue import Bell
from golive.models.settings import Settings
from golive.resolvers.errors import ApiError, ErrorCode

if TYPE_CHECKING:
    from golive.resolvers.loaders import Loaders


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who calls: the token's or JWT's name, its role in one workspace, and until when."""

    name: str
    role: Role
    workspace_id: UUID
    workspace: str
    token_id: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """The parts of the running server that resolvers use."""

    settings: Settings
    database: Database
    doorbell: Doorbell
    bell: Bell
    stream: Stream

    def committed(self, workspace_id: UUID) -> None:
        """Ring after a commit: subscribers for the change, workers for the jobs."""
        self.doorbell.ring(workspace_id)
        self.bell.ring()


@dataclass
class Context:
    """The context of one operation."""

    server: Server
    viewer: Viewer
    request_id: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    log_epoch: str | None = None
    """The epoch of the workspace's log, where it is known."""
    deadline: float | None = None
    """When, by the event loop's clock, the operation is given up. What is being committed then is done, and its answer read."""

    def __post_init__(self) -> None:
        self._reading: AbstractAsyncContextManager[AsyncSession] | None = None
        self._session: AsyncSession | None = None
        self._turn = asyncio.Lock()
        self._read_until = self.deadline
        self._epoch: str | None = None
        self._closed = False

    @property
    def actor(self) -> Actor:
        """The caller as the log names them."""
        return Actor(self.viewer.name)

    @cached_property
    def loaders(self) -> Loaders:
        """The loaders of this operation."""
        from golive.resolvers.loaders import Loaders  # the loaders need the context to read

        return Loaders(self)

    def need(self, role: Role) -> None:
        """Raise FORBIDDEN when the caller's role doesn't include `role`."""
        if not self.viewer.role.may(role):
            raise ApiError(
                ErrorCode.FORBIDDEN, f"This needs the role {role.value}, and yours is {self.viewer.role.value}: ask an administrator."
            )

    async def epoch(self) -> str:
        """The epoch of the workspace's log, which cursors carry."""
        if self.log_epoch is not None:
            return self.log_epoch
        if self._epoch is None:
            async with self.read() as session:
                self._epoch = (await position(session, self.viewer.workspace_id)).epoch
        return self._epoch

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """The operation's reading transaction, one user at a time: a page of records is one moment's."""
        try:
            async with asyncio.timeout_at(self._read_until) as timeout, self._turn:
                if self._closed:  # loaders go on by themselves when their operation was cancelled
                    raise asyncio.CancelledError("The operation has ended")
                if self._session is None:
                    reading = self.server.database.transaction(self.viewer.workspace_id, one_moment=True)
                    self._session = await reading.__aenter__()
                    self._reading = reading
                try:
                    yield self._session
                except (SQLAlchemyError, *DRIVER_ERRORS, asyncio.CancelledError) as error:
                    await self._give_up(error)
                    raise
                finally:
                    if self._closed:
                        await self._end_reading()
        except TimeoutError as error:
            _tell_of_deadline(timeout, error)
            raise

    async def _give_up(self, error: BaseException) -> None:
        """Roll the reading transaction back after `error`, so that the next read begins a new one. Raises `Unavailable` if that was it."""
        reading, self._reading, self._session = self._reading, None, None
        assert reading is not None
        await reading.__aexit__(type(error), error, error.__traceback__)

    async def _end_reading(self) -> None:
        reading, self._reading, self._session = self._reading, None, None
        if reading is not None:
            with suppress(Unavailable):  # nothing was written that could be lost
                await reading.__aexit__(None, None, None)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction of its own, after which readers see what it did and hear of it."""
        await self.refresh()
        try:
            async with asyncio.timeout_at(self.deadline) as timeout, self.server.database.transaction(self.viewer.workspace_id) as session:
                yield session
                if timeout.expired():
                    await asyncio.sleep(0)  # the cancellation comes here, and not while it is committed
                timeout.reschedule(None)
        except TimeoutError as error:
            _tell_of_deadline(timeout, error)
            raise
        self.take_time()
        self.server.committed(self.viewer.workspace_id)

    def take_time(self) -> None:
        """Have time anew to read the answer, lest what was done be told as a failure."""
        if self.deadline is not None:
            self._read_until = asyncio.get_running_loop().time() + self.server.settings.execution_deadline.total_seconds()

    async def refresh(self) -> None:
        """End the reading transaction and forget what was loaded, so that the next read sees the present."""
        async with self._turn:
            await self._end_reading()
            self.__dict__.pop("loaders", None)
            self._epoch = None
            self.now = datetime.now(UTC)

    async def close(self) -> None:
        """End the reading transaction for good; a loader that reads still ends it when it is done."""
        self._closed = True
        if not self._turn.locked():
            await self._end_reading()


def _tell_of_deadline(timeout: asyncio.Timeout, error: TimeoutError) -> None:
    """Raise `TooSlow` if it was the operation's deadline that has passed."""
    if timeout.expired():
        raise TooSlow("The deadline has passed.") from error
