"""What protects a record from an action that its state allows, and arguments that name what isn't the record's."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from client import Client, Refused
from reference.values import text_of
from samples import fresh, mail_step, samples, surroundings
from serving import Server

Json = dict[str, Any]


@pytest.fixture(scope="module")
async def client(server: Server) -> AsyncIterator[Client]:
    async with Client(server.url, server.workspace("protection")) as ready:
        yield ready


async def make(client: Client, kind: str, name: str, **fields: Any) -> str:
    """Create a record with what it needs, and return its id."""
    ids = await surroundings(client, samples({})[kind].needs, name)
    created = await client.create(samples(ids)[kind].graphql, **{**fresh(kind, ids, name), **fields})
    identity: str = created["record"]["id"]
    return identity


async def live(client: Client, kind: str, name: str, **fields: Any) -> str:
    """The same, live."""
    identity = await make(client, kind, name, **fields)
    await client.act("goLive", identity)
    assert (await client.rest(identity))["isLive"]
    return identity


async def versions(client: Client, identity: str) -> list[Json]:
    """The record's versions, oldest first."""
    document = "query($id: ID!) { record(id: $id) { versions(first: 10) { nodes { id number statusReason } } } }"
    found: list[Json] = (await client.execute(document, id=identity))["record"]["versions"]["nodes"]
    return found


async def test_the_default_content_settings_stay_until_others_are_the_default(client: Client) -> None:
    first = await live(client, "CONTENT_SETTINGS", "First", isDefault=True)
    for action in ("stop", "deactivate"):
        refused = await client.act(action, first, confirm=True)
        assert (refused["code"], refused["confirmable"]) == ("IS_DEFAULT", False)
    before = await client.record(first)
    assert {"STOP", "DEACTIVATE"}.isdisjoint(before["allowedActions"])
    second = await make(client, "CONTENT_SETTINGS", "Second", isDefault=True)
    assert (await client.act("delete", second))["code"] == "IS_DEFAULT"
    after = await client.record(first)
    assert after["revision"] == before["revision"] + 1
    assert (await client.act("stop", first))["record"]["statusReason"] == "STOPPED"


async def test_what_a_draft_uses_can_be_stopped_without_a_word_but_not_deleted(client: Client) -> None:
    email = await live(client, "MARKETING_EMAIL", "Used by a draft")
    journey = await make(client, "CUSTOMER_JOURNEY", "Draft that uses it", steps=[mail_step("a", email)])
    assert (await client.act("stop", email))["record"]["statusReason"] == "STOPPED"
    refused = await client.act("delete", email, confirm=True)
    assert (refused["code"], refused["blockedBy"]) == ("IN_USE", [{"id": journey}])
    await client.update("CustomerJourney", journey, {"steps": []})
    assert (await client.act("delete", email))["__typename"] == "ActionSuccess"


async def test_an_email_that_only_a_tile_of_the_running_version_uses_is_still_used(client: Client) -> None:
    email = await live(client, "MARKETING_EMAIL", "Used by what runs")
    journey = await live(client, "CUSTOMER_JOURNEY", "Runs with it", steps=[mail_step("a", email)])
    await client.act("edit", journey)
    await client.update("CustomerJourney", journey, {"steps": [mail_step("a", await live(client, "MARKETING_EMAIL", "Instead"))]})
    warned = await client.act("stop", email)
    assert (warned["code"], warned["confirmable"], warned["blockedBy"]) == ("IN_USE_BY_LIVE_RECORD", True, [{"id": journey}])
    await client.act("save", journey)
    assert (await client.rest(journey))["statusReason"] == "LIVE"
    assert (await client.act("stop", email))["__typename"] == "ActionSuccess"


async def test_stop_takes_a_version_of_a_real_time_journey_and_of_nothing_else(client: Client) -> None:
    journey = await live(client, "REAL_TIME_JOURNEY", "In versions")
    email = await live(client, "MARKETING_EMAIL", "Without")
    for identity, version in ((email, 1), (journey, 9), (journey, 0), (journey, -1)):
        assert (await client.act("stop", identity, version=version))["code"] == "INVALID_INPUT"
    await client.act("edit", journey)
    assert (await client.act("stop", journey, version=2))["code"] == "ACTION_NOT_ALLOWED"
    assert (await client.act("stop", journey, version=1))["record"]["statusReason"] == "STOPPING"
    assert (await client.rest(journey))["statusReason"] == "DRAFT"
    assert [version["statusReason"] for version in await versions(client, journey)] == ["STOPPED", "DRAFT"]
    assert (await client.act("stop", journey, version=1))["code"] == "ACTION_NOT_ALLOWED"


async def test_a_version_of_another_record_can_not_be_restored(client: Client) -> None:
    one, other = await live(client, "MARKETING_EMAIL", "One"), await live(client, "MARKETING_EMAIL", "Other")
    ((foreign,), (own,)) = await versions(client, other), await versions(client, one)
    before = await client.record(one)
    for wrong in (foreign["id"], one, "version_" + "0" * 26, "nonsense"):
        with pytest.raises(Refused) as refused:
            await client.act("restoreVersion", one, versionId=wrong)
        assert refused.value.codes == ["NOT_FOUND"]
    assert await client.record(one) == before
    assert (await client.act("restoreVersion", one, versionId=own["id"]))["record"]["statusReason"] == "LIVE_EDITABLE"


async def test_a_draft_of_a_real_time_journey_is_no_version_to_restore(client: Client) -> None:
    journey = await make(client, "REAL_TIME_JOURNEY", "Never frozen")
    (draft,) = await versions(client, journey)
    assert (await client.act("restoreVersion", journey, versionId=draft["id"]))["code"] == "INVALID_INPUT"


async def test_a_repeating_journey_goes_live_when_its_recurrences_fit(client: Client) -> None:
    start = time.time() + 3600
    journey = await make(
        client, "CUSTOMER_JOURNEY", "Repeats", isRecurring=True, recurrenceInterval="P1D", recurrenceCount=3,
        startsAt=text_of(start), endsAt=text_of(start + 2 * 86400),
    )  # fmt: skip
    refused = await client.act("goLive", journey)
    assert [finding["code"] for finding in refused["findings"] if finding["severity"] == "ERROR"] == ["RECURRENCE_DOES_NOT_FIT"]
    await client.update("CustomerJourney", journey, {"endsAt": text_of(start + 3 * 86400)})
    await client.act("goLive", journey)
    assert (await client.rest(journey))["statusReason"] == "LIVE"
    await client.act("edit", journey)
    assert (await client.update("CustomerJourney", journey, {"isRecurring": False}))["code"] == "FIELD_PERMANENT"
    starts = await client.update("CustomerJourney", journey, {"startsAt": text_of(start - 60), "recurrenceInterval": "PT12H"})
    assert starts["__typename"] == "CustomerJourneySuccess"


async def test_a_one_time_journey_that_has_started_is_not_edited(client: Client) -> None:
    segment = {"segment": {"segmentIds": [await live(client, "SEGMENT", "Of one time")]}}
    started = await live(client, "REAL_TIME_JOURNEY", "One time", entry=segment)
    refused = await client.act("edit", started)
    assert refused["code"] == "EDIT_NOT_ALLOWED_ONE_TIME"
    assert "EDIT" not in (await client.record(started))["allowedActions"]
    waiting = await live(client, "REAL_TIME_JOURNEY", "One time, later", entry=segment, startsAt="2098-01-01T00:00:00Z")
    assert (await client.act("edit", waiting))["record"]["statusReason"] == "LIVE_EDITING"
