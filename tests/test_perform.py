"""The one door: each move leads where the table says, is refused in the law's order, and leaves an unbroken log."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from moving import World
from performing import refused, versions

from golive.lifecycles.words import Action, GuardCode, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.content import content
from golive.models.refusal import NotFound, Refused

OUTBOUND, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
EMAIL, SETTINGS, SEGMENT = RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS, RecordType.SEGMENT
FORM, EVENT, SESSION, MODEL = RecordType.MARKETING_FORM, RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.LEAD_SCORING_MODEL
LATER = datetime(2099, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("unbroken")


async def test_an_email_is_live_at_once_and_stops_at_once(here: World) -> None:
    email = await here.draft(EMAIL)
    live = await here.do(email, Action.GO_LIVE)
    assert live.change is not None
    assert (live.change.from_status_reason, live.change.to_status_reason, live.change.version) == ("DRAFT", "LIVE", 1)
    assert (live.change.from_is_live, live.change.to_is_live, live.change.actor) == (False, True, "Ada")
    assert live.cursor.number == live.change.number
    record = await here.record(email)
    assert (record.is_live, record.ever_live, record.live_version, record.live_since) == (
        True,
        True,
        1,
        live.change.at,
    ) or record.live_since
    await here.do(email, Action.STOP)
    record = await here.record(email)
    assert (record.state, record.is_live, record.live_version) == (StatusReason.STOPPED, False, None)
    (version,) = await versions(here, email)
    assert version.live_until is not None


async def test_an_edit_leaves_what_runs_alone_until_it_is_saved(here: World) -> None:
    email = await here.live(EMAIL)
    await here.do(email, Action.EDIT)
    await here.update(email, subject="Summer")
    (running,) = await versions(here, email)
    assert running.snapshot["subject"] == "Spring"
    await here.do(email, Action.SAVE, comment="Second week")
    old, new = await versions(here, email)
    assert (old.live_until is None, new.live_until, new.snapshot["subject"], new.comment) == (False, None, "Summer", "Second week")
    assert new.author == "Ada"
    record = await here.record(email)
    assert (record.state, record.live_version, record.has_working_copy) == (StatusReason.LIVE, 2, False)


async def test_discard_brings_back_what_runs(here: World) -> None:
    email = await here.live(EMAIL)
    before = content(await here.record(email))
    await here.do(email, Action.EDIT)
    await here.update(email, subject="Summer")
    await here.do(email, Action.DISCARD)
    record = await here.record(email)
    assert (record.state, record.has_working_copy, content(record)) == (StatusReason.LIVE, False, before)
    assert len(await versions(here, email)) == 1


async def test_discarding_a_new_version_of_a_real_time_journey_makes_it_gone(here: World) -> None:
    async with here.working():
        journey = await here.live(REAL_TIME)
    await here.do(journey, Action.EDIT)
    assert [version.status_reason for version in await versions(here, journey)] == ["LIVE", "DRAFT"]
    await here.do(journey, Action.DISCARD)
    assert [version.status_reason for version in await versions(here, journey)] == ["LIVE"]
    await here.do(journey, Action.EDIT)
    assert [version.number for version in await versions(here, journey)] == [1, 2]


async def test_reasons_to_refuse_come_in_the_order_of_the_law(here: World) -> None:
    async with here.working():
        await here.live(OUTBOUND)
    email = ids.decode(here.needed["email"])[1]
    arguments = {"scheduled_action": Action.GO_LIVE, "at": datetime.now(UTC), "expected_revision": 1}
    assert (await refused(here, email, Action.SCHEDULE, **arguments)).code is GuardCode.INVALID_INPUT
    assert (await refused(here, email, Action.SAVE, expected_revision=1)).code is GuardCode.REVISION_CONFLICT
    assert (await refused(here, email, Action.SAVE)).code is GuardCode.ACTION_NOT_ALLOWED
    used = await refused(here, email, Action.STOP)
    assert (used.code, used.confirmable, len(used.blocked_by)) == (GuardCode.IN_USE_BY_LIVE_RECORD, True, 1)
    await here.do(email, Action.STOP, confirm=True)
    assert (await refused(here, email, Action.DELETE, confirm=True)).code is GuardCode.IN_USE
    await here.update(email, subject=None)
    check = await refused(here, email, Action.GO_LIVE)
    assert (check.code, [finding.code for finding in check.findings]) == (GuardCode.CHECK_FAILED, ["SUBJECT_REQUIRED"])


async def test_what_is_missing_is_named(here: World) -> None:
    journey = await here.draft(OUTBOUND)
    email = ids.decode(here.needed["email"])[1]
    await here.do(email, Action.STOP)
    found = await refused(here, journey, Action.GO_LIVE)
    assert (found.code, list(found.blocked_by)) == (GuardCode.DEPENDENCY_NOT_LIVE, [email])


async def test_work_in_progress_is_waited_for(here: World) -> None:
    journey = await here.draft(OUTBOUND)
    await here.do(journey, Action.GO_LIVE)
    for action in (Action.GO_LIVE, Action.STOP, Action.EDIT, Action.DELETE, Action.COPY, Action.SCHEDULE):
        options = {"scheduled_action": Action.STOP, "at": LATER} if action is Action.SCHEDULE else {}
        assert (await refused(here, journey, action, **options)).code is GuardCode.TRANSITION_IN_PROGRESS


async def test_of_actions_at_once_one_wins_and_the_others_are_refused(here: World) -> None:
    email = await here.draft(EMAIL)
    results = await asyncio.gather(*(here.do(email, Action.GO_LIVE) for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert {result.refusal.code for result in results if isinstance(result, Refused)} == {GuardCode.ACTION_NOT_ALLOWED}


async def test_a_schedule_is_replaced_taken_back_and_cancelled_by_hand(here: World) -> None:
    email = await here.draft(EMAIL)
    for hours in (1, 2):
        at = datetime.now(UTC) + timedelta(hours=hours)
        done = await here.do(email, Action.SCHEDULE, scheduled_action=Action.GO_LIVE, at=at)
        assert done.change is None
    assert await here.sql("SELECT at FROM schedule") == [at]
    await here.do(email, Action.UNSCHEDULE, scheduled_action=Action.GO_LIVE)
    missing = await refused(here, email, Action.UNSCHEDULE, scheduled_action=Action.GO_LIVE)
    assert missing.code is GuardCode.NOT_SCHEDULED
    await here.do(email, Action.SCHEDULE, scheduled_action=Action.GO_LIVE, at=LATER)
    await here.do(email, Action.GO_LIVE)
    assert await here.sql("SELECT count(*) FROM schedule") == [0]


async def test_a_copy_is_a_draft_under_a_name_of_its_own(here: World) -> None:
    email = await here.live(EMAIL)
    names = []
    for _ in range(2):
        made = (await here.do(email, Action.COPY)).record
        assert made is not None
        names.append(made.name)
        assert (made.state, made.ever_live, made.revision, made.live_version) == (StatusReason.DRAFT, False, 1, None)
    original = await here.record(email)
    assert names == [f"Copy of {original.name}", f"Copy of {original.name} (2)"]
    assert original.revision == 2


async def test_a_template_keeps_the_content_and_changes_nothing(here: World) -> None:
    email = await here.draft(EMAIL)
    done = await here.do(email, Action.SAVE_AS_TEMPLATE, name="Spring mails")
    assert done.blueprint is not None
    assert (done.blueprint.name, done.blueprint.content["subject"], done.change) == ("Spring mails", "Spring", None)
    assert (await here.record(email)).revision == 1


async def test_a_restored_version_is_the_working_copy_and_leaves_out_what_is_permanent(here: World) -> None:
    email = await here.live(EMAIL)
    await here.do(email, Action.EDIT)
    await here.update(email, subject="Summer", replyTo="help@example.com")
    await here.do(email, Action.SAVE)
    old, _ = await versions(here, email)
    await here.do(email, Action.RESTORE_VERSION, version_id=old.id)
    record = await here.record(email)
    assert (record.state, content(record)["subject"], record.live_version) == (StatusReason.LIVE_EDITABLE, "Spring", 2)
    assert content(record)["replyTo"] is None, "what the version didn't have is empty again"
    again = await here.do(email, Action.RESTORE_VERSION, version_id=old.id)
    assert again.change is None
    with pytest.raises(NotFound):
        await here.do(email, Action.RESTORE_VERSION, version_id=ids.new())


async def test_an_expired_email_is_inactive_until_it_is_activated(here: World) -> None:
    email = await here.live(EMAIL)
    await here.do(email, Action.DEACTIVATE)
    record = await here.record(email)
    assert (record.state, record.status, record.is_live) == (StatusReason.EXPIRED, Status.INACTIVE, False)
    assert (await refused(here, email, Action.GO_LIVE)).code is GuardCode.EXPIRED
    await here.do(email, Action.ACTIVATE)
    assert ((await here.record(email)).state, (await here.record(email)).status) == (StatusReason.STOPPED, Status.ACTIVE)
    never = await here.draft(EMAIL)
    await here.do(never, Action.DEACTIVATE)
    await here.do(never, Action.ACTIVATE)
    assert (await here.record(never)).state is StatusReason.DRAFT
