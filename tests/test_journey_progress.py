"""What is seen of journeys: counts per version and step, who is inside, the way that each contact took, runs, impact."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving, statements
from fanning import Inbox, fanning
from passing import HOUR, NOON, contact, count, passage, reason, run
from sqlalchemy import func, select, text, update
from standing_records import AUDIENCE, EMAIL, SETTINGS, mail, make, make_live, put_live

from golive.graph.transport.request import Refused
from golive.lifecycles.words import RecordType, Role, StatusReason
from golive.models import ids, leftover
from golive.models.database import Database
from golive.models.journeys.handing_over import Delivery, HandOver
from golive.models.journeys.passage import Passage, PassageStep, StepCount
from golive.models.mail.mail import Mail, MailStatus
from golive.models.settings import Settings

STEPS = "versions { version people { entered inside completed exited removed failed } steps { stepId name kind entered waiting passed failed exited reasons { outcome reason count } error } }"  # noqa: E501
PROGRESS = f"query($id: ID!) {{ journeyProgress(id: $id) {{ recordId record {{ name }} {STEPS} }} }}"
OF_RECORDS = "{ records(first: 10, filter: { types: [CUSTOMER_JOURNEY] }) { nodes { ... on CustomerJourney { journeyProgress { versions { version steps { stepId entered error } people { inside } } } passages(first: 5) { totalCount nodes { contact { email } stepId path(first: 5) { totalCount nodes { name } } } } } } } }"  # noqa: E501
PASSAGES = """query($id: ID!, $status: PassageStatus, $version: Int, $stepId: ID, $first: Int, $after: String) { record(id: $id) {
  ... on CustomerJourney { passages(status: $status, version: $version, stepId: $stepId, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id version iteration number status reason held stepId since dueAt
      enteredAt endedAt
      journey { name } contact { id email }
      path { nodes { number stepId name kind enteredAt leftAt outcome branch reason } } } } } } }"""
OF_CONTACT = "query($id: ID!) { contact(id: $id) { passages { totalCount nodes { id journey { name } status } } } }"
IMPACT = "query($id: ID!, $action: Action!, $version: Int) { impact(id: $id, action: $action, version: $version) { peopleInside overdue queued handedOver } }"  # noqa: E501
AVAILABLE = "query($id: ID!) { record(id: $id) { availableActions { action allowed confirmNeeded code } } }"


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


async def journey(api: Api, name: str = "Spring", type_: RecordType = RecordType.CUSTOMER_JOURNEY) -> UUID:
    """A live journey that sends an e-mail, asks and waits."""
    async with api.server.database.transaction(api.workspace_id) as session:
        email = await make_live(session, api.workspace_id, EMAIL, f"Mail of {name}")
        settings = await make_live(session, api.workspace_id, SETTINGS, f"Settings of {name}")
        ask = {"kind": "IF_THEN", "id": "ask", "name": "A friend?", "condition": "true",
               "branches": [{"name": "yes", "next": "wait"}, {"name": "no", "next": None}]}  # fmt: skip
        steps = [mail(email, "mail", "ask"), ask, {"kind": "WAIT", "id": "wait", "name": "", "duration": "P1D", "next": None}]
        state = StatusReason.ACTIVE if type_ is AUDIENCE else StatusReason.LIVE
        record = await make(session, api.workspace_id, type_, name, steps=steps, contentSettingsId=settings.public_id)
        await put_live(session, record, state)
        return record.id


def public(id_: UUID, type_: RecordType = RecordType.CUSTOMER_JOURNEY) -> str:
    return ids.encode(type_.prefix, id_)


async def populated(api: Api, name: str = "Spring") -> UUID:
    """Three contacts: one waits, one came to the end, one left by an exit rule."""
    made = await journey(api, name)
    async with api.server.database.transaction(api.workspace_id) as session:
        ada, bob, eve = [await contact(session, api.workspace_id, f"{who}.{name}@example.com") for who in ("ada", "bob", "eve")]
        here = (session, api.workspace_id, made)
        await passage(*here, ada, "mail", "ask", due_at=NOON + 24 * HOUR)
        await passage(*here, bob, "mail", "ask", status="COMPLETED", step=None, ended_at=NOON + HOUR)
        await passage(*here, eve, "mail", status="EXITED", step=None, reason="EXIT_RULE", ended_at=NOON)
        count(*here, "mail", entered=3, passed=3)
        count(*here, "ask", entered=3, passed=2, exited=1)
        count(*here, "wait", entered=1)
        reason(*here, "ask", "EXITED", "EXIT_RULE", 1)
    return made


async def test_the_progress_of_a_journey_is_told_per_version_and_step(api: Api) -> None:
    id_ = public(await populated(api))
    found = await api(PROGRESS, id=id_)
    assert (found["recordId"], found["record"]) == (id_, {"name": "Spring"})
    (version,) = found["versions"]
    assert (version["version"], version["people"]) == (
        1, {"entered": 3, "inside": 1, "completed": 1, "exited": 1, "removed": 0, "failed": 0},
    )  # fmt: skip
    mailed, asked, waits = version["steps"]
    assert (mailed["stepId"], mailed["kind"], mailed["error"]) == ("mail", "SEND_EMAIL", None)
    assert [mailed[each] for each in ("entered", "waiting", "passed", "failed", "exited")] == [3, 0, 3, 0, 0]
    assert [asked[each] for each in ("name", "waiting", "passed", "exited")] == ["A friend?", 0, 2, 1]
    assert asked["reasons"] == [{"outcome": "EXITED", "reason": "EXIT_RULE", "count": 1}]
    assert [waits[each] for each in ("name", "entered", "waiting")] == ["Wait", 1, 1]


async def test_the_progress_stands_on_the_version_too(api: Api) -> None:
    id_ = public(await populated(api))
    document = "query($id: ID!) { record(id: $id) { liveVersion { number journeyProgress { steps { stepId entered } } } } }"
    version = (await api(document, id=id_))["liveVersion"]
    assert version["journeyProgress"]["steps"][0] == {"stepId": "mail", "entered": 3}
    email = await api("{ marketingEmails { nodes { liveVersion { journeyProgress { version } } } } }")
    assert email["nodes"] == [{"liveVersion": {"journeyProgress": None}}]


async def test_a_journey_that_nobody_came_to_shows_its_steps_with_nobody(api: Api) -> None:
    found = await api(PROGRESS, id=public(await journey(api)))
    assert [(step["stepId"], step["entered"]) for step in found["versions"][0]["steps"]] == [("mail", 0), ("ask", 0), ("wait", 0)]
    draft = await api.create("CustomerJourney", name="Draft")
    assert (await api(PROGRESS, id=draft))["versions"] == []


async def test_a_step_whose_email_is_stopped_says_so_and_contacts_are_told_to_be_held_by_stopped_settings(api: Api) -> None:
    id_ = public(await journey(api))
    (email,) = (await api("{ marketingEmails { nodes { id } } }"))["nodes"]
    await api.act("stop", email["id"], confirm=True)
    (version,) = (await api(PROGRESS, id=id_))["versions"]
    assert [bool(step["error"]) for step in version["steps"]] == [True, False, False]
    assert (
        version["steps"][0]["error"]
        == "The e-mail 'Mail of Spring' is not active: the version that the journey went live with is sent all the same."
    )
    (settings,) = (await api("{ contentSettings { nodes { id } } }"))["nodes"]
    await api.act("stop", settings["id"], confirm=True)
    (version,) = (await api(PROGRESS, id=id_))["versions"]
    assert "contacts wait here" in version["steps"][0]["error"]


async def test_steps_of_older_versions_that_are_gone_are_listed_after_the_others(api: Api, database: Database) -> None:
    made = await populated(api)
    async with database.transaction(api.workspace_id) as session:
        count(session, api.workspace_id, made, "gone", entered=2, passed=2)
        count(session, api.workspace_id, made, "first", version=7, entered=1)
    first, other = (await api(PROGRESS, id=public(made)))["versions"]
    assert [step["stepId"] for step in first["steps"]] == ["mail", "ask", "wait", "gone"]
    assert (other["version"], other["steps"][0]["kind"], other["steps"][0]["name"]) == (7, None, "first")


async def test_a_contacts_way_through_a_journey_is_told_step_by_step(api: Api) -> None:
    found = (await api(PASSAGES, id=public(await populated(api))))["passages"]
    assert [each["status"] for each in found["nodes"]] == ["INSIDE", "COMPLETED", "EXITED"]
    ada, bob, eve = found["nodes"]
    assert (ada["stepId"], ada["dueAt"], ada["endedAt"], ada["journey"]["name"]) == ("wait", "2026-11-02T12:00:00Z", None, "Spring")
    assert ada["path"]["nodes"] == [
        {"number": 0, "stepId": "mail", "name": "Send email", "kind": "SEND_EMAIL", "enteredAt": "2026-11-01T12:00:00Z",
         "leftAt": "2026-11-01T13:00:00Z", "outcome": "PASSED", "branch": None, "reason": None},
        {"number": 1, "stepId": "ask", "name": "A friend?", "kind": "IF_THEN", "enteredAt": "2026-11-01T13:00:00Z",
         "leftAt": "2026-11-01T14:00:00Z", "outcome": "PASSED", "branch": "yes", "reason": None},
    ]  # fmt: skip
    assert (bob["stepId"], bob["endedAt"]) == (None, "2026-11-01T13:00:00Z")
    assert (eve["reason"], eve["contact"]["email"]) == ("EXIT_RULE", "eve.Spring@example.com")
    node = "query($id: ID!) { node(id: $id) { id ... on Passage { status } } }"
    assert await api(node, id=eve["id"]) == {"id": eve["id"], "status": "EXITED"}


async def test_passages_are_found_by_status_version_and_step_and_paged(api: Api) -> None:
    id_ = public(await populated(api))

    async def listed(**variables: Any) -> tuple[int, list[str]]:
        found = (await api(PASSAGES, id=id_, **variables))["passages"]
        return found["totalCount"], [each["status"] for each in found["nodes"]]

    assert await listed(status="EXITED") == (1, ["EXITED"])
    assert await listed(stepId="wait") == (1, ["INSIDE"])
    assert await listed(version=2) == (0, [])
    page = (await api(PASSAGES, id=id_, first=2))["passages"]
    assert page["pageInfo"]["hasNextPage"]
    assert await listed(first=2, after=page["pageInfo"]["endCursor"]) == (3, ["EXITED"])
    assert (await api.fails(PASSAGES, id=id_, after="x")).extensions["code"] == "INVALID_CURSOR"


async def test_a_contact_knows_the_journeys_that_it_is_in(api: Api, database: Database) -> None:
    made = await populated(api)
    other = await journey(api, "Autumn")
    (ada, *_) = (await api(PASSAGES, id=public(made)))["passages"]["nodes"]
    async with database.transaction(api.workspace_id) as session:
        await passage(session, api.workspace_id, other, ids.decode(ada["contact"]["id"])[1])
    found = (await api(OF_CONTACT, id=ada["contact"]["id"]))["passages"]
    assert [(each["journey"]["name"], each["status"]) for each in found["nodes"]] == [("Spring", "INSIDE"), ("Autumn", "INSIDE")]


async def test_a_page_of_journeys_takes_no_more_statements_than_one(api: Api, database: Database) -> None:
    await populated(api, "A")
    with statements(database) as sent:
        await api(OF_RECORDS)
    one = len(sent)
    for name in ("B", "C", "D"):
        await populated(api, name)
    with statements(database) as sent:
        found = await api(OF_RECORDS)
    assert [len(each["passages"]["nodes"]) for each in found["nodes"]] == [3] * 4
    assert len(sent) <= one  # what is asked for at one moment is read together


async def test_a_viewer_sees_who_is_inside_without_their_address(api: Api) -> None:
    id_ = public(await populated(api))
    found = (await api.as_(Role.VIEWER)(PASSAGES, id=id_))["passages"]
    assert [each["contact"]["email"] for each in found["nodes"]] == [None] * 3
    assert all(each["contact"]["id"] for each in found["nodes"])


async def test_passages_of_another_workspace_are_not_there(api: Api, other_workspace: UUID) -> None:
    id_ = public(await populated(api))
    other = Api(api.server, other_workspace)
    assert (await other.fails(PROGRESS, id=id_)).extensions["code"] == "NOT_FOUND"
    (first, *_) = (await api(PASSAGES, id=id_))["passages"]["nodes"]
    assert await other("query($id: ID!) { node(id: $id) { id } }", id=first["id"]) is None


async def test_what_is_no_journey_has_no_progress(api: Api) -> None:
    email = await api.create("MarketingEmail", name="Mail")
    assert (await api.fails(PROGRESS, id=email)).extensions["code"] == "NOT_FOUND"
    assert (await api.fails(PROGRESS, id="nothing")).extensions["code"] == "NOT_FOUND"


async def test_the_runs_of_an_audience_journey_are_listed_with_what_they_did(api: Api, database: Database) -> None:
    made = await journey(api, type_=AUDIENCE)
    async with database.transaction(api.workspace_id) as session:
        run(session, api.workspace_id, made, 1, trigger="SCHEDULE", ended_at=NOON + 2 * HOUR, entered=5, progressed=9, completed=4)
        run(session, api.workspace_id, made, 2, status="FAILED", error="The database was away.", ended_at=NOON + 3 * HOUR)
    document = """query($id: ID!) { record(id: $id) { ... on AudienceJourney { runHistory { totalCount nodes {
      id number trigger status error startedAt endedAt entered progressed exited completed failed journey { name } } } } } }"""
    found = (await api(document, id=public(made, AUDIENCE)))["runHistory"]
    first, second = found["nodes"]
    assert (found["totalCount"], first["trigger"], first["status"], first["entered"], first["progressed"]) == (
        2,
        "SCHEDULE",
        "SUCCEEDED",
        5,
        9,
    )
    assert (second["status"], second["error"], second["endedAt"]) == ("FAILED", "The database was away.", "2026-11-01T15:00:00Z")
    assert (await api("query($id: ID!) { node(id: $id) { ... on JourneyRun { number } } }", id=second["id"])) == {"number": 2}


async def test_a_run_under_way_and_people_inside_are_in_the_way_and_said_beforehand(api: Api, database: Database) -> None:
    made = await journey(api, type_=AUDIENCE)
    id_ = public(made, AUDIENCE)

    async def offered() -> dict[str, tuple[bool, bool, str | None]]:
        found = (await api(AVAILABLE, id=id_))["availableActions"]
        return {each["action"]: (each["allowed"], each["confirmNeeded"], each["code"]) for each in found}

    assert (await offered())["RUN_NOW"] == (True, False, None)
    async with database.transaction(api.workspace_id) as session:
        run(session, api.workspace_id, made, 1, status="RUNNING")
        await passage(session, api.workspace_id, made, await contact(session, api.workspace_id, "ada@example.com"))
    during = await offered()
    assert during["RUN_NOW"] == during["FULL_RUN"] == (False, False, "RUN_IN_PROGRESS")
    for action in ("runNow", "fullRun"):
        assert (await api.act(action, id_))["code"] == "RUN_IN_PROGRESS"
    await api.act("pause", id_)
    assert (await offered())["DELETE"] == (True, True, "PEOPLE_INSIDE")
    assert (await api.act("delete", id_))["code"] == "PEOPLE_INSIDE"
    assert (await api.act("delete", id_, confirm=True))["__typename"] == "ActionSuccess"


async def test_a_deleted_journey_is_gone_at_once_and_its_people_and_their_paths_some_at_a_time(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftover, "BATCH", 2)
    made, other = await journey(api, type_=AUDIENCE), await journey(api, "Autumn")
    here = (database, api.workspace_id)
    async with database.transaction(api.workspace_id) as session:
        people = [await contact(session, api.workspace_id, f"{number}@example.com") for number in range(5)]
        for each in people:
            gone = await passage(session, api.workspace_id, made, each, "mail")
            session.add(
                HandOver(
                    workspace_id=api.workspace_id, passage_id=gone, step="hand", destination=0, journey_id=made, version=1, contact_id=each
                )
            )
        await passage(session, api.workspace_id, other, people[0], "mail")
        mail = {"workspace_id": api.workspace_id, "contact_id": people[0], "email_id": ids.new(), "version": 1, "step": "mail"}
        held = text("'infinity'")
        session.add_all([Mail(**mail, journey_id=made, due_at=held), Mail(**mail, journey_id=made, status="SENT")])
        session.add(Mail(**mail, journey_id=other, due_at=held))
    await api.act("pause", public(made, AUDIENCE))
    assert (await api.act("delete", public(made, AUDIENCE), confirm=True))["__typename"] == "ActionSuccess"
    seen = await api(OF_CONTACT, id=ids.encode("contact", people[0]))
    assert [each["journey"]["name"] for each in seen["passages"]["nodes"]] == ["Autumn"]
    assert await api("query($id: ID!) { node(id: $id) { id } }", id=ids.encode("passage", gone)) is None
    left = [await rows(*here)]
    while await cleared(database):
        left.append(await rows(*here))
    assert left == [(6, 6, 5), (6, 6, 5), (4, 4, 3), (2, 2, 1), (1, 1, 0), (1, 1, 0)]
    async with database.transaction(api.workspace_id) as session:
        mails = [(each.journey_id, each.status) for each in await session.scalars(select(Mail).order_by(Mail.status))]
    assert mails == [(other, "QUEUED"), (made, "SENT")]


async def cleared(database: Database) -> bool:
    async with database.system() as session:
        return await leftover.clear(session)


async def rows(database: Database, workspace: UUID) -> tuple[int, ...]:
    """How many passages, steps and hand-overs are stored."""
    async with database.transaction(workspace) as session:
        return tuple([await session.scalar(select(func.count()).select_from(each)) or 0 for each in (Passage, PassageStep, HandOver)])


async def test_the_impact_of_a_stop_is_on_the_people_inside_and_the_mails_that_wait(api: Api, database: Database) -> None:
    made = await populated(api)
    id_ = public(made)
    assert await api(IMPACT, id=id_, action="STOP") == {"peopleInside": 1, "overdue": 0, "queued": 0, "handedOver": 0}
    async with database.transaction(api.workspace_id) as session:
        await session.execute(update(Passage).where(Passage.status == "INSIDE").values(until=NOON, due_at=NOON))
        for status in (MailStatus.QUEUED, MailStatus.QUEUED, MailStatus.SENT, MailStatus.UNKNOWN, MailStatus.BLOCKED):
            session.add(Mail(workspace_id=api.workspace_id, journey_id=made, version=1, step="mail", email_id=made, status=status))
    assert await api(IMPACT, id=id_, action="STOP") == {"peopleInside": 1, "overdue": 1, "queued": 2, "handedOver": 2}
    assert await api(IMPACT, id=id_, action="STOP", version=1) == {"peopleInside": 1, "overdue": 1, "queued": 2, "handedOver": 2}
    other = public(await journey(api, "Autumn"))
    assert await api(IMPACT, id=other, action="STOP") == {"peopleInside": 0, "overdue": 0, "queued": 0, "handedOver": 0}
    email = await api.create("MarketingEmail", name="Mail")
    assert await api(IMPACT, id=email, action="STOP") == {"peopleInside": None, "overdue": None, "queued": None, "handedOver": None}


async def test_what_was_handed_over_is_listed_and_administrators_know_how_it_is_signed(api: Api, database: Database) -> None:
    made = await journey(api)
    async with database.transaction(api.workspace_id) as session:
        for kind, target, status in (("WEBHOOK", "https://example.com/hook", "FAILED"), ("CSV", "people.csv", "SENT")):
            values = {"version": 1, "step": "hand", "destination": 0, "kind": kind, "target": target, "contacts": 3, "status": status}
            session.add(Delivery(workspace_id=api.workspace_id, id=ids.new(), journey_id=made, tries=1, **values))
    document = """query($id: ID!) { record(id: $id) { ... on CustomerJourney { deliveries { totalCount nodes {
      id version stepId kind target contacts status tries lastError queuedAt dueAt endedAt } } } } }"""
    found = (await api(document, id=public(made)))["deliveries"]
    told = [(each["kind"], each["target"], each["status"], each["contacts"], each["stepId"]) for each in found["nodes"]]
    assert (found["totalCount"], told) == (
        2, [("WEBHOOK", "https://example.com/hook", "FAILED", 3, "hand"), ("CSV", "people.csv", "SENT", 3, "hand")],
    )  # fmt: skip
    secret = await api("{ webhookSecret }")
    assert secret.startswith("whsec_")
    assert await api("{ webhookSecret }") == secret
    assert (await api.as_(Role.PUBLISHER).fails("{ webhookSecret }")).extensions["code"] == "FORBIDDEN"


CHANGED = "subscription($id: ID!) { journeyProgressChanged(id: $id) { recordId versions { steps { stepId entered waiting } } } }"


async def let_in(database: Database, workspace: UUID, made: UUID, contacts: int) -> None:
    async with database.transaction(workspace) as session:
        waits = (StepCount.journey_id == made) & (StepCount.step == "wait")
        await session.execute(update(StepCount).where(waits).values(entered=StepCount.entered + contacts))


def waiting(inbox: Inbox) -> list[int]:
    """How many waited, as it was told."""
    return [step["waiting"] for each in inbox.data for step in each["versions"][0]["steps"] if step["stepId"] == "wait"]


async def test_progress_is_pushed_together_while_it_goes_on_once_for_all_who_watch(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        made = await populated(Api(fan.server, workspace))
        crowd, late = [Inbox() for _ in range(50)], Inbox()
        for inbox in crowd:
            await fan.subscribe(workspace, inbox, CHANGED, id=public(made))
        await crowd[0].until(lambda inbox: waiting(inbox) == [1])
        for _ in range(20):  # as many batches of a tick
            await let_in(database, workspace, made, 100)
            fan.server.doorbell.ring(workspace)
        for inbox in crowd:
            await inbox.until(lambda inbox: waiting(inbox)[-1:] == [2_001])
        assert len(crowd[0].payloads) <= 10
        assert all(inbox.payloads[0] is crowd[0].payloads[0] for inbox in crowd)
        await fan.subscribe(workspace, late, CHANGED, id=public(made))
        await late.until(lambda inbox: waiting(inbox) == [2_001])
        assert (fan.groups, set(crowd[0].cursors)) == (1, {None})


async def test_progress_is_pushed_again_where_nothing_but_the_poll_tells_and_ends_with_the_journey(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        api = Api(fan.server, workspace)
        made = await journey(api, type_=AUDIENCE)
        inbox = Inbox()
        await fan.subscribe(workspace, inbox, CHANGED, id=public(made, AUDIENCE))
        await inbox.until(lambda inbox: len(inbox.payloads) == 1)
        async with database.transaction(workspace) as session:
            count(session, workspace, made, "mail", entered=1)
        await inbox.until(lambda inbox: len(inbox.payloads) == 2)
        await api.act("pause", public(made, AUDIENCE))
        await api.act("delete", public(made, AUDIENCE))
        await inbox.until(lambda inbox: inbox.completed)


async def test_progress_of_what_is_no_journey_of_ours_is_not_found(
    database: Database, workspace: UUID, other_workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        made = await journey(Api(fan.server, workspace))
        email = await Api(fan.server, workspace).create("MarketingEmail", name="Mail")
        for where, id_ in ((other_workspace, public(made)), (workspace, email)):
            with pytest.raises(Refused) as refused:
                await fan.subscribe(where, Inbox(), CHANGED, id=id_)
            assert refused.value.code == "NOT_FOUND"
