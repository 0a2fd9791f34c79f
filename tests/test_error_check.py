"""The error check against a database: what it finds of names, references, addresses, events and segments, and what it costs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import delete, event
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import LATER, NOW, make, make_live, put_live

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.checks.finding import Finding, Severity
from golive.models.contact import Contact, SegmentMember
from golive.models.content import write
from golive.models.database import Database
from golive.models.error_check import CHECKS, error_check
from golive.models.records import Record
from golive.models.uses import keep_copy_uses
from golive.models.work import Work, WorkKind

EMAIL, SETTINGS, SEGMENT = RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS, RecordType.SEGMENT
PAGE, FORM = RecordType.MARKETING_PAGE, RecordType.MARKETING_FORM
EVENT, SESSION, TRACK = RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.EVENT_TRACK
JOURNEY, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY


class World:
    """One transaction in a workspace, with short names for what the tests do in it."""

    def __init__(self, session: AsyncSession, workspace: UUID) -> None:
        self.session, self.workspace = session, workspace

    async def make(self, type_: RecordType, name: str = "A", **fields: Any) -> Record:
        return await make(self.session, self.workspace, type_, name, **fields)

    async def live(self, type_: RecordType, name: str = "A", **fields: Any) -> Record:
        return await make_live(self.session, self.workspace, type_, name, **fields)

    async def set(self, record: Record, **fields: Any) -> None:
        write(record, fields)
        await keep_copy_uses(self.session, record)

    async def contact(self, **columns: Any) -> Contact:
        contact = Contact(workspace_id=self.workspace, id=ids.new(), **columns)
        self.session.add(contact)
        await self.session.flush()
        return contact

    async def check(self, *records: Record, second_check: bool = False) -> dict[UUID, list[Finding]]:
        return await error_check(self.session, records, NOW, second_check=second_check)

    async def found(self, record: Record, **options: bool) -> list[tuple[str, str, str]]:
        """Code, severity and path of each finding."""
        findings = (await self.check(record, **options))[record.id]
        assert all(finding.message.endswith(".") and "\n" not in finding.message for finding in findings)
        return [(finding.code, finding.severity, ".".join(finding.path)) for finding in findings]

    async def journey(self, type_: RecordType = JOURNEY, **fields: Any) -> Record:
        """A journey that sends an e-mail to a segment; everything that it needs is live."""
        settings = await self.live(SETTINGS, "Settings")
        email = await self.live(EMAIL, "Mail")
        steps = [mail(email)]
        if type_ is AUDIENCE:
            entry: dict[str, Any] = {"entryRules": ["true"]}
        else:
            segment = await self.live(SEGMENT, "Readers")
            await self.contact(email="eve@example.com")
            person = await self.contact(email="ida@example.com")
            self.session.add(SegmentMember(workspace_id=self.workspace, segment_id=segment.id, contact_id=person.id))
            entry = {"entry": by_segment(segment)}
        return await self.make(type_, "Journey", contentSettingsId=settings.public_id, steps=steps, **entry, **fields)


@pytest_asyncio.fixture
async def world(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with database.transaction(workspace) as session:
        yield World(session, workspace)


def mail(email: Record | str, id_: str = "a", next_: str | None = None) -> dict[str, Any]:
    public_id = email if isinstance(email, str) else email.public_id
    return {"kind": "SEND_EMAIL", "id": id_, "name": "", "emailId": public_id, "next": next_, "branches": [], "expiresAfter": None}


def by_segment(*segments: Record) -> dict[str, Any]:
    entry = {
        "segmentIds": [each.public_id for each in segments],
        "merge": "UNION",
        "exclusionSegmentIds": [],
        "mode": "ONCE",
        "every": None,
    }
    return {"segment": entry, "trigger": None}


def member_of(*segments: Record) -> str:
    return " && ".join(f'memberOf("{segment.public_id}")' for segment in segments)


def test_every_name_in_a_lifecycle_resolves_and_no_check_is_unused() -> None:
    assert {name for life in LIFECYCLES.values() for name in life.checks} == set(CHECKS)


async def test_what_is_valid_has_no_findings(world: World) -> None:
    await world.contact(email="ida@example.com")
    for type_ in (EMAIL, SEGMENT, PAGE, FORM, EVENT, RecordType.LEAD_SCORING_MODEL):
        assert await world.found(await world.make(type_)) == []


@pytest.mark.parametrize("type_", [JOURNEY, REAL_TIME, AUDIENCE])
async def test_a_journey_that_uses_what_is_live_has_no_errors(world: World, type_: RecordType) -> None:
    assert [found for found in await world.found(await world.journey(type_)) if found[1] == Severity.ERROR] == []


async def test_a_name_is_taken_whatever_its_case_by_a_record_of_the_same_type_alone(world: World) -> None:
    one, other = await world.make(EMAIL, "Spring"), await world.make(EMAIL, "sPRING")
    await world.make(PAGE, "Spring")
    assert await world.found(one) == await world.found(other) == [("NAME_TAKEN", "ERROR", "name")]
    assert (await world.check(one))[one.id][0].record_id == other.public_id
    await world.session.delete(other)
    assert await world.found(one) == []


async def test_names_of_another_workspace_are_not_taken(world: World, database: Database, other_workspace: UUID) -> None:
    async with database.transaction(other_workspace) as session:
        await make(session, other_workspace, EMAIL, "Spring")
    assert await world.found(await world.make(EMAIL, "Spring")) == []


@pytest.mark.parametrize(("name", "code"), [("", "NAME_REQUIRED"), (" ", "NAME_REQUIRED"), ("x" * 151, "NAME_TOO_LONG")])
async def test_a_name_has_1_to_150_characters(world: World, name: str, code: str) -> None:
    email = await world.make(EMAIL)
    email.name = name
    assert await world.found(email) == [(code, "ERROR", "name")]


async def test_what_a_record_uses_must_be_there_and_live(world: World) -> None:
    draft, gone = await world.make(EMAIL, "Draft"), ids.encode("marketing_email", ids.new())
    journey = await world.journey()
    await world.set(journey, steps=[mail(draft, "a", "b"), mail(gone, "b")])
    assert await world.found(journey) == [
        ("DEPENDENCY_NOT_LIVE", "ERROR", "steps.0.sendEmail.emailId"),
        ("DEPENDENCY_MISSING", "ERROR", "steps.1.sendEmail.emailId"),
    ]
    first, second = (await world.check(journey))[journey.id]
    assert (first.step_id, first.record_id, second.step_id, second.record_id) == ("a", draft.public_id, "b", None)
    assert first.message == "The marketing email 'Draft' is not live, and what uses it needs it to be: put it live first."
    await put_live(world.session, draft)
    assert await world.found(journey) == [("DEPENDENCY_MISSING", "ERROR", "steps.1.sendEmail.emailId")]


@pytest.mark.parametrize(
    ("state", "counts"),
    [(StatusReason.LIVE, True), (StatusReason.LIVE_EDITABLE, True), (StatusReason.GOING_LIVE, True), (StatusReason.STOPPING, False)],
)
async def test_something_that_is_stopping_no_longer_counts_as_live(world: World, state: StatusReason, counts: bool) -> None:
    page = await world.make(PAGE, pageType="SUBSCRIPTION_CENTER")
    await put_live(world.session, page, state)
    settings = await world.make(SETTINGS, subscriptionCenterPageId=page.public_id)
    found = [] if counts else [("DEPENDENCY_NOT_LIVE", "ERROR", "subscriptionCenterPageId")]
    assert await world.found(settings) == found


@pytest.mark.parametrize("type_", [JOURNEY, REAL_TIME, AUDIENCE])
async def test_what_the_live_version_uses_already_is_only_a_warning(world: World, type_: RecordType) -> None:
    journey = await world.journey(type_)
    email = (await world.live(EMAIL, "Old"), await world.make(EMAIL, "New"))
    await world.set(journey, steps=[mail(email[0])])
    await put_live(world.session, journey)
    email[0].status_reason, email[0].is_live = StatusReason.STOPPED, False
    await world.set(journey, steps=[mail(email[0], "a", "b"), mail(email[1], "b")])
    assert [found for found in await world.found(journey) if found[0] == "DEPENDENCY_NOT_LIVE"] == [
        ("DEPENDENCY_NOT_LIVE", "ERROR", "steps.1.sendEmail.emailId"),
        ("DEPENDENCY_NOT_LIVE", "WARNING", "steps.0.sendEmail.emailId"),
    ]


async def test_an_old_version_that_only_completes_excuses_no_dependency(world: World) -> None:
    journey = await world.journey(REAL_TIME)
    await put_live(world.session, journey, StatusReason.COMPLETING)
    journey.status_reason = StatusReason.DRAFT
    email = await world.session.get(Record, (world.workspace, _uuid(journey)))
    assert email is not None
    email.status_reason, email.is_live = StatusReason.STOPPED, False
    assert ("DEPENDENCY_NOT_LIVE", "ERROR", "steps.0.sendEmail.emailId") in await world.found(journey)


def _uuid(journey: Record) -> UUID:
    return ids.decode(journey.steps[0]["emailId"])[1]  # type: ignore[attr-defined]


async def test_a_form_tag_with_nonsense_names_no_form(world: World) -> None:
    page = await world.make(PAGE, content='{% form "nonsense" %}')
    assert await world.found(page) == [("DEPENDENCY_MISSING", "ERROR", "content")]


async def test_a_segment_that_is_used_in_a_condition_is_a_dependency(world: World) -> None:
    await world.contact(email="ida@example.com")
    draft = await world.make(SEGMENT, "Draft")
    model = await world.make(RecordType.LEAD_SCORING_MODEL, conditions=[{"condition": member_of(draft), "points": 1}])
    assert await world.found(model) == [("DEPENDENCY_NOT_LIVE", "ERROR", "conditions.0.condition")]


async def test_a_date_that_passed_since_the_first_check_is_left_to_the_timers(world: World) -> None:
    journey = await world.journey(endsAt="2001-01-01T00:00:00Z")
    assert [code for code, *_ in await world.found(journey) if code == "END_IN_PAST"] == ["END_IN_PAST"]
    assert "END_IN_PAST" not in [code for code, *_ in await world.found(journey, second_check=True)]


async def test_an_entry_segment_without_members_is_a_warning_once_it_is_built(world: World) -> None:
    journey = await world.journey()
    empty, building, draft = await world.live(SEGMENT, "Empty"), await world.live(SEGMENT, "Building"), await world.make(SEGMENT, "Draft")
    work = Work(workspace_id=world.workspace, record_id=building.id, kind=WorkKind.BUILDING, then=StatusReason.LIVE)
    world.session.add(work)
    await world.set(journey, entry=by_segment(empty, building, draft))
    assert [found for found in await world.found(journey) if found[0] != "NO_END_ACTION"] == [
        ("DEPENDENCY_NOT_LIVE", "ERROR", "entry.segment.segmentIds.2"),
        ("EMPTY_SEGMENT", "WARNING", "entry.segment.segmentIds.0"),
    ]
    await world.session.delete(work)
    assert ("EMPTY_SEGMENT", "WARNING", "entry.segment.segmentIds.1") in await world.found(journey)


async def test_a_segment_that_asks_for_itself_is_a_cycle_and_no_missing_dependency(world: World) -> None:
    await world.contact(email="ida@example.com")
    segment = await world.make(SEGMENT, segmentType="COMPOUND")
    await world.set(segment, dynamicQuery=f"{member_of(segment)} || true")
    assert await world.found(segment) == [("SEGMENT_CYCLE", "ERROR", "dynamicQuery")]


async def test_a_segment_that_reaches_itself_through_others_is_a_cycle(world: World) -> None:
    a, b, c = [await world.make(SEGMENT, name, segmentType="COMPOUND") for name in "abc"]
    outside = await world.make(SEGMENT, "outside", segmentType="COMPOUND", dynamicQuery=member_of(a))
    for user, used in ((a, b), (b, c), (c, a)):
        await world.set(user, dynamicQuery=member_of(used))
    found = await world.check(a, b, c, outside)
    cyclic = [record for record in (a, b, c, outside) if "SEGMENT_CYCLE" in [finding.code for finding in found[record.id]]]
    assert cyclic == [a, b, c]


async def test_the_open_working_copy_of_a_live_segment_closes_no_cycle_for_others(world: World) -> None:
    await world.contact(email="ida@example.com")
    live = await world.live(SEGMENT, "Live", segmentType="COMPOUND")
    draft = await world.make(SEGMENT, "Draft", segmentType="COMPOUND", dynamicQuery=f"!{member_of(live)}")
    live.status_reason = StatusReason.LIVE_EDITABLE
    await world.set(live, dynamicQuery=member_of(draft))
    assert await world.found(draft) == []
    assert ("SEGMENT_CYCLE", "ERROR", "dynamicQuery") in await world.found(live)


async def test_a_segment_that_nobody_matches_now_is_a_warning(world: World) -> None:
    ida = await world.contact(email="ida@example.com")
    await world.contact(email="eve@example.com", status="INACTIVE")
    public, gone = ids.encode("contact", ida.id), ids.encode("contact", ids.new())
    warnings: dict[str, dict[str, Any]] = {
        "dynamicQuery": {"dynamicQuery": 'contact.email == "eve@example.com"'},
        "staticMembers": {"segmentType": "STATIC", "dynamicQuery": None, "staticMembers": [gone], "filter": "false"},
    }
    for field, fields in warnings.items():
        assert await world.found(await world.make(SEGMENT, field, **fields)) == [("EMPTY_ESTIMATE", "WARNING", field)]
    fine: list[dict[str, Any]] = [
        {"dynamicQuery": 'contact.email == "ida@example.com"'},
        {"segmentType": "STATIC", "dynamicQuery": None, "staticMembers": [gone, public]},
        {"segmentType": "STATIC", "dynamicQuery": None, "filter": "true"},
    ]
    for number, fields in enumerate(fine):
        assert await world.found(await world.make(SEGMENT, f"Fine {number}", **fields)) == []


async def test_an_unfinished_segment_is_not_estimated(world: World) -> None:
    assert await world.found(await world.make(SEGMENT, "A", dynamicQuery=None)) == [("QUERY_REQUIRED", "ERROR", "dynamicQuery")]
    unknown = await world.make(SEGMENT, "B", dynamicQuery="contact.unknown == 1")
    assert await world.found(unknown) == [("CONDITION_INVALID", "ERROR", "dynamicQuery")]
    static = await world.make(SEGMENT, "C", segmentType="STATIC", dynamicQuery=None)
    assert await world.found(static) == [("MEMBERS_REQUIRED", "ERROR", "staticMembers")]


async def test_a_page_holds_its_address_until_it_expires(world: World) -> None:
    one, other = await world.make(PAGE, "One"), await world.make(PAGE, "Other")
    assert await world.found(one) == await world.found(other) == [("PARTIAL_URL_TAKEN", "ERROR", "partialUrl")]
    assert (await world.check(one))[one.id][0].record_id == other.public_id
    other.status_reason = StatusReason.EXPIRED
    assert await world.found(one) == []


async def test_a_page_that_is_getting_another_address_holds_the_one_that_it_runs_at(world: World) -> None:
    live, other = await world.live(PAGE, "Live"), await world.make(PAGE, "Other")
    await world.set(live, partialUrl="summer")
    assert await world.found(other) == [("PARTIAL_URL_TAKEN", "ERROR", "partialUrl")]
    assert await world.found(live) == []


async def test_a_page_takes_forms_of_its_type_alone_and_of_a_live_form_the_type_that_runs(world: World) -> None:
    form = await world.live(FORM, "Form")
    page = await world.make(PAGE, content=f'{{% form "{form.public_id}" %}}')
    await world.set(form, formType="SUBSCRIPTION_CENTER")
    assert await world.found(page) == []
    await put_live(world.session, form)
    assert await world.found(page) == [("FORM_TYPE_MISMATCH", "ERROR", "content")]


async def test_content_settings_without_a_subscription_center_get_a_warning_and_with_another_page_an_error(world: World) -> None:
    center = ("SUBSCRIPTION_CENTER_MISSING", "WARNING", "subscriptionCenterPageId")
    settings = await world.make(SETTINGS)
    assert await world.found(settings) == [center]
    landing = await world.live(PAGE, "Landing")
    await world.set(settings, subscriptionCenterPageId=landing.public_id)
    assert await world.found(settings) == [("SUBSCRIPTION_CENTER_MISSING", "ERROR", "subscriptionCenterPageId")]
    proper = await world.live(PAGE, "Center", pageType="SUBSCRIPTION_CENTER", partialUrl="center")
    await world.set(settings, subscriptionCenterPageId=proper.public_id)
    assert await world.found(settings) == []


async def test_within_the_event_family_what_is_not_live_is_only_a_warning(world: World) -> None:
    event_ = await world.make(EVENT, "Event")
    session = await world.make(SESSION, "Session", eventId=event_.public_id)
    track = await world.make(TRACK, "Track", eventId=event_.public_id, sessionIds=[session.public_id])
    assert await world.found(event_) == [("CHILD_NOT_LIVE", "WARNING", ""), ("CHILD_NOT_LIVE", "WARNING", "")]
    assert await world.found(session) == [("PARENT_NOT_LIVE", "WARNING", "eventId")]
    assert await world.found(track) == [("PARENT_NOT_LIVE", "WARNING", "eventId"), ("CHILD_NOT_LIVE", "WARNING", "sessionIds.0")]
    for record in (event_, session, track):
        await put_live(world.session, record)
    assert [await world.found(record) for record in (event_, session, track)] == [[], [], []]


async def test_a_session_of_an_event_that_is_gone_misses_it(world: World) -> None:
    session = await world.make(SESSION, eventId=ids.encode("event", ids.new()))
    assert await world.found(session) == [("DEPENDENCY_MISSING", "ERROR", "eventId")]


async def test_a_session_fits_the_dates_and_the_room_of_its_event(world: World) -> None:
    start, end = LATER.isoformat(), (LATER + timedelta(hours=8)).isoformat()
    event_ = await world.live(EVENT, "Event", startsAt=start, endsAt=end, capacity=100)
    fits = {"eventId": event_.public_id, "startsAt": start, "endsAt": end, "capacity": 100}
    assert await world.found(await world.make(SESSION, "Fits", **fits)) == []
    early, late = (LATER - timedelta(minutes=1)).isoformat(), (LATER + timedelta(hours=9)).isoformat()
    unfit = await world.make(SESSION, "Unfit", eventId=event_.public_id, startsAt=early, endsAt=late, capacity=101)
    assert await world.found(unfit) == [
        ("SESSION_OVER_EVENT_CAPACITY", "ERROR", "capacity"),
        ("SESSION_OUTSIDE_EVENT", "WARNING", "startsAt"),
        ("SESSION_OUTSIDE_EVENT", "WARNING", "endsAt"),
    ]


async def test_errors_come_before_warnings_and_both_in_the_order_of_the_fields(world: World) -> None:
    draft = await world.make(EMAIL, "Draft")
    steps = [mail(draft, f"s{number}", f"s{number + 1}") for number in range(11)] + [mail(draft, "s11")]
    journey = await world.make(JOURNEY, "Journey", steps=steps, startsAt="2001-01-01T00:00:00Z", timeZone="Mars/Olympus")
    findings = (await world.check(journey))[journey.id]
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities) != []
    paths = [finding.path for finding in findings if finding.severity is Severity.ERROR]
    assert [path[0] for path in paths] == ["contentSettingsId", "entry", *["steps"] * 12, "timeZone"]
    assert [path[1] for path in paths if path[0] == "steps"] == [str(number) for number in range(12)]


async def test_a_page_of_50_records_costs_as_many_statements_as_one_of_each_type(world: World) -> None:
    await world.contact(email="ida@example.com")
    records: list[Record] = []
    for number in range(4):
        for type_ in RecordType:
            fields: dict[str, Any] = {"partialUrl": f"p{number}"} if type_ is PAGE else {}
            if type_ in (SESSION, TRACK):
                fields = {"eventId": records[-1].public_id} if type_ is SESSION else {"eventId": records[-2].public_id}
            records.append(await world.make(type_, f"Record {number}", **fields))
    few, many = await statements(world, records[:12]), await statements(world, records)
    assert few == many <= 15


async def statements(world: World, records: list[Record]) -> int:
    """How many statements the check of the records costs."""
    seen: list[str] = []
    await world.session.flush()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = world.session.sync_session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        await world.check(*records)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


async def test_records_of_another_workspace_are_no_dependencies(world: World, database: Database, other_workspace: UUID) -> None:
    async with database.transaction(other_workspace) as session:
        foreign = await make_live(session, other_workspace, PAGE, pageType="SUBSCRIPTION_CENTER")
    settings = await world.make(SETTINGS, subscriptionCenterPageId=foreign.public_id)
    assert await world.found(settings) == [("DEPENDENCY_MISSING", "ERROR", "subscriptionCenterPageId")]


async def test_a_deleted_contact_leaves_a_static_segment_empty(world: World) -> None:
    ida = await world.contact(email="ida@example.com")
    segment = await world.make(SEGMENT, segmentType="STATIC", dynamicQuery=None, staticMembers=[ids.encode("contact", ida.id)])
    await world.session.execute(delete(Contact).where(Contact.id == ida.id))
    assert await world.found(segment) == [("EMPTY_ESTIMATE", "WARNING", "staticMembers")]
