"""Answers that hold for a moment: each question is asked once for all who wait, and asked again when the moment is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def _one(_value: object) -> int:
    return 1


class Remembering(Generic[Key, Value]):
    """Remembers answers for `seconds` and no longer, the last that together `weigh` at most `most`; failures are not remembered."""

    def __init__(self, seconds: float, most: int, weigh: Callable[[Value], int] = _one) -> None:
        self._seconds = seconds
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._answers: dict[Key, tuple[float, asyncio.Task[Value]]] = {}
        self._weights: dict[Key, int] = {}

    async def ask(self, key: Key, question: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """The answer to `question`, which goes on for the others when one of them no longer waits."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        until, task = self._answers.get(key, (0.0, None))
        if task is None or until <= now:
            self._forget(key)
            until, task = now + self._seconds, asyncio.create_task(question())
            self._answers[key] = until, task
            loop.call_later(self._seconds, self._expire, key, until)
            task.add_done_callback(partial(self._weigh_up, key))
        elif task.done():
            return task.result()
        return await asyncio.shield(task)

    def _weigh_up(self, key: Key, done: asyncio.Task[Value]) -> None:
        failed = done.cancelled() or done.exception() is not None
        if self._answers.get(key, (0.0, None))[1] is not done:
            return
        if failed:
            self._forget(key)
            return
        self._weights[key] = self._weigh(done.result())
        self._weight += self._weights[key]
        while self._weight > self._most:
            self._forget(next(iter(self._weights)))

    def _expire(self, key: Key, until: float) -> None:
        if self._answers.get(key, (0.0, None))[0] == until:
            self._forget(key)

    def _forget(self, key: Key) -> None:
        self._answers.pop(key, None)
        self._weight -= self._weights.pop(key, 0)
