"""The one door: each move leads where the table says, is refused in the law's order, and leaves an unbroken log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from moving import World, world
from sqlalchemy import select

from golive.lifecycles.words import Action, GuardCode, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.content import content
from golive.models.database import Database
from golive.models.refusal import NotFound, Refusal, Refused
from golive.models.settings import Settings
from golive.models.version import Version

QUICK = Settings.model_construct(retry_first=timedelta(milliseconds=50), job_heartbeat=timedelta(seconds=2))
OUTBOUND, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
EMAIL, SETTINGS, SEGMENT = RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS, RecordType.SEGMENT
FORM, EVENT, SESSION, MODEL = RecordType.MARKETING_FORM, RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.LEAD_SCORING_MODEL
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


@pytest_asyncio.fixture(autouse=True)
async def unbroken(here: World) -> AsyncIterator[None]:
    """Whatever a test does: numbers have no gap, and each change raises its record's revision by one."""
    yield
    numbers = await here.sql("SELECT number FROM change ORDER BY number")
    assert numbers == list(range(1, len(numbers) + 1))
    skipped = """
        SELECT record_id FROM (
            SELECT *, lag(revision, 1, 0) OVER (PARTITION BY record_id ORDER BY number) AS before FROM change
        ) AS log WHERE revision <> before + CASE kind WHEN 'REFUSED' THEN 0 ELSE 1 END
    """
    assert await here.sql(skipped) == []
    assert await here.sql("SELECT r.id FROM record r WHERE revision <> (SELECT max(revision) FROM change WHERE record_id = r.id)") == []


async def refused(here: World, record_id: UUID, action: Action, **arguments: Any) -> Refusal:
    """The refusal of an action, which changed nothing."""
    before, log = await here.record(record_id), await here.sql("SELECT count(*) FROM change")
    with pytest.raises(Refused) as caught:
        await here.do(record_id, action, **arguments)
    after = await here.record(record_id)
    assert (after.revision, after.state, after.updated_at) == (before.revision, before.state, before.updated_at)
    assert await here.sql("SELECT count(*) FROM change") == log
    refusal = caught.value.refusal
    assert refusal.message.endswith((".", "!"))
    return refusal


async def versions(here: World, record_id: UUID) -> list[Version]:
    async with here.machine.database.transaction(here.workspace) as session:
        return list(await session.scalars(select(Version).where(Version.record_id == record_id).order_by(Version.number)))


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


async def test_the_default_content_settings_stay(here: World) -> None:
    first = await here.live(SETTINGS, isDefault=True)
    for action in (Action.STOP, Action.DEACTIVATE):
        assert (await refused(here, first, action, confirm=True)).code is GuardCode.IS_DEFAULT
    other = await here.draft(SETTINGS, isDefault=True)
    assert [(await here.record(each)).is_default for each in (first, other)] == [False, True]  # type: ignore[attr-defined]
    await here.do(first, Action.STOP)


@pytest.mark.parametrize("back", [Action.RESTORE_VERSION, Action.DISCARD])
async def test_who_became_the_default_stays_it_whatever_is_brought_back(here: World, back: Action) -> None:
    settings = await here.live(SETTINGS)
    await here.do(settings, Action.EDIT)
    await here.update(settings, isDefault=True)
    options = {"version_id": (await versions(here, settings))[0].id} if back is Action.RESTORE_VERSION else {}
    assert ((await here.do(settings, back, **options)).change is None) == bool(options)
    assert await here.sql("SELECT is_default FROM content_settings") == [True]


async def test_of_two_new_defaults_at_once_one_stays_the_default(here: World) -> None:
    await asyncio.gather(*(here.draft(SETTINGS, isDefault=True) for _ in range(5)))
    assert await here.sql("SELECT count(*) FROM content_settings WHERE is_default") == [1]


