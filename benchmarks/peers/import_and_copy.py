"""An import and, beside it, a bare COPY of the contacts that came of it, in turn: each in a workspace of its own, of the same table.

Takes the database's URL, the file and how often; prints the seconds of each.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
from pathlib import Path
from uuid import UUID

import uvloop

from golive.benchmarks.bench import superuser
from golive.models import ids
from golive.models.connecting import Connection
from golive.models.database import Database
from golive.models.importing import ImportOptions, Progress, import_contacts
from golive.models.settings import Settings

COLUMNS = ["workspace_id", "id", "email", "attributes", "consent"]
WRITTEN = f"SELECT {', '.join(COLUMNS[1:])} FROM golive.contact WHERE workspace_id = $1"
OPTIONS = ImportOptions(key="email", consent=("email:commercial",))


async def main(url: str, path: Path, runs: int) -> None:
    """The superuser copies, whom row-level security doesn't ask; indexes, constraints and triggers are the same."""
    database, bare = await Database.open(Settings.model_construct(), url), await superuser(url)
    imported, copied = [], []
    for _ in range(runs):
        workspace = await _workspace(bare)
        started = time.perf_counter()
        await import_contacts(database, workspace, path, OPTIONS, _ignore)
        imported.append(time.perf_counter() - started)
        contacts = io.BytesIO()
        await bare.copy_from_query(WRITTEN, workspace, output=contacts)
        copied.append(await _copied(bare, contacts.getvalue()))
    print(json.dumps({"imported": imported, "copied": copied}))
    await database.close()
    await bare.close()


async def _workspace(bare: Connection) -> UUID:
    workspace = ids.new()
    await bare.execute("INSERT INTO golive.workspace (workspace_id, name) VALUES ($1, $2)", workspace, str(workspace))
    await bare.execute("CHECKPOINT")
    return workspace


async def _copied(bare: Connection, contacts: bytes) -> float:
    workspace = str(await _workspace(bare)).encode()
    rows = io.BytesIO(b"".join(workspace + b"\t" + line for line in contacts.splitlines(keepends=True)))
    started = time.perf_counter()
    await bare.copy_to_table("contact", schema_name="golive", source=rows, columns=COLUMNS)
    return time.perf_counter() - started


def _ignore(_: Progress) -> None:
    """Nobody asks for progress."""


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
