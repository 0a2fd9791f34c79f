"""How fast contacts are imported, beside a bare COPY of the same contacts."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from uuid import UUID

from golive.benchmarks.bench import Answer, Bench, Reach, median, number, superuser
from golive.models import ids
from golive.models.connecting import Connection
from golive.models.database import Database
from golive.models.importing import ImportOptions, Progress, import_contacts
from golive.models.settings import Settings

COLUMNS = ["workspace_id", "id", "email", "attributes", "consent"]
HEADER = ["email", "recency", "history", "mens", "womens", "zip_code", "newbie", "channel", "visited"]
OPTIONS = ImportOptions(key="email", consent=("email:commercial",))


async def measure(bench: Bench) -> Answer:
    """Each import goes to a workspace of its own, and each COPY to one of a table without triggers and row-level security."""
    rows = 4_000 if bench.quick else 64_000
    answer = Answer(
        f"Import of {rows:,} contacts",
        "From a CSV file of nine columns: types are found, doubles told apart, known contacts looked for, all in one transaction. The bare "
        "COPY is given the contacts that came of it as PostgreSQL writes them, for a table with the same indexes.",
        ["way", "contacts a second", "Golive is … times that"],
    )
    path = bench.folder / "contacts.csv"
    _write(path, rows)
    async with bench.database() as url:
        database, bare = await Database.open(Settings.model_construct(), url), await superuser(url)
        await bare.execute("CREATE TABLE golive.bare (LIKE golive.contact INCLUDING ALL)")
        seconds = await median(bench.runs, lambda: _imported(database, bare, path))
        contacts = io.BytesIO()
        query = (
            f"SELECT {', '.join(COLUMNS[1:])} FROM golive.contact WHERE workspace_id IN (SELECT workspace_id FROM golive.workspace LIMIT 1)"
        )
        await bare.copy_from_query(query, output=contacts)
        copied = await median(bench.runs, lambda: _copied(bare, contacts.getvalue()))
        await database.close()
        await bare.close()
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


async def _workspace(bare: Connection) -> UUID:
    workspace = ids.new()
    await bare.execute("INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, $2)", workspace, str(workspace))
    await bare.execute("CHECKPOINT")
    return workspace


async def _imported(database: Database, bare: Connection, path: Path) -> float:
    workspace = await _workspace(bare)
    started = time.perf_counter()
    await import_contacts(database, workspace, path, OPTIONS, _ignore)
    return time.perf_counter() - started


async def _copied(bare: Connection, contacts: bytes) -> float:
    workspace = str(await _workspace(bare)).encode()
    rows = io.BytesIO(b"".join(workspace + b"\t" + line for line in contacts.splitlines(keepends=True)))
    started = time.perf_counter()
    await bare.copy_to_table("bare", schema_name="golive", source=rows, columns=COLUMNS)
    return time.perf_counter() - started


def _ignore(_: Progress) -> None:
    """Nobody asks for progress."""
