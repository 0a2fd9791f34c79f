"""Loaders: however many things a page shows, as many statements read them; and each parent's page is its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio
from api import Api, serving, statements
from sqlalchemy import insert, update

from golive.models import ids
from golive.models.contact import Contact, SegmentMember
from golive.models.database import Database
from golive.models.records import Record
from golive.models.settings import Settings

MEMBERS = """
    query($first: Int, $after: String, $last: Int, $before: String) {
        segments(orderBy: { field: NAME, direction: ASC }) {
            nodes {
                members(first: $first, after: $after, last: $last, before: $before) {
                    totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                }
            }
        }
    }
"""


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def live_segments(api: Api, database: Database, count: int, contacts: list[UUID]) -> None:
    """Segments that are live; each has one of the contacts less than the one before."""
    made = [await api.create("Segment", name=f"S{number:02}", segmentType="STATIC") for number in range(count)]
    async with database.transaction(api.workspace_id) as session:
        await session.execute(update(Record).values(is_live=True))
        for number, id_ in enumerate(made):
            rows = [{"workspace_id": api.workspace_id, "segment_id": ids.decode(id_)[1], "contact_id": each} for each in contacts[number:]]
            await session.execute(insert(SegmentMember), rows)


async def people(api: Api, database: Database, count: int) -> list[UUID]:
    found = sorted(ids.new() for _ in range(count))
    async with database.transaction(api.workspace_id) as session:
        await session.execute(insert(Contact), [{"workspace_id": api.workspace_id, "id": id_} for id_ in found])
    return found


async def cost(api: Api, database: Database, document: str, **variables: Any) -> int:
    with statements(database) as sent:
        await api(document, **variables)
    return len(sent)


async def test_the_members_of_many_segments_take_as_many_statements_as_those_of_one(api: Api, database: Database) -> None:
    contacts = await people(api, database, 30)
    await live_segments(api, database, 1, contacts)
    one = await cost(api, database, MEMBERS, first=2)
    await live_segments(api, database, 20, contacts)
    assert await cost(api, database, MEMBERS, first=2) == one


async def test_each_segment_has_its_own_page_of_members(api: Api, database: Database) -> None:
    contacts = await people(api, database, 5)
    public = [ids.encode("contact", each) for each in contacts]
    await live_segments(api, database, 3, contacts)
    pages = [each["members"] for each in (await api(MEMBERS, first=2))["nodes"]]
    assert [[node["id"] for node in page["nodes"]] for page in pages] == [public[0:2], public[1:3], public[2:4]]
    assert [page["totalCount"] for page in pages] == [5, 4, 3]
    assert all(page["pageInfo"]["hasNextPage"] for page in pages)
    further = [each["members"] for each in (await api(MEMBERS, first=2, after=pages[1]["pageInfo"]["endCursor"]))["nodes"]]
    assert [[node["id"] for node in page["nodes"]] for page in further] == [public[3:5]] * 3
    back = [each["members"] for each in (await api(MEMBERS, last=2, before=pages[2]["pageInfo"]["endCursor"]))["nodes"]]
    assert [[node["id"] for node in page["nodes"]] for page in back] == [public[1:3], public[1:3], public[2:3]]
    assert [page["pageInfo"]["hasPreviousPage"] for page in back] == [True, False, False]


async def test_a_segment_that_is_not_live_has_no_members(api: Api, database: Database) -> None:
    await live_segments(api, database, 1, await people(api, database, 2))
    async with database.transaction(api.workspace_id) as session:
        await session.execute(update(Record).values(is_live=False))
    (segment,) = (await api(MEMBERS))["nodes"]
    assert (segment["members"]["nodes"], segment["members"]["totalCount"]) == ([], 0)


async def test_many_nodes_of_any_type_take_as_many_statements_as_one_of_each(api: Api, database: Database) -> None:
    contacts = [ids.encode("contact", each) for each in await people(api, database, 20)]
    records = [await api.create("RealTimeJourney", name=f"Journey {number}") for number in range(10)]
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Publishable { history { nodes { id } } versions { nodes { id } } } } }"
    found = await api(document, ids=records)
    changes = [change["id"] for each in found for change in each["history"]["nodes"]]
    versions = [version["id"] for each in found for version in each["versions"]["nodes"]]
    shown = "query($ids: [ID!]!, $to: ID!) { nodes(ids: $ids) { id } node(id: $to) { ... on Version { diff(to: $to) { field } } } }"
    few = [contacts[0], changes[0], versions[0]]
    many = [*contacts, *changes, *versions]
    assert [each["id"] for each in (await api(shown, ids=many, to=versions[0]))["nodes"]] == many
    assert await cost(api, database, shown, ids=few, to=versions[0]) == await cost(api, database, shown, ids=many, to=versions[0])


async def test_a_version_of_another_record_is_no_version_to_compare_with(api: Api) -> None:
    versions = "query($id: ID!) { record(id: $id) { versions { nodes { id } } } }"
    mine, other = [
        (await api(versions, id=await api.create("RealTimeJourney", name=name)))["versions"]["nodes"][0]["id"] for name in ("A", "B")
    ]
    diff = "query($id: ID!, $to: ID!) { node(id: $id) { ... on Version { diff(to: $to) { field } } } }"
    assert await api(diff, id=mine, to=mine) == {"diff": []}
    assert (await api.fails(diff, id=mine, to=other)).extensions["code"] == "NOT_FOUND"
