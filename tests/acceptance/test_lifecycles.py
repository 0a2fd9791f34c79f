"""Random walks through each type's life, every answer and state held against the reference by hand."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

import pytest
from budget import SOAK, STEPS, WALKS
from client import Client
from comparing import Possible, constant
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from live_service import LiveService
from reference.auto_publish import change
from reference.law import ACTIONS, Call, act
from reference.record import FAMILY, HANDED_OVER, Record, World, states_of
from reference.system import at_rest
from reference.tables import TABLES
from reference.values import text_of
from samples import fresh, samples, surroundings
from serving import Server

TYPES = (*TABLES, *sorted(FAMILY))
USERS = {  # who can use a record of the type: a type and the fields that name it
    "MARKETING_EMAIL": ("AUDIENCE_JOURNEY", "email"),
    "CONTENT_SETTINGS": ("AUDIENCE_JOURNEY", "settings"),
    "SEGMENT": ("CUSTOMER_JOURNEY", "segment"),
}
HOUR = 3600.0


class Walk(RuleBasedStateMachine):
    """One record of one type, created anew for every walk."""

    kind: str
    server: Server
    token: str
    service: LiveService
    numbers: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.client = Client(self.server.url, self.token)
        self.number = next(self.numbers)
        self.world = World()
        self.user = ""
        self.service.mode = "OK"
        self.run(self.begin())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for a coroutine on the walk's own loop."""
        return self.runner.run(work)

    async def begin(self) -> None:
        """Create the record and what it uses."""
        name = f"Walk {self.number}"
        needs = samples({})[self.kind].needs
        self.ids = await surroundings(self.client, needs, name)
        self.sample = samples(self.ids)[self.kind]
        fields = fresh(self.kind, self.ids, name)
        created = await self.client.create(self.sample.graphql, **fields)
        self.id = created["record"]["id"]
        known = frozenset(self.ids.values())
        self.world = World(live=known, known=known)
        self.possible = Possible(Record(self.kind, fields))
        self.possible.look(created["record"], self.world)

    @property
    def now(self) -> Record:
        """One of the states that the record may be in."""
        return self.possible.records[0]

    def alive(self) -> bool:
        """Whether there still is a record to act on."""
        return not self.now.deleted

    @precondition(alive)
    @rule(
        action=st.sampled_from([action for action in ACTIONS if action not in ("delete", "copy", "saveAsTemplate")])
        | st.sampled_from(["goLive", "edit", "save", "stop"]),
        confirm=st.booleans(),
        fresh=st.sampled_from([None, True, True, False]),
        scheduled=st.sampled_from(["goLive", "stop"]),
        ahead=st.sampled_from([HOUR, 2 * HOUR, 30.0]),
        status=st.sampled_from(states_of("EVENT")),
        version=st.integers(0, 3),
    )
    def acts(
        self, action: str, confirm: bool, fresh: bool | None, scheduled: str, ahead: float, status: str, version: int
    ) -> None:
        """Call any action in any state, with a right, a stale or no revision."""
        if action == "restoreVersion" and not self.now.versions:
            return
        call = Call(
            action,
            confirm=confirm,
            expected=None if fresh is None else self.now.revision - (not fresh),
            scheduled=scheduled if action in ("schedule", "unschedule") else "",
            at=time.time() + ahead if action == "schedule" else None,
            version=version % max(1, len(self.now.versions)),
            publish_status=status,
        )
        self.run(self.perform(call))

    async def perform(self, call: Call) -> None:
        """Send the call and narrow down what the record may be."""
        arguments: dict[str, Any] = {"confirm": call.confirm}
        if call.expected is not None:
            arguments["expectedRevision"] = call.expected
        if call.scheduled:
            arguments["action"] = constant(call.scheduled)
        if call.at is not None:
            arguments["at" if call.action == "schedule" else "resumeAt"] = text_of(call.at)
        if call.action == "setPublishStatus":
            arguments["publishStatus"] = call.publish_status
        if call.action == "restoreVersion":
            arguments["versionId"] = (await self.versions())[call.version]
        began = time.time()
        seen = await self.client.act(call.action, self.id, **arguments)
        self.possible.narrow(seen, self.world, began, lambda record, at: act(record, call, self.world, at), call)

    async def versions(self) -> list[str]:
        """Ids of the versions that were live, oldest first."""
        document = "query($id: ID!) { record(id: $id) { versions(first: 100) { nodes { id liveFrom } } } }"
        nodes = (await self.client.execute(document, id=self.id))["record"]["versions"]["nodes"]
        return [node["id"] for node in nodes if node["liveFrom"]]

    @precondition(alive)
    @rule(picks=st.lists(st.integers(0, 40), min_size=1, max_size=3), rename=st.booleans(), stale=st.booleans())
    def updates(self, picks: list[int], rename: bool, stale: bool) -> None:
        """Change some fields, lawful in a draft, whether they are editable or not."""
        fields: dict[str, Any] = {}
        for pick in picks:
            fields |= self.sample.edits[pick % len(self.sample.edits)]
        if rename:
            fields["name"] = f"Walk {self.number}, {picks[0]}"
        self.run(self.set(fields, expected=self.now.revision - 1 if stale and rename else None))

    @precondition(alive)
    @rule(name=st.sampled_from(["", "x" * 151, "a\0b", "  "]))
    def updates_unlawfully(self, name: str) -> None:
        """Give it a name that no draft may have."""
        self.run(self.set({"name": name}, unlawful=True))

    async def set(self, fields: dict[str, Any], *, expected: int | None = None, unlawful: bool = False) -> None:
        """Send an update and narrow down what the record may be."""
        began = time.time()
        seen = await self.client.update(self.sample.graphql, self.id, fields, expected)

        def step(record: Record, at: float) -> Any:
            return change(record, fields, self.world, at, expected=expected, unlawful=unlawful)

        self.possible.narrow(seen, self.world, began, step, fields)

    @precondition(lambda self: self.alive() and self.kind in ("CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY"))
    @rule()
    def ends_soon(self) -> None:
        """Let its end date fall due during the walk."""
        self.run(self.set({"endsAt": text_of(round(time.time() + 1.5, 3))}))

    @precondition(lambda self: self.alive() and self.now.ended and self.now.state == "STOPPED")
    @rule()
    def ended_long_ago(self) -> None:
        """Move the end date of a journey that its end date stopped so far back that it expires."""
        self.run(self.set({"endsAt": "2001-01-01T00:00:00Z"}))

    @precondition(lambda self: self.alive() and self.kind in ("REAL_TIME_JOURNEY", "AUDIENCE_JOURNEY"))
    @rule(ahead=st.sampled_from([1.0, HOUR, -1.0]))
    def pauses_until(self, ahead: float) -> None:
        """Pause with a date to resume at: soon, later, or a past one."""
        self.run(self.perform(Call("pause", at=round(time.time() + ahead, 3))))

    @precondition(alive)
    @rule()
    def comes_to_rest(self) -> None:
        """Wait, by the stream, until nothing more happens by itself."""
        self.run(self.settle())

    async def settle(self) -> None:
        """Read the stream until the record is in one known state that stays."""
        if self.now.state == "STOPPING":
            self.answer("OK")
        async with self.client.changes({"ids": [self.id]}) as stream:
            while True:
                self.possible.look(await self.client.record(self.id), self.world)
                if all(at_rest(record, self.world, time.time() + 2) for record in self.possible.records):
                    return
                await stream.until(lambda change: True)

    def answer(self, mode: str) -> None:
        """Tell the outside live service, and the reference, how pushes are answered from now on."""
        self.service.mode = mode
        self.world = replace(self.world, service=mode)

    @precondition(lambda self: self.alive() and self.kind in HANDED_OVER)
    @rule(mode=st.sampled_from(["OK", "OK", "REFUSE", "FAIL", "BUSY"]))
    def service_changes(self, mode: str) -> None:
        """The outside live service answers otherwise from now on."""
        self.run(self.settle())
        self.answer(mode)

    @precondition(lambda self: self.alive() and "email" in self.ids)
    @rule()
    def its_email_starts_or_stops(self) -> None:
        """Stop the e-mail that it uses, or put it live again."""
        self.run(self.settle())
        email = self.ids["email"]
        live = email in self.world.live
        seen = self.run(self.client.act("stop" if live else "goLive", email, confirm=True))
        assert seen["__typename"] == "ActionSuccess", seen
        self.world = replace(self.world, live=self.world.live - {email} if live else self.world.live | {email})

    @precondition(lambda self: self.alive() and self.kind in USERS and not self.user and self.now.state == "LIVE")
    @rule()
    def someone_uses_it(self) -> None:
        """Put a journey live that uses it."""
        kind, role = USERS[self.kind]
        self.run(self.use(kind, role))
        self.world = replace(self.world, users=1, live_users=1)

    async def use(self, kind: str, role: str) -> None:
        """Create a user of the record, put it live and wait until it is."""
        sample = samples({})[kind]
        name = f"User of {self.id}"
        ids = {**await surroundings(self.client, tuple(set(sample.needs) - {role}), name), role: self.id}
        created = await self.client.create(sample.graphql, **fresh(kind, ids, name))
        self.user = created["record"]["id"]
        seen = await self.client.act("goLive", self.user)
        assert seen["__typename"] == "ActionSuccess", seen
        assert (await self.client.rest(self.user))["isLive"]

    @precondition(alive)
    @rule(action=st.sampled_from(["copy", "saveAsTemplate"]))
    def copies(self, action: str) -> None:
        """Copy it, or save it as a template: the record itself stays as it is."""
        began = time.time()
        seen = self.run(self.client.act(action, self.id))
        made = seen.pop("record") if seen["__typename"] == "ActionSuccess" else None
        self.possible.narrow(
            {**seen, "record": None} if made is not None or seen["__typename"] == "ActionSuccess" else seen,
            self.world,
            began,
            lambda record, at: act(record, Call(action), self.world, at),
            action,
        )
        if action == "copy" and made is not None:
            assert made["name"].startswith("Copy of ")
            assert (made["statusReason"] or made["publishStatus"], made["revision"]) == ("DRAFT", 1)

    @precondition(lambda self: self.alive() and self.now.revision > 3)
    @rule(confirm=st.booleans())
    def deletes(self, confirm: bool) -> None:
        """Try to delete it; where that is lawful the walk is over and the record is gone."""
        self.run(self.perform(Call("delete", confirm=confirm)))
        if not self.alive():
            data = self.run(self.client.post("query($id: ID!) { record(id: $id) { id } }", {"id": self.id}))
            assert data["errors"][0]["extensions"]["code"] == "NOT_FOUND"

    def teardown(self) -> None:
        """The record comes to rest, and its history is one unbroken path to where it is."""
        try:
            if self.alive():
                self.answer("OK")
                self.run(self.settle())
                follows(self.run(self.client.history(self.id)), self.run(self.client.record(self.id)))
        finally:
            self.run(self.client.http.aclose())
            self.runner.close()


