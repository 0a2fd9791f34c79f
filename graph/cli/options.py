"""What commands share: where the data is, and how their work is run."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click
import uvloop

from golive.graph import logs
from golive.models.settings import Settings

T = TypeVar("T")

DATA = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("data"), envvar="GOLIVE_DATA", show_default=True, help="The data directory."
)


def configured(**values: Any) -> Settings:
    """The settings of the environment, after which logs are written as they say. Raises `SettingsError`."""
    settings = Settings.load(**values)
    logs.configure(settings)
    return settings


def tell_if_new(settings: Settings, data: Path) -> None:
    """Say that a command makes a database, lest somebody in the wrong folder wonders where their records are."""
    if settings.database_url is None and not (data / "postgres" / "PG_VERSION").exists():
        click.echo(f"Nothing was stored in {data.resolve()} yet: a new database is made there. --data names another directory.", err=True)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end on the fast event loop."""
    return uvloop.run(work)