async def test_an_audience_journey_is_edited_in_a_copy_while_it_is_paused(here: World) -> None:
    journey = await here.live(AUDIENCE)
    assert (await here.record(journey)).state is StatusReason.ACTIVE
    assert (await refused(here, journey, Action.EDIT)).code is GuardCode.PAUSE_FIRST
    await here.do(journey, Action.PAUSE)
    for action in (Action.GO_LIVE, Action.DISCARD):
        assert (await refused(here, journey, action)).code is GuardCode.ACTION_NOT_ALLOWED
    opened = (await here.do(journey, Action.EDIT)).change
    assert opened is not None
    assert (opened.kind, opened.from_status_reason, opened.to_status_reason) == ("VERSION", "PAUSED", "PAUSED")
    assert (await refused(here, journey, Action.EDIT)).code is GuardCode.ACTION_NOT_ALLOWED
    await here.update(journey, entryRules=["false"])
    await here.do(journey, Action.RESUME)
    record = await here.record(journey)
    assert (record.state, record.live_version, record.has_working_copy) == (StatusReason.ACTIVE, 1, True)
    await here.do(journey, Action.PAUSE)
    await here.do(journey, Action.GO_LIVE)
    record = await here.record(journey)
    assert (record.state, record.live_version, record.has_working_copy) == (StatusReason.ACTIVE, 2, False)
    old, new = await versions(here, journey)
    assert (old.live_until is None, new.snapshot["entryRules"], new.prepared is None) == (False, ["false"], False)


async def test_a_started_one_time_journey_is_not_edited(here: World) -> None:
    await here.draft(OUTBOUND)
    async with here.working():
        journey = await here.live(REAL_TIME, entry={"segment": {"segmentIds": [here.needed["segment"]]}})
    assert (await refused(here, journey, Action.EDIT)).code is GuardCode.EDIT_NOT_ALLOWED_ONE_TIME


