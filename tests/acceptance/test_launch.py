"""A launch from end to end over HTTP and WebSocket: the demo's play, seen and judged by a subscriber and a client of the test's own."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from client import Client
from listening import Listener
from serving import Server, run

from golive.graph.demo.client import Client as Player
from golive.graph.demo.scenario import SHIPPED, Customers, play

Json = dict[str, Any]
CONTACTS = "{ contacts(first: 1) { totalCount } }"
MEMBERS = (
    """query($id: ID!) { record(id: $id) { ... on Segment { memberCount members(first: 100) { totalCount nodes { attributes } } } } }"""
)
VERSIONS = "query($id: ID!) { record(id: $id) { versions(first: 10) { nodes { number comment snapshot } } } }"
EVERYTHING = "{ statusHistory(first: 100) { nodes { id } } }"
WAYS = {
    "segment": "DRAFT LIVE",
    "email": "DRAFT LIVE STOPPED",
    "settings": "DRAFT LIVE",
    "form": "DRAFT LIVE",
    "page": "DRAFT GOING_LIVE LIVE",
    "journey": "DRAFT GOING_LIVE LIVE LIVE_EDITABLE GOING_LIVE LIVE STOPPING STOPPED",
}
LEGAL = {"SUBJECT_REQUIRED", "POSTAL_ADDRESS_MISSING", "UNSUBSCRIBE_MISSING"}


@pytest.mark.hillstrom
async def test_a_launch_with_all_customers(server: Server, data: Path, token: str) -> None:
    await launch(server, data, token, Path(os.environ["GOLIVE_HILLSTROM"]), 64_000, 5_236)


async def test_a_launch_with_the_first_two_thousand_customers(server: Server, data: Path, token: str) -> None:
    await launch(server, data, token, SHIPPED, 2_000, 165)


async def launch(server: Server, data: Path, token: str, customers: Path, rows: int, members: int) -> None:
    """Play it once, and hold what the test saw for itself to what the documents say."""
    listener = Listener()
    async with Client(server.url, token) as client, Player(server.url, token) as player:
        workspace = (await client.execute("{ viewer { workspace } }"))["viewer"]["workspace"]

        async def bring_in(file: Path, options: tuple[str, ...]) -> str:
            return await asyncio.to_thread(run, data, "import", "contacts", str(file), *options, "--workspace", workspace)

        before = (await client.create("Segment", name="There before"))["cursor"]
        async with client.changes(after=before) as stream:
            outcome = await play(player, Customers.of(customers), bring_in, listener)
            ids = outcome.ids
            await stream.until(lambda change: (change["recordId"], change["toStatusReason"]) == (ids["journey"], "STOPPED"))
            seen = stream.received
        judge_ways(ids, seen)
        judge_refusals(ids, listener)
        assert (await client.execute(CONTACTS))["contacts"]["totalCount"] == rows
        await judge_segment(client, ids["segment"], members)
        for identity in ids.values():
            assert await client.history(identity) == [change for change in seen if change["recordId"] == identity]
        everything = (await client.execute(EVERYTHING))["statusHistory"]["nodes"]
        assert [change["id"] for change in everything[1:]] == [change["id"] for change in seen]
        versions = (await client.execute(VERSIONS, id=ids["journey"]))["record"]["versions"]["nodes"]
        assert [(version["number"], version["comment"]) for version in versions] == [(1, None), (2, "Second week")]
        names = [version["snapshot"]["name"] for version in versions]
        assert names[1] == f"{names[0]}, second week" == (await client.record(ids["journey"]))["name"]


def judge_ways(ids: Mapping[str, str], seen: list[Json]) -> None:
    """Each record went its way, each change from where the one before led to, and no user before what it uses."""
    assert ids.keys() == WAYS.keys()
    for part, way in WAYS.items():
        changes = [change for change in seen if change["recordId"] == ids[part]]
        states = [change["toStatusReason"] for change in changes]
        assert states == way.split(), part
        assert [change["fromStatusReason"] for change in changes] == [None, *states[:-1]]
    moves = [(change["recordId"], change["fromStatusReason"], change["toStatusReason"]) for change in seen]
    went = {part: moves.index((identity, "DRAFT", WAYS[part].split()[1])) for part, identity in ids.items()}
    assert max(went["segment"], went["email"], went["settings"]) < went["journey"]
    assert went["form"] < went["page"]


def judge_refusals(ids: Mapping[str, str], listener: Listener) -> None:
    """Just what must be refused was, with every finding, and it named who is concerned."""
    unready, early, used = listener.refusals
    assert (unready["code"], {finding["code"] for finding in unready["findings"]}) == ("CHECK_FAILED", LEGAL)
    assert {finding["path"][0] for finding in unready["findings"]} == {"subject", "design"}
    assert early["code"] == "DEPENDENCY_NOT_LIVE"
    assert {record["id"] for record in early["blockedBy"]} == {ids["segment"], ids["email"], ids["settings"]}
    assert (unready["confirmable"], early["confirmable"]) == (False, False)
    assert (used["code"], used["confirmable"]) == ("IN_USE_BY_LIVE_RECORD", True)
    assert [record["id"] for record in used["blockedBy"]] == [ids["journey"]]
    assert listener.warnings == ["DEPENDENCY_NOT_LIVE"]  # of the save, with the e-mail stopped


async def judge_segment(client: Client, identity: str, members: int) -> None:
    """It has as many members as the file has rural women, and they are such."""
    segment = (await client.execute(MEMBERS, id=identity))["record"]
    assert (segment["memberCount"], segment["members"]["totalCount"]) == (members, members)
    people = [contact["attributes"] for contact in segment["members"]["nodes"]]
    assert len(people) == 100
    assert {(person["womens"], person["zip_code"]) for person in people} == {(1, "Rural")}
