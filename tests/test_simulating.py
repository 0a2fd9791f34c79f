"""The dry run of a journey: the engine itself with real contacts, a clock that runs ahead, and not a trace of it afterwards."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from api import Api, serving
from serving import COMMAND, DEADLINE, environment
from sqlalchemy import func, select, text
from standing_records import MAIL

from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.contact import Contact, ContactEvent, SegmentMember
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.tables import Base

SIMULATE = """query($id: ID!, $contacts: Int! = 1000, $first: Int, $afterContact: ID) { simulateJourney(id: $id, contacts: $contacts, first: $first, afterContact: $afterContact) {
  record { id } findings { code severity } beganAt until wouldEnter entered sampled complete
  steps { stepId kind entered waiting passed failed exited reasons { outcome reason count } }
  mails { stepId email { id name } sent reason count firstAt lastAt }
  ends { status stepId reason count }
  contacts { contact { id email } enteredAt status reason stepId endedAt path { stepId enteredAt leftAt outcome branch reason }
    mails { stepId email { name } sent reason at } } } }"""  # noqa: E501
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def people(api: Api, count: int, segment: str | None = None, **columns: Any) -> list[UUID]:
    """Contacts who opted in, members of the segment."""
    async with api.server.database.transaction(api.workspace_id) as session:
        made = []
        for number in range(count):
            values = {"consent": {"email:commercial": "OPTED_IN"}, **columns}
            contact = Contact(workspace_id=api.workspace_id, id=ids.new(), email=f"{ids.new()}@example.com", **values)
            contact.attributes = {**(contact.attributes or {}), "number": number}
            session.add(contact)
            await session.flush()
            made.append(contact.id)
            if segment is not None:
                session.add(SegmentMember(workspace_id=api.workspace_id, segment_id=ids.decode(segment)[1], contact_id=contact.id))
    return made


async def live_segment(api: Api, name: str = "All") -> str:
    made = await api.create("Segment", name=name, segmentType="STATIC", staticMembers=[])
    async with api.server.database.transaction(api.workspace_id) as session:
        await session.execute(text("UPDATE record SET is_live = true, status_reason = 'LIVE' WHERE id = :id"), {"id": ids.decode(made)[1]})
    return made


async def email(api: Api, name: str = "Hello", live: bool = True) -> str:
    design = {"format": "HTML", "source": MAIL}
    made = await api.create("MarketingEmail", name=name, subject=name, fromName="Ada", fromAddress="ada@example.com", design=design)
    if live:
        assert (await api.act("goLive", made))["__typename"] == "ActionSuccess"
    return made


async def settings_of(api: Api, live: bool = True, **fields: Any) -> str:
    made = await api.create("ContentSettings", name="Settings", address="1 Spring Street", **fields)
    if live:
        assert (await api.act("goLive", made))["__typename"] == "ActionSuccess"
    return made


async def journey(api: Api, steps: list[Any], type_: str = "CustomerJourney", live: bool = True, **fields: Any) -> tuple[str, str]:
    """A draft of a journey over a live segment, and that segment."""
    segment = await live_segment(api)
    entry = {"entry": {"segment": {"segmentIds": [segment]}}} if type_ != "AudienceJourney" else {"entryRules": ["true"]}
    content = {"contentSettingsId": await settings_of(api, live), "steps": steps, **entry, **fields}
    return await api.create(type_, name="Spring", **content), segment


def mail_step(id_: str, email_id: str, following: str | None = None) -> Any:
    return {"sendEmail": {"id": id_, "name": id_, "emailId": email_id, "next": following}}


def wait_step(id_: str, duration: str, following: str | None = None) -> Any:
    return {"wait": {"id": id_, "name": id_, "duration": duration, "next": following}}


async def everything(database: Database) -> dict[str, Any]:
    """How many rows each table has, and where each log stands."""
    async with database.system() as session:
        tables = Base.metadata.sorted_tables
        rows: dict[str, Any] = {str(table): await session.scalar(select(func.count()).select_from(table)) for table in tables}
        rows["log"] = list((await session.execute(text("SELECT workspace_id, number FROM log_counter"))).all())
        rows["contacts"] = list((await session.execute(select(Contact.id, Contact.attributes, Contact.updated_at))).all())
        return rows


def moment(told: str) -> datetime:
    return datetime.fromisoformat(told.replace("Z", "+00:00"))


async def test_a_dry_run_says_who_would_get_what_when_and_leaves_nothing_behind(api: Api, database: Database) -> None:
    first, second = await email(api, "First"), await email(api, "Second")
    steps = [mail_step("one", first, "days"), wait_step("days", "P3D", "two"), mail_step("two", second)]
    made, segment = await journey(api, steps)
    await people(api, 3, segment)
    before = await everything(database)
    found = await api(SIMULATE, id=made)
    assert await everything(database) == before
    assert (found["wouldEnter"], found["entered"], found["sampled"], found["complete"]) == (3, 3, False, True)
    assert [step["passed"] for step in found["steps"]] == [3, 3, 3]
    mails = {each["stepId"]: each for each in found["mails"]}
    assert {step: (each["email"]["name"], each["sent"], each["count"]) for step, each in mails.items()} == {
        "one": ("First", True, 3), "two": ("Second", True, 3),
    }  # fmt: skip
    assert moment(mails["two"]["firstAt"]) - moment(mails["one"]["firstAt"]) == 3 * DAY
    assert found["ends"] == [{"status": "COMPLETED", "stepId": "two", "reason": None, "count": 3}]
    assert moment(found["until"]) - moment(found["beganAt"]) == 3 * DAY
    assert abs(moment(found["beganAt"]) - datetime.now(UTC)) < timedelta(minutes=1)
    one = found["contacts"][0]
    assert [step["stepId"] for step in one["path"]] == ["one", "days", "two"]
    assert [(each["stepId"], each["sent"]) for each in one["mails"]] == [("one", True), ("two", True)]
    assert moment(one["path"][1]["leftAt"]) - moment(one["path"][1]["enteredAt"]) == 3 * DAY


async def test_who_may_not_be_written_to_is_told_with_the_reason(api: Api) -> None:
    made, segment = await journey(api, [mail_step("one", await email(api))])
    await people(api, 2, segment)
    await people(api, 1, segment, consent={})
    await people(api, 1, segment, suppressed_reason="BOUNCED")
    await people(api, 1, segment, status="INACTIVE")
    found = await api(SIMULATE, id=made)
    assert found["wouldEnter"] == 4
    told = {(each["sent"], each["reason"]): each["count"] for each in found["mails"]}
    assert told == {(True, None): 2, (False, "NO_CONSENT"): 1, (False, "SUPPRESSED"): 1}


async def test_emails_and_settings_that_are_drafts_are_played_as_if_they_went_live_too(api: Api, database: Database) -> None:
    draft = await email(api, "Draft", live=False)
    made, segment = await journey(api, [mail_step("one", draft)], live=False)
    await people(api, 2, segment)
    before = await everything(database)
    found = await api(SIMULATE, id=made)
    assert await everything(database) == before
    assert [(each["email"], each["sent"], each["count"]) for each in found["mails"]] == [({"id": draft, "name": "Draft"}, True, 2)]
    assert {each["code"] for each in found["findings"]} >= {"DEPENDENCY_NOT_LIVE"}


async def test_branches_waits_for_events_and_exit_rules_are_played_by_the_engine(api: Api) -> None:
    branches = [{"name": "yes", "next": "mark"}, {"name": "no", "next": "hope"}]
    hoped = [{"name": "yes", "next": None}, {"name": "no", "next": "later"}]
    steps = [
        {"ifThen": {"id": "ask", "condition": "contact.number < 2", "branches": branches}},
        {"trackEvent": {"id": "mark", "event": "marked", "next": "days"}},
        wait_step("days", "P1D", None),
        {"waitFor": {"id": "hope", "event": "purchase", "timeLimit": "P7D", "branches": hoped}},
        {"exit": {"id": "later"}},
    ]
    made, _ = await journey(api, steps, "RealTimeJourney", exitRules=['events("marked").exists()'])
    async with api.server.database.transaction(api.workspace_id) as session:
        await session.execute(
            text("INSERT INTO attribute (workspace_id, name, type) VALUES (:here, 'number', 'INTEGER')"), {"here": api.workspace_id}
        )
    (segment,) = (await api("{ segments { nodes { id } } }"))["nodes"]
    await people(api, 5, segment["id"])
    found = await api(SIMULATE, id=made)
    steps_ = {each["stepId"]: each for each in found["steps"]}
    assert (steps_["ask"]["passed"], steps_["mark"]["passed"], steps_["hope"]["passed"]) == (5, 2, 3)
    ends = {(each["status"], each["reason"] and each["reason"][:9]): each["count"] for each in found["ends"]}
    assert ends == {("EXITED", "EXIT_RULE"): 2, ("COMPLETED", None): 3}
    assert moment(found["until"]) - moment(found["beganAt"]) == 7 * DAY


async def test_a_step_that_updates_contacts_shows_in_the_play_and_not_in_the_contacts(api: Api, database: Database) -> None:
    branches = [{"name": "yes", "next": None}, {"name": "no", "next": "never"}]
    steps = [
        {"updateContact": {"id": "set", "attribute": "plan", "value": "gold", "next": "ask"}},
        {"ifThen": {"id": "ask", "condition": 'contact.plan == "gold"', "branches": branches}},
        {"exit": {"id": "never"}},
    ]
    async with database.transaction(api.workspace_id) as session:
        await session.execute(
            text("INSERT INTO attribute (workspace_id, name, type) VALUES (:here, 'plan', 'STRING')"), {"here": api.workspace_id}
        )
    made, segment = await journey(api, steps)
    await people(api, 3, segment)
    before = await everything(database)
    found = await api(SIMULATE, id=made)
    assert await everything(database) == before
    assert [(step["stepId"], step["entered"]) for step in found["steps"]] == [("set", 3), ("ask", 3), ("never", 0)]


async def test_what_would_be_handed_over_goes_nowhere(api: Api, database: Database) -> None:
    webhook = {"webhookUrl": "https://example.com/hook"}
    branches = [{"name": "yes", "next": "days"}, {"name": "no"}]
    steps = [
        {"activate": {"id": "hand", "destinations": [webhook, {"csvFile": "people.csv"}], "next": "ask"}},
        {"ifThen": {"id": "ask", "stepId": "hand", "outcome": "SENT", "timeLimit": "P1D", "branches": branches}},
        wait_step("days", "P1D"),
    ]
    made, _ = await journey(api, steps, "AudienceJourney")
    await people(api, 3)
    before = await everything(database)
    found = await api(SIMULATE, id=made)
    assert await everything(database) == before
    assert [(step["stepId"], step["passed"], step["failed"]) for step in found["steps"]] == [("hand", 3, 0), ("ask", 3, 0), ("days", 3, 0)]
    assert moment(found["until"]) - moment(found["beganAt"]) == DAY


async def test_where_there_are_too_many_some_are_played_with_and_it_is_said(api: Api) -> None:
    made, segment = await journey(api, [wait_step("days", "P1D")])
    contacts = sorted(await people(api, 25, segment))
    found = await api(SIMULATE, id=made, contacts=10, first=4)
    assert (found["wouldEnter"], found["sampled"], len(found["contacts"])) == (25, True, 4)
    assert 10 <= found["entered"] < 25
    page = [each["contact"]["id"] for each in found["contacts"]]
    assert page == [ids.encode("contact", each) for each in contacts[:4]]
    following = await api(SIMULATE, id=made, contacts=10, first=4, afterContact=page[-1])
    assert [each["contact"]["id"] for each in following["contacts"]] == [ids.encode("contact", each) for each in contacts[4:8]]


async def test_whoever_did_lately_what_triggers_a_journey_is_taken_to_do_it_again(api: Api, database: Database) -> None:
    trigger: dict[str, Any] = {"entry": {"trigger": {"event": "signed_up", "condition": 'event.plan == "gold"'}}}
    made, _ = await journey(api, [wait_step("days", "P1D")], "RealTimeJourney", **trigger)
    who = await people(api, 4)
    async with database.transaction(api.workspace_id) as session:
        for contact, plan, ago in ((who[0], "gold", 1), (who[0], "gold", 2), (who[1], "tin", 1), (who[2], "gold", 60)):
            at = datetime.now(UTC) - ago * DAY
            session.add(ContactEvent(workspace_id=api.workspace_id, contact_id=contact, name="signed_up", at=at, properties={"plan": plan}))
    found = await api(SIMULATE, id=made)
    assert (found["wouldEnter"], found["entered"]) == (1, 1)
    assert found["contacts"][0]["contact"]["id"] == ids.encode("contact", who[0])


async def test_an_audience_journey_is_played_by_its_rules(api: Api) -> None:
    made, _ = await journey(api, [wait_step("days", "P2D")], "AudienceJourney", entryRules=['contact.email.endsWith(".com")'])
    await people(api, 3)
    found = await api(SIMULATE, id=made)
    assert (found["wouldEnter"], found["ends"][0]["count"], found["ends"][0]["status"]) == (3, 3, "COMPLETED")


async def test_an_audience_journey_with_a_schedule_goes_on_at_its_runs(api: Api) -> None:
    schedule = {"at": "09:00", "weekdays": ["MONDAY"], "timeZone": "Europe/Berlin"}
    made, _ = await journey(api, [wait_step("days", "P2D")], "AudienceJourney", schedule=schedule)
    await people(api, 2)
    found = await api(SIMULATE, id=made)
    entered, left = [moment(found[each]).astimezone(ZoneInfo("Europe/Berlin")) for each in ("beganAt", "until")]
    assert [(each.strftime("%A %H:%M")) for each in (entered, left)] == ["Monday 09:00", "Monday 09:00"]
    assert (left.date() - entered.date()).days == 7
    assert found["ends"] == [{"status": "COMPLETED", "stepId": "days", "reason": None, "count": 2}]


async def test_the_end_date_of_a_real_time_journey_lets_those_inside_finish(api: Api) -> None:
    ends = (datetime.now(UTC) + 2 * DAY).isoformat()
    made, segment = await journey(api, [wait_step("days", "P5D")], "RealTimeJourney", endsAt=ends, timeZone="UTC")
    await people(api, 2, segment)
    assert (await api(SIMULATE, id=made))["ends"][0]["status"] == "COMPLETED"


async def test_what_cannot_be_prepared_is_answered_with_what_the_check_finds(api: Api) -> None:
    steps = [wait_step("a", "P1D", "b"), wait_step("b", "P1D", "a")]
    made, segment = await journey(api, steps)
    await people(api, 1, segment)
    found = await api(SIMULATE, id=made)
    assert (found["wouldEnter"], found["entered"], found["contacts"], found["complete"]) == (None, 0, [], False)
    assert "CYCLE" in {each["code"] for each in found["findings"]}


async def test_steps_that_cannot_be_run_are_not_played(api: Api) -> None:
    made, segment = await journey(api, [{"segmentGroup": {"id": "groups", "branches": [{"name": "low", "condition": "true"}]}}])
    await people(api, 1, segment)
    found = await api(SIMULATE, id=made)
    assert (found["wouldEnter"], found["complete"]) == (None, False)
    assert "SEGMENT_GROUPS_INVALID" in {each["code"] for each in found["findings"]}


async def test_the_end_date_halts_the_play(api: Api) -> None:
    ends = (datetime.now(UTC) + 2 * DAY).isoformat()
    made, segment = await journey(api, [wait_step("one", "P1D", "two"), wait_step("two", "P5D")], endsAt=ends, timeZone="UTC")
    await people(api, 2, segment)
    found = await api(SIMULATE, id=made)
    assert found["ends"] == [{"status": "INSIDE", "stepId": "two", "reason": None, "count": 2}]


async def test_a_dry_run_waits_for_nobody_and_another_one_is_told_to_wait(api: Api, database: Database) -> None:
    made, segment = await journey(api, [wait_step("days", "P1D")])
    await people(api, 1, segment)
    async with database.transaction(api.workspace_id) as session:
        await session.execute(text("SELECT * FROM record WHERE id = :id FOR UPDATE"), {"id": ids.decode(made)[1]})
        assert (await api(SIMULATE, id=made))["entered"] == 1
        await session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('dry run of ' || :here, 0))"), {"here": str(api.workspace_id)}
        )
        error = await api.fails(SIMULATE, id=made)
        assert (error.extensions["code"], error.message.startswith("Another dry run is under way")) == ("UNAVAILABLE", True)


async def test_a_contact_that_somebody_is_changing_ends_the_dry_run_and_not_the_change(api: Api, database: Database) -> None:
    async with database.transaction(api.workspace_id) as session:
        await session.execute(
            text("INSERT INTO attribute (workspace_id, name, type) VALUES (:here, 'plan', 'STRING')"), {"here": api.workspace_id}
        )
    made, segment = await journey(api, [{"updateContact": {"id": "set", "attribute": "plan", "value": "gold"}}])
    await people(api, 1, segment)
    async with database.transaction(api.workspace_id) as session:
        await session.execute(text("SELECT * FROM contact FOR UPDATE"))
        error = await api.fails(SIMULATE, id=made)
        assert "Somebody else is changing contacts" in error.message


@pytest.mark.parametrize(
    ("role", "variables", "code"),
    [
        (Role.VIEWER, {}, "FORBIDDEN"),
        (Role.EDITOR, {"id": "nothing"}, "NOT_FOUND"),
        (Role.EDITOR, {"contacts": 0}, "BAD_USER_INPUT"),
        (Role.EDITOR, {"contacts": 10_001}, "BAD_USER_INPUT"),
        (Role.EDITOR, {"first": 101}, "BAD_USER_INPUT"),
        (Role.EDITOR, {"afterContact": "x"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_dry_run_is_for_who_may_see_contacts_and_within_bounds(api: Api, role: Role, variables: dict[str, Any], code: str) -> None:
    made = await api.create("CustomerJourney", name="Spring")
    assert (await api.as_(role).fails(SIMULATE, **{"id": made, **variables})).extensions["code"] == code


async def test_a_journey_of_another_workspace_is_not_played(api: Api, other_workspace: UUID) -> None:
    made = await api.create("CustomerJourney", name="Spring")
    assert (await Api(api.server, other_workspace).fails(SIMULATE, id=made)).extensions["code"] == "NOT_FOUND"


def told(url: str, *arguments: str) -> tuple[int, str]:
    """What `golive simulate` prints, and its exit code."""
    around = environment({"GOLIVE_DATABASE_URL": url, "COLUMNS": "120"})
    done = subprocess.run([*COMMAND, "simulate", *arguments], env=around, capture_output=True, text=True, timeout=DEADLINE, check=False)
    return done.returncode, done.stdout + done.stderr


async def test_the_command_tells_a_dry_run_by_name_or_id(api: Api, database: Database, database_url: str) -> None:
    made, segment = await journey(api, [mail_step("one", await email(api), "days"), wait_step("days", "P3D")])
    await people(api, 3, segment)
    await people(api, 1, segment, consent={})
    before = await everything(database)
    for name in ("Spring", made):
        code, said = await asyncio.to_thread(told, database_url, name, "--workspace", "first")
        assert code == 0, said
        assert "4 contacts would enter “Spring”." in said
        assert re.search(r"one +Send email +4 +0 +4 +0 +0", said)
        assert re.search(r"“Hello”: 3 would be sent, 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.", said)
        assert "“Hello”: 1 would not be sent (NO_CONSENT)" in said
        assert "4 would end completed at days." in said
    assert await everything(database) == before


async def test_the_command_refuses_in_a_sentence(api: Api, database_url: str) -> None:
    await api.create("CustomerJourney", name="Spring")
    code, said = await asyncio.to_thread(told, database_url, "Autumn", "--workspace", "first")
    assert (code, said) == (1, "Error: There is no journey called Autumn in the workspace first: give its id.\n")
    code, said = await asyncio.to_thread(told, database_url, "Spring", "--workspace", "none")
    assert (code, said) == (1, "Error: There is no workspace none: name one that has the journey by --workspace.\n")
    code, said = await asyncio.to_thread(told, database_url, "Spring", "--workspace", "first")
    assert code == 1
    assert "error  NO_ENTRY" in said
