"""A random walk through one record's life over the real API, each answer held against the reference."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, ClassVar

from budget import SOAK
from client import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from live_service import LiveService
from reference.law import ACTIONS, SCHEDULED, Call, allowed
from reference.record import HANDED_OVER, states_of
from reference.values import text_of
from serving import Server
from subject import USERS, Subject, follows

HOUR = 3600.0
STAY = {"copy", "saveAsTemplate", "delete", "schedule", "unschedule", "setPublishStatus", "restoreVersion"}


class Walk(RuleBasedStateMachine):
    """Random actions on one record of one type; when it is deleted, on another.

    Preconditions ask for the type alone: where a record is, is a matter of time, and Hypothesis wants to repeat itself.
    """

    kind: ClassVar[str]
    server: ClassVar[Server]
    token: ClassVar[str]
    service: ClassVar[LiveService]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.went_wrong = False
        self.subject = Subject(Client(self.server.url, self.token), self.kind, self.service)
        self.run(self.subject.begin())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for a coroutine on the walk's own loop."""
        try:
            return self.runner.run(work)
        except Exception:
            self.went_wrong = True  # so that teardown does not cover the first error with another
            raise

    @rule(pick=st.integers(0, 1000), rests=st.booleans())
    def moves_on(self, pick: int, rests: bool) -> None:
        """Take an action that leads to another state, and wait for its end or not."""
        lawful = sorted(allowed(self.subject.now, self.subject.world) - STAY)
        if lawful:
            self.run(self.subject.perform(Call(lawful[pick % len(lawful)], confirm=True)))
        if rests:
            self.run(self.subject.settle())

    @rule(pick=st.integers(0, 1000))
    def moves_on_in_good_order(self, pick: int) -> None:
        """The same with fields that pass the check."""
        self.run(self.subject.repair())
        self.moves_on(pick, False)

    @rule(
        action=st.sampled_from([action for action in ACTIONS if action not in ("delete", "copy", "saveAsTemplate")]),
        confirm=st.booleans(),
        fresh=st.sampled_from([None, True, True, False]),
        scheduled=st.sampled_from([*SCHEDULED, "edit"]),
        ahead=st.sampled_from([HOUR, 2 * HOUR, 30.0]),
        status=st.sampled_from(states_of("EVENT")),
        version=st.integers(0, 3),
    )
    def acts(self, action: str, confirm: bool, fresh: bool | None, scheduled: str, ahead: float, status: str, version: int) -> None:
        """Call any action in any state, with a right, a stale or no revision."""
        now = self.subject.now
        if action == "restoreVersion" and not now.versions:
            return
        call = Call(
            action,
            confirm=confirm,
            expected=None if fresh is None else now.revision - (not fresh),
            scheduled=scheduled if action in ("schedule", "unschedule") else "",
            at=round(time.time() + ahead, 3) if action == "schedule" else None,
            version=version % max(1, len(now.versions)),
            publish_status=status if action == "setPublishStatus" else "",
        )
        self.run(self.subject.perform(call))

    @rule(picks=st.lists(st.integers(0, 40), min_size=1, max_size=3), rename=st.booleans(), stale=st.booleans())
    def updates(self, picks: list[int], rename: bool, stale: bool) -> None:
        """Change some fields, lawful in a draft, whether they are editable or not."""
        fields: dict[str, Any] = {}
        edits = self.subject.sample.edits
        for pick in picks:
            fields |= edits[pick % len(edits)]
        if rename:
            fields["name"] = f"Walk {self.subject.number}, {picks[0]}"
        expected = self.subject.now.revision - 1 if stale and rename else None
        self.run(self.subject.set(fields, expected=expected))

    @rule(name=st.sampled_from(["", "x" * 151, "a\0b", "  "]))
    def updates_unlawfully(self, name: str) -> None:
        """Give it a name that no draft may have."""
        self.run(self.subject.set({"name": name}, unlawful=True))

    @precondition(lambda self: self.kind in ("CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY"))
    @rule()
    def ends_soon(self) -> None:
        """Let its end date fall due during the walk; of one that it stopped, so long ago that it expires."""
        ended = self.subject.now.ended and self.subject.now.state == "STOPPED"
        self.run(self.subject.set({"endsAt": text_of(round(time.time() + 1.5, 3) if not ended else 1e9)}))

    @precondition(lambda self: self.kind in ("REAL_TIME_JOURNEY", "AUDIENCE_JOURNEY"))
    @rule(ahead=st.sampled_from([1.0, HOUR, -1.0]))
    def pauses_until(self, ahead: float) -> None:
        """Pause with a date to resume at: soon, later, or a past one."""
        self.run(self.subject.perform(Call("pause", at=round(time.time() + ahead, 3))))

    @precondition(lambda self: self.kind in HANDED_OVER)
    @rule(mode=st.sampled_from(["OK", "OK", "REFUSE", *(("FAIL", "BUSY") if SOAK else ())]))  # those wait for the deadline
    def service_changes(self, mode: str) -> None:
        """The outside live service answers otherwise from now on."""
        self.run(self.subject.settle())
        self.subject.answer(mode)

    @precondition(lambda self: "email" in self.subject.ids)
    @rule()
    def its_email_starts_or_stops(self) -> None:
        """Stop the e-mail that it uses, or put it live again."""
        self.run(self.subject.settle())
        self.run(self.subject.toggle_email())

    @precondition(lambda self: self.kind in USERS)
    @rule()
    def someone_uses_it(self) -> None:
        """Put a journey live that uses it."""
        if self.subject.now.state == "LIVE" and not self.subject.user:
            self.run(self.subject.use())

    @rule(action=st.sampled_from(["copy", "saveAsTemplate"]))
    def copies(self, action: str) -> None:
        """Copy it, or save it as a template."""
        self.run(self.subject.copy(action))

    @rule(confirm=st.booleans())
    def deletes(self, confirm: bool) -> None:
        """Try to delete it, if it has had some life."""
        if self.subject.now.revision > 3:
            self.run(self.subject.delete(confirm))

    def teardown(self) -> None:
        """The record comes to rest, and its history is one unbroken path to where it is."""
        client = self.subject.client
        try:
            if not self.went_wrong:
                self.subject.answer("OK")
                self.run(self.subject.settle())
                follows(self.run(client.history(self.subject.id)), self.run(client.record(self.subject.id)))
        finally:
            self.run(client.http.aclose())
            self.runner.close()
