"""The command line as people run it: real processes, their output, their exit codes, and what they leave behind."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from client import Client, Refused
from serving import COMMAND, DEADLINE, Process, Server, end_postgres, environment, postmaster, run, worker

from golive.graph.cli import COMMANDS
from golive.models.settings import Settings


@pytest.fixture
def folder() -> Iterator[Path]:
    """A directory for data that PostgreSQL's user can reach, too."""
    path = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    yield path
    end_postgres(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server without a worker, for all tests here that change nothing about it."""
    data = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    running = Server(data, worker=False)
    yield running
    running.stop()
    shutil.rmtree(data, ignore_errors=True)


def call(*arguments: str, settings: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command to its end, whatever that is."""
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(settings), capture_output=True, text=True, timeout=DEADLINE, check=False
    )  # fmt: skip


def refused(*arguments: str, settings: dict[str, str] | None = None) -> str:
    """The sentence with which a command refuses."""
    done = call(*arguments, settings=settings)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Error: ")
    return done.stderr


async def test_the_first_start_says_where_it_is_and_how_to_sign_in_and_the_second_does_not(folder: Path) -> None:
    first = Server(folder)
    link = first.line(re.compile(r"^http\S+/signin\?code=\S+$"))[0]
    assert link.startswith(f"{first.url}/signin")
    assert stat.S_IMODE((folder / "admin-token").stat().st_mode) == 0o600
    async with httpx.AsyncClient() as browser:
        shown = await browser.post(link)
    assert first.token in shown.text
    assert first.token not in first.output
    first.stop()
    assert first.popen.returncode == 0
    assert postmaster(folder) is None

    second = Server(folder)
    assert second.token == first.token
    assert "signin" not in second.output
    async with Client(second.url, second.token) as client:
        assert (await client.execute("{ records(first: 1) { totalCount } }"))["records"]["totalCount"] == 0
    second.stop()


async def test_a_drained_server_tells_its_subscribers_where_to_go_on(folder: Path) -> None:
    server = Server(folder)
    document = "subscription { statusChanged { cursor recordName } }"
    async with Client(server.url, server.token) as client, client.subscribe(document) as stream:
        await client.create("Segment", name="Spring")
        seen = await stream.until(lambda change: change["recordName"] == "Spring")
        server.popen.terminate()
        with pytest.raises(Refused) as ended:
            await stream.until(lambda _: False)
    server.stop()
    assert server.popen.returncode == 0
    assert ended.value.errors[0]["extensions"] == {"code": "SHUTTING_DOWN", "cursor": seen["cursor"]}


async def test_work_is_done_by_a_worker_beside_a_server_that_does_none(server: Server) -> None:
    beside = worker(server.data)
    beside.line(re.compile("worker is ready"))
    async with Client(server.url, server.token) as client:
        segment = (await client.create("Segment", name="All", dynamicQuery="true"))["record"]
        assert (await client.act("goLive", segment["id"]))["__typename"] == "ActionSuccess"
        assert (await client.rest(segment["id"]))["statusReason"] == "LIVE"
    assert "workers that are connected: 1." in run(server.data, "doctor")
    beside.stop()
    assert beside.popen.returncode == 0


async def test_a_token_works_in_its_workspace_by_its_role(server: Server) -> None:
    secret = server.workspace("another", "VIEWER")
    async with Client(server.url, secret) as client:
        told = await client.execute("{ viewer { name role workspace } }")
        assert told["viewer"] == {"name": "viewer", "role": "VIEWER", "workspace": "another"}
        with pytest.raises(Refused) as caught:
            await client.create("Segment", name="Mine")
    assert caught.value.codes == ["FORBIDDEN"]


async def test_a_token_may_be_made_to_end_by_itself(server: Server) -> None:
    secret = run(server.data, "token", "create", "--role", "VIEWER", "--expires", "PT3S").strip()
    async with Client(server.url, secret) as client:
        assert (await client.execute("{ viewer { role } }"))["viewer"]["role"] == "VIEWER"

        async def use() -> None:
            while True:
                await client.execute("{ viewer { role } }")

        with pytest.raises(Refused) as caught:
            await asyncio.wait_for(use(), 10)
    assert caught.value.codes == ["UNAUTHENTICATED"]


