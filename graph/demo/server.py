"""A Golive of the demo's own, in a process of its own, and commands beside it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from golive.graph.demo.client import Surprise

GOLIVE = (sys.executable, "-c", "from golive.graph.cli import main; main(prog_name='golive')")
READY = re.compile(r"Golive is ready at (\S+)")
START = 120.0
STOP = 60.0
"""Seconds for a server to start and to stop."""


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Without the settings of other servers: the demo touches nothing but its own directory."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("GOLIVE_")}
    return {**others, "GOLIVE_LOG_LEVEL": "warning", **settings}


async def command(data: Path, *arguments: str) -> str:
    """Run a `golive` command on the directory and return what it printed. Raises `Surprise` when it fails."""
    process = await asyncio.create_subprocess_exec(
        *GOLIVE, *arguments, "--data", str(data), env=_environment({}), stdout=PIPE, stderr=PIPE
    )  # fmt: skip
    try:
        out, err = await process.communicate()
    finally:
        await _end(process)
    if process.returncode != 0:
        raise Surprise(f"`golive {' '.join(arguments[:2])}` was expected to succeed, but said: {(err or out).decode().strip()}")
    return out.decode()


@asynccontextmanager
async def serving(data: Path, settings: Mapping[str, str]) -> AsyncIterator[str]:
    """The URL of `golive serve` with these settings, for as long as the block runs. Raises `Surprise` when it doesn't start."""
    arguments = ("serve", "--port", "0", "--data", str(data))
    process = await asyncio.create_subprocess_exec(*GOLIVE, *arguments, env=_environment(settings), stdout=PIPE, stderr=STDOUT)
    said: deque[str] = deque(maxlen=20)
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    reading = asyncio.create_task(_read(process, said, ready))
    either: list[asyncio.Future[Any]] = [ready, reading]
    try:
        await asyncio.wait(either, timeout=START, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            raise Surprise("\n".join(("The server was expected to start, but said:", *said)))
        yield ready.result()
    finally:
        await _end(process)
        await reading


async def _read(process: Process, said: deque[str], ready: asyncio.Future[str]) -> None:
    """Keep what the server says last, and never let its pipe fill up."""
    assert process.stdout is not None
    async for line in process.stdout:
        said.append(line.decode(errors="replace").rstrip())
        if (found := READY.search(said[-1])) and not ready.done():
            ready.set_result(found[1])


async def _end(process: Process) -> None:
    """Let it drain and end; a second time of asking is a kill."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP)
    except TimeoutError:
        process.kill()
        await process.wait()
