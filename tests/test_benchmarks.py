"""The benchmarks hold together without being run: their statements fit the tables, and what they promise is told truly."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN, SERVER, Protocol

from golive.benchmarks.bench import Answer, Reach
from golive.benchmarks.machine import ROOT
from golive.benchmarks.peers.statements import statements
from golive.benchmarks.results import section
from golive.benchmarks.subscribers import frame
from golive.models.connecting import connect

FILES = sorted(file.name for file in (ROOT / "benchmarks" / "sql").iterdir())


@pytest.mark.parametrize("file", FILES)
async def test_the_statements_that_all_run_fit_the_tables(file: str, database_url: str) -> None:
    connection = await connect(database_url, role="golive_system")
    for name, statement in statements(file).items():
        if name == "ids":
            await connection.execute(statement.sql)
        else:
            await connection.prepare(statement.sql)
    await connection.close()


def test_a_limit_that_is_missed_is_told_as_missed() -> None:
    answer = Answer(
        "Speed", "How.", ["server", "a second"], [["ours", "3"]], [Reach("bare", 0.3, 0.6), Reach("p50", 3, 5, at_most=True, unit=" ms")]
    )
    told = section(answer)
    assert "- **missed**: bare: 0.3 (to reach: ≥ 0.6)" in told
    assert "- reached: p50: 3 ms (to reach: ≤ 5 ms)" in told


@pytest.mark.parametrize("size", [0, 125, 126, 65_535])
def test_a_frame_of_the_load_is_one_that_websocket_libraries_read(size: int) -> None:
    reader = Protocol(SERVER, state=OPEN)
    reader.receive_data(frame(1, b"x" * size))
    [read] = reader.events_received()
    assert isinstance(read, Frame)
    assert (read.opcode, bytes(read.data)) == (Opcode.TEXT, b"x" * size)
