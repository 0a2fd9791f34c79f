"""`python -m golive.benchmarks`: measures, and writes RESULTS.md when every question was asked. `BENCH=quick` is a smoke run."""

from __future__ import annotations

import asyncio
import os
import sys

import uvloop

from golive.benchmarks import (
    beside,
    campaign,
    commits,
    fan_out,
    go_live,
    importing,
    journeys,
    latency,
    machine,
    mailing,
    memory,
    page,
    results,
    segments,
)
from golive.benchmarks.bench import Answer, opened

MODULES = (fan_out, latency, memory, go_live, page, commits, mailing, segments, importing, journeys, beside, campaign)
QUESTIONS = {module.__name__.rpartition(".")[2]: module.measure for module in MODULES}


async def ask(names: list[str], quick: bool) -> list[Answer]:
    """The answers to these questions, each shown as soon as it is there."""
    answers = []
    with opened(quick) as bench:
        for name in names:
            answers.append(await QUESTIONS[name](bench))
            print(results.section(answers[-1]), flush=True)
    return answers


def main() -> None:
    """Ask those that the command line names, or all."""
    names = sys.argv[1:] or list(QUESTIONS)
    if unknown := [name for name in names if name not in QUESTIONS]:
        raise SystemExit(f"There is no question {unknown[0]}. There are: {', '.join(QUESTIONS)}.")
    quick = os.environ.get("BENCH") == "quick"
    machine.prepare()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        answers = runner.run(ask(names, quick))
    if names == list(QUESTIONS) and not quick:
        results.write(answers)


if __name__ == "__main__":
    main()