def follows(history: list[dict[str, Any]], record: dict[str, Any]) -> None:
    """Each change of state starts where the one before it ended, revisions rise, and the last is what is shown."""
    path = [change for change in history if change["kind"] in ("CREATED", "STATE")]
    assert path[0]["kind"] == "CREATED"
    for before, after in pairwise(path):
        for part in ("Status", "StatusReason", "PublishStatus"):
            assert before[f"to{part}"] == after[f"from{part}"], (before, after)
    revisions = [change["revision"] for change in history if change["kind"] != "REFUSED"]
    assert revisions == sorted(set(revisions))
    assert record["revision"] >= revisions[-1]
    last = path[-1]
    assert (last["toStatus"], last["toStatusReason"], last["toPublishStatus"]) == (
        record["status"],
        record["statusReason"],
        record["publishStatus"],
    )


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


@pytest.mark.timeout(7200 if SOAK else 240)
@pytest.mark.parametrize("kind", TYPES)
def test_a_random_walk_answers_as_the_documents_say(
    kind: str, server: Server, token: str, service: LiveService
) -> None:
    walk = type(f"Walk{kind}", (Walk,), {})
    walk.kind, walk.server, walk.token, walk.service, walk.numbers = kind, server, token, service, count()  # type: ignore[attr-defined]
    if kind in HANDED_OVER:
        asyncio.run(hand_over(server, token, kind, service))
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
        ),
    )
    assert not service.forged


async def hand_over(server: Server, token: str, kind: str, service: LiveService) -> None:
    """Let the outside live service run the type in the token's workspace."""
    document = """mutation($type: RecordType!, $url: String!, $secret: String!) {
      setLiveService(type: $type, url: $url, secret: $secret) { __typename } }"""
    async with Client(server.url, token) as client:
        await client.execute(document, type=kind, url=service.url, secret=service.secret)
