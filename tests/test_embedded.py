"""The embedded PostgreSQL has one owner, serves who joins, and stops when the last one leaves, however they end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from golive.models.connecting import connect
from golive.models.embedded import Embedded, embedded
from golive.models.postgres import SYSTEM_USER, Account, EmbeddedError, reachable_by


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder whose parents PostgreSQL's user may pass, which pytest's own temporary ones are not."""
    path = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder of the test's own."""
    with temporary() as path:
        yield path


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data directory that tests use one after another; each leaves it with no server running."""
    with temporary() as path:
        yield path


def postmaster(folder: Path) -> int | None:
    """The process id of the PostgreSQL that runs in `folder`, None when none does."""
    try:
        pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return None
    return pid if psutil.pid_exists(pid) else None


def is_private(folder: Path) -> bool:
    """Whether `folder` is there, and for its owner alone."""
    return folder.exists() and folder.stat().st_mode & 0o077 == 0


def refusal(folder: Path, *, owner: bool = True) -> str:
    with pytest.raises(EmbeddedError) as caught, embedded(folder, owner=owner):
        pass
    return str(caught.value)


def start_owner(folder: Path) -> subprocess.Popen[str]:
    """A process that owns `folder`, started and ready."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent / ".typing")}
    command = [sys.executable, str(Path(__file__).with_name("embedded_owner.py")), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def without_privileges(action: Callable[[], str]) -> str:
    """What `action` returns, run as an ordinary user: in a forked process, when we are root."""
    if os.geteuid() != 0:
        return action()
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        user = pwd.getpwnam(SYSTEM_USER)
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        try:
            told = action()
        except BaseException as error:
            told = f"failed: {error!r}"
        os.write(write, told.encode())
        os._exit(0)
    os.close(write)
    with open(read) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return told


# Sharing


async def test_it_stores_for_a_user_who_is_no_superuser_and_keeps_what_it_stored(home: Path) -> None:
    with embedded(home, owner=True) as server:
        connection = await connect(server.url)
        assert await connection.fetchval("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert await connection.fetchval("SHOW server_version_num") >= "180000"
        assert await connection.fetchval("SHOW fsync") == "on"
        await connection.execute("DROP TABLE IF EXISTS public.kept")
        await connection.execute("CREATE TABLE public.kept AS SELECT 42 AS answer")
        await connection.close()
    assert postmaster(home) is None
    with embedded(home, owner=True) as server:
        connection = await connect(server.url)
        assert await connection.fetchval("SELECT answer FROM public.kept") == 42
        await connection.close()


async def test_who_joins_uses_the_server_that_runs_and_the_last_one_stops_it(home: Path) -> None:
    with embedded(home, owner=True):
        running = postmaster(home)
        joined = Embedded(home, owner=False)
        assert postmaster(home) == running
    assert postmaster(home) == running
    connection = await connect(joined.url)
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
    joined.close()
    assert postmaster(home) is None


def test_a_command_starts_the_server_when_nobody_runs_it_and_serve_may_follow(home: Path) -> None:
    with embedded(home, owner=False):
        running = postmaster(home)
        server = Embedded(home, owner=True)
        assert postmaster(home) == running
    assert postmaster(home) == running
    server.close()
    assert postmaster(home) is None


def test_a_second_owner_is_refused_with_the_process_that_is_the_first(home: Path) -> None:
    owner = start_owner(home)
    try:
        told = refusal(home)
        assert f"kill {owner.pid}" in told
        assert str(home) in told
        assert "--data" in told
    finally:
        owner.kill()
        owner.wait()
    with embedded(home, owner=True):
        pass
    assert postmaster(home) is None


def test_the_server_of_an_owner_that_was_killed_is_taken_over(home: Path) -> None:
    owner = start_owner(home)
    owner.kill()
    owner.wait()
    running = postmaster(home)
    assert running is not None
    with embedded(home, owner=True):
        assert postmaster(home) == running
    assert postmaster(home) is None


def test_an_interrupt_from_the_terminal_does_not_reach_the_server(home: Path) -> None:
    owner = start_owner(home)
    try:
        running = postmaster(home)
        assert running is not None
        assert os.getsid(running) != os.getsid(owner.pid)
        owner.send_signal(signal.SIGINT)
        owner.wait()
        assert postmaster(home) is None
    finally:
        owner.kill()
        owner.wait()


async def test_a_server_that_was_killed_is_started_again(home: Path) -> None:
    with embedded(home, owner=True) as server:
        assert server.is_running()
        process = psutil.Process(postmaster(home))
        process.kill()
        process.wait(10)
        assert not server.is_running()
        server.ensure()
        assert server.is_running()
        connection = await connect(server.url)
        await connection.close()


# Places


async def test_a_path_too_long_for_a_socket_and_full_of_odd_characters_will_do(folder: Path) -> None:
    deep = folder / ('it\'s a folder, 100% "odd" ' + "x" * 60) / ("y" * 60)
    with embedded(deep, owner=True) as server:
        connection = await connect(server.url.replace("golive@/golive", "postgres@/postgres"))
        assert await connection.fetchval("SHOW data_directory") == str(deep / "postgres")
        sockets = Path(await connection.fetchval("SHOW unix_socket_directories"))
        await connection.close()
        assert is_private(sockets)
    assert not is_private(sockets)


def test_an_ordinary_user_needs_no_other(folder: Path) -> None:
    folder.chmod(0o777)

    def start() -> str:
        with embedded(folder / "data", owner=True) as server:
            return f"{server.account} {server.is_running()}"

    assert without_privileges(start) == "None True"


def test_a_folder_that_is_not_writable_is_refused(folder: Path) -> None:
    folder.chmod(0o555)
    told = without_privileges(lambda: refusal(folder / "data"))
    assert "can't be used (Permission denied)" in told
    assert "--data" in told


def test_a_folder_that_postgresql_may_not_pass_is_named_with_the_command_that_opens_it(folder: Path) -> None:
    closed = folder / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(EmbeddedError) as caught:
        reachable_by(Account("somebody", 54321, 54321), closed / "data")
    assert f"chmod o+x {closed}" in str(caught.value)


def test_a_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "file").write_text("")
    assert "is a file" in refusal(folder / "file")
    assert "is a file" in refusal(folder / "file" / "data")


# What is found there


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    told = refusal(folder)
    assert "made by PostgreSQL 17" in told
    assert "pg_upgrade" in told


def test_a_folder_that_holds_something_else_is_refused(folder: Path) -> None:
    (folder / "postgres").mkdir()
    assert "holds no PostgreSQL data" in refusal(folder)


def test_a_first_start_that_was_cut_short_is_begun_anew(folder: Path) -> None:
    (folder / "postgres.unfinished").mkdir()
    (folder / "postgres.unfinished" / "PG_VERSION").write_text("18\n")
    with embedded(folder, owner=True) as server:
        assert server.is_running()


def test_the_process_id_on_file_of_a_crashed_server_may_be_another_program_s(home: Path) -> None:
    with embedded(home, owner=True):
        content = (home / "postgres" / "postmaster.pid").read_text().splitlines()
    (home / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *content[1:]]) + "\n")
    with embedded(home, owner=True):
        assert postmaster(home) != os.getpid()


def test_a_server_that_does_not_start_tells_what_postgresql_says(home: Path) -> None:
    with pytest.raises(EmbeddedError, match="max_connections"), embedded(home, owner=True, options={"max_connections": "none"}):
        pass
