"""The machine: servers run on one core, load and database on another, and what a process has used can be told."""

from __future__ import annotations

import asyncio
import os
import re
import resource
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
CORES = sorted(os.sched_getaffinity(0))
SERVER, LOAD = CORES[0], CORES[-1]
READY = re.compile(rb"ready at (http://\S+)")
DEADLINE = 60.0


def prepare() -> None:
    """Keep this process, and the database that it starts, off the servers' core; allow the sockets that thousands of clients take."""
    if SERVER == LOAD:
        raise SystemExit("The benchmarks need two cores: one for the server, one for load and database.")
    os.sched_setaffinity(0, {LOAD})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Server:
    """A process alone on the servers' core, which printed where it is ready."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._told: deque[bytes] = deque(maxlen=100)
        self._seen = psutil.Process(process.pid)
        self.url = ""

    async def until_ready(self) -> None:
        """Wait for the line that tells the URL; RuntimeError with the process's words if it ends without."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._told.append(line)
            if found := READY.search(line):
                self.url = found[1].decode().rstrip("/")
                self._draining = asyncio.create_task(self._drain(self._process.stdout))
                return
        raise RuntimeError(f"A server ended before it was ready:\n{self.words}")

    @property
    def words(self) -> str:
        """The last lines that it printed."""
        return b"".join(self._told).decode(errors="replace")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rsplit(":", 1)[1])

    def cpu(self) -> float:
        """CPU-seconds used so far, in steps of a hundredth; all its threads, no children."""
        times = self._seen.cpu_times()
        return times.user + times.system

    def memory(self) -> int:
        """Bytes of resident memory."""
        return int(self._seen.memory_info().rss)

    async def stop(self) -> None:
        """End it; its clients are gone by now."""
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), DEADLINE)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _drain(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self._told.append(line)


@asynccontextmanager
async def serving(command: Sequence[str], environment: Mapping[str, str] | None = None) -> AsyncIterator[Server]:
    """Run a server on the servers' core for as long as the block runs."""
    server = Server(await _started(command, environment or {}, stderr=asyncio.subprocess.STDOUT))
    try:
        await asyncio.wait_for(server.until_ready(), DEADLINE)
        yield server
    finally:
        await server.stop()


async def ran(command: Sequence[str], told: str) -> str:
    """Run a program to its end on the servers' core, `told` being its input; what it printed."""
    process = await _started(command, {}, stdin=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate(told.encode())
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return printed.decode()


async def _started(command: Sequence[str], environment: Mapping[str, str], **streams: Any) -> asyncio.subprocess.Process:
    os.sched_setaffinity(0, {SERVER})  # a child begins with its parent's cores
    try:
        return await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=_environment(environment), stdout=asyncio.subprocess.PIPE, **streams
        )
    finally:
        os.sched_setaffinity(0, {LOAD})


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLIVE_")}
    return {**kept, "NODE_ENV": "production", "PYTHONUNBUFFERED": "1", **more}
