"""The error check against a database: what it finds of segments, pages, content settings and the event family."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import delete
from standing_records import (
    EVENT,
    FORM,
    LATER,
    PAGE,
    SEGMENT,
    SESSION,
    SETTINGS,
    TRACK,
    World,
    by_segment,
    member_of,
    put_live,
)

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.words import StatusReason
from golive.models import ids
from golive.models.checks.finding import Severity
from golive.models.contact import Contact
from golive.models.database import Database
from golive.models.error_check import CHECKS
from golive.models.work import Work, WorkKind


@pytest_asyncio.fixture
async def world(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with database.transaction(workspace) as session:
        yield World(session, workspace)


def test_every_name_in_a_lifecycle_resolves_and_no_check_is_unused() -> None:
    assert {name for life in LIFECYCLES.values() for name in life.checks} == set(CHECKS)


async def test_a_form_tag_with_nonsense_names_no_form(world: World) -> None:
    page = await world.make(PAGE, content='{% form "nonsense" %}')
    assert await world.found(page) == [("DEPENDENCY_MISSING", "ERROR", "content")]


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


async def test_contacts_are_handed_over_to_static_segments_alone(world: World) -> None:
    journey = await world.journey()
    static = await world.live(SEGMENT, "Static", segmentType="STATIC", dynamicQuery=None, filter="false")
    to = [{"segmentId": each.public_id} for each in (static, await world.live(SEGMENT, "Dynamic"))]
    await world.set(journey, steps=[{"kind": "ACTIVATE", "id": "hand", "next": None, "branches": [], "destinations": to}])
    (found,) = [each for each in (await world.check(journey))[journey.id] if each.severity is Severity.ERROR]
    where = ("steps", "0", "activate", "destinations", "1", "segmentId")
    assert (found.code, found.path, found.step_id) == ("STEP_UNCONFIGURED", where, "hand")


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


async def test_a_deleted_contact_leaves_a_static_segment_empty(world: World) -> None:
    ida = await world.contact(email="ida@example.com")
    segment = await world.make(SEGMENT, segmentType="STATIC", dynamicQuery=None, staticMembers=[ids.encode("contact", ida.id)])
    await world.session.execute(delete(Contact).where(Contact.id == ida.id))
    assert await world.found(segment) == [("EMPTY_ESTIMATE", "WARNING", "staticMembers")]
