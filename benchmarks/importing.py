"""How fast contacts are imported, beside a bare COPY of the same contacts."""

from __future__ import annotations

import csv
import json
import statistics
import sys
from pathlib import Path

from golive.benchmarks.bench import Answer, Bench, Reach, number
from golive.benchmarks.machine import ran

HEADER = ["email", "recency", "history", "mens", "womens", "zip_code", "newbie", "channel", "visited"]


async def measure(bench: Bench) -> Answer:
    """Both by one client, as `golive import` is one: on the servers' core, while PostgreSQL has the other."""
    rows = 4_000 if bench.quick else 64_000
    answer = Answer(
        f"Import of {rows:,} contacts",
        "From a CSV file of nine columns: types are found, doubles told apart, known contacts looked for, all in one transaction. The bare "
        "COPY is given the contacts that came of it as PostgreSQL writes them, for the same table with the same indexes, constraints and "
        "triggers, but as a superuser, whom row-level security doesn't ask. Either client has a core, and PostgreSQL the other.",
        ["way", "contacts a second", "Golive is … times that"],
    )
    path = bench.folder / "contacts.csv"
    _write(path, rows)
    async with bench.database() as url:
        command = [sys.executable, "-m", "golive.benchmarks.peers.import_and_copy", url, str(path), str(bench.runs)]
        took = json.loads(await ran(command, ""))
    seconds, copied = (statistics.median(took[way]) for way in ("imported", "copied"))
    answer.rows.append(["Golive", number(rows / seconds), "1"])
    answer.rows.append(["bare COPY", number(rows / copied), f"{copied / seconds:.2f}"])
    answer.reaches.append(Reach("of a bare COPY", copied / seconds, 0.5))
    return answer


def _write(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        towns, channels = ("Rural", "Surburban", "Urban"), ("Phone", "Web", "Multichannel")
        for n in range(rows):
            history = f"{(n * 7919 % 300_000) / 100:.2f}"
            writer.writerow(
                (f"customer-{n}@example.com", n % 12 + 1, history, n % 2, (n + 1) % 2, towns[n % 3], n % 4 // 3, channels[n % 3], n % 5)
            )
