"""Plans and bulk operations through the schema, worked off by a worker's own handlers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving, statements
from standing_records import MAIL

from golive.lifecycles.words import Role
from golive.live import bulk
from golive.live.jobs import Machine
from golive.models import ids
from golive.models.database import Database
from golive.models.settings import Settings

PLAN = "query($ids: [ID!]!) { goLivePlan(ids: $ids) { ready steps { asked record { id } needs { id } findings { code } } findings { code } cycles { message records { id } } } }"  # noqa: E501
OPERATION = "id status action dryRun done total actor finishedAt items { totalCount nodes { recordId record { id } status code message findings { code } change { kind action recordId } } }"  # noqa: E501
PERFORM = f"mutation($action: Action!, $filter: RecordFilter, $confirm: Boolean! = false, $dryRun: Boolean! = false, $all: Boolean! = false, $key: String) {{ performAction(action: $action, filter: $filter, confirm: $confirm, dryRun: $dryRun, all: $all, idempotencyKey: $key) {{ {OPERATION} }} }}"  # noqa: E501
GO_LIVE_ALL = f"mutation($ids: [ID!]!, $key: String) {{ goLiveAll(ids: $ids, idempotencyKey: $key) {{ {OPERATION} }} }}"
NODE = f"query($id: ID!) {{ node(id: $id) {{ ... on BulkOperation {{ {OPERATION} }} }} }}"
CANCEL = f"mutation($id: ID!) {{ cancelBulkOperation(id: $id) {{ {OPERATION} }} }}"


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def email(api: Api, name: str = "Mail", **fields: Any) -> str:
    valid = {"subject": "Spring", "fromName": "Ada", "fromAddress": "ada@example.com", "design": {"format": "HTML", "source": MAIL}}
    return await api.create("MarketingEmail", name=name, **{**valid, **fields})


async def journey(api: Api, *emails: str) -> tuple[str, str, str]:
    """A journey that mails a segment, and the segment and content settings that it needs."""
    segment = await api.create("Segment", name="Everybody", dynamicQuery="true")
    settings = await api.create("ContentSettings", name="Ours", address="1 Spring Street")
    steps = [
        {"sendEmail": {"id": f"s{n}", "name": f"Mail {n}", "emailId": id_, "next": f"s{n + 1}" if n + 1 < len(emails) else None}}
        for n, id_ in enumerate(emails)
    ]
    made = await api.create(
        "AudienceJourney", name="Spring", contentSettingsId=settings, entryRules=[f'memberOf("{segment}")'], steps=steps
    )
    return made, segment, settings


async def worked(api: Api, id_: str) -> Any:
    """The operation after a worker had its turns."""
    server = api.server
    await bulk.run(Machine(server.database, server.settings, server.doorbell, server.bell), api.workspace_id, ids.decode(id_)[1])
    return await api(NODE, id=id_)


async def test_a_plan_names_what_else_must_go_live_and_in_which_order(api: Api) -> None:
    mail = await email(api)
    made, segment, settings = await journey(api, mail)
    found = await api(PLAN, ids=[made])
    order = [step["record"]["id"] for step in found["steps"]]
    assert (order[-1], set(order)) == (made, {made, mail, segment, settings})
    last = found["steps"][-1]
    assert last["asked"]
    assert {each["id"] for each in last["needs"]} == {mail, segment, settings}
    assert [step["asked"] for step in found["steps"][:-1]] == [False] * 3
    assert (found["ready"], found["cycles"]) == ("DEPENDENCY_NOT_LIVE" not in str(found["findings"]), [])


async def test_a_plan_tells_every_finding_and_cycle_that_is_in_the_way(api: Api) -> None:
    mail = await email(api, subject=None)
    first = await api.create("Segment", name="First", segmentType="COMPOUND", dynamicQuery="true")
    second = await api.create("Segment", name="Second", segmentType="COMPOUND", dynamicQuery=f'memberOf("{first}")')
    document = "mutation($id: ID!, $input: UpdateSegmentInput!) { updateSegment(id: $id, input: $input) { __typename } }"
    await api(document, id=first, input={"dynamicQuery": f'memberOf("{second}")'})
    found = await api(PLAN, ids=[mail, first])
    assert not found["ready"]
    assert "SUBJECT_REQUIRED" in {finding["code"] for finding in found["findings"]}
    (cycle,) = found["cycles"]
    assert {record["id"] for record in cycle["records"]} == {first, second}
    assert "'First'" in cycle["message"]


async def test_what_is_live_already_takes_no_step(api: Api) -> None:
    mail = await email(api)
    assert (await api.act("goLive", mail))["__typename"] == "ActionSuccess"
    assert await api(PLAN, ids=[mail]) == {"ready": True, "steps": [], "findings": [], "cycles": []}


async def test_an_action_on_many_is_finished_on_return_and_tells_what_came_of_each(api: Api) -> None:
    good, bad = await email(api, "Good"), await email(api, "Bad", subject=None)
    done = await api(PERFORM, action="GO_LIVE", filter={"types": ["MARKETING_EMAIL"]})
    assert (done["status"], done["done"], done["total"], done["actor"]) == ("FINISHED", 2, 2, "Ada")
    assert done["finishedAt"] is not None
    by_id = {item["recordId"]: item for item in done["items"]["nodes"]}
    assert (by_id[good]["status"], by_id[good]["change"]) == ("DONE", {"kind": "STATE", "action": "GO_LIVE", "recordId": good})
    assert (by_id[bad]["status"], by_id[bad]["code"], by_id[bad]["change"]) == ("REFUSED", "CHECK_FAILED", None)
    assert [finding["code"] for finding in by_id[bad]["findings"]] == ["SUBJECT_REQUIRED"]
    assert await api(NODE, id=done["id"]) == done


async def test_its_items_are_those_of_the_statuses_asked_for_and_counted(api: Api) -> None:
    await email(api, "Good")
    bad = [await email(api, name, subject=None) for name in ("Bad", "Worse")]
    done = await api(PERFORM, action="GO_LIVE", filter={"types": ["MARKETING_EMAIL"]})
    items = "query($id: ID!, $of: [BulkItemStatus!]) { node(id: $id) { ... on BulkOperation { items(statuses: $of, first: 1) { totalCount nodes { recordId } pageInfo { hasNextPage } } } } }"  # noqa: E501

    async def of(*statuses: str) -> Any:
        return (await api(items, id=done["id"], of=statuses))["items"]

    refused = await of("REFUSED", "FAILED", "REFUSED")
    assert (refused["totalCount"], refused["pageInfo"]["hasNextPage"]) == (2, True)
    assert refused["nodes"][0]["recordId"] in bad
    assert (await of("DONE"))["totalCount"] == 1
    assert await of() == {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False}}


async def test_a_dry_run_tells_what_would_come_and_changes_nothing(api: Api) -> None:
    good = await email(api)
    tried = await api(PERFORM, action="GO_LIVE", filter={"ids": [good]}, dryRun=True)
    assert (tried["status"], tried["dryRun"]) == ("FINISHED", True)
    (item,) = tried["items"]["nodes"]
    assert (item["status"], item["change"]) == ("DONE", None)
    await email(api, "Another")  # takes the number that the trial had
    (item,) = (await api(NODE, id=tried["id"]))["items"]["nodes"]
    assert item["change"] is None
    shown = await api("query($id: ID!) { record(id: $id) { statusReason revision } }", id=good)
    assert shown == {"statusReason": "DRAFT", "revision": 1}


async def test_an_empty_filter_is_refused_unless_all_is_said(api: Api) -> None:
    await email(api)
    empties: list[Any] = [None, {}, {"and": [{}]}]
    for empty in empties:
        error = await api.fails(PERFORM, action="GO_LIVE", filter=empty)
        assert error.extensions["code"] == "BAD_USER_INPUT"
    assert (await api(PERFORM, action="GO_LIVE", all=True))["total"] == 1
    assert (await api(PERFORM, action="STOP", filter={"ids": []}))["total"] == 0


@pytest.mark.parametrize("action", ["SET_PUBLISH_STATUS", "RESTORE_VERSION", "SCHEDULE", "UNSCHEDULE", "RUN_NOW", "FULL_RUN"])
async def test_an_action_that_takes_arguments_is_none_for_many(api: Api, action: str) -> None:
    error = await api.fails(PERFORM, action=action, all=True)
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert "GO_LIVE" in error.message


async def test_confirm_goes_to_every_record(api: Api) -> None:
    form = await api.create(
        "MarketingForm",
        name="Form",
        submitLabel="Send",
        fields=[{"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}],
    )
    await api.create("MarketingPage", name="Page", pageType="LANDING", title="A", partialUrl="a", content=f'{{% form "{form}" %}}')
    assert (await api.act("goLive", form))["__typename"] == "ActionSuccess"
    refused = await api(PERFORM, action="DELETE", filter={"ids": [form]})
    assert refused["items"]["nodes"][0]["code"] == "DELETE_LIVE"
    assert (await api(PERFORM, action="STOP", filter={"ids": [form]}, confirm=True))["items"]["nodes"][0]["status"] == "DONE"


async def test_go_live_all_starts_what_depends_once_its_dependencies_are_live(api: Api) -> None:
    mail = await email(api)
    made, segment, settings = await journey(api, mail)
    begun = await api(GO_LIVE_ALL, ids=[made, mail, segment, settings])
    assert (begun["status"], begun["total"], begun["action"]) == ("RUNNING", 4, "GO_LIVE")
    assert begun["items"]["nodes"][-1]["recordId"] == made
    over = await worked(api, begun["id"])
    assert (over["status"], over["done"]) == ("FINISHED", 4)
    by_id = {item["recordId"]: item for item in over["items"]["nodes"]}
    assert {id_: by_id[id_]["status"] for id_ in (mail, segment, settings, made)} == dict.fromkeys((mail, segment, settings, made), "DONE")


async def test_what_needs_a_record_that_does_not_go_live_is_skipped_with_the_reason(api: Api) -> None:
    mail = await email(api, subject=None)
    made, segment, settings = await journey(api, mail)
    begun = await api(GO_LIVE_ALL, ids=[made, mail, segment, settings])
    over = await worked(api, begun["id"])
    by_id = {item["recordId"]: item for item in over["items"]["nodes"]}
    assert by_id[mail]["status"] == "REFUSED"
    assert (by_id[made]["status"], by_id[made]["code"]) == ("SKIPPED", "DEPENDENCY_NOT_LIVE")
    assert "'Mail'" in by_id[made]["message"]


async def test_a_cancelled_operation_leaves_out_what_was_not_begun(api: Api) -> None:
    mail = await email(api)
    begun = await api(GO_LIVE_ALL, ids=[mail])
    over = await api(CANCEL, id=begun["id"])
    assert (over["status"], [item["status"] for item in over["items"]["nodes"]]) == ("CANCELLED", ["CANCELLED"])
    assert (await api("query($id: ID!) { record(id: $id) { statusReason } }", id=mail))["statusReason"] == "DRAFT"
    assert (await api(CANCEL, id=begun["id"]))["status"] == "CANCELLED"


async def test_a_repetition_with_the_same_key_is_the_same_operation(api: Api) -> None:
    mail = await email(api)
    first = await api(PERFORM, action="GO_LIVE", filter={"ids": [mail]}, key="once")
    assert await api(PERFORM, action="GO_LIVE", filter={"ids": [mail]}, key="once") == first
    error = await api.fails(PERFORM, action="STOP", filter={"ids": [mail]}, key="once")
    assert error.extensions["code"] == "IDEMPOTENCY_CONFLICT"
    begun = await api(GO_LIVE_ALL, ids=[mail], key="twice")
    assert (await api(GO_LIVE_ALL, ids=[mail], key="twice"))["id"] == begun["id"]


async def test_a_key_covers_arguments_of_every_kind(api: Api) -> None:
    mail = await email(api)
    document = 'mutation($id: ID!, $at: DateTime!) { schedule(id: $id, action: GO_LIVE, at: $at, idempotencyKey: "once") { ... on ActionSuccess { cursor record { revision } } } }'  # noqa: E501
    first = await api(document, id=mail, at="2090-01-01T00:00:00Z")
    assert await api(document, id=mail, at="2090-01-01T00:00:00Z") == first
    error = await api.fails(document, id=mail, at="2090-01-02T00:00:00Z")
    assert error.extensions["code"] == "IDEMPOTENCY_CONFLICT"


async def test_repetitions_at_the_same_time_are_one_operation(api: Api) -> None:
    mail = await email(api)
    answers = await asyncio.gather(*(api(GO_LIVE_ALL, ids=[mail], key="together") for _ in range(5)))
    assert len({answer["id"] for answer in answers}) == 1


async def test_bulk_needs_a_publisher(api: Api) -> None:
    mail = await email(api)
    begun = await api(GO_LIVE_ALL, ids=[mail])
    editor = api.as_(Role.EDITOR)
    for document, variables in (
        (PERFORM, {"action": "COPY", "all": True}),
        (GO_LIVE_ALL, {"ids": [mail]}),
        (CANCEL, {"id": begun["id"]}),
    ):
        assert (await editor.fails(document, **variables)).extensions["code"] == "FORBIDDEN"
    assert (await api.as_(Role.VIEWER)(NODE, id=begun["id"]))["total"] == 1


async def test_another_workspaces_records_and_operations_are_not_there(api: Api, other_workspace: UUID) -> None:
    mail = await email(api)
    begun = await api(GO_LIVE_ALL, ids=[mail])
    other = Api(api.server, other_workspace)
    for document, variables in ((PLAN, {"ids": [mail]}), (GO_LIVE_ALL, {"ids": [mail]}), (CANCEL, {"id": begun["id"]})):
        assert (await other.fails(document, **variables)).extensions["code"] == "NOT_FOUND"
    assert await other(NODE, id=begun["id"]) in (None, {})
    assert (await other(PERFORM, action="GO_LIVE", all=True))["total"] == 0
    assert (await api(NODE, id=begun["id"]))["status"] == "RUNNING"


@pytest.mark.parametrize("ids", [["nothing"], ["segment_00000000000000000000000000"], ["contact_00000000000000000000000000"]])
async def test_ids_that_name_no_record_are_not_found(api: Api, ids: list[str]) -> None:
    for document in (PLAN, GO_LIVE_ALL):
        assert (await api.fails(document, ids=ids)).extensions["code"] == "NOT_FOUND"


async def test_no_ids_and_too_many_ids_are_told(api: Api) -> None:
    for document in (PLAN, GO_LIVE_ALL):
        assert (await api.fails(document, ids=[])).extensions["code"] == "BAD_USER_INPUT"
        assert (await api.fails(document, ids=["x"] * 1001)).extensions["code"] == "LIMIT_EXCEEDED"


async def test_an_operations_items_take_the_same_statements_however_many_they_are(api: Api, database: Database) -> None:
    counts = []
    for number in range(2):
        for each in range(1 + 5 * number):
            await email(api, f"Mail {number} {each}")
        begun = await api(PERFORM, action="GO_LIVE", filter={"search": f"Mail {number} "})
        with statements(database) as sent:
            assert (await api(NODE, id=begun["id"]))["total"] == 1 + 5 * number
        counts.append(len(sent))
    assert counts[0] == counts[1]
