"""`golive migrate`, `schema`, `settings` and `doctor`: what those ask who run a server."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from golive.graph.cli.options import DATA, configured, run
from golive.models.settings import Settings, SettingsError
from golive.models.storage import storage


@click.command()
@DATA
def migrate(data: Path) -> None:
    """Bring the database up to date; `serve` does it too."""
    run(_migrate(configured(), data))
    click.echo("The database is up to date.")


async def _migrate(settings: Settings, data: Path) -> None:
    async with storage(settings, data):
        pass


@click.command()
@DATA
def schema(data: Path) -> None:
    """Print the GraphQL schema."""
    from golive.graph.schema import sdl

    click.echo(sdl(), nl=False)


@click.command()
@DATA
def settings(data: Path) -> None:
    """Print every setting as it stands, with what it is about and its default."""
    for each in Settings.load().describe():
        click.echo("\n".join(textwrap.wrap(each.description, 100, initial_indent="# ", subsequent_indent="# ")))
        changed = each.value != each.default
        click.echo(f"{each.name}={each.value}{f'  # default: {each.default}' if changed and each.default else ''}\n")


@click.command()
@DATA
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(data: Path, as_json: bool) -> None:
    """Say what is configured, reachable, late or stuck, and what to do; exit code 1 when something is to be done."""
    from golive.graph.checkup import Finding
    from golive.graph.doctor import examine, show

    try:
        findings = run(examine(configured(), data))
    except SettingsError as error:
        findings = [Finding("settings", problem, "Correct the environment; nothing starts with it.") for problem in error.problems]
    click.echo(show(findings, as_json=as_json))
    if any(finding.advice for finding in findings):
        raise SystemExit(1)
