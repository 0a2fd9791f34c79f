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


@pytest.fixture
async def client(server: Server, token: str) -> AsyncIterator[Client]:
    async with Client(server.url, token) as ready:
        yield ready


@pytest.fixture
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


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


async def test_an_end_date_stops_an_outbound_journey_and_later_it_expires(client: Client) -> None:
    identity = await draft(client, "CUSTOMER_JOURNEY", "Ends", endsAt=text_of(time.time() + 2))
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("goLive", identity)
        await stream.until(lambda change: change["toStatusReason"] == "EXPIRED")
    assert path(stream.received) == [
        ("GOING_LIVE", "USER"), ("LIVE", "SYSTEM"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM"), ("EXPIRED", "TIMER"),
    ]  # fmt: skip
    expired = await client.record(identity)
    assert (expired["status"], set(expired["allowedActions"])) == ("INACTIVE", {"COPY", "DELETE", "SAVE_AS_TEMPLATE"})
    assert (await client.act("edit", identity))["code"] == "EXPIRED"


async def test_a_real_time_journey_completes_at_its_end_date(client: Client) -> None:
    identity = await draft(client, "REAL_TIME_JOURNEY", "Ends", endsAt=text_of(time.time() + 2))
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("goLive", identity)
        await stream.until(lambda change: change["toStatusReason"] == "COMPLETED")
    assert path(stream.received)[-2:] == [("COMPLETING", "TIMER"), ("COMPLETED", "SYSTEM")]


async def test_a_paused_real_time_journey_stops_at_the_pause_limit(client: Client) -> None:
    identity = await live(client, "REAL_TIME_JOURNEY", "Paused for long")
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("pause", identity)
        await stream.until(lambda change: change["toStatusReason"] == "STOPPED")
    assert path(stream.received) == [("PAUSED", "USER"), ("STOPPING", "TIMER"), ("STOPPED", "SYSTEM")]


@pytest.mark.parametrize(("kind", "running"), [("REAL_TIME_JOURNEY", "LIVE"), ("AUDIENCE_JOURNEY", "ACTIVE")])
async def test_a_pause_with_a_date_ends_by_itself(client: Client, kind: str, running: str) -> None:
    identity = await live(client, kind, "Paused until")
    async with client.changes({"ids": [identity]}) as stream:
        await client.act("pause", identity, resumeAt=text_of(time.time() + 1))
        await stream.until(lambda change: change["toStatusReason"] == running)
    assert path(stream.received) == [("PAUSED", "USER"), (running, "TIMER")]


@pytest.mark.timeout(150)
async def test_scheduled_actions_are_taken_when_due_and_refused_ones_say_why(client: Client) -> None:
    lawful = await draft(client, "MARKETING_EMAIL", "Scheduled")
    broken = await draft(client, "MARKETING_EMAIL", "Scheduled and broken", subject=None)
    by_hand = await draft(client, "MARKETING_EMAIL", "Scheduled, then by hand")
    named = [lawful, broken, by_hand]
    early = await client.act("schedule", lawful, action="GO_LIVE", at=text_of(time.time() + 50))
    assert early["code"] == "INVALID_INPUT"
    assert (await client.act("unschedule", lawful, action="GO_LIVE"))["code"] == "NOT_SCHEDULED"
    async with client.changes({"ids": named}) as stream:
        due = time.time() + 61
        for identity in named:
            answer = await client.act("schedule", identity, action="GO_LIVE", at=text_of(due))
            assert [scheduled["action"] for scheduled in answer["record"]["scheduled"]] == ["GO_LIVE"]
        assert (await client.act("goLive", by_hand))["record"]["scheduled"] == []
        for _ in range(2):
            await stream.until(lambda change: change["cause"] == "SCHEDULE", deadline=75)
    seen = {change["recordId"]: change for change in stream.received if change["cause"] == "SCHEDULE"}
    assert (seen[lawful]["kind"], seen[lawful]["toStatusReason"]) == ("STATE", "LIVE")
    assert (seen[broken]["kind"], seen[broken]["findings"]) == ("REFUSED", [{"code": "SUBJECT_REQUIRED"}])
    refused = await client.record(broken)
    assert refused["statusReason"] == "DRAFT"
    assert refused["lastError"]
    assert refused["scheduled"] == []


async def hand_over(client: Client, kind: str, service: LiveService) -> None:
    """Let the outside service run a type in the client's workspace."""
    document = """mutation($type: RecordType!, $url: String!, $secret: String!) {
      setLiveService(type: $type, url: $url, secret: $secret) { __typename } }"""
    await client.execute(document, type=kind, url=service.url, secret=service.secret)


async def test_silence_until_the_deadline_is_an_error_that_can_be_reverted(
    client: Client, service: LiveService
) -> None:
    await hand_over(client, "MARKETING_PAGE", service)
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
    await hand_over(client, "MARKETING_PAGE", service)
    service.mode = "FAIL"
    identity = await draft(client, "MARKETING_PAGE", "Recovers")
    await client.act("goLive", identity)
    await asyncio.to_thread(service.wait_for, 2)
    service.mode = "OK"
    assert (await client.rest(identity))["statusReason"] == "LIVE"
    first, *_ = service.deliveries
    assert (first["operation"], first["recordId"]) == ("GO_LIVE", identity)
    assert first["snapshot"]["title"] == "Spring"
    assert not service.forged


async def test_a_failed_save_leaves_the_old_version_live(client: Client, service: LiveService) -> None:
    await hand_over(client, "MARKETING_PAGE", service)
    identity = await live(client, "MARKETING_PAGE", "Saved in vain")
    before = (await client.record(identity))["liveVersion"]
    await client.act("edit", identity)
    service.mode = "REFUSE"
    await client.act("save", identity)
    after = await client.rest(identity)
    assert (after["statusReason"], after["hasWorkingCopy"], after["liveVersion"]) == ("LIVE_EDITABLE", True, before)
    assert after["lastError"]


async def test_stopping_never_fails(client: Client, service: LiveService) -> None:
    await hand_over(client, "LEAD_SCORING_MODEL", service)
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
