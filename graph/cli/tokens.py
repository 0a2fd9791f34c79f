"""`golive token`: access for programs and people, made on the machine that has the data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from golive.graph.cli.options import DATA, configured, run, tell_if_new
from golive.lifecycles.words import Role
from golive.models import durations
from golive.models.settings import Settings
from golive.models.storage import storage
from golive.models.workspace import DEFAULT_WORKSPACE, ensure_workspace, new_token

LONGEST = 200


def _name(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (value.strip() and value.isprintable() and len(value) <= LONGEST):
        raise click.BadParameter(f"a name has 1 to {LONGEST} characters that can be shown.")
    return value


def _end(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    now = datetime.now(UTC)
    try:
        end = durations.parse(value).after(now)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if not now < end < durations.FAR:
        raise click.BadParameter("a token lasts for more than no time, and ends before the year 10000.")
    return end


@click.group()
def token() -> None:
    """Make tokens, with which the API is called."""


@token.command()
@click.option("--role", type=click.Choice([role.value for role in Role], case_sensitive=False), required=True, help="What it may do.")
@click.option("--workspace", default=DEFAULT_WORKSPACE, show_default=True, callback=_name, help="Where; made if there is none such.")
@click.option("--name", callback=_name, help="What histories call its user.  [default: the role]")
@click.option("--expires", callback=_end, metavar="DURATION", help="How long it counts, such as P90D.  [default: until it is revoked]")
@DATA
def create(role: str, workspace: str, name: str | None, expires: datetime | None, data: Path) -> None:
    """Make a token and print its secret, which is seen only now."""
    secret = run(_create(configured(), data, Role(role), workspace, name or role.lower(), expires))
    click.echo(f"A token for {role} in the workspace {workspace}. Its secret is shown only now:", err=True)
    click.echo(secret)


async def _create(settings: Settings, data: Path, role: Role, workspace: str, name: str, expires_at: datetime | None) -> str:
    tell_if_new(settings, data)
    async with storage(settings, data) as database, database.system() as session:
        home = await ensure_workspace(session, workspace)
        token, secret = new_token(home.workspace_id, name, role, "golive token", expires_at)
        session.add(token)
    return secret
