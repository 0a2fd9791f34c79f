"""One record under test: calls the API, and keeps beside it every state that the reference allows."""

import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

from client import Client
from comparing import Possible, constant
from live_service import LiveService
from reference.auto_publish import change
from reference.fields import refusal_of
from reference.law import Call, act
from reference.record import Record, World
from reference.system import at_rest
from reference.values import text_of
from samples import fresh, samples, surroundings

NUMBERS = count()
USERS = {  # who can use a record of the type: a type and the fields that name it
    "MARKETING_EMAIL": ("AUDIENCE_JOURNEY", "email"),
    "CONTENT_SETTINGS": ("AUDIENCE_JOURNEY", "settings"),
    "SEGMENT": ("CUSTOMER_JOURNEY", "segment"),
    "MARKETING_FORM": ("MARKETING_PAGE", "form"),
}


class Subject:
    """A record of one type and what surrounds it."""

    def __init__(self, client: Client, kind: str, service: LiveService) -> None:
        self.client = client
        self.kind = kind
        self.service = service

    async def begin(self, ids: Mapping[str, str] | None = None) -> None:
        """Create the record, and what it uses unless `ids` names them."""
        self.number = next(NUMBERS)
        self.user = ""
        self.service.mode = "OK"
        name = f"Walk {self.number}"
        self.ids = ids or await surroundings(self.client, samples({})[self.kind].needs, name)
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

    async def set(self, fields: dict[str, Any], *, expected: int | None = None, unlawful: bool = False) -> None:
        """Send an update and narrow down what the record may be."""
        began = time.time()
        seen = await self.client.update(self.sample.graphql, self.id, fields, expected)

        def step(record: Record, at: float) -> Any:
            return change(record, fields, self.world, at, expected=expected, unlawful=unlawful)

        self.possible.narrow(seen, self.world, began, step, fields)

    async def settle(self) -> None:
        """Read the stream until the record is in one known state that stays."""
        if self.now.state == "STOPPING":
            self.answer("OK")
        async with self.client.changes({"ids": [self.id]}) as stream:
            while not await self.rests(time.time() + 2):
                await stream.until(lambda change: True)

    async def rests(self, moment: float) -> bool:
        """Look at the record, and tell whether it is in one known state that stays until the moment."""
        self.possible.look(await self.client.record(self.id), self.world)
        return all(at_rest(record, self.world, moment) for record in self.possible.records)

    def answer(self, mode: str) -> None:
        """Tell the outside live service, and the reference, how pushes are answered from now on."""
        self.service.mode = mode
        self.world = replace(self.world, service=mode)

    async def toggle_email(self) -> None:
        """Stop the e-mail that the record uses, or put it live again."""
        email = self.ids["email"]
        live = email in self.world.live
        seen = await self.client.act("stop" if live else "goLive", email, confirm=True)
        assert seen["__typename"] == "ActionSuccess", seen
        self.world = replace(self.world, live=self.world.live - {email} if live else self.world.live | {email})

    async def use(self) -> None:
        """Create a journey that uses the record, put it live and wait until it is."""
        kind, role = USERS[self.kind]
        sample = samples({})[kind]
        name = f"User of {self.id}"
        ids = {**await surroundings(self.client, tuple(set(sample.needs) - {role}), name), role: self.id}
        created = await self.client.create(sample.graphql, **fresh(kind, ids, name))
        self.user = created["record"]["id"]
        seen = await self.client.act("goLive", self.user)
        assert seen["__typename"] == "ActionSuccess", seen
        assert (await self.client.rest(self.user))["isLive"]
        self.world = replace(self.world, users=1, live_users=1)

    async def repair(self) -> None:
        """Set every field that a valid record of the type has, as far as they are editable now."""
        valid = fresh(self.kind, self.ids, str(self.now.fields["name"]))
        editable = {name: value for name, value in valid.items() if refusal_of(self.now, name, value) is None}
        if self.now.fields.get("endsAt") is not None and refusal_of(self.now, "endsAt") is None:
            editable["endsAt"] = None
        await self.set(editable)

    async def copy(self, action: str) -> None:
        """Copy it, or save it as a template: the record itself stays as it is."""
        began = time.time()
        seen = await self.client.act(action, self.id)
        made = seen["record"]
        unchanged = seen if seen["__typename"] == "GuardError" else {**seen, "record": None}
        self.possible.narrow(unchanged, self.world, began, lambda record, at: act(record, Call(action), self.world, at), action)
        if action == "copy" and seen["__typename"] == "ActionSuccess":
            assert made["name"].startswith("Copy of ")
            assert (made["statusReason"] or made["publishStatus"], made["revision"]) == ("DRAFT", 1)

    async def delete(self, confirm: bool) -> None:
        """Try to delete it; where that is lawful it is gone, and another takes its place."""
        await self.perform(Call("delete", confirm=confirm))
        if self.now.deleted:
            assert await self.client.record(self.id) is None
            await self.begin()


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
