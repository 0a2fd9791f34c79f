"""The README's tour works when it is pasted: its blocks run in one shell, against a server that has just begun."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import COMMAND, ROOT, Server, environment

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
MARK = "=== the next block ==="


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    data = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    running = Server(data)
    yield running
    running.stop()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module")
def told(server: Server) -> list[str]:
    """What each block prints; of the tour only the places are others."""
    places = {
        ".venv/bin/golive": shlex.join(COMMAND),
        ".venv/bin/python": sys.executable,
        "data/admin-token": str(server.data / "admin-token"),
        "127.0.0.1:8000": f"127.0.0.1:{server.port}",
    }
    script = f"\necho '{MARK}'\n".join(["set -eu", *BLOCKS])
    script = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], script)
    done = subprocess.run(
        ["bash"], input=script, cwd=ROOT, env={**environment(), "GOLIVE_DATA": str(server.data)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(MARK)[1:]


def test_the_tour_runs_to_its_end_without_an_error(told: list[str]) -> None:
    assert len(told) == len(BLOCKS)
    assert not any('"errors"' in each for each in told), told


@pytest.mark.parametrize(
    "expected",
    [
        '"role": "ADMIN"', "2,000 contacts created", '"count": 165', '"statusReason": "LIVE"', '"code": "CHECK_FAILED"',
        "Spring GO_LIVE DRAFT LIVE admin", '"ready": true', "Welcome None GOING_LIVE LIVE", '"confirmable": true',
        "165 contacts would enter", "Hello friend. 1 Spring Street", '"inside": 1', "All is well.",
    ],
)  # fmt: skip
def test_the_tour_shows_what_it_speaks_of(told: list[str], expected: str) -> None:
    assert any(expected in each for each in told), told


def test_links_in_mails_lead_to_the_server_on_whatever_port(told: list[str], server: Server) -> None:
    assert any(f"http://127.0.0.1:{server.port}/u/" in each for each in told), told


def test_what_the_readme_links_to_is_there() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (ROOT / link).exists(), link
