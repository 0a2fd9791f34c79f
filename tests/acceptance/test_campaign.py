"""The Hillstrom campaign as it happened, over HTTP and WebSocket, with a mail server on the loopback that judges what it gets."""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from client import Client
from listening import Listener
from serving import Server, run

from golive.graph.demo.arms import CONTROL, MEN, WOMEN, Campaign
from golive.graph.demo.campaign import SUBJECTS, Result, play_campaign
from golive.graph.demo.client import Client as Player
from golive.graph.demo.mailbox import Mailbox, mailbox
from golive.graph.demo.scenario import IMPORT, SHIPPED

PART = {
    MEN: Result(663, 0, 9, Decimal("853.57")),
    WOMEN: Result(679, 0, 15, Decimal("1787.64")),
    CONTROL: Result(0, 658, 4, Decimal("239.25")),
}
WHOLE = {
    MEN: Result(21_307, 0, 267, Decimal("30311.69")),
    WOMEN: Result(21_387, 0, 189, Decimal("23038.11")),
    CONTROL: Result(0, 21_306, 122, Decimal("13908.33")),
}


@pytest.mark.hillstrom
@pytest.mark.timeout(1_200)
async def test_the_campaign_with_all_customers() -> None:
    await judge(Path(os.environ["GOLIVE_HILLSTROM"]), WHOLE)


async def test_the_campaign_with_the_first_two_thousand_customers() -> None:
    await judge(SHIPPED, PART)


async def judge(file: Path, expected: dict[str, Result]) -> None:
    """Play it on a server of its own; sent, without mail, converted and spent are what the issue says, to the customer and the cent."""
    data = Path(tempfile.mkdtemp(prefix="golive-"))
    try:
        async with mailbox() as box:
            server = await asyncio.to_thread(Server, data, settings={"GOLIVE_SMTP_URL": box.url})
            try:
                assert await _played(server, data, box, file) == expected
                _judge_mails(box, Campaign.of(file))
            finally:
                await asyncio.to_thread(server.stop)
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _played(server: Server, data: Path, box: Mailbox, file: Path) -> dict[str, Result]:
    await asyncio.to_thread(run, data, "import", "contacts", str(file), *IMPORT)
    async with Client(server.url, server.token) as client, Player(server.url, server.token) as player:
        settings = (await client.create("ContentSettings", name="Shop", address="1 Spring Street"))["record"]["id"]
        await client.act("goLive", settings)
        return dict(await play_campaign(player, Campaign.of(file), box, settings, Listener()))


def _judge_mails(box: Mailbox, happened: Campaign) -> None:
    """Nothing else came in than one mail for each customer of the two arms, and none for the control group."""
    wanted = Counter({(address, subject): 1 for name, subject in SUBJECTS.items() for address in happened.arms[name].customers})
    assert box.received == wanted
    assert not {address for address, _ in box.received} & set(happened.arms[CONTROL].customers)
