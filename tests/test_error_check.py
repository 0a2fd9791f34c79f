"""The error check against a database: what it finds of names and references, in which order, and what it costs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import event
from standing_records import (
    AUDIENCE,
    EMAIL,
    EVENT,
    FORM,
    JOURNEY,
    PAGE,
    REAL_TIME,
    SEGMENT,
    SESSION,
    SETTINGS,
    TRACK,
    World,
    mail,
    make,
    make_live,
    member_of,
    put_live,
)

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.checks.finding import Severity
from golive.models.database import Database
from golive.models.records import Record


@pytest_asyncio.fixture
async def world(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with database.transaction(workspace) as session:
        yield World(session, workspace)


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


@pytest.mark.parametrize(("type_", "severity"), [(JOURNEY, "WARNING"), (REAL_TIME, "ERROR"), (AUDIENCE, "ERROR")])
async def test_what_the_live_version_uses_already_is_only_a_warning_where_it_is_saved(
    world: World, type_: RecordType, severity: str
) -> None:
    journey = await world.journey(type_)
    email = (await world.live(EMAIL, "Old"), await world.make(EMAIL, "New"))
    await world.set(journey, steps=[mail(email[0])])
    await put_live(world.session, journey)
    email[0].status_reason, email[0].is_live = StatusReason.STOPPED, False
    await world.set(journey, steps=[mail(email[0], "a", "b"), mail(email[1], "b")])
    assert {found for found in await world.found(journey) if found[0] == "DEPENDENCY_NOT_LIVE"} == {
        ("DEPENDENCY_NOT_LIVE", "ERROR", "steps.1.sendEmail.emailId"),
        ("DEPENDENCY_NOT_LIVE", severity, "steps.0.sendEmail.emailId"),
    }


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


async def test_a_segment_that_is_used_in_a_condition_is_a_dependency(world: World) -> None:
    await world.contact(email="ida@example.com")
    draft = await world.make(SEGMENT, "Draft")
    model = await world.make(RecordType.LEAD_SCORING_MODEL, conditions=[{"condition": member_of(draft), "points": 1}])
    assert await world.found(model) == [("DEPENDENCY_NOT_LIVE", "ERROR", "conditions.0.condition")]


async def test_a_date_that_passed_since_the_first_check_is_left_to_the_timers(world: World) -> None:
    journey = await world.journey(endsAt="2001-01-01T00:00:00Z")
    assert [code for code, *_ in await world.found(journey) if code == "END_IN_PAST"] == ["END_IN_PAST"]
    assert "END_IN_PAST" not in [code for code, *_ in await world.found(journey, second_check=True)]


async def test_errors_come_before_warnings_and_both_in_the_order_of_the_fields(world: World) -> None:
    draft = await world.make(EMAIL, "Draft")
    steps = [mail(draft, f"s{number}", f"s{number + 1}") for number in range(11)] + [mail(draft, "s11")]
    journey = await world.make(JOURNEY, "Journey", steps=steps, startsAt="2001-01-01T00:00:00Z", timeZone="Mars/Olympus")
    findings = (await world.check(journey))[journey.id]
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities) != []
    paths = [finding.path for finding in findings if finding.severity is Severity.ERROR]
    assert [path[0] for path in paths] == ["entry", "timeZone", "contentSettingsId", *["steps"] * 12]
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
