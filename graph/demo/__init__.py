"""`golive demo`: a launch and a campaign with real customers, played on a server of its own and shown as it happens."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from golive.graph.demo.arms import Campaign
from golive.graph.demo.campaign import play_campaign
from golive.graph.demo.client import Client, Surprise
from golive.graph.demo.mailbox import mailbox
from golive.graph.demo.scenario import SHIPPED, Customers, play
from golive.graph.demo.server import command, serving
from golive.graph.demo.show import Screen


@click.command()
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=SHIPPED, envvar="GOLIVE_HILLSTROM",
              show_default="2,000 customers that come with Golive", help="The Hillstrom file with all 64,000 customers.")  # fmt: skip
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), show_default="a directory that is gone afterwards",
              help="The data directory, to look at what was made.")  # fmt: skip
def demo(file: Path, data: Path | None) -> None:
    """Play a launch on a server of its own: import, check, go live, edit live, stop, and compare the histories.

    Then play the e-mail campaign of the file as it happened, and compare what came of it to the customer and the cent.
    Everything is done by a client over HTTP and WebSocket, in a new workspace. Other servers' settings are left aside.
    """
    screen = Screen(Console(highlight=False))
    try:
        customers, happened = Customers.of(file), Campaign.of(file)
        with tempfile.TemporaryDirectory(prefix="golive-demo-", ignore_cleanup_errors=True) if data is None else nullcontext(data) as where:
            asyncio.run(_demo(customers, happened, Path(where), screen))
    except Surprise as surprise:
        raise click.ClickException(str(surprise)) from surprise
    except asyncio.CancelledError:
        raise click.Abort from None


async def _demo(customers: Customers, happened: Campaign, data: Path, screen: Screen) -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # the server must not outlive it
    workspace = f"Demo of {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"

    async def bring_in(file: Path, options: tuple[str, ...]) -> str:
        return await command(data, "import", "contacts", str(file), *options, "--workspace", workspace)

    screen.chapter("A server")
    screen.asks(f"golive serve --port 0 --data {data}")
    async with mailbox() as box, serving(data, {"GOLIVE_SMTP_URL": box.url}) as url:
        screen.learns(f"ready at {url}")
        screen.asks(f"golive token create --role ADMIN --workspace “{workspace}”")
        token = (await command(data, "token", "create", "--role", "ADMIN", "--workspace", workspace)).split()[-1]
        async with Client(url, token) as client:
            outcome = await play(client, customers, bring_in, screen)
            screen.summary(outcome)
            screen.arms(happened, await play_campaign(client, happened, box, outcome.ids["settings"], screen))
