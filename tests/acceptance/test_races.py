"""Many clients race conflicting actions on one record: one legal path, which history and every subscriber tell alike."""

import asyncio
import random
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import Any

import pytest
from budget import RACES, SOAK
from client import Client
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


@pytest.mark.timeout(6 * 3600 if SOAK else 180)
@pytest.mark.parametrize("kind", RACED)
async def test_of_conflicting_actions_the_successes_form_one_path_that_all_subscribers_see(
    kind: str, server: Server, token: str
) -> None:
    chance = random.Random(kind)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url, token)) for _ in range(CLIENTS)]
        sample = samples({})[kind]
        record = (await clients[0].create(sample.graphql, **fresh(kind, {}, f"Raced {kind}")))["record"]
        created = (await clients[0].history(record["id"]))[0]
        streams = [
            await stack.enter_async_context(client.changes({"ids": [record["id"]]}, created["cursor"]))
            for client in clients[:SUBSCRIBERS]
        ]
        won: list[Json] = []
        for _ in range(RACES // len(RACED)):
            now = await clients[0].record(record["id"])
            won += await race(clients, now, chance, RACED[kind])
        await clients[0].rest(record["id"])
        history = await clients[0].history(record["id"])
        one_path(history)
        wanted = [change["id"] for change in history if change["cause"] == "USER" and change["kind"] == "STATE"]
        assert sorted(wanted) == sorted(answer["change"]["id"] for answer in won)
        for stream in streams:
            await stream.until(lambda change: change["id"] == history[-1]["id"])
            assert stream.received == history[1:]


async def race(clients: list[Client], now: Json, chance: random.Random, actions: tuple[str, ...]) -> list[Json]:
    """Let every client call an action at once, some insisting on the revision that all have seen; return who won."""
    calls = []
    for client in clients:
        insists = {"expectedRevision": now["revision"]} if chance.random() < 0.5 else {}
        calls.append(client.act(chance.choice(actions), now["id"], **insists))
    answers = await asyncio.gather(*calls)
    refused = {answer["code"] for answer in answers if answer["__typename"] == "GuardError"}
    assert refused <= REFUSALS
    won = [answer for answer in answers if answer["__typename"] == "ActionSuccess"]
    assert won, "someone must win"
    return won


def one_path(history: list[Json]) -> None:
    """Each change starts where the one before ended, and the revisions count up without a gap."""
    for before, after in pairwise(history):
        assert before["toStatusReason"] == after["fromStatusReason"]
        assert before["toStatus"] == after["fromStatus"]
    assert [change["revision"] for change in history] == list(range(1, len(history) + 1))
