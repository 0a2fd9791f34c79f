"""The demo says what it shows, tells any surprise with what was expected, and leaves nothing running."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
import pytest
from click.testing import CliRunner
from rich.console import Console
from serving import COMMAND, DEADLINE, Process, environment, postmaster

from golive.graph.cli import main
from golive.graph.demo.arms import Campaign
from golive.graph.demo.client import Client, Feed, Surprise
from golive.graph.demo.mailbox import mailbox
from golive.graph.demo.scenario import SHIPPED, Customers
from golive.graph.demo.server import command, serving
from golive.graph.demo.show import Screen

Json = dict[str, Any]
COLOUR = "\x1b["


def test_the_demo_plays_to_its_end_in_plain_lines_and_leaves_nothing() -> None:
    done = subprocess.run([*COMMAND, "demo"], env=environment(), capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert COLOUR not in done.stdout
    told = done.stdout.splitlines()
    campaign = next(number for number, line in enumerate(told) if line.startswith("A campaign: "))
    launch, played = told[:campaign], told[campaign:]
    assert sum("pushed" in line and "→" in line for line in launch) == 20
    assert sum("refused, " in line for line in launch) == 3
    assert launch[-2].startswith("165 customers in the segment; 20 changes of state")
    assert sum("pushed" in line and "→" in line for line in played) == 7 + 5 + 2 + 2 + 2
    assert played[-4:] == [
        "Mens E-Mail                 663 customers, 663 sent, 9 converted, 853.57 USD spent",
        "Womens E-Mail               679 customers, 679 sent, 15 converted, 1,787.64 USD spent",
        "No E-Mail                   658 customers, 658 without mail, 4 converted, 239.25 USD spent",
        "Each mail was received once.",
    ]
    (folder,) = re.findall(r"--data (\S+)", done.stdout)
    assert not Path(folder).exists()


def test_a_demo_that_is_told_to_stop_takes_its_server_with_it() -> None:
    with tempfile.TemporaryDirectory(prefix="golive-") as data:
        running = Process(Path(data), ["demo"])
        url = running.line(re.compile(r"ready at (\S+)"))[1]
        assert httpx.get(f"{url}/healthz", trust_env=False).text == "ok\n"
        running.stop()
        assert postmaster(Path(data)) is None
    assert running.popen.returncode == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz", trust_env=False)


def test_another_file_is_refused_before_anything_starts(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("email,womens\na@example.com,1\n")
    began = time.monotonic()
    result = CliRunner().invoke(main, ["demo", "--file", str(file)])
    assert (result.exit_code, result.output) == (1, f"Error: {file} was expected to be the Hillstrom file, but has no column zip_code.\n")
    assert time.monotonic() - began < 2


def test_what_is_expected_is_counted_in_the_file() -> None:
    assert Customers.of(SHIPPED) == Customers(SHIPPED, 2_000, 165)
    arms = Campaign.of(SHIPPED).arms
    assert {name: (len(arm.customers), len(arm.spent), str(arm.spend)) for name, arm in arms.items()} == {
        "Mens E-Mail": (663, 9, "853.57"), "Womens E-Mail": (679, 15, "1787.64"), "No E-Mail": (658, 4, "239.25"),
    }  # fmt: skip


async def test_a_server_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("This is no directory.")
    with pytest.raises(Surprise, match=r"(?s)expected to start, but said:\n.*data"):
        async with serving(tmp_path / "data", {}):
            pass


async def test_a_command_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(Surprise, match=r"(?s)`golive improt contacts` was expected to succeed, but said: .*No such command"):
        await command(tmp_path, "improt", "contacts")


async def test_a_server_that_is_gone_is_a_surprise() -> None:
    async with Client("http://127.0.0.1:9", "token") as client:
        with pytest.raises(Surprise, match="expected to answer"):
            await client.execute("{ viewer { name } }")
        with pytest.raises(Surprise, match="expected to stay open"):
            async with client.subscribe("subscription { liveView { cursor } }"):
                pass


async def changes(*states: str) -> AsyncIterator[Json]:
    for state in states:
        yield {"recordId": "page_1", "toStatusReason": state}


async def test_a_state_that_was_not_expected_is_told_beside_the_one_that_was() -> None:
    told: list[Json] = []
    feed = Feed(told.append)
    await feed.listen(changes("DRAFT", "GOING_LIVE", "ERROR"))
    await feed.expect("page_1", "DRAFT")
    with pytest.raises(Surprise, match="page_1 was expected to become GOING_LIVE, LIVE, but became GOING_LIVE, ERROR"):
        await feed.expect("page_1", "GOING_LIVE", "LIVE")
    assert told == feed.changes


async def test_a_stream_that_ends_is_a_surprise_at_once() -> None:
    feed = Feed(lambda change: None)
    await feed.listen(changes("DRAFT"))
    with pytest.raises(Surprise, match=r"but became DRAFT\. The stream of changes was expected to go on"):
        await feed.expect("page_1", "DRAFT", "LIVE")


def shown(*, terminal: bool) -> list[str]:
    """The lines for a question and a change that is pushed."""
    file = io.StringIO()
    screen = Screen(Console(file=file, force_terminal=terminal, color_system="standard" if terminal else "auto", highlight=False, width=40))
    screen.asks("goLive “Spring [bold] page”")
    screen.pushed({"recordType": "MARKETING_PAGE", "recordName": "Spring [bold] page" * 3, "fromStatusReason": "DRAFT",
                   "toStatusReason": "GOING_LIVE"})  # fmt: skip
    return file.getvalue().splitlines()


def test_what_is_pushed_has_a_colour_of_its_own_on_a_terminal() -> None:
    asked, pushed = shown(terminal=True)
    colours = [set(re.findall(r"\x1b\[([0-9;]+)m", line)) for line in (asked, pushed)]
    assert colours[1] - colours[0] >= {"1;36", "35"}


def test_elsewhere_there_is_a_plain_line_for_each_thing_however_long() -> None:
    asked, pushed = shown(terminal=False)
    assert COLOUR not in asked + pushed
    assert asked.endswith("goLive “Spring [bold] page”")
    assert pushed.endswith("Spring [bold] page”  Draft → Going live")


async def test_the_demos_mail_server_counts_what_each_address_got() -> None:
    async with mailbox() as box:
        server = aiosmtplib.SMTP(hostname="127.0.0.1", port=int(box.url.rsplit(":", 1)[1]))
        async with server:
            for subject in ("New", "New", "Old"):
                await server.sendmail("shop@example.com", ["ada@example.com"], f"Subject: {subject}\r\n\r\nHello\r\n")
        await box.until({"New"}, 2)
        assert box.about("New") == {"ada@example.com": 2}
        assert box.received.total() == 3
