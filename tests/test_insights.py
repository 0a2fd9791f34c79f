"""What is asked before acting, through the schema; what a page of records costs; and that everything is described."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving, statements
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)
from sqlalchemy import text
from standing_records import MAIL

from golive.graph.schema import sdl
from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.describe import mermaid
from golive.lifecycles.words import Action, Arrow, RecordType, Role
from golive.models.database import Database
from golive.models.settings import Settings

CHECKLIST = "query($id: ID!) { publishChecklist(id: $id) { action ready record { id } items { kind state message findings { code } } } }"
IMPACT = "query($id: ID!, $action: Action!, $version: Int) { impact(id: $id, action: $action, version: $version) { version peopleInside overdue queued availability { allowed confirmNeeded code blockedBy { id } } affected { totalCount nodes { id } } } }"  # noqa: E501
HISTORY = "query($filter: RecordFilter, $first: Int, $after: String, $last: Int, $before: String) { statusHistory(filter: $filter, first: $first, after: $after, last: $last, before: $before) { totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor } nodes { id cursor kind recordId toStatusReason } } }"  # noqa: E501
LARGEST_COST = 12


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def email(api: Api, name: str = "Mail", **fields: Any) -> str:
    valid = {"subject": "Spring", "fromName": "Ada", "fromAddress": "ada@example.com", "design": {"format": "HTML", "source": MAIL}}
    return await api.create("MarketingEmail", name=name, **{**valid, **fields})


async def form_on_page(api: Api, number: int = 0) -> tuple[str, str]:
    fields = [{"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}]
    form = await api.create("MarketingForm", name=f"Form {number}", submitLabel="Send", fields=fields)
    content = f'{{% form "{form}" %}}'
    page = {"pageType": "LANDING", "title": "A", "partialUrl": f"a{number}", "content": content}
    return form, await api.create("MarketingPage", name=f"Page {number}", **page)


async def test_the_checklist_of_an_audience_journey_has_an_item_for_each_thing_to_review(api: Api) -> None:
    mail = await email(api)
    steps = [{"sendEmail": {"id": "a", "name": "A", "emailId": mail}}, {"wait": {"id": "b", "name": "B", "duration": "P1D"}}]
    id_ = await api.create("AudienceJourney", name="Spring", entryRules=["contact.womens =="], steps=steps)
    found = await api(CHECKLIST, id=id_)
    items = {item["kind"]: item for item in found["items"]}
    assert list(items) == ["STATE", "NAME", "ENTRY", "EXIT_RULES", "STEPS", "SCHEDULE", "CONTENT", "DEPENDENCIES"]
    assert (found["action"], found["ready"], found["record"]["id"]) == ("GO_LIVE", False, id_)
    states = {kind: item["state"] for kind, item in items.items()}
    assert states == {
        "STATE": "READY", "NAME": "READY", "ENTRY": "BLOCKED", "EXIT_RULES": "READY", "STEPS": "BLOCKED",
        "SCHEDULE": "READY", "CONTENT": "BLOCKED", "DEPENDENCIES": "BLOCKED",
    }  # fmt: skip
    assert items["ENTRY"]["findings"] == [{"code": "CONDITION_INVALID"}]
    assert items["CONTENT"]["findings"] == [{"code": "CONTENT_SETTINGS_REQUIRED"}]
    assert items["DEPENDENCIES"]["findings"] == [{"code": "DEPENDENCY_NOT_LIVE"}]
    assert items["EXIT_RULES"]["message"] == "No exit rules."


async def test_every_finding_is_in_one_item_of_the_checklist_for_every_type(api: Api) -> None:
    event = await api.create("Event", name="Fair")
    for type_ in RecordType:
        name = "".join(word.capitalize() for word in type_.value.split("_"))
        own = {"eventId": event} if type_ in (RecordType.EVENT_SESSION, RecordType.EVENT_TRACK) else {}
        id_ = await api.create(name, name=f"A {name}", **own)
        found = await api(CHECKLIST, id=id_)
        check = (await api("query($id: ID!) { record(id: $id) { errorCheck { findings { code } } } }", id=id_))["errorCheck"]
        listed = [finding["code"] for item in found["items"] for finding in item["findings"]]
        assert sorted(listed) == sorted(finding["code"] for finding in check["findings"])


async def test_the_checklist_of_a_live_record_says_that_its_state_is_in_the_way(api: Api) -> None:
    mail = await email(api)
    assert (await api(CHECKLIST, id=mail))["ready"]
    await api.act("goLive", mail)
    found = await api(CHECKLIST, id=mail)
    assert (found["ready"], found["items"][0]["state"]) == (False, "BLOCKED")
    await api.act("edit", mail)
    found = await api(CHECKLIST, id=mail)
    assert (found["ready"], found["action"]) == (True, "SAVE")
    assert found["items"][-1] == {"kind": "CHANGES", "state": "READY", "message": "Nothing is changed since version 1.", "findings": []}
    await api('mutation($id: ID!) { updateMarketingEmail(id: $id, input: { subject: "New" }) { __typename } }', id=mail)
    assert (await api(CHECKLIST, id=mail))["items"][-1]["message"] == "Changed since version 1: subject."
    assert not (await api.as_(Role.VIEWER)(CHECKLIST, id=mail))["ready"]


async def test_the_impact_of_a_stop_is_on_the_live_records_that_use_it(api: Api) -> None:
    form, page = await form_on_page(api)
    await api.act("goLive", form)
    stop = await api(IMPACT, id=form, action="STOP")
    assert stop["affected"] == {"totalCount": 0, "nodes": []}
    assert (stop["version"], stop["peopleInside"], stop["overdue"], stop["queued"]) == (1, None, None, None)
    delete = await api(IMPACT, id=form, action="DELETE")
    assert delete["affected"] == {"totalCount": 1, "nodes": [{"id": page}]}
    assert (delete["availability"]["allowed"], delete["availability"]["code"]) == (False, "DELETE_LIVE")
    assert (await api(IMPACT, id=form, action="COPY"))["affected"]["totalCount"] == 0
    assert (await api(IMPACT, id=form, action="PAUSE"))["availability"] is None


async def test_the_impact_on_what_is_not_there_is_not_found(api: Api, other_workspace: UUID) -> None:
    mail = await email(api)
    for caller, variables in (
        (api, {"id": "nothing"}),
        (api, {"id": mail, "version": 7}),
        (api, {"id": mail, "version": -1}),
        (Api(api.server, other_workspace), {"id": mail}),
    ):
        assert (await caller.fails(IMPACT, action="STOP", **variables)).extensions["code"] == "NOT_FOUND"
    assert (await Api(api.server, other_workspace).fails(CHECKLIST, id=mail)).extensions["code"] == "NOT_FOUND"


async def test_the_history_of_the_workspace_is_paged_by_the_cursors_of_changes(api: Api) -> None:
    mail = await email(api)
    for action in ("goLive", "edit", "discard", "stop"):
        await api.act(action, mail)
    await api.create("Segment", name="Other")
    everything = await api(HISTORY)
    assert [change["toStatusReason"] for change in everything["nodes"]] == [
        "DRAFT", "LIVE", "LIVE_EDITABLE", "LIVE", "STOPPED", "DRAFT",
    ]  # fmt: skip
    assert [edge["cursor"] for edge in everything["edges"]] == [change["cursor"] for change in everything["nodes"]]
    second = everything["nodes"][1]["cursor"]
    following = await api(HISTORY, first=2, after=second, filter={"ids": [mail]})
    assert (following["nodes"], following["totalCount"]) == (everything["nodes"][2:4], 5)
    assert following["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}
    assert (await api(HISTORY, last=1))["nodes"] == everything["nodes"][-1:]
    lives = await api(HISTORY, filter={"statusReasons": ["LIVE_EDITABLE"]})
    assert [change["toStatusReason"] for change in lives["nodes"]] == ["LIVE_EDITABLE", "LIVE"]


async def test_a_cursor_of_another_workspace_or_of_no_log_is_none(api: Api, other_workspace: UUID) -> None:
    await email(api)
    cursor = (await api(HISTORY))["nodes"][0]["cursor"]
    other = Api(api.server, other_workspace)
    assert (await other.fails(HISTORY, after=cursor)).extensions["code"] == "INVALID_CURSOR"
    assert (await other(HISTORY))["totalCount"] == 0
    assert (await api.fails(HISTORY, after="x")).extensions["code"] == "INVALID_CURSOR"


async def test_a_cursor_that_the_log_no_longer_reaches_back_to_is_told_with_the_oldest(api: Api, database: Database) -> None:
    mail = await email(api)
    await api.act("goLive", mail)
    first, second = (change["cursor"] for change in (await api(HISTORY))["nodes"])
    async with database.system() as session:
        await session.execute(text("UPDATE golive.log_counter SET kept_from = 3"))
    error = await api.fails(HISTORY, after=first)
    assert (error.extensions["code"], error.extensions["cursor"]) == ("CURSOR_EXPIRED", second)


async def test_lifecycles_are_told_whole(api: Api) -> None:
    state = "{ name statusReason publishStatus status isTransitional }"
    found = await api(f"""{{ lifecycles {{ type liveService mermaid actions checks states {state}
      transitions {{ action event from {state} to {state} target then {state} failed {state} afterEndDate ofOlderVersion needsWorkingCopy }}
      refusals {{ action code states {state} }} guards {{ action codes }} timers {{ field action event }}
      fieldLocks {{ fields editableIn {state} editableInCopy {state} permanent permanentOnceStarted code }} }} }}""")
    assert [each["type"] for each in found] == [type_.value for type_ in LIFECYCLES]
    for told, table in zip(found, LIFECYCLES.values(), strict=True):
        assert told["mermaid"] == mermaid(table)
        assert [each["statusReason"] or each["publishStatus"] for each in told["states"]] == [state.value for state in table.states]
        arrows = [cell for row in table.table.values() if not isinstance(row, str) for cell in row.values() if isinstance(cell, Arrow)]
        own = [each for each in told["transitions"] if not each["ofOlderVersion"] and not each["afterEndDate"]]
        assert len(own) == len(arrows)
        assert set(told["actions"]) == {action.value for action in Action if table.has(action)}
        assert told["fieldLocks"][-1]["fields"] == []
    one = await api("{ lifecycle(type: AUDIENCE_JOURNEY) { refusals { action code states { statusReason } } } }")
    assert {"action": "EDIT", "code": "PAUSE_FIRST", "states": [{"statusReason": "ACTIVE"}]} in one["refusals"]


async def test_counts_are_by_type_and_state(api: Api) -> None:
    for name in ("A", "B"):
        await email(api, name)
    await api.create("Event", name="Fair")
    found = await api("{ recordCounts { type status statusReason publishStatus count } }")
    assert found == [
        {"type": "EVENT", "status": "ACTIVE", "statusReason": None, "publishStatus": "DRAFT", "count": 1},
        {"type": "MARKETING_EMAIL", "status": "ACTIVE", "statusReason": "DRAFT", "publishStatus": None, "count": 2},
    ]


PAGE = """query($first: Int) { records(first: $first) { nodes { id type name statusReason
  availableActions { action allowed code message blockedBy { id name } } allowedActions
  fieldLocks { field editable permanent message }
  usedBy(first: 5) { totalCount nodes { id name } } } } }"""


@pytest.mark.parametrize("mixed", [False, True])
async def test_a_page_of_records_takes_few_statements_whatever_its_size(api: Api, database: Database, mixed: bool) -> None:
    for number in range(25):
        if mixed:
            await form_on_page(api, number)
        else:
            await email(api, f"Mail {number}")
            await email(api, f"Post {number}")
    costs = []
    for size in (1, 50):
        with statements(database) as sent:
            found = await api(PAGE, first=size)
        assert len(found["nodes"]) == size
        costs.append(len(sent))
    if mixed:
        assert any(record["usedBy"]["nodes"] for record in found["nodes"])
        assert any(action["blockedBy"] for record in found["nodes"] for action in record["availableActions"])
    assert max(costs) <= LARGEST_COST


async def test_a_use_of_what_is_gone_is_for_the_check_to_tell_and_not_for_what_could_be_done(api: Api) -> None:
    gone = await api.create("Segment", name="Gone")
    await api.act("delete", gone)
    journey = await api.create("CustomerJourney", name="Spring", suppressionSegmentId=gone)
    record = await api(
        "query($id: ID!) { record(id: $id) { allowedActions availableActions { action message } errorCheck { findings { code } } } }",
        id=journey,
    )
    assert "GO_LIVE" in record["allowedActions"]
    assert "DEPENDENCY_MISSING" in [finding["code"] for finding in record["errorCheck"]["findings"]]
    (deactivate,) = [each["message"] for each in record["availableActions"] if each["action"] == "DEACTIVATE"]
    assert "can't be deactivated by hand, as the system alone sets the status of journeys; what can be done now: go live" in deactivate


def undescribed() -> Iterator[str]:
    """What of the printed schema has no description."""
    for name, type_ in build_schema(sdl()).type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        if not type_.description:
            yield name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, found in type_.values.items() if not found.description)
        if isinstance(type_, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, input_ in type_.fields.items() if not input_.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, output in type_.fields.items():
                if not output.description:
                    yield f"{name}.{field}"
                yield from (f"{name}.{field}({argument})" for argument, given in output.args.items() if not given.description)


def test_every_type_field_argument_and_enum_value_is_described() -> None:
    assert list(undescribed()) == []


async def test_a_viewers_cursor_is_where_the_log_stands_even_before_anything_was_written(api: Api) -> None:
    for _ in range(2):
        began = (await api("{ viewer { cursor } }"))["cursor"]
        made = await api.create("Event", name=f"After {began}")
        assert [change["recordId"] for change in (await api(HISTORY, after=began))["nodes"]] == [made]
