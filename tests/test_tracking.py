"""Events of contacts through the schema: told one by one and by the thousand, each once, and what a VIEWER doesn't see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio
from api import Api, serving, statements

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings

RESULT = """
    __typename
    ... on TrackEventSuccess { duplicate event { id name at properties clientKey contact { id } } }
    ... on GuardError { code message findings { path message } }
"""
TRACK = f"mutation($input: TrackEventInput!) {{ trackEvent(input: $input) {{ {RESULT} }} }}"
TRACK_ALL = f"mutation($events: [TrackEventInput!]!) {{ trackEvents(events: $events) {{ {RESULT} }} }}"
EVENTS = "query($id: ID!, $name: String, $first: Int) { contact(id: $id) { events(name: $name, first: $first) { totalCount nodes { name properties } } } }"  # noqa: E501
CREATE = "mutation($input: ContactInput!) { createContact(input: $input) { ... on ContactSuccess { contact { id } } } }"


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def contact(api: Api, email: str) -> str:
    answer = await api(CREATE, input={"email": email})
    found: str = answer["contact"]["id"]
    return found


async def test_an_event_is_told_by_id_or_by_address_and_shown_below_its_contact(api: Api) -> None:
    ada = await contact(api, "ada@example.com")
    told = {"contact": {"id": ada}, "name": "visit", "at": "2026-01-31T10:00:00Z", "properties": {"page": "/a", "spent": 1.50}}
    first = await api(TRACK, input=told)
    assert first["duplicate"] is False
    assert first["event"] | {"id": ""} == {
        "id": "", "name": "visit", "at": "2026-01-31T10:00:00Z", "properties": {"page": "/a", "spent": 1.50},
        "clientKey": None, "contact": {"id": ada},
    }  # fmt: skip
    second = await api(TRACK, input={"contact": {"email": " ADA@example.com"}, "name": "purchase"})
    assert second["event"]["contact"] == {"id": ada}
    listed = (await api(EVENTS, id=ada))["events"]
    assert [node["name"] for node in listed["nodes"]] == ["visit", "purchase"]
    assert (await api(EVENTS, id=ada, name="visit", first=1))["events"]["totalCount"] == 1


async def test_an_event_with_a_client_key_is_stored_once(api: Api) -> None:
    ada = await contact(api, "ada@example.com")
    told = {"contact": {"id": ada}, "name": "purchase", "properties": {"amount": 5}, "clientKey": "order-1"}
    first, again, other = await api(TRACK_ALL, events=[told, told, {**told, "properties": {"amount": 9}}])
    assert [each["duplicate"] for each in (first, again, other)] == [False, True, True]
    assert {each["event"]["id"] for each in (first, again, other)} == {first["event"]["id"]}
    later = await api(TRACK, input=told)
    assert (later["duplicate"], later["event"]["id"], later["event"]["properties"]) == (True, first["event"]["id"], {"amount": 5})


async def test_of_many_events_each_has_its_own_answer(api: Api) -> None:
    ada = await contact(api, "ada@example.com")
    good = {"contact": {"id": ada}, "name": "visit"}
    wrong = [
        ({**good, "name": " "}, "name"),
        ({**good, "name": "x" * 101}, "name"),
        ({**good, "contact": {"email": "nobody@example.com"}}, "email"),
        ({**good, "contact": {"id": "contact_01h455vb4pex5vsknk084sn02q"}}, "contactId"),
        ({**good, "contact": {"key": "a\0"}}, "key"),
        ({**good, "properties": {"long": "x" * 20_001}}, "properties"),
        ({**good, "properties": {"nul": "\0"}}, "properties"),
        ({**good, "properties": {"half": ["\ud800"]}}, "properties"),
        ({**good, "properties": {"\udfff": 1}}, "properties"),
        ({**good, "clientKey": ""}, "clientKey"),
        ({**good, "at": "2999-01-31T10:00:00Z"}, "at"),
    ]
    answers = await api(TRACK_ALL, events=[good, *(each for each, _ in wrong), good])
    assert [each["__typename"] for each in answers] == ["TrackEventSuccess", *["GuardError"] * len(wrong), "TrackEventSuccess"]
    assert [each["findings"][0]["path"] for each in answers[1:-1]] == [[path] for _, path in wrong]
    assert (await api(EVENTS, id=ada))["events"]["totalCount"] == 2
    assert (await api(EVENTS, id=ada, name="vi\0sit"))["events"]["totalCount"] == 0


async def test_a_thousand_events_are_told_at_once_in_few_statements_and_no_more(api: Api) -> None:
    ada = await contact(api, "ada@example.com")
    told: list[dict[str, Any]] = [
        {
            "contact": {"email": "ada@example.com"},
            "name": "visit",
            "at": "2026-01-31T10:00:00Z",
            "properties": {"page": f"/{n}", "segment": "Mens E-Mail", "amount": n, "currency": "EUR", "list": [1, 2, 3]},
            "clientKey": f"visit-{n}",
        }
        for n in range(1_000)
    ]
    with statements(api.server.database) as run:
        answers = await api(TRACK_ALL, events=told)
    assert len(answers) == 1_000
    assert len(run) < 20
    assert (await api(EVENTS, id=ada, first=1))["events"]["totalCount"] == 1_000
    assert "1,000 are the most" in (await api.fails(TRACK_ALL, events=[*told, told[0]])).message


async def test_viewers_tell_nothing_and_see_no_properties(api: Api) -> None:
    ada = await contact(api, "ada@example.com")
    await api(TRACK, input={"contact": {"id": ada}, "name": "visit", "properties": {"page": "/secret"}})
    viewer = api.as_(Role.VIEWER)
    assert (await viewer(EVENTS, id=ada))["events"]["nodes"] == [{"name": "visit", "properties": {}}]
    refused = await viewer.fails(TRACK, input={"contact": {"id": ada}, "name": "visit"})
    assert refused.extensions["code"] == "FORBIDDEN"
