"""What docs/operations.md says holds: the settings and metrics that it lists, and the backup that it describes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from client import Client
from serving import ROOT, Server, end_postgres, environment

from golive.models.settings import Settings

TEXT = (ROOT / "docs" / "operations.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    path.chmod(0o711)
    yield path
    for data in ("data", "restored"):
        end_postgres(path / data)
    shutil.rmtree(path, ignore_errors=True)


def test_every_setting_is_listed_with_its_default() -> None:
    rows = []
    for each in Settings.model_construct().describe():
        default = f"`{each.default}`" if each.default else ""
        rows.append(f"| `{each.name}` | {default} | {each.description} |")
    assert re.findall(r"^\| `GOLIVE_[A-Z_]+` .*\|$", TEXT, re.MULTILINE) == rows


def paste(folder: Path, block: str) -> None:
    """Run a block of the document, with its own Python."""
    done = subprocess.run(
        ["bash", "-eu"], input=block.replace(".venv/bin/python", sys.executable), cwd=folder, env=environment(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


async def test_a_backup_is_restored_as_it_is_described_and_every_metric_is_listed(folder: Path) -> None:
    server = Server(folder / "data")
    async with Client(server.url, server.token) as client:
        made = (await client.create("Segment", name="Spring", dynamicQuery="true"))["record"]["id"]
        history = await client.history(made)
        metrics = set(re.findall(r"^(golive_\w+?)(?:_bucket|_count|_sum)?[{ ]", (await client.http.get("/metrics")).text, re.M))
    assert metrics - set(re.findall(r"golive_\w+", TEXT)) == set()
    restored = Server(folder / "restored", worker=False)
    paste(folder, "".join(BLOCKS))
    restored.stop()
    server.stop()

    again = Server(folder / "restored")
    async with Client(again.url, server.token) as client:
        assert await client.history(made) == history
        await client.act("goLive", made)
        assert len(await client.history(made)) == len(history) + 1
    async with httpx.AsyncClient() as plain:
        assert (await plain.get(f"{again.url}/readyz")).status_code == 200
    again.stop()
