"""What happens by the clock and by outside live services, each waited for as a change on the stream."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from client import Client
from live_service import LiveService
from reference.values import text_of
from samples import fresh, samples, surroundings
from serving import Server, end_postgres

Json = dict[str, Any]
SETTINGS = {
    "GOLIVE_EXPIRE_AFTER": "PT2S",
    "GOLIVE_PAUSE_LIMIT": "PT2S",
    "GOLIVE_GOING_LIVE_DEADLINE": "PT4S",
    "GOLIVE_GOING_LIVE_ATTEMPTS": "20",
    "GOLIVE_RETRY_FIRST": "PT0.2S",
    "GOLIVE_LOG_LEVEL": "warning",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose days are seconds."""
    with tempfile.TemporaryDirectory(prefix="golive-timers-") as folder:
        running = Server(Path(folder), settings=SETTINGS)
        yield running
        running.stop()
        end_postgres(Path(folder))


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


@pytest.fixture(scope="module")
async def client(server: Server, service: LiveService) -> AsyncIterator[Client]:
    """A client of a workspace that has handed two types over."""
    async with Client(server.url, server.token) as ready:
        for kind in ("MARKETING_PAGE", "LEAD_SCORING_MODEL"):
            await ready.execute(HAND_OVER, type=kind, url=service.url, secret=service.secret)
        yield ready


HAND_OVER = """mutation($type: RecordType!, $url: String!, $secret: String!) {
  setLiveService(type: $type, url: $url, secret: $secret) { __typename } }"""


@pytest.fixture(autouse=True)
def _willing(service: LiveService) -> None:
    """Each test begins with a service that does what it is told."""
    service.mode = "OK"


async def live(client: Client, kind: str, name: str, **fields: Any) -> str:
    """Create a record with what it needs and put it live."""
    identity = await draft(client, kind, name, **fields)
    answer = await client.act("goLive", identity)
    assert answer["__typename"] == "ActionSuccess", answer
    assert (await client.rest(identity))["isLive"]
    return identity


async def draft(client: Client, kind: str, name: str, **fields: Any) -> str:
    """Create a record with what it needs."""
    ids = await surroundings(client, samples({})[kind].needs, name)
    created = await client.create(samples(ids)[kind].graphql, **{**fresh(kind, ids, name), **fields})
    identity: str = created["record"]["id"]
    return identity


def path(changes: list[Json]) -> list[tuple[str, str]]:
    """Where the changes led, and why."""
    return [(change["toStatusReason"], change["cause"]) for change in changes]


@pytest.fixture(scope="module", autouse=True)
async def schedules(client: Client) -> dict[str, str]:
    """Schedules of every fate, made before the other tests so that the least lead, a minute, passes meanwhile: what → record."""
    journey = await live(client, "CUSTOMER_JOURNEY", "User of what is scheduled to stop")
    uses = (await client.execute(USES, id=journey))["record"]["uses"]["nodes"]
    records = {
        "lawful": await draft(client, "MARKETING_EMAIL", "Scheduled"),
        "broken": await draft(client, "MARKETING_EMAIL", "Scheduled and broken", subject=None),
        "by hand": await draft(client, "MARKETING_EMAIL", "Scheduled, then by hand"),
        "taken back": await draft(client, "MARKETING_EMAIL", "Scheduled, then not"),
        "replaced": await draft(client, "MARKETING_EMAIL", "Scheduled twice"),
        "used": next(node["id"] for node in uses if node["type"] == "MARKETING_EMAIL"),
        "pausing": await live(client, "AUDIENCE_JOURNEY", "Scheduled to pause"),
        "elsewhere": await live(client, "SEGMENT", "Scheduled where it is already"),
    }
    due = text_of(time.time() + 61)
    later = text_of(time.time() + 3600)
    planned = {"used": "STOP", "pausing": "PAUSE"}
    for what, identity in records.items():
        action = planned.get(what, "GO_LIVE")
        for at in (later, due) if what == "replaced" else (due,):
            answer = await client.act("schedule", identity, action=action, at=at)
            assert [scheduled["action"] for scheduled in answer["record"]["scheduled"]] == [action]
    return records


USES = "query($id: ID!) { record(id: $id) { uses(first: 10) { nodes { id type } } } }"


async def end_soon(client: Client, kind: str, identity: str) -> None:
    """Give a draft an end date a few seconds ahead, time enough to put it live."""
    ended = await client.update(kind, identity, {"endsAt": text_of(time.time() + 3)})
    assert ended["__typename"] != "GuardError", ended


