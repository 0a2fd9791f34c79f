"""The embedded PostgreSQL: one per data directory, owned by `serve`, shared by others, stopped by who leaves last."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import quote

import psutil

from golive.models.postgres import Account, EmbeddedError, carried_version, control, make_cluster, reachable_by, responds

OPTIONS = {"listen_addresses": "", "max_connections": "100", "unix_socket_permissions": "0700", "log_min_messages": "log"}
LONGEST_SOCKET = 107  # bytes of a Unix socket's path that Linux takes
LOG_LIMIT = 10_000_000
START_DEADLINE = 300  # seconds; replaying the log after a crash takes its time


class Embedded:
    """A running PostgreSQL in DIR/postgres and our share in it. `url` is what to connect to, `data` where it stores.

    Three locks, all released by the kernel when their process ends: `serve.lock` is held by the owner, `postgres.users`
    shared by everyone who uses the server (who can take it alone was the last), `postgres.lock` while one starts or stops it.
    """

    def __init__(self, directory: Path, *, owner: bool, options: Mapping[str, str] | None = None) -> None:
        self.directory = directory.expanduser().resolve()
        self.data = self.directory / "postgres"
        self._options = {**OPTIONS, **(options or {})}
        self.account = _prepare(self.directory, self.data)
        self._owned = _own(self.directory) if owner else None
        self._share = _open(self.directory / "postgres.users")
        try:
            with _locked(self.directory / "postgres.lock"):
                fcntl.flock(self._share, fcntl.LOCK_SH)
                self._ensure()
        except BaseException:
            self._leave()
            raise

    @property
    def url(self) -> str:
        """Where to connect: a login role that is no superuser, over the Unix socket."""
        return f"postgresql://golive@/golive?host={quote(str(_socket_directory(self.data)), safe='')}"

    def is_running(self) -> bool:
        """Whether the server's process is there; cheap enough to ask every second."""
        pid = _pid(self.data)
        return pid is not None and _is_postgres(pid, self.data)

    def ensure(self) -> None:
        """Start PostgreSQL again if it went away (ended by the kernel or by hand)."""
        with _locked(self.directory / "postgres.lock"):
            self._ensure()

    def close(self) -> None:
        """Leave; the last one stops PostgreSQL, so that it outlives everyone who writes to it."""
        try:
            with _locked(self.directory / "postgres.lock"):
                fcntl.flock(self._share, fcntl.LOCK_UN)
                try:
                    fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._stop()
        finally:
            self._leave()

    def _leave(self) -> None:
        self._share.close()
        if self._owned:
            self._owned.close()

    def _ensure(self) -> None:
        if not self.data.exists():
            make_cluster(self.data, self.account)
        deadline = time.monotonic() + START_DEADLINE
        while (answer := responds(_socket_directory(self.data))) != "accepting":
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"PostgreSQL in {self.data} has been starting for {START_DEADLINE} s. See {self.data / 'server.log'}; "
                    "start again when it has finished its recovery."
                )
            if answer == "silent":
                self._start()
            else:  # another process left it starting or stopping
                time.sleep(0.1)

    def _start(self) -> None:
        _forget_stale_process(self.data)
        log = self.data / "server.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.unlink()
        before = log.stat().st_size if log.exists() else 0
        options = {**self._options, "unix_socket_directories": str(self._new_socket_directory())}
        result = control(self.data, self.account, "start", options=options, wait=START_DEADLINE)
        if result.returncode and responds(_socket_directory(self.data)) == "silent":
            told = log.read_text(errors="replace")[before:] if log.exists() else ""
            raise EmbeddedError(f"PostgreSQL did not start in {self.data}. It says:\n{(told or result.stdout).strip()[-2000:]}")

    def _stop(self) -> None:
        sockets = _socket_directory(self.data)
        control(self.data, self.account, "stop", wait=60)
        if sockets not in (None, self.data) and not self.is_running():
            shutil.rmtree(sockets, ignore_errors=True)

    def _new_socket_directory(self) -> Path:
        """The data directory, where its path is short enough; else one in the directory for temporary files."""
        for parent in (None, tempfile.gettempdir(), "/tmp"):
            if parent is None:
                sockets = self.data
            else:
                sockets = Path(tempfile.mkdtemp(prefix="golive-", dir=parent))
                if self.account:
                    os.chown(sockets, self.account.uid, self.account.gid)
            if len(os.fsencode(sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET and "," not in str(sockets):
                return sockets
        raise EmbeddedError(f"No directory has a path short enough for a Unix socket, not even {sockets}. Set TMPDIR to one.")


@contextmanager
def embedded(directory: Path, *, owner: bool, options: Mapping[str, str] | None = None) -> Iterator[Embedded]:
    """PostgreSQL in `directory` for as long as the block runs: as its owner (`serve`), or joining whoever runs it.

    Raises `EmbeddedError`, which says what is in the way and what to do.
    """
    server = Embedded(directory, owner=owner, options=options)
    try:
        yield server
    finally:
        server.close()


def _prepare(directory: Path, data: Path) -> Account | None:
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except FileExistsError as error:
        raise EmbeddedError(f"{directory} is a file, and a data directory is needed. Name another with --data.") from error
    except NotADirectoryError as error:
        raise EmbeddedError(f"{directory} can't be made, for a part of its path is a file. Name another with --data.") from error
    except OSError as error:
        raise EmbeddedError(
            f"The data directory {directory} can't be used ({error.strerror}). Make it writable for this user, or name another with --data."
        ) from error
    account = Account.for_directory(data)
    if account:
        directory.chmod(directory.stat().st_mode | 0o011)  # PostgreSQL's user passes through, and can't look around
        reachable_by(account, directory)
    _same_version(data)
    return account


def _same_version(data: Path) -> None:
    if not data.exists():
        return
    try:
        made_by = (data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise EmbeddedError(f"{data} belongs to another user. Run Golive as that user, or name another directory with --data.") from error
    except OSError as error:
        raise EmbeddedError(f"{data} holds no PostgreSQL data (it has no PG_VERSION). Name another directory with --data.") from error
    if made_by != carried_version():
        raise EmbeddedError(
            f"{data} was made by PostgreSQL {made_by}, and this Golive carries PostgreSQL {carried_version()}. Start it with the "
            "Golive that made it and move the data with pg_dump and pg_restore, or run pg_upgrade, or name another directory with --data."
        )


def _own(directory: Path) -> TextIOWrapper:
    lock = _open(directory / "serve.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = lock.read().strip()
        lock.close()
        raise EmbeddedError(
            f"Another `golive serve`{f' (process {owner})' if owner else ''} owns the data directory {directory}. "
            f"Stop it{f' (kill {owner})' if owner else ''}, or name another directory with --data."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _open(path: Path) -> TextIOWrapper:
    try:
        return open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except OSError as error:
        raise EmbeddedError(f"{path} can't be opened ({error.strerror}). Run Golive as the user who owns {path.parent}.") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with _open(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _pid(data: Path) -> int | None:
    lines = _pid_file(data)
    return int(lines[0]) if lines else None


def _socket_directory(data: Path) -> Path | None:
    lines = _pid_file(data)
    return Path(lines[4]) if len(lines) > 4 else None


def _is_postgres(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == data
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:  # another user's: not PostgreSQL, which runs as ours
        return False


def _forget_stale_process(data: Path) -> None:
    """After a crash in a container the process id on file may be another program's, and PostgreSQL would wait for it."""
    pid = _pid(data)
    if pid is not None and not _is_postgres(pid, data):
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            with suppress(FileNotFoundError):
                (data / name).unlink()
