"""Many clients race conflicting actions on one record: one legal path, which history and every subscriber tell alike."""

import asyncio
import random
from contextlib import AsyncExitStack
from typing import Any

import pytest
from budget import RACES, SOAK
from client import DEADLINE, Client, Stream
from lawful import replayed
from samples import fresh, samples
from serving import Server

Json = dict[str, Any]
CLIENTS = 32
SUBSCRIBERS = 4
RACED = {
    "MARKETING_EMAIL": ("goLive", "stop", "edit", "save", "discard", "deactivate", "activate"),
    "MARKETING_PAGE": ("goLive", "stop", "edit", "save", "discard"),
}
REFUSALS = {"ACTION_NOT_ALLOWED", "TRANSITION_IN_PROGRESS", "EXPIRED", "STOP_FIRST", "REVISION_CONFLICT"}
# Little is asked for, so that the calls come close together.
ACT = """mutation($id: ID!, $expected: Int) { answer: %s(id: $id, expectedRevision: $expected) {
  __typename ... on ActionSuccess { change { id revision } } ... on GuardError { code } } }"""


@pytest.mark.timeout(6 * 3600 if SOAK else 180)
@pytest.mark.parametrize("kind", RACED)
async def test_of_conflicting_actions_the_successes_form_one_path_that_all_subscribers_see(kind: str, server: Server, token: str) -> None:
    chance = random.Random(kind)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url, token)) for _ in range(CLIENTS)]
        fields = fresh(kind, {}, f"Raced {kind}")
        record = (await clients[0].create(samples({})[kind].graphql, **fields))["record"]
        (created,) = await clients[0].history(record["id"])
        streams = [
            await stack.enter_async_context(client.changes({"ids": [record["id"]]}, created["cursor"])) for client in clients[:SUBSCRIBERS]
        ]
        followers = [Follower(stream) for stream in streams]
        won: list[Json] = []
        for _ in range(RACES // len(RACED)):
            won += await race(clients, record["id"], chance, RACED[kind])
        assert won
        now = await clients[0].rest(record["id"])
        history = await clients[0].history(record["id"])
        assert replayed(history, fields).state == now["statusReason"]
        by_users = [change for change in history[1:] if change["cause"] == "USER"]
        assert [change["id"] for change in by_users] == [
            answer["change"]["id"] for answer in sorted(won, key=lambda answer: answer["change"]["revision"])
        ]
        for follower in followers:
            assert await follower.until(history[-1]["id"]) == history[1:]


class Follower:
    """Reads a stream all the time, as who doesn't is ended for it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._came = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def until(self, change_id: str) -> list[Json]:
        """All that it has read when a change is the last."""
        async with asyncio.timeout(DEADLINE):
            while not self._reading.done() and [change["id"] for change in self.stream.received[-1:]] != [change_id]:
                self._came.clear()
                await self._came.wait()
        self._reading.cancel()
        return self.stream.received

    async def _read(self) -> None:
        try:
            async for _ in self.stream:
                self._came.set()
        finally:
            self._came.set()


async def race(clients: list[Client], identity: str, chance: random.Random, actions: tuple[str, ...]) -> list[Json]:
    """Let every client call an action at once, some insisting on the revision that all have seen; return who won."""
    now = await clients[0].record(identity)
    calls = []
    for client in clients:
        expected = now["revision"] if chance.random() < 0.5 else None
        calls.append(client.execute(ACT % chance.choice(actions), id=identity, expected=expected))
    answers = [data["answer"] for data in await asyncio.gather(*calls)]
    refused = {answer["code"] for answer in answers if answer["__typename"] == "GuardError"}
    assert refused <= REFUSALS
    return [answer for answer in answers if answer["__typename"] == "ActionSuccess"]
