"""Answers that hold for a moment: each question is asked once for all who wait, and asked again when the moment is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembering(Generic[Key, Value]):
    """Remembers answers for `seconds`, the `most` recently asked ones; failures are not remembered."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._answers: dict[Key, tuple[float, asyncio.Task[Value]]] = {}

    async def ask(self, key: Key, question: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """The answer to `question`, which goes on for the others when one of them no longer waits."""
        now = asyncio.get_running_loop().time()
        until, task = self._answers.get(key, (0.0, None))
        if task is None or until <= now:
            task = asyncio.create_task(question())
            self._answers.pop(key, None)
            self._answers[key] = (now + self._seconds, task)
            if len(self._answers) > self._most:
                del self._answers[next(iter(self._answers))]
            task.add_done_callback(lambda done: self._forget(key, done))
        elif task.done():
            return task.result()
        return await asyncio.shield(task)

    def _forget(self, key: Key, done: asyncio.Task[Value]) -> None:
        failed = done.cancelled() or done.exception() is not None
        if failed and self._answers.get(key, (0.0, None))[1] is done:
            del self._answers[key]
