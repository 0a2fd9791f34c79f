"""A launch on the terminal as it happens: a line for each thing, what is pushed in a colour of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from golive.graph.demo.arms import Campaign
from golive.graph.demo.campaign import Result
from golive.graph.demo.client import Json
from golive.graph.demo.scenario import Outcome
from golive.lifecycles.words import RecordType, StatusReason

PUSHED, REFUSED, FINE, QUIET = "bold cyan", "yellow", "green", "dim"
STATES = {"DRAFT": "default", "LIVE": "bold green", "STOPPED": "red"}


class Screen:
    """Tells a launch on a console; plain where that is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def chapter(self, title: str) -> None:
        self._console.print()
        self._line(Text(title, "bold"))

    def asks(self, what: str) -> None:
        self._line(Text.assemble((f"{time.monotonic() - self._began:5.1f} s  ", QUIET), what))

    def learns(self, what: str) -> None:
        for line in what.strip().splitlines():
            self._line(Text.assemble("           ", (line, FINE)))

    def refused(self, refusal: Json) -> None:
        self._line(Text.assemble("           ", (f"refused, {refusal['code']}: ", f"bold {REFUSED}"), (refusal["message"], REFUSED)))
        for finding in refusal["findings"]:
            self._finding(finding)
        if refusal["confirmable"]:
            self._line(Text("             with confirm: true it would go through", REFUSED))

    def warned(self, finding: Json) -> None:
        self._finding(finding)

    def pushed(self, change: Json) -> None:
        before = _state(change["fromStatusReason"]) if change["fromStatusReason"] else Text("new")
        self._line(
            Text.assemble(
                ("       ⇠   pushed  ", PUSHED),
                f"{RecordType(change['recordType']).words} “{change['recordName']}”  ",
                before, " → ", _state(change["toStatusReason"]),
            )
        )  # fmt: skip

    def summary(self, outcome: Outcome) -> None:
        """Every record's way, and what it came to."""
        self.chapter(f"All as it should be, after {time.monotonic() - self._began:.0f} seconds")
        for id_ in outcome.ids.values():
            changes = [change for change in outcome.changes if change["recordId"] == id_]
            way = Text(" → ").join(_state(change["toStatusReason"]) for change in changes)
            self._line(Text.assemble(f"{changes[-1]['recordName']:<28}", way))
        self._line(
            Text(
                f"{outcome.members:,} customers in the segment; {len(outcome.changes)} changes of state, "
                f"each seen by the subscriber once and in order, and equal to the histories.",
                FINE,
            )
        )

    def arms(self, happened: Campaign, results: Mapping[str, Result]) -> None:
        """What came of each arm of the campaign, which is what the file says."""
        self.chapter(f"The campaign came out as it did in the file, after {time.monotonic() - self._began:.0f} seconds")
        for name, result in results.items():
            customers, left = len(happened.arms[name].customers), f"{result.converted:,} converted, {result.spend:,.2f} USD spent"
            mails = f"{result.sent:,} sent" if result.sent else f"{result.without_mail:,} without mail"
            self._line(Text.assemble((f"{name:<28}", "bold"), f"{customers:,} customers, {mails}, {left}"))
        self._line(Text("Each mail was received once.", FINE))

    def _finding(self, finding: Json) -> None:
        self._line(Text.assemble("             ", (finding["code"], f"bold {REFUSED}"), "  ", finding["message"]))

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _state(reason: str) -> Text:
    return Text(StatusReason(reason).words, STATES.get(reason, "magenta"))
