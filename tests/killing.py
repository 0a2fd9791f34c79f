"""Workers in processes of their own, to be killed -9 at any instant."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from serving import environment

HERE = Path(__file__).parent


class Worker:
    """One worker that is ready, its output read all the time so that it never blocks on a full pipe."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._reading: asyncio.Task[bytes] | None = None

    @classmethod
    async def started(cls, script: str, *arguments: str) -> Worker:
        """Start a script that stands beside this file; AssertionError with its words if it ends before it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / script),
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment(),
        )
        worker = cls(process)
        try:
            await worker._ready()
        except BaseException:
            await worker.kill()
            raise
        return worker

    async def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def _ready(self) -> None:
        output = self._process.stdout
        assert output is not None
        words = b""
        while (line := await output.readline()) != b"ready\n":
            words += line
            assert line, f"The worker ended before it was ready:\n{words.decode()}"
        self._reading = asyncio.create_task(output.read())


class Pair:
    """Two workers at a time."""

    def __init__(self, chance: random.Random, script: str, *arguments: str) -> None:
        self._chance, self._command = chance, (script, *arguments)
        self._workers: list[Worker] = []

    async def __aenter__(self) -> Pair:
        for _ in range(2):
            self._workers.append(await Worker.started(*self._command))
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in self._workers:
            await worker.kill()

    async def kill_one(self, soonest: float, latest: float) -> None:
        """Kill either of them at an instant so many seconds ahead, and start another in its place."""
        await asyncio.sleep(self._chance.uniform(soonest, latest))  # the instant is what is random
        await self._workers.pop(self._chance.randrange(2)).kill()
        self._workers.append(await Worker.started(*self._command))


@asynccontextmanager
async def killed_again_and_again(chance: random.Random, kills: int, script: str, *arguments: str) -> AsyncIterator[None]:
    """Two workers at a time, of whom one is killed at a random instant and replaced, so many times."""

    async def kill() -> None:
        for _ in range(kills):
            await workers.kill_one(0.05, 0.6)

    async with Pair(chance, script, *arguments) as workers, asyncio.TaskGroup() as group:
        group.create_task(kill())
        yield
