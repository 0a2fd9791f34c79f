"""`golive import contacts`: what the command line asks, shows on its way, and tells at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from golive.graph.cli.options import DATA, configured, tell_if_new
from golive.models.conditions.terms import AttributeType
from golive.models.connecting import DatabaseError, Unavailable
from golive.models.importing import Column, ImportOptions, ImportRefused, ImportResult, Phase, Progress, import_contacts
from golive.models.importing.terms import Report
from golive.models.mail.happenings import MAILS_ASK
from golive.models.settings import SettingsError
from golive.models.storage import storage
from golive.models.workspace import DEFAULT_WORKSPACE, find_workspace


@click.group(name="import")
def import_group() -> None:
    """Bring data in from files."""


def _pairs(_context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, equals, content = value.partition("=")
        if not (name.strip() and equals and content):
            raise click.BadParameter(f"“{value}” has no = with something before and behind it.")
        if name.strip() in pairs:
            raise click.BadParameter(f"the column {name.strip()} is given twice.")
        pairs[name.strip()] = content
    return pairs


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", required=True, metavar="COLUMN", help="The column that contacts are matched by: email, or a key of your own.")
@click.option("--set", "set_", multiple=True, callback=_pairs, metavar="COLUMN=TEMPLATE",
              help="Make a column; {row} is the row's number from 1, {COLUMN} another column's value.")  # fmt: skip
@click.option("--consent", multiple=True, metavar="CHANNEL:PURPOSE",
              help="All of them opted in to this, such as email:commercial. Who opted out before stays out.")  # fmt: skip
@click.option("--map", "map_", multiple=True, callback=_pairs, metavar="COLUMN=ATTRIBUTE",
              help="What a column fills: email, first_name, last_name, or an attribute of that name.")  # fmt: skip
@click.option("--lead", metavar="NAME", help="Make each contact a lead of this name, unless it is one; scoring models rate leads.")
@click.option("--workspace", default=DEFAULT_WORKSPACE, show_default=True, help="The workspace's name.")
@DATA
def contacts(
    file: Path,
    key: str,
    set_: dict[str, str],
    consent: tuple[str, ...],
    map_: dict[str, str],
    lead: str | None,
    workspace: str,
    data: Path,
) -> None:
    """Create and update contacts from a CSV FILE whose first line names the columns.

    All or nothing: what goes wrong on the way leaves no contact changed. Importing again updates by key; an empty field
    leaves what a contact has. Rows that can't be contacts are listed in FILE.bad.csv, with line and reason.
    """
    options = ImportOptions(key, set_, consent, map_, lead)
    try:
        asyncio.run(_import(file, options, workspace, data))
    except (ImportRefused, DatabaseError, SettingsError) as error:
        raise click.ClickException(str(error)) from error
    except Unavailable as error:
        raise click.ClickException(f"{error} Nothing was imported; import the file again when the database is back.") from error


async def _import(file: Path, options: ImportOptions, workspace: str, data: Path) -> None:
    settings = configured()
    tell_if_new(settings, data)
    async with storage(settings, data) as database:
        async with database.system() as session:
            found = await find_workspace(session, workspace)
        if found is None:
            raise click.ClickException(
                f"There is no workspace named {workspace}: name another with --workspace, or make it with `golive token create`."
            )
        console = Console()
        with _showing(console) as report:
            result = await import_contacts(database, found.workspace_id, file, options, report)
    _tell(console, result)


@contextmanager
def _showing(console: Console) -> Iterator[Report]:
    """A bar on a terminal; elsewhere the columns alone, which are shown as soon as their types are known."""
    shown: list[tuple[Column, ...]] = []
    with Bar(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console,
        transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        tasks = {phase: bar.add_task(phase.value, total=None, start=False, visible=False) for phase in Phase}

        def report(progress: Progress) -> None:
            if progress.columns and not shown:
                shown.append(progress.columns)
                _show_columns(console, progress.columns)
            if progress.phase is not Phase.CONTACTS:  # one statement each, whose end nobody knows beforehand
                bar.update(tasks[progress.phase], completed=progress.done, total=progress.total)
            if not bar.tasks[tasks[progress.phase]].started:
                bar.start_task(tasks[progress.phase])
                bar.update(tasks[progress.phase], visible=True)

        yield report


def _show_columns(console: Console, columns: tuple[Column, ...]) -> None:
    table = Table("Column", "fills", "type", box=None, pad_edge=False)
    for column in columns:
        type_ = column.type.value if column.type else "no values"
        table.add_row(column.name, column.target, f"{type_}, new here" if column.new else type_)
    console.print(table)
    if AttributeType.DATE_TIME in [column.type for column in columns]:
        console.print("A date without a time, such as 1980-02-01, is its midnight in UTC.", soft_wrap=True, highlight=False)


def _tell(console: Console, result: ImportResult) -> None:
    console.print(
        f"{result.read:,} rows read: {result.created:,} contacts created, {result.updated:,} updated, {result.unchanged:,} unchanged, "
        f"{result.bad:,} bad rows.",
        soft_wrap=True,
        highlight=False,
    )
    if result.leads:
        console.print(f"{result.leads:,} leads made.", soft_wrap=True, highlight=False)
    if result.kept_opted_out:
        console.print(f"{result.kept_opted_out:,} contacts had opted out, and stay so.", soft_wrap=True, highlight=False)
    for asked in result.first_asked:
        purposes = "" if asked in MAILS_ASK else f" Mails ask for {' or '.join(MAILS_ASK)}, so look whether it is spelt right."
        console.print(f"Nobody had consent for {asked} before.{purposes}", soft_wrap=True, highlight=False)
    if result.bad_rows:
        console.print(f"The bad rows are in {result.bad_rows}, with line and reason.", soft_wrap=True, highlight=False)