def test_every_command_but_serve_works_beside_a_running_server(server: Server) -> None:
    assert "up to date" in run(server.data, "migrate")
    assert "type Query" in run(server.data, "schema")
    told = json.loads(run(server.data, "doctor", "--json"))
    assert told["ok"] is True
    assert {"settings", "disk", "database", "tables", "queue", "log", "doorbell"} <= {finding["area"] for finding in told["findings"]}


def test_a_directory_that_another_server_owns_is_refused_with_its_process(server: Server) -> None:
    assert f"process {server.popen.pid}" in refused("serve", "--port", "0", "--data", str(server.data))


def test_a_busy_port_is_refused_before_anything_is_made(server: Server, folder: Path) -> None:
    told = refused("serve", "--port", str(server.port), "--data", str(folder / "new"))
    assert f"Port {server.port}" in told
    assert "--port" in told
    assert not (folder / "new").exists()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_this_machines_is_refused(host: str, folder: Path) -> None:
    assert "--host" in refused("serve", "--host", host, "--port", "0", "--data", str(folder))


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["token", "create", "--role", "ADMIN"]])
def test_a_database_that_is_away_is_told_in_a_sentence(command: list[str], folder: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://golive:hidden@127.0.0.1:{nobody.getsockname()[1]}/golive"
        told = refused(*command, "--data", str(folder), settings={"GOLIVE_DATABASE_URL": url})
    assert "GOLIVE_DATABASE_URL" in told
    assert "hidden" not in told


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["settings"]])
def test_wrong_settings_are_refused_by_name_all_at_once(command: list[str], folder: Path) -> None:
    told = refused(*command, "--data", str(folder), settings={"GOLIVE_POOL_SISE": "5", "GOLIVE_EXPIRE_AFTER": "soon"})
    assert "GOLIVE_POOL_SISE" in told
    assert "GOLIVE_EXPIRE_AFTER" in told


def test_the_doctor_tells_wrong_settings_to_programs_too(folder: Path) -> None:
    done = call("doctor", "--json", "--data", str(folder), settings={"GOLIVE_POOL_SISE": "5"})
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert "GOLIVE_POOL_SISE" in finding["message"]


def test_data_that_cannot_be_a_directory_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "file").write_text("")
    assert "--data" in refused("migrate", "--data", str(folder / "file"))


def test_settings_are_listed_with_what_they_are_about_and_without_passwords(folder: Path) -> None:
    done = call("settings", "--data", str(folder), settings={"GOLIVE_DATABASE_URL": "postgresql://ada:hidden@h/d", "GOLIVE_POOL_SIZE": "7"})
    assert "hidden" not in done.stdout
    assert "GOLIVE_POOL_SIZE=7  # default: 10" in done.stdout
    for each in Settings.load().describe():
        assert f"\n{each.name}=" in f"\n{done.stdout}"


def test_the_data_directory_can_be_named_by_a_variable(folder: Path) -> None:
    done = call("migrate", settings={"GOLIVE_DATA": str(folder)})
    assert done.returncode == 0, done.stderr
    assert (folder / "postgres").exists()
    assert postmaster(folder) is None


@pytest.mark.parametrize(
    "arguments",
    [["token", "create"], ["token", "create", "--role", "OWNER"], ["token", "create", "--role", "ADMIN", "--workspace", "\n"],
     *(["token", "create", "--role", "ADMIN", "--expires", wrong] for wrong in ("90", "P0D", "P9999Y")),
     ["serve", "--port", "65536"], ["fly"]],
)  # fmt: skip
def test_a_call_that_cannot_be_meant_is_explained(arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr


def test_the_help_lists_every_command() -> None:
    listed = call("--help").stdout
    assert all(f"\n  {name} " in listed for name in COMMANDS)


def test_ctrl_c_stops_like_sigterm(folder: Path) -> None:
    running = Process(folder, ["serve", "--port", "0"])
    running.line(re.compile("is ready"))
    running.popen.send_signal(signal.SIGINT)
    assert running.popen.wait(DEADLINE) == 0
    assert postmaster(folder) is None
