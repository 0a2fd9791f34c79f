"""Tokens, outside live services and templates through the schema."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving
from standing_records import MAIL

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import token_of

TOKEN = "id name role createdBy expiresAt revokedAt"
CREATE = f"mutation($name: String!, $role: Role!, $expiresAt: DateTime) {{ createToken(name: $name, role: $role, expiresAt: $expiresAt) {{ ... on TokenSuccess {{ secret token {{ {TOKEN} }} }} ... on GuardError {{ code findings {{ path }} }} }} }}"  # noqa: E501
REVOKE = f"mutation($id: ID!) {{ revokeToken(id: $id) {{ {TOKEN} }} }}"
TOKENS = f"{{ tokens {{ totalCount nodes {{ {TOKEN} }} }} }}"
SET = "mutation($type: RecordType!, $url: String!, $secret: String) { setLiveService(type: $type, url: $url, secret: $secret) { secret service { type url setBy } } }"  # noqa: E501
REMOVE = "mutation($type: RecordType!) { removeLiveService(type: $type) { type } }"
SERVICES = "{ liveServices { type url setBy } }"
FROM_TEMPLATE = "mutation($id: ID!, $name: String, $key: String) { createFromTemplate(templateId: $id, name: $name, idempotencyKey: $key) { ... on ActionSuccess { record { id name type ... on MarketingEmail { subject template { id } } } change { kind } } ... on GuardError { code findings { code } } } }"  # noqa: E501
TEMPLATES = "query($type: RecordType) { templates(type: $type) { totalCount nodes { id name type content } } }"
SECRET = "whsec_" + base64.b64encode(b"x" * 24).decode()


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def works(api: Api, secret: str) -> bool:
    async with api.server.database.system() as session:
        return await token_of(session, secret) is not None


async def test_a_token_shows_its_secret_once_and_works_until_it_is_revoked(api: Api) -> None:
    made = await api(CREATE, name="Robot", role="EDITOR")
    token = made["token"]
    assert (token["name"], token["role"], token["createdBy"], token["expiresAt"]) == ("Robot", "EDITOR", "Ada", None)
    assert await works(api, made["secret"])
    listed = await api(TOKENS)
    assert listed == {"totalCount": 1, "nodes": [token]}
    assert made["secret"] not in str(listed)
    revoked = await api(REVOKE, id=token["id"])
    assert revoked["revokedAt"] is not None
    assert not await works(api, made["secret"])
    assert await api(REVOKE, id=token["id"]) == revoked


async def test_a_token_that_could_not_work_is_refused(api: Api) -> None:
    answer = await api(CREATE, name=" ", role="VIEWER", expiresAt="2020-01-01T00:00:00Z")
    assert answer == {"code": "INVALID_INPUT", "findings": [{"path": ["name"]}, {"path": ["expiresAt"]}]}
    assert (await api(TOKENS))["totalCount"] == 0


async def test_tokens_services_and_their_changes_are_for_admins(api: Api) -> None:
    made = (await api(CREATE, name="Robot", role="EDITOR"))["token"]
    publisher = api.as_(Role.PUBLISHER)
    calls: list[tuple[str, dict[str, Any]]] = [
        (TOKENS, {}),
        (SERVICES, {}),
        (CREATE, {"name": "Mine", "role": "ADMIN"}),
        (REVOKE, {"id": made["id"]}),
        (SET, {"type": "MARKETING_PAGE", "url": "https://live.example.com"}),
        (REMOVE, {"type": "MARKETING_PAGE"}),
    ]
    for document, variables in calls:
        assert (await publisher.fails(document, **variables)).extensions["code"] == "FORBIDDEN"
    node = "query($id: ID!) { node(id: $id) { ... on Token { name } } }"
    assert await publisher(node, id=made["id"]) is None
    assert await api(node, id=made["id"]) == {"name": "Robot"}


async def test_another_workspaces_tokens_and_services_are_not_there(api: Api, other_workspace: UUID) -> None:
    made = (await api(CREATE, name="Robot", role="EDITOR"))["token"]
    await api(SET, type="MARKETING_PAGE", url="https://live.example.com")
    other = Api(api.server, other_workspace)
    assert await other(TOKENS) == {"totalCount": 0, "nodes": []}
    assert await other(SERVICES) == []
    assert (await other.fails(REVOKE, id=made["id"])).extensions["code"] == "NOT_FOUND"
    assert (await other.fails(REMOVE, type="MARKETING_PAGE")).extensions["code"] == "NOT_FOUND"
    assert len(await api(SERVICES)) == 1


async def test_a_live_service_is_set_replaced_and_removed(api: Api) -> None:
    made = await api(SET, type="MARKETING_PAGE", url="https://live.example.com/a")
    assert made["secret"].startswith("whsec_")
    again = await api(SET, type="MARKETING_PAGE", url="https://live.example.com/b", secret=SECRET)
    assert again["secret"] == SECRET
    assert await api(SERVICES) == [again["service"]] == [{"type": "MARKETING_PAGE", "url": "https://live.example.com/b", "setBy": "Ada"}]
    assert await api(REMOVE, type="MARKETING_PAGE") == {"type": "MARKETING_PAGE"}
    assert await api(SERVICES) == []
    assert (await api.fails(REMOVE, type="MARKETING_PAGE")).extensions["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("type_", "url", "secret"),
    [
        ("SEGMENT", "https://live.example.com", None),
        ("MARKETING_PAGE", "ftp://live.example.com", None),
        ("MARKETING_PAGE", "https://live.example.com", "short"),
    ],
)
async def test_a_live_service_that_cannot_be_is_bad_input(api: Api, type_: str, url: str, secret: str | None) -> None:
    error = await api.fails(SET, type=type_, url=url, secret=secret)
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert await api(SERVICES) == []


async def template(api: Api) -> str:
    valid = {"subject": "Spring", "fromName": "Ada", "fromAddress": "ada@example.com", "design": {"format": "HTML", "source": MAIL}}
    mail = await api.create("MarketingEmail", name="Mail", **valid)
    found: str = (await api.act("saveAsTemplate", mail))["template"]["id"]
    return found


async def test_a_template_makes_records_with_its_content(api: Api) -> None:
    id_ = await template(api)
    listed = await api(TEMPLATES)
    assert (listed["totalCount"], listed["nodes"][0]["name"], listed["nodes"][0]["content"]["subject"]) == (1, "Mail", "Spring")
    assert (await api(TEMPLATES, type="SEGMENT"))["totalCount"] == 0
    made = await api.as_(Role.EDITOR)(FROM_TEMPLATE, id=id_, name="Second", key="once")
    record = made["record"]
    assert (record["name"], record["type"], record["subject"], record["template"]) == ("Second", "MARKETING_EMAIL", "Spring", {"id": id_})
    assert made["change"] == {"kind": "CREATED"}
    assert (await api(FROM_TEMPLATE, id=id_, name="Second", key="once"))["record"]["id"] == record["id"]
    assert (await api(FROM_TEMPLATE, id=id_, name="x" * 151))["findings"] == [{"code": "NAME_TOO_LONG"}]
    assert (await api.as_(Role.VIEWER).fails(FROM_TEMPLATE, id=id_)).extensions["code"] == "FORBIDDEN"


async def test_a_deleted_template_leaves_its_records(api: Api, other_workspace: UUID) -> None:
    id_ = await template(api)
    made = (await api(FROM_TEMPLATE, id=id_))["record"]["id"]
    delete = "mutation($id: ID!) { deleteTemplate(id: $id) { id } }"
    assert (await Api(api.server, other_workspace).fails(delete, id=id_)).extensions["code"] == "NOT_FOUND"
    assert (await api.as_(Role.EDITOR).fails(delete, id=id_)).extensions["code"] == "FORBIDDEN"
    assert await api(delete, id=id_) == {"id": id_}
    assert (await api(TEMPLATES))["totalCount"] == 0
    found = await api("query($id: ID!) { record(id: $id) { name ... on MarketingEmail { template { id } } } }", id=made)
    assert found == {"name": "Mail", "template": None}
    for document in (delete, FROM_TEMPLATE):
        assert (await api.fails(document, id=id_)).extensions["code"] == "NOT_FOUND"
