"""A skip fails in CI, but for the whole Hillstrom file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest
@pytest.mark.hillstrom
def test_whole(): pass
def test_tool(): pytest.skip("no such tool")
def test_plain(): pass
"""


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "1 passed, 2 skipped"),
        ({"CI": "true"}, "1 failed, 1 passed, 1 skipped"),
        ({"CI": "true", "GOLIVE_HILLSTROM": "hillstrom.csv"}, "1 failed, 2 passed"),
    ],
)
def test_in_ci_a_skip_fails_save_for_want_of_the_hillstrom_file(tmp_path: Path, environment: dict[str, str], told: str) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "GOLIVE_HILLSTROM")}
    command = [sys.executable, "-m", "pytest", "-p", "leaving_out", "-rs", "--rootdir", str(tmp_path), str(tmp_path)]
    path = str(Path(__file__).parent)
    done = subprocess.run(command, env={**kept, **environment, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert told in done.stdout
    assert ("GOLIVE_HILLSTROM=FILE" in done.stdout) is ("GOLIVE_HILLSTROM" not in environment)
