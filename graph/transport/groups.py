"""Groups: subscribers who are told the same share each execution and each encoding, and are handed it in one go."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator

import structlog
from graphql import GraphQLError

from golive.graph.errors import told
from golive.graph.metrics import DELIVERIES, SLOW
from golive.graph.transport.selection import Selection
from golive.graph.transport.subscriber import Subscribed
from golive.live.ended import End, StreamEnded
from golive.live.members import Member
from golive.models.change import Cursor
from golive.resolvers.errors import ApiError, ErrorCode

CHUNK = 500
"""Subscribers who are handed a result before others of the event loop have their turn."""
RECENT = 100
"""Results that are kept for newcomers while they read what came before."""
RECENT_BYTES = 5_000_000
"""Bytes of them, but for the last one."""
log = structlog.get_logger()


def ended_error(ended: StreamEnded) -> ApiError:
    """Why a stream can't go on, with the cursor to resume from."""
    return ApiError(ErrorCode(ended.code.value), str(ended), cursor=ended.cursor)


class Group(ABC):
    """One task takes events, has each executed and encoded, and hands the bytes to all members.

    A newcomer has a task of its own until it has all that the members have. `handed` is the last event that all members have, and
    `position` the last that was begun to be handed. Numbers of cursors are compared and lists changed without an await between, so
    that nothing falls through or comes twice.
    """

    has_cursors = True
    """Whether a subscription can be resumed after what it was told."""

    def __init__(self, selection: Selection, source: Member, drop: Callable[[], object]) -> None:
        self.selection = selection
        self._source = source
        self._drop = drop
        self._members: dict[Subscribed, None] = {}
        self._ahead: dict[Subscribed, None] = {}  # members who have more than was handed yet
        self._newcomers: dict[Subscribed, asyncio.Task[None]] = {}
        self._recent: deque[tuple[Cursor, bytes]] = deque()  # all results after `_covered`, while there are newcomers
        self._recent_bytes = 0
        self._covered = self.position = self._handed = source.passed
        self._busy = False
        self._over = False
        source.when_ended = self._end
        self._task = asyncio.create_task(self._run())

    @abstractmethod
    def events(self) -> AsyncIterator[tuple[object, Cursor]]:
        """What the members are told, each with its place in the log."""

    @abstractmethod
    async def welcome(self, newcomer: Subscribed) -> None:
        """Hand to a newcomer what it needs before it can `join`, and have it join."""

    def add(self, newcomer: Subscribed) -> None:
        """Let somebody in."""
        newcomer.group = self
        self._newcomers[newcomer] = asyncio.create_task(self._welcome(newcomer))

    def leave(self, subscribed: Subscribed) -> None:
        """Forget somebody; the last one ends the group."""
        self._members.pop(subscribed, None)
        self._ahead.pop(subscribed, None)
        task = self._newcomers.pop(subscribed, None)
        if task is not None:
            if task is not asyncio.current_task():
                task.cancel()
            self._keep_recent()
        if not (self._members or self._ahead or self._newcomers):
            self._stop()

    def end_one(self, subscribed: Subscribed, code: End) -> None:
        """End one subscription, with the cursor of what it has."""
        subscribed.fail(ended_error(StreamEnded(code, self._reached(subscribed))))

    def slow(self, subscribed: Subscribed) -> None:
        """End a subscription that has no room."""
        SLOW.inc()
        self.end_one(subscribed, End.SLOW_CONSUMER)

    def join(self, newcomer: Subscribed) -> bool:
        """Have a newcomer go on with the members, if all that it lacks is at hand."""
        if newcomer.passed.number < self._covered.number:
            return False
        for cursor, payload in list(self._recent):
            if cursor.number > newcomer.passed.number:
                if not newcomer.subscriber.next(payload, str(cursor)):
                    return False
                newcomer.passed = cursor
                if newcomer.closed:
                    return True
        self.become_member(newcomer)
        return True

    def become_member(self, newcomer: Subscribed) -> None:
        """Have a newcomer, who has all that was handed, go on with the members."""
        (self._ahead if newcomer.passed.number > self.position.number else self._members)[newcomer] = None
        self._newcomers.pop(newcomer, None)
        self._keep_recent()

    def has_recent_after(self, cursor: Cursor) -> bool:
        """Whether all results after `cursor` are at hand."""
        return cursor.number >= self._covered.number

    async def hand(self, payload: bytes, cursor: Cursor) -> None:
        """Hand a result to all members."""
        text = str(cursor) if self.has_cursors else None
        self.position = cursor
        if self._newcomers:
            self._recent.append((cursor, payload))
            self._recent_bytes += len(payload)
        self._keep_recent()
        for each in [each for each in self._ahead if each.passed.number < cursor.number]:
            self._members[each] = self._ahead.pop(each)
        members = list(self._members)
        for start in range(0, len(members), CHUNK):
            if start:
                await asyncio.sleep(0)
            self._hand_to(members[start : start + CHUNK], payload, cursor, text)

    async def _run(self) -> None:
        try:
            async for root, cursor in self.events():
                self._busy = True
                await self.hand(await self.selection.result(root, cursor), cursor)
                self._handed, self._busy = cursor, False
        except StreamEnded as ended:
            self._end(ended)
        except Exception as error:
            self._fail(list(self._everyone()), error)
        for each in list(self._everyone()):
            each.complete()

    def _hand_to(self, some: list[Subscribed], payload: bytes, cursor: Cursor, text: str | None) -> None:
        """The hot loop: it runs once for each subscriber and event."""
        for each in some:
            if each.closed:
                continue
            try:
                taken = each.subscriber.next(payload, text)
            except Exception as error:  # one must not keep it from the others
                self._fail([each], error)
                continue
            if taken:
                each.passed = cursor
            else:
                self.slow(each)
        DELIVERIES.inc(len(some))

    async def _welcome(self, newcomer: Subscribed) -> None:
        try:
            await self.welcome(newcomer)
        except StreamEnded as ended:
            newcomer.fail(ended_error(ended))
        except Exception as error:  # nobody may be left waiting in silence, whatever goes wrong
            self._fail([newcomer], error)

    def _keep_recent(self) -> None:
        """Keep results for as long as there are newcomers, and no more than `RECENT` of `RECENT_BYTES`."""
        if not self._newcomers:
            self._recent.clear()
            self._recent_bytes = 0
            self._covered = self.position
        while len(self._recent) > RECENT or (self._recent_bytes > RECENT_BYTES and len(self._recent) > 1):
            self._covered, payload = self._recent.popleft()
            self._recent_bytes -= len(payload)

    def _reached(self, subscribed: Subscribed) -> Cursor:
        """Up to where somebody has all that matches."""
        if subscribed in self._newcomers:
            return subscribed.passed
        all_have = self._handed if self._busy else self._source.cursor
        return max(subscribed.passed, all_have, key=lambda cursor: cursor.number)

    def _end(self, ended: StreamEnded) -> None:
        """The log can't be followed any more."""
        for each in list(self._everyone()):
            if ended.code is End.CURSOR_EXPIRED:
                each.fail(ended_error(ended))
            else:
                self.end_one(each, ended.code)

    def _fail(self, some: list[Subscribed], error: Exception) -> None:
        """Something is wrong, here or with the database."""
        failure = told(GraphQLError("The subscription failed.", original_error=error), self.selection.request_id)
        extensions = failure.extensions or {}
        for each in some:
            more = {**extensions, "cursor": str(self._reached(each))}
            each.fail(ApiError(ErrorCode(more.pop("code")), failure.message, **more))

    def _everyone(self) -> Iterator[Subscribed]:
        yield from self._members
        yield from self._ahead
        yield from self._newcomers

    def _stop(self) -> None:
        if not self._over:
            self._over = True
            self._drop()
            self._source.close()
            self._task.cancel()
