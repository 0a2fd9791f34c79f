"""Every cell of the law, the blank ones included: in each situation that it tells apart every action and an edit of every field.

A server without a worker holds records in their transitional states; the worker that leads them there is stopped before.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from client import Client
from live_service import LiveService
from reference.fields import refusal_of
from reference.law import ACTIONS, Call
from reference.record import FAMILY, HANDED_OVER, Record, World, states_of
from reference.routes import ENDS, WAITS, Route, leaves, routes, situation
from reference.tables import TABLES
from samples import fresh, other_values, surroundings
from serving import Server, end_postgres, worker
from situations import Guide
from subject import Subject

TYPES = (*TABLES, *sorted(FAMILY))
UNREACHABLE = {"MARKETING_FORM": {"ERROR"}}  # a form that passes the check and can't be rendered: none is known
COPIES = ("copy", "saveAsTemplate")
HOUR = 3600.0
SETTINGS = {"GOLIVE_LOG_LEVEL": "warning"}


class Ground:
    """Records of all types in all situations, as many of each as are used up there."""

    def __init__(self, client: Client, guide: Guide) -> None:
        self.client = client
        self.guide = guide
        self.ids: dict[str, str] = {}
        self.spares: dict[tuple[str, str], list[tuple[Subject, Route]]] = {}

    async def prepare(self) -> None:
        """Make the records and lead them as far as the worker is needed; those with an end date go first."""
        self.ids = await surroundings(self.client, ("settings", "email", "segment", "event"), "Cells")
        template = await self.client.execute(SAVE_AS_TEMPLATE, id=self.ids["email"])
        contact = await self.client.execute(
            'mutation { createContact(input: {firstName: "Ada"}) { ... on ContactSuccess { contact { id } } } }'
        )
        others = {
            "template": template["saveAsTemplate"]["template"]["id"],
            "contact": contact["createContact"]["contact"]["id"],
            "event 2": (await self.client.create("Event", name="Another"))["record"]["id"],
            "session": (await self.client.create("EventSession", name="Talk", eventId=self.ids["event"]))["record"]["id"],
            "page": (await self.client.create("MarketingPage", **fresh("MARKETING_PAGE", {}, "Page")))["record"]["id"],
        }
        await self.client.act("goLive", others["page"])
        await self.client.rest(others["page"])
        self.ids |= others
        wanted = [(kind, where, route) for kind in TYPES for where, route, uses in self.situations(kind) for _ in range(uses)]
        wanted.sort(key=lambda each: ENDS not in each[2])
        await asyncio.gather(*(self._lead(*each) for each in wanted))

    def situations(self, kind: str) -> list[tuple[str, Route, int]]:
        """Each situation, the way to it, and how many records are used up in it."""
        live = frozenset(self.ids.values())
        world = World(live=live, known=live)
        found = routes(kind, fresh(kind, self.ids, "X"), world)
        return [
            (where, route, 1 + sum(leaves(record, call, world, 0.0) for call in calls(record))) for where, (route, record) in found.items()
        ]

    async def _lead(self, kind: str, where: str, route: Route) -> None:
        worked = max((place + 1 for place, word in enumerate(route) if word in WAITS), default=0)
        subject = await self.guide.lead(kind, route[:worked], self.ids)
        self.spares.setdefault((kind, where), []).append((subject, route[worked:]))

    async def next(self, kind: str, where: str) -> Subject:
        """A record in the situation that nobody has touched."""
        subject, route = self.spares[kind, where].pop()
        await self.guide.go(subject, route)
        assert situation(subject.now) == where
        return subject


SAVE_AS_TEMPLATE = """mutation($id: ID!) {
  saveAsTemplate(id: $id) { ... on ActionSuccess { template { id } } } }"""


def calls(record: Record) -> list[Call]:
    """Every action, those with arguments in several ways."""
    soon, later = round(time.time() + 30, 3), round(time.time() + HOUR, 3)
    stays = states_of(record.type) if record.type in FAMILY else ("PUBLISHED",)
    found = [Call("goLive", expected=record.revision - 1), Call("unschedule", scheduled="goLive")]
    for action in ACTIONS:
        if action == "schedule":
            found += [Call(action, scheduled="goLive", at=soon), Call(action, scheduled="edit", at=later)]
            found += [Call(action, scheduled="goLive", at=later)]
        elif action == "unschedule":
            found.append(Call(action, scheduled="goLive"))
        elif action == "setPublishStatus":
            found += [Call(action, publish_status=each) for each in stays]
        elif action != "restoreVersion" or record.versions:
            found.append(Call(action))
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that does no work by itself."""
    with tempfile.TemporaryDirectory(prefix="golive-cells-") as folder:
        running = Server(Path(folder), worker=False, settings=SETTINGS)
        yield running
        running.stop()
        end_postgres(Path(folder))


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


@pytest.fixture(scope="module")
async def ground(server: Server, service: LiveService) -> AsyncIterator[Ground]:
    """Everything prepared, and the worker gone."""
    async with Client(server.url, server.token) as client:
        for kind in HANDED_OVER:
            await client.execute(HAND_OVER, type=kind, url=service.url, secret=service.secret)
        ready = Ground(client, Guide(client, service))
        working = worker(server.data, SETTINGS)
        try:
            async with ready.guide.watching():
                await ready.prepare()
        finally:
            await asyncio.to_thread(working.stop)
        yield ready


HAND_OVER = """mutation($type: RecordType!, $url: String!, $secret: String!) {
  setLiveService(type: $type, url: $url, secret: $secret) { __typename } }"""


@pytest.mark.timeout(240)  # the first one's includes leading all records where they have to be
@pytest.mark.parametrize("kind", TYPES)
async def test_every_action_and_every_edit_answers_as_the_documents_say_in_every_state(kind: str, ground: Ground) -> None:
    found = ground.situations(kind)
    states = {where.split(",")[0].split(" ")[0] for where, _, _ in found}
    assert states == set(states_of(kind)) - UNREACHABLE.get(kind, set())
    if kind == "CONTENT_SETTINGS":  # one of them is the workspace's default: edits of one change another
        each = [await tried(ground, kind, where) for where, _, _ in found]
    else:
        each = await asyncio.gather(*(tried(ground, kind, where) for where, _, _ in found))
    wrong = [problem for problems in each for problem in problems]
    assert not wrong, "\n\n".join(wrong)


async def tried(ground: Ground, kind: str, where: str) -> list[str]:
    """Try everything in one situation, and return what isn't as the law says."""
    wrong = []
    subject = await ground.next(kind, where)
    for call in calls(subject.now):
        if subject.now.deleted or situation(subject.now) != where:
            subject = await ground.next(kind, where)
        try:
            await (subject.copy(call.action) if call.action in COPIES else subject.perform(call))
        except AssertionError as error:
            wrong.append(f"{where}: {error}")
    if subject.now.deleted or situation(subject.now) != where:
        subject = await ground.next(kind, where)
    values = other_values(kind, ground.ids)
    shown = {lock["field"] for lock in (await ground.client.record(subject.id))["fieldLocks"]}
    assert shown == {field for fields in values for field in fields}
    everything = {name: value for fields in values for name, value in fields.items()}
    editable = [fields for fields in values if all(refusal_of(subject.now, *field) is None for field in fields.items())]
    for fields in [{"name": subject.now.fields["name"]}, *([everything] if editable != values else []), *editable]:
        try:
            await subject.set(fields)
        except AssertionError as error:
            wrong.append(f"{where}: {error}")
    return wrong
