"""How long the Hillstrom campaign takes, played as it happened: import, segments, scores, the journey with its mails, events, exits."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from golive.benchmarks.bench import Answer, Bench, Reach, number
from golive.graph.demo.arms import Arm, Campaign
from golive.graph.demo.campaign import SUBJECTS, play_campaign
from golive.graph.demo.client import Client
from golive.graph.demo.mailbox import mailbox
from golive.graph.demo.scenario import IMPORT, SHIPPED
from golive.graph.demo.server import command, serving

CREATE = """mutation { createContentSettings(input: { name: "Shop", address: "1 Spring Street" }) {
  ... on ContentSettingsSuccess { record { id } } } }"""
GO_LIVE = "mutation($id: ID!) { goLive(id: $id) { __typename } }"


class Stopwatch:
    """Notes when each thing was asked for in a play."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def asks(self, what: str) -> None:
        self.asked.append((what, time.monotonic()))

    def chapter(self, title: str) -> None: ...

    def learns(self, what: str) -> None: ...

    def refused(self, refusal: dict[str, Any]) -> None: ...

    def warned(self, finding: dict[str, Any]) -> None: ...

    def pushed(self, change: dict[str, Any]) -> None: ...

    def seconds(self, first: str, then: str) -> float:
        """From when what begins with `first` was asked for to when what begins with `then` was."""
        began, ended = (next(at for what, at in self.asked if what.startswith(each)) for each in (first, then))
        return ended - began


async def measure(bench: Bench) -> Answer:
    """All rows of the file that GOLIVE_HILLSTROM names, or the 2,000 that come with Golive."""
    file = SHIPPED if bench.quick else Path(os.environ.get("GOLIVE_HILLSTROM", SHIPPED))
    happened, watch = Campaign.of(file), Stopwatch()
    with tempfile.TemporaryDirectory(prefix="golive-", ignore_cleanup_errors=True) as data:
        async with mailbox() as box, serving(Path(data), {"GOLIVE_SMTP_URL": box.url}) as url:
            watch.asks("import")
            await command(Path(data), "import", "contacts", str(file), *IMPORT)
            watch.asks("imported")
            async with Client(url, (Path(data) / "admin-token").read_text().strip()) as client:
                settings = (await client.execute(CREATE))["createContentSettings"]["record"]["id"]
                await client.execute(GO_LIVE, id=settings)
                found = await play_campaign(client, happened, box, settings, watch)
    rows = sum(len(arm.customers) for arm in happened.arms.values())
    mails = sum(len(happened.arms[name].customers) for name in SUBJECTS)
    told = sum(len(arm.visited) + len(arm.spent) for arm in happened.arms.values())
    answer = Answer(
        "The Hillstrom campaign as it happened",
        f"`golive demo`'s second half with {rows:,} customers: a server with its worker, its embedded PostgreSQL, the client and the mail "
        "server share the machine. Sent, without mail, converted, spent per arm are what a plain count of the file gives, or this fails.",
        ["", "how many", "seconds", "a second"],
    )
    for what, count, first, then in (
        ("customers imported, each with a lead", rows, "import", "imported"),
        ("members of three segments found", rows, "goLive “Campaign: men”", "goLive “New for men"),
        ("leads scored and graded", rows, "goLive “Recency", "goLive “Merchandise"),
        ("mails received once, from the journey's go-live on", mails, "goLive “Merchandise", "trackEvents"),
        ("events told, and those out who bought", told, "trackEvents", "passages"),
    ):
        seconds = watch.seconds(first, then)
        answer.rows.append([what, f"{count:,}", f"{seconds:.1f}", number(count / seconds)])
    arms: list[tuple[Arm, Any]] = [(happened.arms[name], each) for name, each in found.items()]
    same = all((arm.spend, len(arm.spent)) == (each.spend, each.converted) for arm, each in arms)
    answer.reaches.append(Reach("arms that came out as in the file", len(arms) if same else 0, len(happened.arms)))
    return answer
