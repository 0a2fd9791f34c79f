"""The command line: `golive COMMAND`, each command loaded when it is called; what is wrong is told in a sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "serve": "golive.graph.cli.serve:serve",
    "worker": "golive.graph.cli.serve:worker",
    "migrate": "golive.graph.cli.upkeep:migrate",
    "schema": "golive.graph.cli.upkeep:schema",
    "settings": "golive.graph.cli.upkeep:settings",
    "doctor": "golive.graph.cli.upkeep:doctor",
    "token": "golive.graph.cli.tokens:token",
    "import": "golive.graph.importing:import_group",
    "simulate": "golive.graph.cli.simulate:command",
    "demo": "golive.graph.demo:demo",
}


class Commands(click.Group):
    """The commands by name. Errors that somebody can act on become a sentence on stderr and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        from golive.live.bells import BellError
        from golive.models.database import DatabaseError, Unavailable
        from golive.models.settings import SettingsError

        try:
            return super().invoke(ctx)
        except (SettingsError, DatabaseError, BellError) as error:
            raise click.ClickException(str(error)) from error
        except Unavailable as error:
            raise click.ClickException(f"{error} Try again when the database is back.") from error


@click.group(cls=Commands)
@click.version_option(package_name="golive")
def main() -> None:
    """Golive: the life of marketing records, over GraphQL."""
