"""Both SDKs behind one face, so that each test is of both: Python's in this process, TypeScript's in Node."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, is_dataclass
from itertools import count
from typing import Any, Protocol

import golive_client
from golive_client import ApiError, Golive, GoliveError, StatusReason
from javascript import SDK, Script, install, script
from pydantic import BaseModel, TypeAdapter

Json = dict[str, Any]
ANY: TypeAdapter[Any] = TypeAdapter(Any)


class Failure(Exception):
    """What an SDK raised: the name of its class, and the code and the cursor where it has them."""

    def __init__(self, name: str, code: str | None, cursor: str | None, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.code = code
        self.cursor = cursor


@dataclass
class Watch:
    """The changes that an SDK's iterator has given so far; `failed` once it has raised."""

    changes: list[Json] = field(default_factory=list)
    failed: Failure | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, change: Json) -> None:
        """One more."""
        self.changes.append(change)
        self._news.set()

    def fail(self, failure: Failure) -> None:
        """The iterator has raised."""
        self.failed = failure
        self._news.set()

    async def until(self, name: str, deadline: float = 60) -> None:
        """Wait until there is a change of a record of this name."""
        async with asyncio.timeout(deadline):
            while not any(change["recordName"] == name for change in self.changes):
                await self._next()

    async def reach(self, number: int, deadline: float = 60) -> None:
        """Wait until there are so many."""
        async with asyncio.timeout(deadline):
            while len(self.changes) < number:
                await self._next()

    async def failure(self, deadline: float = 30) -> Failure:
        """Wait until it raises."""
        async with asyncio.timeout(deadline):
            while self.failed is None:
                await self._news.wait()
                self._news.clear()
        return self.failed

    async def _next(self) -> None:
        if self.failed is not None:
            raise self.failed
        await self._news.wait()
        self._news.clear()


class Tokens:
    """Tokens one after another, and then the last one for ever."""

    def __init__(self) -> None:
        self.asked = 0
        self._news = asyncio.Event()

    def ask(self) -> None:
        """It was asked for one."""
        self.asked += 1
        self._news.set()

    async def until_asked(self, times: int, deadline: float = 30) -> None:
        """Wait until it was asked so often."""
        async with asyncio.timeout(deadline):
            while self.asked < times:
                await self._news.wait()
                self._news.clear()


class Sdk(Protocol):
    """An SDK by the names that are the same in both, arguments and answers as JSON."""

    tokens: Tokens

    async def call(self, method: str, **arguments: Any) -> Json:
        """What the method answers; raises Failure."""

    def watch(self, after: str | None = None, milliseconds: int = 0) -> Watch:
        """Begin an iterator whose consumer takes so long for each change."""

    def pause(self) -> None:
        """Take nothing any more of what comes, until `go_on`."""

    def go_on(self) -> None:
        """Take it again."""


class Python:
    """golive-client, in this process."""

    def __init__(self, url: str, tokens: Sequence[str]) -> None:
        self._secrets = list(tokens)
        self._tasks: set[asyncio.Task[None]] = set()
        self._going = asyncio.Event()
        self._going.set()
        self.tokens = Tokens()
        self.client = Golive(url, self._token)

    async def _token(self) -> str:
        self.tokens.ask()
        return self._secrets.pop(0) if len(self._secrets) > 1 else self._secrets[0]

    async def call(self, method: str, **arguments: Any) -> Json:
        given = {_snake(name): value for name, value in arguments.items()}
        if "input" in given:
            given["input"] = getattr(golive_client, f"{method[0].upper()}{method[1:]}Input").model_validate(given["input"])
        if "reason" in given:
            given["reason"] = StatusReason(given["reason"])
        try:
            return _json(await getattr(self.client, _snake(method))(**given))
        except GoliveError as error:
            raise _failure(error) from error

    def watch(self, after: str | None = None, milliseconds: int = 0) -> Watch:
        watch = Watch()
        self._tasks.add(asyncio.create_task(self._follow(watch, after, milliseconds)))
        return watch

    async def _follow(self, watch: Watch, after: str | None, milliseconds: int) -> None:
        try:
            async with aclosing(self.client.status_changed(after=after)) as changes:
                async for change in changes:
                    watch.take(_json(change))
                    await asyncio.sleep(milliseconds / 1_000)
                    await self._going.wait()
        except GoliveError as error:
            watch.fail(_failure(error))

    def pause(self) -> None:
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    async def close(self) -> None:
        """End what it watches."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.__aexit__(None, None, None)


class TypeScript:
    """@golive/client, in Node."""

    def __init__(self, process: Script) -> None:
        self._script = process
        self._ids = map(str, count())
        self._calls: dict[str, asyncio.Future[Json]] = {}
        self._watches: dict[str, Watch] = {}
        self.tokens = Tokens()

    async def call(self, method: str, **arguments: Any) -> Json:
        id_ = next(self._ids)
        self._calls[id_] = asyncio.get_running_loop().create_future()
        self._script.tell({"id": id_, "call": method, "variables": arguments})
        return await self._calls[id_]

    def watch(self, after: str | None = None, milliseconds: int = 0) -> Watch:
        id_ = next(self._ids)
        self._watches[id_] = Watch()
        self._script.tell({"id": id_, "watch": {"after": after, "milliseconds": milliseconds}})
        return self._watches[id_]

    def pause(self) -> None:
        self._script.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._script.process.send_signal(signal.SIGCONT)

    async def listen(self) -> None:
        """Take what it tells, for as long as it runs."""
        while True:
            match await self._script.next(deadline=300):
                case {"asked": True}:
                    self.tokens.ask()
                case {"id": id_, "change": change}:
                    self._watches[id_].take(change)
                case {"id": id_, "result": result}:
                    self._calls[id_].set_result(result)
                case {"id": id_, "failed": name, "code": code, "cursor": cursor, "message": message}:
                    failure = Failure(name, code, cursor, message)
                    if id_ in self._watches:
                        self._watches[id_].fail(failure)
                    else:
                        self._calls[id_].set_exception(failure)


@asynccontextmanager
async def sdk(language: str, url: str, *tokens: str) -> AsyncIterator[Sdk]:
    """The SDK of a language, whose source of tokens gives these one after another, and then the last one."""
    if language == "python":
        python = Python(url, tokens)
        try:
            yield python
        finally:
            await python.close()
        return
    await asyncio.to_thread(install, SDK)
    async with script("sdk.ts", url=url, tokens=list(tokens)) as process:
        typescript = TypeScript(process)
        listening = asyncio.create_task(typescript.listen())
        try:
            yield typescript
        finally:
            listening.cancel()
            await asyncio.wait([listening])


def _failure(error: GoliveError) -> Failure:
    code, cursor = (error.code, error.cursor) if isinstance(error, ApiError) else (None, None)
    return Failure(type(error).__name__, code, cursor, str(error))


def _json(answer: Any) -> Json:
    fields: Json = ANY.dump_python(answer, mode="json", by_alias=True)
    return {"__typename": type(answer).__name__, **fields} if is_dataclass(answer) and not isinstance(answer, BaseModel) else fields


def _snake(name: str) -> str:
    return "type_" if name == "type" else re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name)
