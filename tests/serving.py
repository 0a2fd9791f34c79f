"""Real `golive` processes on a data directory of their own, for the tests to call, kill and start again."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue

import psutil

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-c", "from golive.graph.cli import main; main()")
READY = re.compile(r"Golive is ready at (\S+)")
DEADLINE = 90.0


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without its GOLIVE_* settings, with `settings` instead."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLIVE_")}
    path = os.pathsep.join(filter(None, (str(ROOT / ".typing"), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **(settings or {})}


def run(data: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> str:
    """Run one `golive` command to its end and return what it printed; AssertionError with its words if it fails."""
    done = subprocess.run(
        [*COMMAND, *arguments, "--data", str(data)],
        env=environment(settings), capture_output=True, text=True, timeout=DEADLINE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"golive {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


class Process:
    """One running `golive` process, its output read all the time so that it never blocks on a full pipe."""

    def __init__(self, data: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.lines: deque[str] = deque(maxlen=400)
        self._seen: Queue[str | None] = Queue()
        self.popen = subprocess.Popen(
            [*COMMAND, *arguments, "--data", str(data)],
            env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self.lines.append(line.rstrip())
            self._seen.put(line)
        self._seen.put(None)

    @property
    def output(self) -> str:
        """The last lines that it printed."""
        return "\n".join(self.lines)

    def line(self, pattern: re.Pattern[str], deadline: float = DEADLINE) -> re.Match[str]:
        """Wait for a line that matches."""
        try:
            while (line := self._seen.get(timeout=deadline)) is not None:
                if found := pattern.search(line):
                    return found
        except Empty:
            raise AssertionError(f"no {pattern.pattern!r} within {deadline} s:\n{self.output}") from None
        raise AssertionError(f"the process ended without {pattern.pattern!r}:\n{self.output}")

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.popen.kill()
        self.popen.wait(DEADLINE)

    def stop(self) -> None:
        """SIGTERM, and wait until it has drained and gone; kill -9 what won't go."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM did not end it within {DEADLINE} s:\n{self.output}") from None


class Server(Process):
    """`golive serve`, ready to answer."""

    def __init__(self, data: Path, *, port: int = 0, worker: bool = True, settings: Mapping[str, str] | None = None):
        arguments = ["serve", "--port", str(port), *([] if worker else ["--no-worker"])]
        self.settings = settings
        super().__init__(data, arguments, settings)
        try:
            self.url = self.line(READY)[1].rstrip("/")
            self.token = (data / "admin-token").read_text().strip()
        except BaseException:
            self.kill()
            raise
        self.port = int(self.url.rsplit(":", 1)[1])

    def workspace(self, name: str, role: str = "ADMIN") -> str:
        """A token of a role in a workspace, which is made if it isn't there."""
        printed = run(self.data, "token", "create", "--role", role, "--workspace", name, settings=self.settings)
        return printed.split()[-1]


def worker(data: Path, settings: Mapping[str, str] | None = None) -> Process:
    """`golive worker` beside the server that owns the directory."""
    return Process(data, ["worker"], settings)


def postmaster(data: Path) -> psutil.Process | None:
    """The embedded PostgreSQL's first process, or None when it isn't running."""
    try:
        return psutil.Process(int((data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None


def end_postgres(data: Path) -> None:
    """Stop an embedded PostgreSQL that a killed server left behind."""
    if (left := postmaster(data)) is not None:
        left.send_signal(signal.SIGINT)
        left.wait(DEADLINE)
