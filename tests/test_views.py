"""Views: the system's and saved ones, in one list, with their records and counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving, statements

from golive.lifecycles.words import RecordType, Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.resolvers.views import SYSTEM

VIEWS = "query($first: Int, $after: String, $last: Int, $before: String) { views(first: $first, after: $after, last: $last, before: $before) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } nodes { id name system } } }"  # noqa: E501
CREATE = "mutation($input: CreateViewInput!) { createView(input: $input) { ... on ViewSuccess { view { id name system filter orderBy { field direction } createdBy createdAt } } ... on GuardError { code message findings { code path } } } }"  # noqa: E501
UPDATE = "mutation($id: ID!, $input: UpdateViewInput!) { updateView(id: $id, input: $input) { ... on ViewSuccess { view { id name filter orderBy { field } } } ... on GuardError { code message } } }"  # noqa: E501
DELETE = "mutation($id: ID!) { deleteView(id: $id) { ... on DeleteSuccess { id } ... on GuardError { code message } } }"
SHOWN = "query($id: ID!) { view(id: $id) { name records(first: 1) { totalCount nodes { name } pageInfo { hasNextPage } } counts { type statusReason count } } }"  # noqa: E501


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def test_the_system_has_views_of_every_type_that_stay_the_same(api: Api) -> None:
    listed = await api(VIEWS, first=100)
    names = [view["name"] for view in listed["nodes"]]
    assert listed["totalCount"] == len(names) == len(SYSTEM) == len(set(names))
    assert names[:3] == ["Active journeys", "All live journeys", "Inactive journeys"]
    assert "Inactive marketing emails" in names
    assert "Inactive segments" not in names
    assert {type_ for view in SYSTEM.values() for type_ in view.filter["types"]} == set(RecordType)
    for view in listed["nodes"]:
        assert await api("query($id: ID!) { node(id: $id) { ... on View { id name system } } }", id=view["id"]) == view


async def test_pages_of_views_neither_skip_nor_double_one_in_either_direction(api: Api) -> None:
    for number in range(5):
        await api(CREATE, input={"name": f"View {number}"})
    everything = [view["id"] for view in (await api(VIEWS, first=100))["nodes"]]
    forward: list[str] = []
    after: Any = None
    while True:
        page = await api(VIEWS, first=7, after=after)
        forward += [view["id"] for view in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert forward == everything
    backward: list[str] = []
    before: Any = None
    while True:
        page = await api(VIEWS, last=7, before=before)
        backward = [view["id"] for view in page["nodes"]] + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert backward == everything


async def test_a_saved_view_shows_what_its_filter_and_order_say(api: Api) -> None:
    for name in ("Bravo", "Alpha"):
        await api.create("MarketingEmail", name=name)
    await api.create("Segment", name="Alpha")
    wanted = {"types": ["MARKETING_EMAIL"], "not": {"statusReasons": ["LIVE"]}, "updatedSince": "2020-01-01T00:00:00Z"}
    made = await api(CREATE, input={"name": "Mails", "filter": wanted, "orderBy": {"field": "NAME", "direction": "ASC"}})
    view = made["view"]
    assert (view["system"], view["createdBy"], view["orderBy"]) == (False, "Ada", {"field": "NAME", "direction": "ASC"})
    assert view["filter"]["not"] == {"statusReasons": ["LIVE"]}
    shown = await api(SHOWN, id=view["id"])
    assert shown["records"] == {"totalCount": 2, "nodes": [{"name": "Alpha"}], "pageInfo": {"hasNextPage": True}}
    assert shown["counts"] == [{"type": "MARKETING_EMAIL", "statusReason": "DRAFT", "count": 2}]


async def test_a_saved_views_filter_can_be_handed_back_as_it_is(api: Api) -> None:
    wanted = {"isLive": False, "updatedSince": "2020-01-01T00:00:00Z", "or": [{"search": "a"}, {"ids": []}]}
    made = await api(CREATE, input={"name": "One", "filter": wanted})
    again = await api(CREATE, input={"name": "Two", "filter": made["view"]["filter"]})
    assert again["view"]["filter"] == made["view"]["filter"]


async def test_an_update_sets_what_it_is_given_and_null_clears(api: Api) -> None:
    made = await api(CREATE, input={"name": "Old", "filter": {"isLive": True}, "orderBy": {}})
    id_ = made["view"]["id"]
    assert (await api(UPDATE, id=id_, input={"name": "New"}))["view"]["filter"] == {"isLive": True}
    cleared = await api(UPDATE, id=id_, input={"filter": None, "orderBy": None})
    assert cleared["view"] == {"id": id_, "name": "New", "filter": {}, "orderBy": None}
    assert (await api(DELETE, id=id_)) == {"id": id_}
    assert await api("query($id: ID!) { view(id: $id) { id } }", id=id_) is None
    assert (await api.fails(DELETE, id=id_)).extensions["code"] == "NOT_FOUND"


async def test_the_systems_views_cannot_be_changed_or_deleted(api: Api) -> None:
    view = (await api(VIEWS, first=1))["nodes"][0]
    for answer in (await api(UPDATE, id=view["id"], input={"name": "Mine"}), await api(DELETE, id=view["id"])):
        assert answer["code"] == "ACTION_NOT_ALLOWED"
        assert "Active journeys" in answer["message"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "x" * 151}, ["name"]),
        ({"name": "a\0b"}, ["name"]),
        ({"name": "A", "filter": {"search": "a\0b"}}, ["filter"]),
        ({"name": "A", "filter": {"not": {"ownerId": "\ud800"}}}, ["filter"]),
        ({"name": "A", "filter": {"ids": ["x" * 90_000, "y" * 20_000]}}, ["filter"]),
    ],
)
async def test_what_cannot_be_stored_is_refused_with_its_place(api: Api, given: Any, path: list[str]) -> None:
    answer = await api(CREATE, input=given)
    assert answer["code"] == "INVALID_INPUT"
    assert [finding["path"] for finding in answer["findings"]] == [path]


async def test_a_viewer_sees_views_and_changes_none(api: Api) -> None:
    viewer = api.as_(Role.VIEWER)
    made = (await api(CREATE, input={"name": "A"}))["view"]["id"]
    assert (await viewer(SHOWN, id=made))["name"] == "A"
    for document, variables in ((CREATE, {"input": {"name": "B"}}), (UPDATE, {"id": made, "input": {}}), (DELETE, {"id": made})):
        assert (await viewer.fails(document, **variables)).extensions["code"] == "FORBIDDEN"


async def test_another_workspaces_views_are_not_there(api: Api, other_workspace: UUID) -> None:
    made = (await api(CREATE, input={"name": "A"}))["view"]["id"]
    other = Api(api.server, other_workspace)
    assert await other("query($id: ID!) { view(id: $id) { id } }", id=made) is None
    assert await other("query($id: ID!) { node(id: $id) { id } }", id=made) is None
    assert (await other.fails(UPDATE, id=made, input={"name": "B"})).extensions["code"] == "NOT_FOUND"
    assert (await other(VIEWS, first=100))["totalCount"] == len(SYSTEM)


async def test_a_types_views_are_those_that_show_it(api: Api) -> None:
    await api(CREATE, input={"name": "Everything"})
    await api(CREATE, input={"name": "Mails", "filter": {"types": ["MARKETING_EMAIL"]}})
    await api(CREATE, input={"name": "Pages", "filter": {"types": ["MARKETING_PAGE"]}})
    found = await api("{ views(type: MARKETING_EMAIL) { totalCount nodes { name system } } }")
    names = [view["name"] for view in found["nodes"]]
    assert names[-2:] == ["Everything", "Mails"]
    assert found["totalCount"] == len(names)
    assert all("marketing emails" in view["name"] for view in found["nodes"] if view["system"])


async def test_the_counts_of_all_views_take_one_statement(api: Api, database: Database) -> None:
    await api.create("MarketingEmail", name="A")
    with statements(database) as sent:
        listed = await api("{ views(first: 100) { nodes { name counts { count } } } }")
    assert {view["name"]: view["counts"] for view in listed["nodes"]}["Draft marketing emails"] == [{"count": 1}]
    assert len(sent) == 3  # the workspace, the saved views, the counts


@pytest.mark.parametrize("cursor", ["", "x", "WyJvdGhlciJd"])
async def test_a_malformed_cursor_of_views_is_told(api: Api, cursor: str) -> None:
    assert (await api.fails(VIEWS, after=cursor)).extensions["code"] == "INVALID_CURSOR"