async def test_an_end_date_stops_an_outbound_journey_and_later_it_expires(client: Client) -> None:
    identity = await draft(client, "CUSTOMER_JOURNEY", "Ends")
    async with client.changes({"ids": [identity]}) as stream:
        await end_soon(client, "CustomerJourney", identity)
        await client.act("goLive", identity)
        await stream.until(lambda change: change["toStatusReason"] == "EXPIRED")
    assert path(stream.received) == [
        ("GOING_LIVE", "USER"), ("LIVE", "SYSTEM"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM"), ("EXPIRED", "TIMER"),
    ]  # fmt: skip
    expired = await client.record(identity)
    assert (expired["status"], set(expired["allowedActions"])) == ("INACTIVE", {"COPY", "DELETE", "SAVE_AS_TEMPLATE"})
    assert (await client.act("edit", identity))["code"] == "EXPIRED"


async def test_a_journey_stopped_by_hand_expires_and_one_put_live_again_does_not(client: Client) -> None:
    gone, again = await live(client, "CUSTOMER_JOURNEY", "Stopped"), await live(client, "CUSTOMER_JOURNEY", "Stopped for a while")
    async with client.changes({"ids": [gone, again]}) as stream:
        for identity in (again, gone):
            await client.act("stop", identity)
            assert (await client.rest(identity))["expiresAt"]
            if identity == again:
                await client.act("goLive", again)
        await stream.until(lambda change: change["recordId"] == gone and change["toStatusReason"] == "EXPIRED")
        back = await client.rest(again)
    assert (back["statusReason"], back["expiresAt"]) == ("LIVE", None)


async def test_moving_the_end_date_of_a_journey_that_it_stopped_moves_its_expiry_along(client: Client) -> None:
    identity = await draft(client, "CUSTOMER_JOURNEY", "Moved")
    async with client.changes({"ids": [identity]}) as stream:
        await end_soon(client, "CustomerJourney", identity)
        await client.act("goLive", identity)
        await stream.until(lambda change: change["toStatusReason"] == "STOPPED")
        moved = await client.update("CustomerJourney", identity, {"endsAt": "2099-01-01T00:00:00Z"})
        assert moved["record"]["expiresAt"] == "2099-01-01T00:00:02Z"
    await client.act("goLive", identity)
    assert (await client.rest(identity))["statusReason"] == "LIVE"


async def test_a_real_time_journey_completes_at_its_end_date(client: Client) -> None:
    identity = await draft(client, "REAL_TIME_JOURNEY", "Ends in real time")
    async with client.changes({"ids": [identity]}) as stream:
        await end_soon(client, "RealTimeJourney", identity)
        await client.act("goLive", identity)
        await stream.until(lambda change: change["toStatusReason"] == "COMPLETED")
    assert path(stream.received)[-2:] == [("COMPLETING", "TIMER"), ("COMPLETED", "SYSTEM")]


async def test_an_end_date_while_a_new_version_is_edited_leaves_a_draft_and_completes_the_old_version(client: Client) -> None:
    identity = await draft(client, "REAL_TIME_JOURNEY", "Ends while edited")
    async with client.changes({"ids": [identity]}) as stream:
        await end_soon(client, "RealTimeJourney", identity)
        await client.act("goLive", identity)
        await client.rest(identity)
        await client.act("edit", identity)
        await stream.until(lambda change: change["kind"] == "VERSION" and change["toStatusReason"] == "COMPLETED")
    seen = [(change["kind"], change["version"], change["fromStatusReason"], change["toStatusReason"]) for change in stream.received[-3:]]
    assert seen == [
        ("STATE", 2, "LIVE_EDITING", "DRAFT"), ("VERSION", 1, "LIVE", "COMPLETING"), ("VERSION", 1, "COMPLETING", "COMPLETED"),
    ]  # fmt: skip
    left = await client.record(identity)
    assert (left["statusReason"], left["isLive"], left["hasWorkingCopy"]) == ("DRAFT", False, False)


async def test_a_paused_real_time_journey_stops_at_the_pause_limit(client: Client) -> None:
    identity = await live(client, "REAL_TIME_JOURNEY", "Paused for long")
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("pause", identity)
        await stream.until(lambda change: change["toStatusReason"] == "STOPPED")
    assert path(stream.received) == [("PAUSED", "USER"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM")]


@pytest.mark.parametrize(("kind", "running"), [("REAL_TIME_JOURNEY", "LIVE"), ("AUDIENCE_JOURNEY", "ACTIVE")])
async def test_a_pause_with_a_date_ends_by_itself(client: Client, kind: str, running: str) -> None:
    identity = await live(client, kind, f"Paused until: {kind}")
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("pause", identity, resumeAt=text_of(time.time() + 1))
        await stream.until(lambda change: change["toStatusReason"] == running)
    assert path(stream.received) == [("PAUSED", "USER"), (running, "TIMER")]


async def test_silence_until_the_deadline_is_an_error_that_can_be_reverted(client: Client, service: LiveService) -> None:
    service.mode = "HANG"
    identity = await draft(client, "MARKETING_PAGE", "Silence")
    await client.act("goLive", identity)
    failed = await client.rest(identity)
    assert failed["statusReason"] == "ERROR"
    assert failed["lastError"]
    assert (await client.history(identity))[-1]["error"]
    reverted = await client.act("revert", identity)
    assert reverted["record"]["statusReason"] == "DRAFT"


async def test_a_service_that_recovers_in_time_is_live(client: Client, service: LiveService) -> None:
    service.mode = "FAIL"
    before = len(service.deliveries)
    identity = await draft(client, "MARKETING_PAGE", "Recovers")
    await client.act("goLive", identity)
    await asyncio.to_thread(service.wait_for, before + 2)
    service.mode = "OK"
    assert (await client.rest(identity))["statusReason"] == "LIVE"
    first = service.deliveries[before]
    assert (first["operation"], first["recordId"]) == ("GO_LIVE", identity)
    assert first["snapshot"]["title"] == "Spring"
    assert not service.forged


async def test_a_failed_save_leaves_the_old_version_live(client: Client, service: LiveService) -> None:
    identity = await live(client, "MARKETING_PAGE", "Saved in vain")
    before = (await client.record(identity))["liveVersion"]
    await client.act("edit", identity)
    service.mode = "REFUSE"
    await client.act("save", identity)
    after = await client.rest(identity)
    assert (after["statusReason"], after["hasWorkingCopy"], after["liveVersion"]) == ("LIVE_EDITABLE", True, before)
    assert after["lastError"]


async def test_stopping_never_fails(client: Client, service: LiveService) -> None:
    identity = await live(client, "LEAD_SCORING_MODEL", "Stops at last")
    service.mode = "REFUSE"
    deliveries = len(service.deliveries)
    await client.act("stop", identity)
    await asyncio.to_thread(service.wait_for, deliveries + 3)
    stopping = await client.record(identity)
    assert stopping["statusReason"] == "STOPPING"
    assert stopping["lastError"]
    service.mode = "OK"
    assert (await client.rest(identity))["statusReason"] == "DRAFT"


async def test_a_schedule_must_be_a_minute_ahead_and_there_to_be_taken_back(client: Client) -> None:
    identity = await draft(client, "MARKETING_EMAIL", "Never scheduled")
    early = await client.act("schedule", identity, action="GO_LIVE", at=text_of(time.time() + 50))
    assert early["code"] == "INVALID_INPUT"
    assert (await client.act("unschedule", identity, action="GO_LIVE"))["code"] == "NOT_SCHEDULED"


@pytest.mark.timeout(150)
async def test_scheduled_actions_are_taken_when_due_and_refused_ones_say_why(client: Client, schedules: dict[str, str]) -> None:
    cursor = await client.cursor()
    assert (await client.act("goLive", schedules["by hand"]))["record"]["scheduled"] == []
    assert (await client.act("unschedule", schedules["taken back"], action="GO_LIVE"))["record"]["scheduled"] == []
    came: dict[str, Json] = {}
    fates = {
        "lawful": ("STATE", "LIVE", []),
        "replaced": ("STATE", "LIVE", []),
        "pausing": ("STATE", "PAUSED", []),
        "broken": ("REFUSED", "DRAFT", ["SUBJECT_REQUIRED"]),
        "used": ("REFUSED", "LIVE", []),
        "elsewhere": ("REFUSED", "LIVE", []),
    }
    async with client.changes({"ids": list(schedules.values())}, after=cursor) as stream:
        while len(came) < len(fates):
            change = await stream.until(lambda change: change["cause"] == "SCHEDULE", deadline=75)
            came[next(what for what, identity in schedules.items() if identity == change["recordId"])] = change
    told = {
        what: (change["kind"], change["toStatusReason"], [each["code"] for each in change["findings"]]) for what, change in came.items()
    }
    assert told == fates
    for what, (kind, state, _) in fates.items():
        record = await client.record(schedules[what])
        assert (record["statusReason"], record["scheduled"]) == (state, [])
        assert bool(record["lastError"]) == (kind == "REFUSED") == bool(came[what]["error"])
