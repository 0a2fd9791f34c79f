"""Every kind of step, taken by contacts in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from journey_samples import ask, groups, step, wait, wait_for
from journeying import START, traffic
from standing_records import make_live

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import standing
from golive.models.database import Database
from golive.models.journeys.waking import wake

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
END = step("EXIT", "end")


async def test_contacts_take_several_steps_at_once_and_are_through(database: Database, workspace: UUID) -> None:
    there = await traffic(
        database, workspace, step("TRACK_EVENT", "a", "b", event="came"), step("TRACK_EVENT", "b", "end", event="went"), END
    )
    ada, bob = await there.entered(2)
    done = await there.go_on()
    assert (done.claimed, done.steps, done.completed) == (2, 6, 2)
    assert await there.path(ada) == await there.path(bob) == ["a", "b", "end"]
    assert await there.place(ada) == "COMPLETED"
    assert await there.counted() == {"a": (2, 2, 0, 0), "b": (2, 2, 0, 0), "end": (2, 2, 0, 0)}
    assert await there.rows("SELECT name, count(*) FROM contact_event GROUP BY name ORDER BY name") == [("came", 2), ("went", 2)]


async def test_a_wait_lasts_as_long_as_it_says(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, wait("a", "b", "P1DT2H"), wait("b", None, "PT0S"))
    (ada,) = await there.entered()
    assert (await there.go_on()).claimed == 1
    assert await there.place(ada) == "a"
    assert (await there.places())[ada].due_at == START + DAY + 2 * HOUR
    await there.go_on(DAY + 2 * HOUR - timedelta(seconds=1))
    assert await there.place(ada) == "a"
    await there.go_on(timedelta(seconds=1))
    assert await there.path(ada) == ["a", "b"]
    assert await there.place(ada) == "COMPLETED"


async def test_a_wait_of_months_ends_on_the_same_date(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, wait("a", None, "P1M"))
    there.now = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)  # the 1st of February in Berlin
    (ada,) = await there.entered()
    await there.go_on()
    assert (await there.places())[ada].until == datetime(2027, 2, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arrives", "ends"),
    [
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)),  # clocks go forward on the 28th
        (datetime(2027, 3, 23, 7, 59, tzinfo=UTC), datetime(2027, 3, 23, 8, tzinfo=UTC)),
        (datetime(2027, 3, 23, 8, tzinfo=UTC), datetime(2027, 3, 23, 8, tzinfo=UTC)),
        (datetime(2027, 3, 23, 8, 0, 1, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 11, 2, 8, tzinfo=UTC)),  # clocks go back on the 31st
        (datetime(2027, 10, 26, 7, 0, 1, tzinfo=UTC), datetime(2027, 11, 2, 8, tzinfo=UTC)),
    ],
)
async def test_tuesday_at_nine_is_nine_in_the_journeys_time_zone_across_both_changes_of_the_clock(
    database: Database, workspace: UUID, arrives: datetime, ends: datetime
) -> None:
    there = await traffic(database, workspace, step("WAIT_UNTIL", "a", weekdays=["TUESDAY"], time="09:00"))
    there.now = arrives
    (ada,) = await there.entered()
    await there.go_on()
    if ends > arrives:
        assert (await there.places())[ada].until == ends
        await there.go_on(ends - arrives - timedelta(seconds=1))
        assert await there.place(ada) == "a"
        await there.go_on(timedelta(seconds=1))
    assert await there.place(ada) == "COMPLETED"


async def test_a_time_that_the_clock_skips_is_as_much_later_and_one_that_comes_twice_is_waited_for_once(
    database: Database, workspace: UUID
) -> None:
    there = await traffic(database, workspace, step("WAIT_UNTIL", "a", time="02:30"))
    for arrives, ends in [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 30, 23, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    ]:
        there.now = arrives
        (ada,) = await there.entered()
        await there.go_on()
        assert (await there.places())[ada].until == ends


async def test_a_wait_until_a_moment_holds_nobody_who_comes_later(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, step("WAIT_UNTIL", "a", until="2027-03-02T12:00:00Z"))
    (ada,) = await there.entered()
    await there.go_on()
    assert await there.place(ada) == "a"
    there.now += DAY
    (bob,) = await there.entered()
    await there.go_on()
    assert await there.place(ada) == await there.place(bob) == "COMPLETED"


async def test_an_if_then_decides_at_once(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, ask("a", "y", "n", condition="contact.age > 17"), step("EXIT", "y"), step("EXIT", "n"))
    (ada,), (bob,) = await there.entered(attributes={"age": 18}), await there.entered(attributes={"age": 17})
    await there.go_on()
    assert await there.path(ada) == ["a:yes", "y"]
    assert await there.path(bob) == ["a:no", "n"]


async def test_an_if_then_with_a_time_limit_takes_the_true_path_at_once_and_the_false_one_at_its_end(
    database: Database, workspace: UUID
) -> None:
    there = await traffic(
        database, workspace, ask("a", "y", "n", condition="contact.age > 17", timeLimit="P2D"), step("EXIT", "y"), step("EXIT", "n")
    )
    (ada,), (bob, eve) = await there.entered(attributes={"age": 18}), await there.entered(2)
    await there.go_on()
    assert await there.path(ada) == ["a:yes", "y"]
    assert await there.place(bob) == "a"
    await there.change(eve, attributes={"age": 40})
    await there.go_on(DAY)
    assert await there.place(eve) == "a"  # nothing has woken her
    await woken(there, eve)
    assert await there.path(eve) == ["a:yes", "y"]
    await there.go_on(DAY)
    assert await there.path(bob) == ["a:no", "n"]


async def test_a_time_limit_with_a_condition_that_time_makes_true_is_looked_at_then(database: Database, workspace: UUID) -> None:
    birthday = ask("a", "y", "n", condition='now - contact.born > duration("P1D")', timeLimit="P3D")
    there = await traffic(database, workspace, birthday, step("EXIT", "y"), step("EXIT", "n"))
    (ada,) = await there.entered(attributes={"born": "2027-03-01T00:00:00Z"})
    await there.go_on()
    due = (await there.places())[ada].due_at
    assert due is not None
    assert START + 12 * HOUR <= due < START + 13 * HOUR
    await there.go_on(13 * HOUR)
    assert await there.path(ada) == ["a:yes", "y"]


async def test_a_wait_counts_events_since_it_began_and_an_if_then_those_since_the_contact_entered(
    database: Database, workspace: UUID
) -> None:
    bought = {"event": "purchase", "condition": "event.amount > 10"}
    there = await traffic(
        database, workspace,
        wait("w", "a", "P1D"), ask("a", "b", None, **bought), wait_for("b", "y", "n", **bought), step("EXIT", "y"), step("EXIT", "n"),
    )  # fmt: skip
    ada, bob = await there.entered(2)
    await there.happens(bob, "purchase", -HOUR, amount=100)
    await there.happens(ada, "purchase", HOUR, amount=11)
    await there.go_on()
    await there.go_on(DAY)
    assert await there.path(bob) == ["w", "a:no"]
    assert await there.place(ada) == "b"
    await there.happens(ada, "purchase", HOUR, amount=10)
    await woken(there, ada)
    assert await there.place(ada) == "b"
    await there.happens(ada, "purchase", 2 * HOUR, amount=10.5)
    await woken(there, ada)
    assert await there.path(ada) == ["w", "a:yes", "b:yes", "y"]


async def test_a_wait_for_a_membership_goes_on_at_once_or_at_its_end(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        segment = await make_live(session, workspace, RecordType.SEGMENT, "Buyers")
    there = await traffic(
        database,
        workspace,
        wait_for("a", "y", "n", event=None, segmentId=segment.public_id, timeLimit="P2D"),
        step("EXIT", "y"),
        step("EXIT", "n"),
    )
    ada, bob, eve = await there.entered(3)
    await there.join(segment.id, [ada])
    await there.go_on()
    assert await there.path(ada) == ["a:yes", "y"]
    await there.join(segment.id, [bob])
    await woken(there, bob)
    assert await there.path(bob) == ["a:yes", "y"]
    await there.go_on(2 * DAY)
    assert await there.path(eve) == ["a:no", "n"]


async def test_a_split_deals_by_percent_and_deals_the_same_again(database: Database, workspace: UUID) -> None:
    branches = [
        {"name": "most", "percent": 70, "next": None},
        {"name": "none", "percent": 0, "next": None},
        {"name": "rest", "percent": 30, "next": None},
    ]
    there = await traffic(database, workspace, step("SPLIT", "a", branches=branches))
    contacts = await there.contacts(2000)
    await there.enter(contacts)
    await there.go_on()
    dealt = "SELECT contact_id, branch FROM passage_step s JOIN passage p ON p.id = s.passage_id"
    first = dict(await there.rows(dealt))
    assert 1250 < list(first.values()).count("most") < 1550
    assert set(first.values()) == {"most", "rest"}
    await there.rows("DELETE FROM passage RETURNING 1")
    await there.enter(contacts)
    await there.go_on()
    assert dict(await there.rows(dealt)) == first


async def test_a_segment_group_takes_the_first_branch_that_takes_the_contact_else_the_other(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        segment = await make_live(session, workspace, RecordType.SEGMENT, "Buyers")
    there = await traffic(
        database, workspace,
        groups(
            "a",
            {"name": "old", "condition": "contact.age > 60", "next": "z"},
            {"name": "buyers", "segmentId": segment.public_id, "next": "z"},
        ),
        step("EXIT", "z"),
    )  # fmt: skip
    (old,), (buyer, other) = await there.entered(attributes={"age": 61}), await there.entered(2)
    await there.join(segment.id, [old, buyer])
    await there.go_on()
    assert [(await there.path(each))[0] for each in (old, buyer, other)] == ["a:old", "a:buyers", "a:other"]


async def test_a_contact_is_updated(database: Database, workspace: UUID) -> None:
    there = await traffic(
        database, workspace,
        step("UPDATE_CONTACT", "a", "b", attribute="plan", value="gold"), step("UPDATE_CONTACT", "b", "c", attribute="age", value=None),
        step("UPDATE_CONTACT", "c", attribute="first_name", value="Ada"),
    )  # fmt: skip
    await there.entered(attributes={"age": 3, "x": True})
    await there.go_on()
    assert await there.rows("SELECT first_name, attributes FROM contact") == [("Ada", {"plan": "gold", "x": True})]


async def test_of_whom_a_step_cannot_update_each_fails_with_the_reason_and_the_others_go_on(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, step("UPDATE_CONTACT", "a", attribute="email", value="ada@example.com"))
    await there.entered(5)
    done = await there.go_on()
    assert (done.claimed, done.completed, done.failed) == (5, 1, 4)
    assert await there.counted() == {"a": (5, 1, 4, 0)}
    assert await there.reasons() == {("a", "FAILED", "STEP_FAILED: UniqueViolationError"): 4}
    assert await there.rows("SELECT outcome, count(*) FROM passage_step GROUP BY 1 ORDER BY 1") == [("FAILED", 4), ("PASSED", 1)]


async def test_an_activation_hands_contacts_over_to_each_destination(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        segment = await make_live(
            session, workspace, RecordType.SEGMENT, "Chosen", segmentType="STATIC", dynamicQuery=None, staticMembers=[], filter="false"
        )
    to: list[Any] = [{"webhookUrl": "https://example.com/hook"}, {"csvFile": "them.csv"}, {"segmentId": segment.public_id}]
    there = await traffic(database, workspace, step("ACTIVATE", "a", destinations=to))
    (ada,) = await there.entered()
    await there.go_on()
    assert await there.rows("SELECT contact_id, destination, status, segment_id FROM hand_over ORDER BY destination") == [
        (ada, 0, "QUEUED", None), (ada, 1, "QUEUED", None), (ada, 2, "SENT", segment.id),
    ]  # fmt: skip
    assert await there.rows("SELECT names FROM touched WHERE names IS NOT NULL") == [([f"segments.{segment.id}"],)]


async def test_mails_are_written_down_with_the_version_that_was_pinned_or_is_live_now(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        email = await make_live(session, workspace, RecordType.MARKETING_EMAIL, "Spring")
        settings = await make_live(session, workspace, RecordType.CONTENT_SETTINGS, "Ours")
    mail = step("SEND_EMAIL", "m", emailId=email.public_id, expiresAfter="P1D")
    for binding, version in (("PINNED", 1), ("LATEST", 7)):
        there = await traffic(database, workspace, mail, contentSettingsId=settings.public_id, emailBinding=binding)
        (ada,) = await there.entered()
        await there.rows(f"UPDATE record SET live_version = 7 WHERE id = '{email.id}' RETURNING 1")
        await there.go_on()
        assert await there.path(ada) == ["m"]
        (row,) = await there.rows(
            f"SELECT email_id, email_version, content_settings_id, status, expires_at FROM mail WHERE contact_id = '{ada}'"
        )
        assert row == (email.id, version, settings.id, "QUEUED", START + DAY)


async def test_contacts_wait_at_the_mail_while_the_content_settings_are_stopped(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        email = await make_live(session, workspace, RecordType.MARKETING_EMAIL, "Spring")
        settings = await make_live(session, workspace, RecordType.CONTENT_SETTINGS, "Ours")
    there = await traffic(database, workspace, step("SEND_EMAIL", "m", emailId=email.public_id), contentSettingsId=settings.public_id)
    (ada,) = await there.entered()
    async with database.transaction(workspace) as session:
        session.add(settings)
        settings.status_reason = StatusReason.STOPPED
        await standing.end_versions(session, settings, START)
        standing.settle(settings, START)
    await there.go_on()
    assert (await there.place(ada), (await there.places())[ada].held) == ("m", "CONTENT_SETTINGS")
    assert await there.rows("SELECT 1 FROM mail") == []


@pytest.mark.parametrize(("status", "outcome", "path"), [("SENT", "SENT", "yes"), ("BLOCKED", "SENT", "no"), ("BLOCKED", "FAILED", "yes")])
async def test_an_if_then_asks_how_an_earlier_mail_went(database: Database, workspace: UUID, status: str, outcome: str, path: str) -> None:
    async with database.transaction(workspace) as session:
        email = await make_live(session, workspace, RecordType.MARKETING_EMAIL, "Spring")
        settings = await make_live(session, workspace, RecordType.CONTENT_SETTINGS, "Ours")
    there = await traffic(
        database, workspace,
        step("SEND_EMAIL", "m", "w", emailId=email.public_id), wait("w", "a"), ask("a", stepId="m", outcome=outcome),
        contentSettingsId=settings.public_id,
    )  # fmt: skip
    (ada,) = await there.entered()
    await there.go_on()
    await there.rows(f"UPDATE mail SET status = '{status}' RETURNING 1")
    await there.go_on(DAY)
    assert await there.path(ada) == ["m", "w", f"a:{path}"]


async def test_an_if_then_asks_which_way_an_earlier_one_took(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, ask("a", "b", "b", condition="contact.age > 17"), ask("b", stepId="a", outcome="YES"))
    (ada,), (bob,) = await there.entered(attributes={"age": 18}), await there.entered()
    await there.go_on()
    assert await there.path(ada) == ["a:yes", "b:yes"]
    assert await there.path(bob) == ["a:no", "b:no"]


async def test_who_must_leave_does_before_the_next_step(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        segment = await make_live(session, workspace, RecordType.SEGMENT, "Never")
    there = await traffic(
        database, workspace, wait("a", "b"), step("TRACK_EVENT", "b", event="e"),
        suppressionSegmentId=segment.public_id, exitRules=["contact.age > 90"],
    )  # fmt: skip
    ada, bob, eve, joe = await there.entered(4)
    await there.go_on()
    await there.change(ada, status="INACTIVE")
    await there.change(eve, attributes={"age": 91})
    await there.join(segment.id, [bob])
    await there.go_on(DAY)
    places = [await there.place(each) for each in (ada, bob, eve, joe)]
    assert places == ["EXITED INACTIVE", "EXITED SUPPRESSED", "EXITED EXIT_RULE:1", "COMPLETED"]
    assert await there.path(ada) == ["a EXITED INACTIVE"]
    assert await there.counted() == {"a": (4, 1, 0, 3), "b": (1, 1, 0, 0)}


async def test_an_exit_rule_ends_a_wait_as_soon_as_it_is_true(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, wait("a"), exitRules=['events("purchase").exists()'])
    ada, bob = await there.entered(2)
    await there.go_on()
    await there.happens(ada, "purchase")
    await woken(there, ada)
    assert [await there.place(each) for each in (ada, bob)] == ["EXITED EXIT_RULE:1", "a"]


async def test_a_step_that_makes_an_exit_rule_true_is_the_last_one(database: Database, workspace: UUID) -> None:
    there = await traffic(
        database, workspace, step("UPDATE_CONTACT", "a", "b", attribute="age", value=91), step("TRACK_EVENT", "b", event="e"),
        exitRules=["contact.age > 90"],
    )  # fmt: skip
    (ada,) = await there.entered()
    await there.go_on()
    assert await there.path(ada) == ["a", "b EXITED EXIT_RULE:1"]


async def test_who_is_woken_too_early_goes_on_waiting_as_long_as_before(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, wait_for("a", timeLimit="P2D"))
    (ada,) = await there.entered()
    await there.go_on()
    await woken(there, ada)
    found = (await there.places())[ada]
    assert (found.step, found.since, found.until, found.due_at) == ("a", START, START + 2 * DAY, START + 2 * DAY)


async def test_who_is_erased_waits_nowhere_any_more_and_leaves_no_path(database: Database, workspace: UUID) -> None:
    there = await traffic(database, workspace, step("TRACK_EVENT", "t", "a", event="e"), wait("a"))
    ada, bob = await there.entered(2)
    await there.go_on()
    await there.rows(f"DELETE FROM contact WHERE id = '{ada}' RETURNING 1")
    assert await there.counted() == {"t": (2, 2, 0, 0), "a": (2, 0, 0, 1)}
    assert len(await there.rows("SELECT 1 FROM passage_step")) == 1
    assert await there.place(bob) == "a"


async def woken(there: Any, contact: UUID) -> None:
    """Something has changed about the contact, and the next tick looks; it is that moment in the test, too."""
    await there.rows(f"UPDATE passage SET due_at = due_at + interval '100 years' WHERE contact_id = '{contact}' RETURNING 1")
    async with there.database.transaction(there.workspace) as session:
        await wake(session, [contact])
    due_at = (await there.places())[contact].due_at
    assert due_at < START + 365 * DAY
    await there.rows(f"UPDATE passage SET due_at = '{there.now.isoformat()}' WHERE contact_id = '{contact}' RETURNING 1")
    await there.go_on()
