"""Leads through the schema: made, scored by live models, counted by grade, listed, and taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio
from api import Api, serving
from sqlalchemy import select
from standing_records import make_live

from golive.lifecycles.words import RecordType, Role
from golive.models import ids, leftover
from golive.models.catching_up import catch_up
from golive.models.database import Database
from golive.models.following import Followers
from golive.models.lead import LeadScore
from golive.models.settings import Settings

CONTACT = "mutation($input: ContactInput!) { createContact(input: $input) { ... on ContactSuccess { contact { id } } } }"
LEAD = "mutation($input: CreateLeadInput!) { createLead(input: $input) { ... on LeadSuccess { lead { id name source contact { id } } } ... on GuardError { code findings { path message } } } }"  # noqa: E501
LEADS = "query($model: ID, $grade: String, $ready: Boolean) { leads(modelId: $model, grade: $grade, salesReady: $ready) { totalCount nodes { contact { email } scores { score grade salesReady model { name } } } } }"  # noqa: E501
COUNTS = "query($id: ID!) { record(id: $id) { ... on LeadScoringModel { leadCounts { grade count salesReady } } } }"
GRADES = [{"from": None, "to": 4, "name": "cold"}, {"from": 5, "to": None, "name": "warm"}]


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def lead(api: Api, email: str, size: int) -> str:
    contact = (await api(CONTACT, input={"email": email, "attributes": {"size": size}}))["contact"]["id"]
    made: str = (await api(LEAD, input={"contactId": contact, "name": "Spring"}))["lead"]["id"]
    return made


async def settle(api: Api) -> None:
    """Follow up all that was touched."""
    followers, done = Followers(), 1
    while done:
        async with api.server.database.transaction(api.workspace_id) as session:
            done = await catch_up(session, api.workspace_id, followers)


async def test_leads_have_a_score_and_a_grade_by_each_model_that_is_live(api: Api) -> None:
    await lead(api, "first@example.com", 1)
    async with api.server.database.transaction(api.workspace_id) as session:
        big = await make_live(
            session, api.workspace_id, RecordType.LEAD_SCORING_MODEL, "Big",
            conditions=[{"condition": "contact.size >= 5", "points": 7}], grades=GRADES, salesReadyScore=7,
        )  # fmt: skip
        await make_live(session, api.workspace_id, RecordType.LEAD_SCORING_MODEL, "Any", conditions=[{"condition": "true", "points": -1}])
    await lead(api, "small@example.com", 2)
    await lead(api, "large@example.com", 9)
    await settle(api)
    listed = await api(LEADS, model=big.public_id)
    assert [(each["contact"]["email"], each["scores"]) for each in listed["nodes"]] == [
        (email, [
            {"score": -1, "grade": None, "salesReady": False, "model": {"name": "Any"}},
            {"score": score, "grade": grade, "salesReady": ready, "model": {"name": "Big"}},
        ])
        for email, score, grade, ready in (("small@example.com", 0, "cold", False), ("large@example.com", 7, "warm", True))
    ]  # fmt: skip
    assert (await api(COUNTS, id=big.public_id))["leadCounts"] == [
        {"grade": "warm", "count": 1, "salesReady": 1}, {"grade": "cold", "count": 1, "salesReady": 0},
    ]  # fmt: skip
    assert [(await api(LEADS, **which))["totalCount"] for which in ({}, {"grade": "warm"}, {"ready": True}, {"grade": "none"})] == [
        3,
        1,
        1,
        0,
    ]


async def test_a_lead_belongs_to_a_contact_and_is_exported_and_taken_away_with_its_scores(api: Api) -> None:
    async with api.server.database.transaction(api.workspace_id) as session:
        await make_live(session, api.workspace_id, RecordType.LEAD_SCORING_MODEL, "Any")
    made = await lead(api, "ada@example.com", 3)
    await settle(api)
    found = await api(
        "query($id: ID!) { node(id: $id) { ... on Lead { source contact { id leads { totalCount nodes { id } } } } } }", id=made
    )
    assert (found["source"], found["contact"]["leads"]) == ("API", {"totalCount": 1, "nodes": [{"id": made}]})
    export = await api("query($id: ID!) { contactExport(id: $id) }", id=found["contact"]["id"])
    assert [(each["id"], each["name"], [score["score"] for score in each["scores"]]) for each in export["leads"]] == [(made, "Spring", [5])]
    assert await api("mutation($id: ID!) { deleteLead(id: $id) { id } }", id=made) == {"id": made}
    assert (await api.fails("mutation($id: ID!) { deleteLead(id: $id) { id } }", id=made)).extensions["code"] == "NOT_FOUND"
    async with api.server.database.transaction(api.workspace_id) as session:
        assert (await session.scalars(select(LeadScore))).all() == []


async def test_a_model_that_failed_to_go_live_leaves_no_scores_once_it_is_deleted(api: Api, database: Database) -> None:
    made = ids.decode(await lead(api, "ada@example.com", 3))[1]
    model = await api.create("LeadScoringModel", name="Any", conditions=[{"condition": "true", "points": 5}])
    async with database.transaction(api.workspace_id) as session:
        scored = {"workspace_id": api.workspace_id, "model_id": ids.decode(model)[1], "lead_id": made}
        session.add(LeadScore(**scored, score=5, sales_ready=False))
    assert (await api.act("delete", model))["__typename"] == "ActionSuccess"
    async with database.system() as session:
        while await leftover.clear(session):
            pass
        assert (await session.scalars(select(LeadScore))).all() == []


async def test_a_lead_of_nobody_is_refused_and_viewers_make_none(api: Api) -> None:
    refused = await api(LEAD, input={"contactId": "contact_01h455vb4pex5vsknk084sn02q", "name": "a\0"})
    assert (refused["code"], [finding["path"] for finding in refused["findings"]]) == ("INVALID_INPUT", [["name"], ["contactId"]])
    assert (await api.as_(Role.VIEWER).fails(LEAD, input={"contactId": "x"})).extensions["code"] == "FORBIDDEN"
