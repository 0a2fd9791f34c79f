"""The generators of clients: those for Node in folders with a lock file, those for Python in an environment of their own."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from javascript import CLIENTS, NODE, install

ROOT = CLIENTS.parent.parent
SDKS = ROOT / "sdk"
REQUIREMENTS = CLIENTS / "requirements.txt"
APART = CLIENTS / ".venv"
DEADLINE = 100


@cache
def install_apart() -> Path:
    """The Python that has what requirements.txt names, installed unless it is there; tests are skipped aloud where that fails."""
    python, installed = APART / "bin" / "python", APART / "installed"
    with REQUIREMENTS.open() as requirements:
        fcntl.flock(requirements, fcntl.LOCK_EX)  # other test runs in the same checkout
        if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
            venv.create(APART, with_pip=True, clear=True)
            pip = [
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--requirement",
                str(REQUIREMENTS),
            ]
            done = subprocess.run(pip, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"pip can't install the generators: {done.stderr.strip()[:400]}")
            shutil.copy(REQUIREMENTS, installed)
    return python


def run(folder: Path, *command: str | Path) -> str:
    """What a command prints that is run in a folder; AssertionError with its words if it fails."""
    done = subprocess.run([*command], cwd=folder, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_node(folder: Path, program: str, *arguments: str) -> str:
    """What a program of the folder's packages prints, such as typescript/bin/tsc."""
    return run(folder, NODE, folder / "node_modules" / program, *arguments)


def lend(packages: Path, folder: Path) -> None:
    """Let programs in `folder` find the packages that are installed in another one."""
    install(packages)
    (folder / "node_modules").symlink_to(packages / "node_modules")


def copy(source: Path, target: Path, names: Sequence[str]) -> None:
    """Copy files by name."""
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(source / name, target / name)


if __name__ == "__main__":  # `make test` installs them beforehand, as a slow network must not count against one test's time
    try:
        install_apart()
    except pytest.skip.Exception as failed:
        print(failed, file=sys.stderr)
