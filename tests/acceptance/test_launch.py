"""A launch from end to end over HTTP and WebSocket: import, check, plan, go live, live edit, stop, history."""

import asyncio
import csv
import os
from pathlib import Path
from typing import Any

import pytest
from client import Client
from samples import HTML
from serving import Server, run

Json = dict[str, Any]
WHOLE = os.environ.get("GOLIVE_HILLSTROM")
CONDITION = 'contact.womens == 1 && contact.zip_code == "Rural"'
IMPORT = ("--set", "email=customer-{row}@example.com", "--key", "email", "--consent", "email:commercial")
PLAN = """query($ids: [ID!]!) { goLivePlan(ids: $ids) { steps { record { id } } findings { code } } }"""
GO_LIVE_ALL = """mutation($ids: [ID!]!) { goLiveAll(ids: $ids) { id status done total } }"""
MEMBERS = "query($id: ID!) { record(id: $id) { ... on Segment { memberCount progress { phase } } } }"


@pytest.mark.skipif(not WHOLE, reason="GOLIVE_HILLSTROM names no file: the launch is not played with all customers")
async def test_a_launch_with_all_customers(server: Server, data: Path, token: str) -> None:
    await launch(server, data, token, Path(WHOLE or ""), 5236)


async def test_a_launch_with_the_first_two_thousand_customers(
    server: Server, data: Path, token: str, tmp_path: Path
) -> None:
    shipped = next((Path(__file__).parents[2] / "graph").rglob("hillstrom*.csv"))
    with shipped.open(newline="") as lines:
        assert sum(1 for _ in csv.DictReader(lines)) == 2000
    await launch(server, data, token, shipped, 165)


async def launch(server: Server, data: Path, token: str, customers: Path, members: int) -> None:
    """Play it once; `members` are expected in the segment."""
    async with Client(server.url, token) as client:
        workspace = (await client.execute("{ viewer { workspace } }"))["viewer"]["workspace"]
        told = await asyncio.to_thread(
            run, data, "import", "contacts", str(customers), *IMPORT, "--workspace", workspace
        )
        assert "womens" in told
        made = await prepare(client)
        journey, email = made["journey"], made["email"]

        refused = await client.act("goLive", journey)
        assert refused["code"] == "DEPENDENCY_NOT_LIVE"
        blocking = {record["id"] for record in refused["blockedBy"]}
        assert blocking == {made["segment"], made["email"], made["settings"]}

        began = await client.cursor()
        async with client.changes({"ids": [journey]}, began) as stream:
            await client.execute(GO_LIVE_ALL, ids=list(made.values()))
            live = await stream.until(lambda change: change["toStatusReason"] == "LIVE")
            path = [(change["fromStatusReason"], change["toStatusReason"]) for change in stream.received]
            assert path == [("DRAFT", "GOING_LIVE"), ("GOING_LIVE", "LIVE")]
            await counted(client, made["segment"], members)

            warned = await client.act("stop", email)
            assert (warned["code"], warned["confirmable"]) == ("IN_USE_BY_LIVE_RECORD", True)
            assert [user["id"] for user in warned["blockedBy"]] == [journey]
            assert (await client.act("stop", email, confirm=True))["record"]["statusReason"] == "STOPPED"
            assert (await client.act("goLive", email))["record"]["statusReason"] == "LIVE"

            assert (await client.act("edit", journey))["record"]["statusReason"] == "LIVE_EDITABLE"
            renamed = await client.update("CustomerJourney", journey, {"name": "Spring launch, second week"})
            assert renamed["record"]["hasWorkingCopy"]
            assert (await client.act("save", journey, comment="Second week"))["__typename"] == "ActionSuccess"
            await stream.until(lambda change: change["toStatusReason"] == "LIVE" and change["id"] != live["id"])
            assert (await client.act("stop", journey))["__typename"] == "ActionSuccess"
            await stream.until(lambda change: change["toStatusReason"] == "STOPPED")
            history = await client.history(journey)
            assert [change["id"] for change in stream.received] == [change["id"] for change in history[1:]]


async def prepare(client: Client) -> dict[str, str]:
    """Create all that the launch needs, as drafts, the users before what they use."""
    made: dict[str, tuple[str, Json]] = {
        "segment": ("Segment", {"segmentType": "DYNAMIC", "dynamicQuery": CONDITION}),
        "email": ("MarketingEmail", {
            "subject": "New for spring, {{ contact.first_name | default: 'friend' }}",
            "fromName": "Ada", "fromAddress": "ada@example.com", "design": {"format": "HTML", "source": HTML}}),
        "settings": ("ContentSettings", {"address": "1 Spring Street, 10115 Berlin"}),
        "form": ("MarketingForm", {"formType": "LANDING", "submitLabel": "Send", "fields": [
            {"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}]}),
    }  # fmt: skip
    ids = {}
    for role, (kind, fields) in made.items():
        ids[role] = (await client.create(kind, name=f"Spring {role}", **fields))["record"]["id"]
    content = f"<h1>Spring</h1>{{% form {ids['form']!r} %}}"
    page = {"pageType": "LANDING", "partialUrl": "spring", "title": "Spring", "content": content}
    ids["page"] = (await client.create("MarketingPage", name="Spring page", **page))["record"]["id"]
    journey = {
        "contentSettingsId": ids["settings"],
        "timeZone": "Europe/Berlin",
        "entry": {"segment": {"segmentIds": [ids["segment"]]}},
        "steps": [{"sendEmail": {"id": "mail", "name": "Spring mail", "emailId": ids["email"]}}],
    }
    ids["journey"] = (await client.create("CustomerJourney", name="Spring launch", **journey))["record"]["id"]
    return {"journey": ids.pop("journey"), **ids}


async def counted(client: Client, segment: str, members: int) -> None:
    """The segment's first build finds exactly its members; waited for by its progress."""
    document = "subscription($id: ID!) { progressChanged(id: $id) { phase done total } }"
    async with client.subscribe(document, id=segment) as stream:
        async for progress in stream:
            assert progress["phase"]
    assert (await client.execute(MEMBERS, id=segment))["record"]["memberCount"] == members