async def test_a_form_that_cannot_be_pushed_is_in_error_and_can_be_reverted(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("no")

    form = await here.draft(FORM)
    monkeypatch.setattr("golive.models.effects.going.render_form", broken)
    await here.do(form, Action.GO_LIVE)
    record = await here.record(form)
    assert (record.state, record.is_live, bool(record.last_error)) == (StatusReason.ERROR, False, True)
    await here.do(form, Action.REVERT)
    assert (await here.record(form)).state is StatusReason.DRAFT
    monkeypatch.undo()
    await here.do(form, Action.GO_LIVE)
    await here.do(form, Action.EDIT)
    monkeypatch.setattr("golive.models.effects.going.render_form", broken)
    await here.do(form, Action.SAVE)
    record = await here.record(form)
    assert (record.state, record.live_version, record.has_working_copy) == (StatusReason.LIVE_EDITABLE, 1, True)


async def test_setting_the_publish_status_that_it_has_is_no_change_whatever_an_edit_broke(here: World) -> None:
    event = await here.draft(EVENT)
    await here.do(event, Action.SET_PUBLISH_STATUS, publish_status=PublishStatus.PUBLISHED)
    await here.update(event, timeZone="Mars/Olympus")
    assert (await here.do(event, Action.SET_PUBLISH_STATUS, publish_status=PublishStatus.PUBLISHED)).change is None
    await here.do(event, Action.STOP)
    refusal = await refused(here, event, Action.SET_PUBLISH_STATUS, publish_status=PublishStatus.PUBLISHED)
    assert [finding.code for finding in refusal.findings] == ["TIME_ZONE_UNKNOWN"]


async def test_an_event_has_a_publish_status_and_no_versions(here: World) -> None:
    event = await here.draft(EVENT)
    await here.do(event, Action.SET_PUBLISH_STATUS, publish_status=PublishStatus.READY_TO_PUBLISH)
    assert (await here.do(event, Action.SET_PUBLISH_STATUS, publish_status=PublishStatus.READY_TO_PUBLISH)).change is None
    published = (await here.do(event, Action.GO_LIVE)).change
    assert published is not None
    assert (published.from_publish_status, published.to_publish_status, published.to_status_reason) == (
        "READY_TO_PUBLISH",
        "PUBLISHED",
        None,
    )
    assert (await refused(here, event, Action.GO_LIVE)).code is GuardCode.ACTION_NOT_ALLOWED
    await here.do(event, Action.DEACTIVATE)
    record = await here.record(event)
    assert (record.is_live, record.publish_status, record.status) == (False, PublishStatus.PUBLISHED, Status.INACTIVE)
    await here.do(event, Action.ACTIVATE)
    await here.do(event, Action.STOP)
    assert ((await here.record(event)).publish_status, await versions(here, event)) == (PublishStatus.DRAFT, [])


async def test_an_event_with_sessions_stays_and_the_family_only_warns(here: World) -> None:
    session = await here.live(SESSION)
    event = ids.decode(here.needed["event"])[1]
    assert (await here.do(event, Action.STOP)).warnings
    assert (await refused(here, event, Action.DELETE)).code is GuardCode.IN_USE
    await here.do(session, Action.STOP)
    await here.do(session, Action.DELETE)
    await here.do(event, Action.DELETE)
    with pytest.raises(NotFound):
        await here.do(event, Action.COPY)


async def test_what_is_deleted_is_gone_and_the_log_keeps_what_happened(here: World) -> None:
    email = await here.live(EMAIL)
    assert (await refused(here, email, Action.DELETE)).code is GuardCode.DELETE_LIVE
    await here.do(email, Action.STOP)
    done = await here.do(email, Action.DELETE)
    assert (done.record, done.change is not None) == (None, True)
    assert [to for to, _ in await here.path(email)] == ["DRAFT", "LIVE", "STOPPED", "None"]
    assert await versions(here, email) == []


async def test_uses_are_those_of_the_copy_and_of_what_runs(here: World) -> None:
    async with here.working():
        journey = await here.live(OUTBOUND)
        kept = "SELECT DISTINCT scope || ' ' || prefix FROM use WHERE user_id = :id ORDER BY 1"
        both = [f"{scope} {prefix}" for scope in ("COPY", "LIVE") for prefix in ("content_settings", "marketing_email", "segment")]
        assert await here.sql(kept, id=journey) == both
        await here.do(journey, Action.STOP)
        await here.until(journey, StatusReason.STOPPED)
    assert await here.sql(kept, id=journey) == both[:3]


async def test_a_segment_that_is_saved_again_is_built_once_for_the_new_version(here: World) -> None:
    segment = await here.live(SEGMENT)
    await here.do(segment, Action.EDIT)
    await here.do(segment, Action.SAVE)
    assert await here.sql("SELECT version FROM work WHERE record_id = :id", id=segment) == [2]
    async with here.working():

        async def built(_: object) -> bool:
            return await here.work(segment) is None

        await here.until(segment, built)
    await here.do(segment, Action.STOP)


async def test_a_scoring_model_is_a_draft_again_when_it_has_stopped(here: World) -> None:
    async with here.working():
        model = await here.live(MODEL)
        for action in (Action.EDIT, Action.DEACTIVATE, Action.RESTORE_VERSION):
            options = {"version_id": (await versions(here, model))[0].id} if action is Action.RESTORE_VERSION else {}
            assert (await refused(here, model, action, **options)).code is GuardCode.STOP_FIRST
        await here.do(model, Action.STOP)
        await here.until(model, StatusReason.DRAFT)
    await here.do(model, Action.DEACTIVATE)
    await here.do(model, Action.ACTIVATE)
    assert (await here.record(model)).state is StatusReason.DRAFT


async def test_nobody_moves_a_record_of_another_workspace(here: World, other_workspace: UUID) -> None:
    email = await here.draft(EMAIL)
    stranger = World(here.machine, other_workspace)
    with pytest.raises(NotFound):
        await stranger.do(email, Action.GO_LIVE)
    assert (await here.record(email)).state is StatusReason.DRAFT
