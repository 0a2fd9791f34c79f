"""Contacts and conditions through the schema: lists, previews, writing, and what a VIEWER doesn't see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving, statements

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings

CONTACT = "id email firstName lastName status attributes consent { channel purpose state } suppressedReason"
RESULT = f"... on ContactSuccess {{ contact {{ {CONTACT} }} }} ... on GuardError {{ code message findings {{ path message }} }}"
CREATE = f"mutation($input: ContactInput!) {{ createContact(input: $input) {{ {RESULT} }} }}"
UPDATE = f"mutation($id: ID!, $input: ContactInput!) {{ updateContact(id: $id, input: $input) {{ {RESULT} }} }}"
ERASE = "mutation($id: ID!) { eraseContact(id: $id) { id } }"
LIST = "query($search: String, $first: Int, $after: String) { contacts(search: $search, first: $first, after: $after) { totalCount nodes { id email firstName attributes } pageInfo { hasNextPage endCursor } } }"  # noqa: E501
PREVIEW = "query($condition: Condition!, $first: Int) { conditionPreview(condition: $condition, first: $first) { count contacts { email } findings { code message position length line column } } }"  # noqa: E501
TREE = "query($condition: Condition!) { conditionTree(condition: $condition) { id parent kind name value position length line column } }"


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def contact(api: Api, email: str, **fields: Any) -> str:
    answer = await api(CREATE, input={"email": email, **fields})
    found: str = answer["contact"]["id"]
    return found


async def test_a_contact_is_created_updated_and_erased(api: Api) -> None:
    made = await api(
        CREATE,
        input={
            "email": " ada@example.com ",
            "firstName": "Ada",
            "attributes": {"recency": 3, "spend": 1.50},
            "consent": [{"channel": "email", "purpose": "commercial", "state": "OPTED_IN"}],
        },
    )
    ada = made["contact"]
    assert (ada["email"], ada["status"], ada["attributes"]["recency"]) == ("ada@example.com", "ACTIVE", 3)
    assert ada["consent"] == [{"channel": "email", "purpose": "commercial", "state": "OPTED_IN"}]
    changed = await api(UPDATE, id=ada["id"], input={"firstName": None, "attributes": {"recency": None}, "status": "INACTIVE"})
    assert changed["contact"]["firstName"] is None
    assert changed["contact"]["email"] == "ada@example.com"
    assert list(changed["contact"]["attributes"]) == ["spend"]
    assert changed["contact"]["status"] == "INACTIVE"
    assert await api("{ attributes { name type } }") == [{"name": "recency", "type": "INTEGER"}, {"name": "spend", "type": "DECIMAL"}]
    assert await api(ERASE, id=ada["id"]) == {"id": ada["id"]}
    assert await api("query($id: ID!) { contact(id: $id) { id } }", id=ada["id"]) is None


async def test_consent_that_is_null_is_forgotten_and_the_rest_stays(api: Api) -> None:
    consent = [{"channel": "email", "purpose": each, "state": "OPTED_IN"} for each in ("commercial", "news")]
    id_ = await contact(api, "ada@example.com", consent=consent)
    changed = await api(UPDATE, id=id_, input={"consent": [{"channel": "email", "purpose": "news", "state": None}]})
    assert changed["contact"]["consent"] == consent[:1]


async def test_every_problem_of_a_contact_is_a_finding(api: Api) -> None:
    answer = await api(CREATE, input={"email": "nobody", "firstName": "a\0", "attributes": {"x": [1], "9": 1}})
    assert answer["code"] == "INVALID_INPUT"
    assert sorted(finding["path"] for finding in answer["findings"]) == [
        ["attributes", "9"], ["attributes", "x"], ["email"], ["firstName"],
    ]  # fmt: skip
    assert "3 more" in answer["message"]


async def test_a_taken_address_is_refused_in_whatever_case(api: Api) -> None:
    await contact(api, "ada@example.com")
    answer = await api(CREATE, input={"email": "ADA@example.com"})
    assert [finding["path"] for finding in answer["findings"]] == [["email"]]
    assert (await api(LIST))["totalCount"] == 1


async def test_contacts_are_paged_and_found_by_parts_of_address_and_names(api: Api) -> None:
    for name in ("Ada", "Bob", "Cid"):
        await contact(api, f"{name.lower()}@example.com", firstName=name)
    first = await api(LIST, first=2)
    assert [each["firstName"] for each in first["nodes"]] == ["Ada", "Bob"]
    assert first["totalCount"] == 3
    rest = await api(LIST, first=2, after=first["pageInfo"]["endCursor"])
    assert ([each["firstName"] for each in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == (["Cid"], False)
    found = await api(LIST, search="BOB@")
    assert ([each["firstName"] for each in found["nodes"]], found["totalCount"]) == (["Bob"], 1)
    assert (await api(LIST, search="%"))["totalCount"] == 0
    assert "NUL" in (await api.fails(LIST, search="a\0")).message


async def test_a_viewer_sees_no_address_no_attribute_and_cannot_ask_for_them(api: Api) -> None:
    id_ = await contact(api, "ada@example.com", firstName="Ada", attributes={"womens": 1})
    viewer = api.as_(Role.VIEWER)
    shown = await viewer(f"query($id: ID!) {{ contact(id: $id) {{ {CONTACT} }} }}", id=id_)
    assert (shown["email"], shown["firstName"], shown["attributes"]) == (None, None, {})
    assert (await viewer(LIST))["nodes"] == [{"id": id_, "email": None, "firstName": None, "attributes": {}}]
    for document, variables in (
        (LIST, {"search": "ada"}),
        (PREVIEW, {"condition": "contact.womens == 1"}),
        (CREATE, {"input": {"email": "bob@example.com"}}),
        (UPDATE, {"id": id_, "input": {"email": "bob@example.com"}}),
    ):
        error = await viewer.fails(document, **variables)
        assert error.extensions["code"] == "FORBIDDEN"
        assert "ada" not in error.message
    assert (await viewer("{ attributes { name } }")) == [{"name": "womens"}]
    assert (await api.as_(Role.PUBLISHER).fails(ERASE, id=id_)).extensions["code"] == "FORBIDDEN"


async def test_an_export_holds_all_that_is_stored_and_is_for_admins(api: Api, other_workspace: UUID) -> None:
    document = "query($id: ID!) { contactExport(id: $id) }"
    id_ = await contact(api, "ada@example.com", attributes={"womens": 1})
    found = await api(document, id=id_)
    assert (found["id"], found["email"], found["attributes"], found["segments"]) == (id_, "ada@example.com", {"womens": 1}, [])
    assert (await api.as_(Role.PUBLISHER).fails(document, id=id_)).extensions["code"] == "FORBIDDEN"
    assert await Api(api.server, other_workspace)(document, id=id_) is None


async def test_a_preview_counts_active_contacts_and_shows_the_first(api: Api) -> None:
    for number in range(3):
        await contact(api, f"a{number}@example.com", attributes={"womens": 1})
    await contact(api, "gone@example.com", attributes={"womens": 1}, status="INACTIVE")
    await contact(api, "man@example.com", attributes={"womens": 0})
    found = await api(PREVIEW, condition="contact.womens == 1", first=2)
    assert found == {"count": 3, "contacts": [{"email": "a0@example.com"}, {"email": "a1@example.com"}], "findings": []}


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ("contact.womens ==", [17]),
        ("contact.womans == 1 &&\n nobody == 2", [0, 24]),
        ("", [0]),
        ('contact.womens == "a"', [0]),
    ],
)
async def test_a_condition_with_mistakes_gives_findings_with_their_places(api: Api, condition: str, positions: list[int]) -> None:
    await contact(api, "ada@example.com", attributes={"womens": 1})
    found = await api(PREVIEW, condition=condition)
    assert (found["count"], found["contacts"]) == (None, [])
    assert {finding["code"] for finding in found["findings"]} == {"CONDITION_INVALID"}
    lines = condition.split("\n")
    for finding in found["findings"]:
        assert sum(len(line) + 1 for line in lines[: finding["line"] - 1]) + finding["column"] - 1 == finding["position"]
    assert len(found["findings"]) == len(positions)


async def test_a_conditions_tree_is_a_flat_list_with_the_whole_first(api: Api) -> None:
    whole, left, contact_, right = await api(TREE, condition="contact.womens >= 1.50")
    assert (whole["kind"], whole["name"], whole["parent"], whole["length"]) == ("OPERATOR", ">=", None, 22)
    assert (left["kind"], left["name"], left["parent"]) == ("FIELD", "womens", whole["id"])
    assert (contact_["kind"], contact_["name"], contact_["parent"]) == ("VARIABLE", "contact", left["id"])
    assert (right["kind"], str(right["value"]), right["position"]) == ("LITERAL", "1.50", 18)


async def test_what_is_no_condition_has_no_tree_but_a_place(api: Api) -> None:
    error = await api.fails(TREE, condition="contact.a &&\n && 1")
    assert error.extensions == {"code": "BAD_USER_INPUT", "position": 14, "length": 2, "line": 2, "column": 2}


async def test_contacts_of_another_workspace_are_not_there(api: Api, other_workspace: UUID) -> None:
    id_ = await contact(api, "ada@example.com")
    other = Api(api.server, other_workspace)
    assert (await other(LIST))["totalCount"] == 0
    assert await other("query($id: ID!) { contact(id: $id) { id } }", id=id_) is None
    assert (await other(PREVIEW, condition="true"))["count"] == 0
    assert (await other.fails(UPDATE, id=id_, input={})).extensions["code"] == "NOT_FOUND"
    assert (await other.fails(ERASE, id=id_)).extensions["code"] == "NOT_FOUND"


async def test_segments_are_estimated_before_they_are_live_all_in_one_statement(api: Api, database: Database) -> None:
    id_ = await contact(api, "ada@example.com", attributes={"womens": 1})
    await contact(api, "bob@example.com", attributes={"womens": 0})
    await api.create("Segment", name="Women", dynamicQuery="contact.womens == 1")
    await api.create("Segment", name="Wrong", dynamicQuery="contact.womens ==")
    await api.create("Segment", name="Listed", segmentType="STATIC", staticMembers=[id_])
    await api.create("Segment", name="Empty")
    with statements(database) as sent:
        found = await api("{ segments { nodes { name estimate memberCount } } }")
    assert {each["name"]: each["estimate"] for each in found["nodes"]} == {"Women": 1, "Wrong": None, "Listed": 1, "Empty": 0}
    assert len(sent) == 5  # the workspace, the segments, the attributes, the estimates, the work under way


@pytest.mark.parametrize("first", [0, 101, -1])
async def test_a_page_has_from_1_to_100_entries(api: Api, first: int) -> None:
    for document, variables in ((LIST, {}), (PREVIEW, {"condition": "true"})):
        assert (await api.fails(document, first=first, **variables)).extensions["code"] == "BAD_USER_INPUT"
