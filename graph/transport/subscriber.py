"""A subscriber: what a transport gives for one subscription, and what it gets for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import structlog

from golive.graph.metrics import SUBSCRIBERS
from golive.graph.transport.encoding import encode
from golive.models.change import Cursor
from golive.resolvers.errors import ApiError

if TYPE_CHECKING:
    from golive.graph.transport.groups import Group

log = structlog.get_logger()


class Subscriber(Protocol):
    """Takes what a subscription brings. Nothing is called before `Fanout.subscribe` has returned."""

    def next(self, payload: bytes, cursor: str | None) -> bool:
        """Take an encoded execution result, and where to resume after it. False: there is no room, and it was not taken."""

    def error(self, errors: bytes) -> None:
        """Take an encoded list of errors, with which the subscription ends; there is always room for it."""

    def complete(self) -> None:
        """The subscription is over."""

    async def ready(self) -> None:
        """Wait until there is room again, or nobody to take anything."""


@contextmanager
def _unharmed() -> Iterator[None]:
    """One who can't be told doesn't keep it from the others."""
    try:
        yield
    except Exception:
        log.exception("A subscriber can't be told that its stream is over")


def _nothing() -> None:
    """What is forgotten where nothing was noted."""


class Subscribed:
    """A subscriber's place in its group. `passed` is the cursor of what it was handed last, or where it begins."""

    __slots__ = ("closed", "forget", "group", "passed", "subscriber")

    def __init__(self, subscriber: Subscriber, passed: Cursor) -> None:
        self.subscriber = subscriber
        self.passed = passed
        self.group: Group | None = None
        self.forget: Callable[[], None] = _nothing
        self.closed = False
        SUBSCRIBERS.inc()

    def close(self) -> None:
        """The client left, or the transport is done: nothing more is called."""
        if not self.closed:
            self.closed = True
            SUBSCRIBERS.dec()
            self.forget()
            if self.group is not None:
                self.group.leave(self)

    def fail(self, error: ApiError) -> None:
        """End with an error, once."""
        if not self.closed:
            self.close()
            with _unharmed():
                self.subscriber.error(encode([{"message": error.message, "extensions": error.extensions}]))

    def complete(self) -> None:
        """End, once: there is no more to come."""
        if not self.closed:
            self.close()
            with _unharmed():
                self.subscriber.complete()
