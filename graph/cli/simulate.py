"""`golive simulate`: a dry run of a journey's working copy, told on the terminal."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.graph.cli.options import DATA, configured, run
from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.checks.finding import Severity
from golive.models.journeys.simulated import Simulation
from golive.models.journeys.simulating import LIMIT, MOST, Occupied, Wanted, simulate
from golive.models.journeys.words import StepKind
from golive.models.mail.mail import MailStatus
from golive.models.perform import EVERY
from golive.models.preparing import JOURNEYS
from golive.models.records import Record
from golive.models.settings import Settings
from golive.models.storage import storage
from golive.models.workspace import DEFAULT_WORKSPACE, find_workspace

TIME = "%Y-%m-%d %H:%M"
SECONDS = 60.0
Seen = tuple[Record, Simulation, dict[str, str]]


@click.command("simulate")
@click.argument("journey")
@click.option("--workspace", default=DEFAULT_WORKSPACE, show_default=True, help="Where the journey is.")
@click.option("--contacts", type=click.IntRange(1, MOST), default=LIMIT, show_default=True, help="With how many contacts at most.")
@DATA
def command(journey: str, workspace: str, contacts: int, data: Path) -> None:
    """Play a journey's working copy with real contacts and a clock that runs ahead, and undo all of it.

    JOURNEY is its id or its name. No mail and no webhook leaves, and nothing is stored.
    """
    try:
        record, simulation, emails = run(_simulate(configured(), data, workspace, journey, contacts))
    except Occupied as error:
        raise click.ClickException(str(error)) from error
    _tell(Console(highlight=False), record, simulation, emails)
    if any(finding.severity is Severity.ERROR for finding in simulation.findings):
        raise SystemExit(1)


async def _simulate(settings: Settings, data: Path, workspace: str, journey: str, contacts: int) -> Seen:
    async with storage(settings, data) as database:
        async with database.system() as session:
            home = await find_workspace(session, workspace)
        if home is None:
            raise click.ClickException(f"There is no workspace {workspace}: name one that has the journey by --workspace.")
        async with database.transaction(home.workspace_id) as session:
            record = await _named(session, journey, workspace)
        simulation = await simulate(database, record, Wanted(contacts, SECONDS, first=1))
        async with database.transaction(home.workspace_id) as session:
            sent = {each.email_id for each in simulation.mails}
            rows = await session.execute(select(Record.id, Record.name).where(Record.id.in_(sent)))
            return record, simulation, {str(id_): name for id_, name in rows.all()}


async def _named(session: AsyncSession, journey: str, workspace: str) -> Record:
    wanted = [Record.name == journey]
    for type_ in RecordType:
        if (uuid := ids.uuid_of(journey, type_.prefix)) is not None:
            wanted = [Record.id == uuid]
    found = (await session.scalars(select(EVERY).where(EVERY.type.in_(JOURNEYS), *wanted))).unique().all()
    if len(found) != 1:
        why = "no journey" if not found else f"{len(found)} journeys"
        raise click.ClickException(f"There is {why} called {journey} in the workspace {workspace}: give its id.")
    record: Record = found[0]
    return record


def _tell(console: Console, record: Record, simulation: Simulation, emails: dict[str, str]) -> None:
    for finding in simulation.findings:
        console.print(f"{finding.severity.value.lower()}  {finding.code}  {finding.message}", soft_wrap=True, markup=False)
    if simulation.would_enter is None:
        console.print("Nothing could be played: correct what the check found.")
        return
    some = f", and {simulation.entered:,} of them were played with" if simulation.entered < simulation.would_enter else ""
    console.print(f"{simulation.would_enter:,} contacts would enter “{record.name}”{some}.", soft_wrap=True, markup=False)
    steps = Table("Step", "Kind", *("Entered", "Waiting", "Passed", "Failed", "Left"), box=None, pad_edge=False)
    fared = {step: each for (_, step), each in (simulation.counts or {}).items()}
    for step in simulation.steps:
        each, kind = fared.get(step["id"]), StepKind(step["kind"]).words
        counts = (each.entered, each.waiting, each.passed, each.failed, each.exited) if each else (0, 0, 0, 0, 0)
        steps.add_row(step.get("name") or step["id"], kind, *(f"{count:,}" for count in counts))
    console.print(steps)
    for mails in simulation.mails:
        how = "would be sent" if mails.status == MailStatus.SENT else f"would not be sent ({mails.reason})"
        when = mails.first_at.strftime(TIME) + (f" to {mails.last_at.strftime(TIME)}" if mails.last_at != mails.first_at else "")
        name = emails.get(str(mails.email_id), "an e-mail")
        console.print(f"“{name}”: {mails.count:,} {how}, {when} UTC.", soft_wrap=True, markup=False)
    for end in simulation.ends:
        why = f", {end.reason}" if end.reason else ""
        console.print(f"{end.count:,} would end {end.status.lower()} at {end.step}{why}.", soft_wrap=True, markup=False)
    over = "Nothing more would happen" if simulation.complete else "It was broken off, with more to come,"
    console.print(f"{over} after {simulation.until.strftime(TIME)} UTC.")
