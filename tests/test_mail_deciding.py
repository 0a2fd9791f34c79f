"""What is asked at the moment of sending: each block has its reason, what is held waits for its time, and the rest goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from mailing import Mailing, mailing
from standing_records import AUDIENCE, JOURNEY, REAL_TIME, SEGMENT, make_live

from golive.lifecycles.words import StatusReason
from golive.models import ids
from golive.models.contact import SegmentMember
from golive.models.database import Database
from golive.models.mail.deciding import decide
from golive.models.mail.mail import MailStatus
from golive.models.records import Record

PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[Mailing]:
    async with mailing(database, workspace) as made:
        yield made


async def journey(here: Mailing, type_: Any = JOURNEY, **fields: Any) -> Record:
    async with here.database.transaction(here.workspace) as session:
        return await make_live(session, here.workspace, type_, f"Journey {type_}", **fields)


@pytest.mark.parametrize(
    ("contact", "mail", "reason"),
    [
        ({"consent": {}}, {}, "NO_CONSENT"),
        ({"consent": {"email:commercial": "UNKNOWN"}}, {}, "NO_CONSENT"),
        ({"consent": {"email:commercial": "OPTED_OUT"}}, {}, "NO_CONSENT"),
        ({"status": "INACTIVE"}, {}, "CONTACT_INACTIVE"),
        ({"suppressed_reason": "BOUNCED"}, {}, "SUPPRESSED"),
        ({}, {"expires_at": PAST}, "EXPIRED"),
        ({}, {"contact_id": UUID(int=7)}, "CONTACT_GONE"),
        ({}, {"journey_id": UUID(int=7), "version": 1}, "JOURNEY_GONE"),
        ({"email": None}, {}, "NO_ADDRESS"),
    ],
)
async def test_a_mail_that_may_not_go_is_blocked_with_its_reason(here: Mailing, contact: Any, mail: Any, reason: str) -> None:
    columns = {"email": "a@example.com", **contact}
    await here.queue(await here.email(), await here.contact(columns.pop("email"), **columns), **mail)
    await here.send()
    assert await here.statuses() == [("BLOCKED", reason)]
    assert await here.sql("SELECT count(*) FROM outbox") == [0]


async def test_what_serves_a_transaction_needs_no_consent_but_heeds_a_refusal(here: Mailing) -> None:
    email = await here.email(legalDesignation="TRANSACTIONAL")
    await here.queue(email, await here.contact("a@example.com", consent={}))
    await here.queue(email, await here.contact("b@example.com", consent={"email:transactional": "OPTED_OUT"}))
    await here.send()
    assert await here.statuses() == [("SENT", None), ("BLOCKED", "NO_CONSENT")]


async def test_members_of_the_journeys_suppression_segment_get_nothing(here: Mailing) -> None:
    async with here.database.transaction(here.workspace) as session:
        segment = await make_live(session, here.workspace, SEGMENT, "Angry")
    made = await journey(here, suppressionSegmentId=segment.public_id)
    angry, calm = await here.contact("a@example.com"), await here.contact("b@example.com")
    async with here.database.transaction(here.workspace) as session:
        session.add(SegmentMember(workspace_id=here.workspace, segment_id=segment.id, contact_id=angry))
    await here.queue(await here.email(), angry, calm, journey_id=made.id, version=1)
    await here.send()
    assert await here.statuses() == [("BLOCKED", "SUPPRESSION_SEGMENT"), ("SENT", None)]


async def test_without_its_content_settings_a_mail_has_no_postal_address_and_is_not_sent(here: Mailing) -> None:
    await here.queue(await here.email(), await here.contact("a@example.com"), content_settings_id=ids.new())
    await here.send()
    assert await here.statuses() == [("BLOCKED", "CONTENT_SETTINGS_GONE")]


async def test_a_frequency_cap_counts_over_the_workspace_and_rolls_on(here: Mailing) -> None:
    caps = [{"mails": 2, "period": "P1D"}, {"mails": 3, "period": "P7D"}]
    settings = await here.settings(frequencyCaps=caps)
    contact, email = await here.contact("a@example.com"), await here.email()
    await here.queue(email, *[contact] * 3, content_settings_id=settings.id)
    await here.queue(await here.email("Receipt", legalDesignation="TRANSACTIONAL"), contact, content_settings_id=settings.id)
    await here.send()
    assert await here.statuses() == [("SENT", None), ("SENT", None), ("BLOCKED", "FREQUENCY_CAP"), ("SENT", None)]
    for sent in (("SENT", None), ("BLOCKED", "FREQUENCY_CAP")):
        await here.sql("UPDATE mail SET tried_at = tried_at - interval '25 hours' WHERE status = 'SENT'")
        await here.queue(email, contact, content_settings_id=settings.id)
        await here.send()
        assert (await here.statuses())[-1] == sent


@pytest.mark.parametrize(
    ("zone", "now", "ends"),
    [
        ("Europe/Berlin", "2026-01-15T22:30", "2026-01-16T08:00"),
        ("Europe/Berlin", "2026-01-16T07:59", "2026-01-16T08:00"),
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29T08:00"),  # the clocks go forward that night
        ("Europe/Berlin", "2026-10-24T23:00", "2026-10-25T08:00"),  # and back that one
        ("Asia/Kolkata", "2026-01-15T21:00", "2026-01-16T08:00"),
        ("Asia/Kolkata", "2026-01-15T20:59", None),
        ("Asia/Kolkata", "2026-01-16T08:00", None),
    ],
)
async def test_in_quiet_time_a_mail_waits_for_its_end_in_the_journeys_time_zone(
    here: Mailing, zone: str, now: str, ends: str | None
) -> None:
    settings = await here.settings(quietTime={"from": "21:00", "until": "08:00", "timeZone": "UTC"})
    made = await journey(here, timeZone=zone)
    (mail_id,) = await here.queue(
        await here.email(), await here.contact("a@example.com"), content_settings_id=settings.id, journey_id=made.id, version=1
    )
    local = ZoneInfo(zone)
    moment = datetime.fromisoformat(now).replace(tzinfo=local)
    async with here.database.transaction(here.workspace) as session:
        (row,) = await decide(session, here.workspace, [mail_id], moment, MailStatus.SENT)
    if ends is None:
        assert (row["status"], row["reason"]) == ("SENT", None)
    else:
        assert (row["status"], row["reason"]) == ("QUEUED", "QUIET_TIME")
        assert row["due_at"] == datetime.fromisoformat(ends).replace(tzinfo=local)


async def test_within_one_day_quiet_time_ends_the_same_day_and_transactional_mail_goes_all_the_same(here: Mailing) -> None:
    settings = await here.settings(quietTime={"from": "12:00", "until": "14:00", "timeZone": "Asia/Tokyo"})
    contact = await here.contact("a@example.com")
    mails = await here.queue(await here.email(), contact, content_settings_id=settings.id)
    mails += await here.queue(await here.email("Receipt", legalDesignation="TRANSACTIONAL"), contact, content_settings_id=settings.id)
    noon = datetime(2026, 5, 5, 12, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    async with here.database.transaction(here.workspace) as session:
        rows = {row["id"]: row for row in await decide(session, here.workspace, mails, noon, MailStatus.SENT)}
    assert rows[mails[0]]["due_at"] == noon + timedelta(minutes=90)
    assert rows[mails[1]]["status"] == "SENT"


@pytest.mark.parametrize("type_", [REAL_TIME, AUDIENCE])
async def test_mails_of_a_paused_journey_are_held_until_it_goes_on(here: Mailing, type_: Any) -> None:
    made = await journey(here, type_)
    await here.queue(await here.email(), await here.contact("a@example.com"), journey_id=made.id, version=1)
    await pause(here, made, StatusReason.PAUSED)
    await here.send()
    assert await here.statuses() == [("QUEUED", "JOURNEY_PAUSED")]
    await here.send()
    assert await here.statuses() == [("QUEUED", "JOURNEY_PAUSED")]
    await pause(here, made, StatusReason.LIVE if type_ is REAL_TIME else StatusReason.ACTIVE)
    await here.send()
    assert await here.statuses() == [("SENT", None)]


async def pause(here: Mailing, made: Record, state: StatusReason) -> None:
    await here.sql("UPDATE record SET status_reason = :state WHERE id = :id", state=state.value, id=made.id)
    await here.sql(
        "UPDATE version SET status_reason = :state WHERE record_id = :id AND status_reason IS NOT NULL", state=state.value, id=made.id
    )


async def test_stopped_content_settings_hold_mails_until_they_are_live_again(here: Mailing) -> None:
    settings, made = await here.settings(), await journey(here)
    queued = {"journey_id": made.id, "version": 1, "content_settings_id": settings.id}
    await here.queue(await here.email(), await here.contact("a@example.com"), **queued)
    await here.sql("UPDATE record SET is_live = false WHERE id = :id", id=settings.id)
    await here.send()
    assert await here.statuses() == [("QUEUED", "CONTENT_SETTINGS_STOPPED")]
    await here.sql("UPDATE record SET is_live = true WHERE id = :id", id=settings.id)
    await here.send()
    assert await here.statuses() == [("SENT", None)]


async def test_contacts_who_share_an_address_get_an_email_once_in_each_iteration(here: Mailing) -> None:
    email, made = await here.email(to="{{ contact.family }}"), await journey(here)
    parents = [await here.contact(f"{name}@example.com", attributes={"family": "Us@Example.com"}) for name in "ab"]
    for iteration in (1, 2):
        await here.queue(email, *parents, journey_id=made.id, version=1, iteration=iteration)
    await here.send()
    assert await here.statuses() == [("SENT", None), ("BLOCKED", "DUPLICATE_ADDRESS")] * 2
    assert set(await here.sql("SELECT address FROM mail WHERE status = 'SENT'")) == {"Us@Example.com"}


async def test_a_mail_that_cannot_be_rendered_for_a_contact_fails_and_the_rest_goes(here: Mailing) -> None:
    email = await here.email(subject="{{ contact.score | divided_by: contact.parts }}")
    first = await here.contact("x2@example.com", attributes={"score": 6, "parts": 2})
    second = await here.contact("x0@example.com", attributes={"score": 6, "parts": 0})
    await here.queue(email, first, second)
    await here.send()
    assert await here.statuses() == [("SENT", None), ("FAILED", "TEMPLATE_INVALID")]
    assert await here.sql("SELECT detail IS NOT NULL FROM mail WHERE status = 'FAILED'") == [True]
