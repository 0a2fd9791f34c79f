"""What is special to some types at the one door: defaults, copies while paused, publish statuses, families, uses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from moving import World
from performing import refused, versions

from golive.lifecycles.words import Action, GuardCode, PublishStatus, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.refusal import NotFound

OUTBOUND, REAL_TIME, AUDIENCE = RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY
EMAIL, SETTINGS, SEGMENT = RecordType.MARKETING_EMAIL, RecordType.CONTENT_SETTINGS, RecordType.SEGMENT
FORM, EVENT, SESSION, MODEL = RecordType.MARKETING_FORM, RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.LEAD_SCORING_MODEL
LATER = datetime(2099, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("unbroken")


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
    options: dict[str, Any] = {"version_id": (await versions(here, settings))[0].id} if back is Action.RESTORE_VERSION else {}
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
