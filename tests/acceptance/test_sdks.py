"""Both SDKs against the running server, which is stopped, killed and refuses tokens in between."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from client import Client
from javascript import NODE, SDK, install
from live_service import LiveService
from sdks import Failure, Sdk, sdk
from serving import ROOT, Server, end_postgres

Json = dict[str, Any]
SETTINGS = {"GOLIVE_LOG_LEVEL": "warning"}
LANGUAGES = ("python", "typescript")
MODEL = {"conditions": [{"condition": "true", "points": 5}]}
TOKEN = (
    'mutation($at: DateTime) { createToken(name: "short", role: ADMIN, expiresAt: $at) { ... on TokenSuccess { secret token { id } } } }'
)
LAST = "last one"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data directory of a server that the test stops and kills."""
    with tempfile.TemporaryDirectory(prefix="golive-sdk-") as folder:
        yield Path(folder)
        end_postgres(Path(folder))


@pytest.fixture(scope="module")
def tokens(server: Server) -> dict[str, str]:
    """A workspace for each language."""
    return {language: server.workspace(f"sdk-{language}") for language in LANGUAGES}


@pytest.mark.timeout(240)
async def test_nothing_is_lost_and_nothing_done_twice_while_the_server_is_stopped_and_killed(folder: Path) -> None:
    server = Server(folder, settings=SETTINGS)
    async with AsyncExitStack() as stack:
        sdks = [await stack.enter_async_context(sdk(language, server.url, server.token)) for language in LANGUAGES]
        began = (await sdks[0].call("viewer"))["cursor"]
        models = [
            (await each.call("createLeadScoringModel", input={"name": f"Model {number}", **MODEL}))["record"]["id"]
            for number, each in enumerate(sdks)
        ]
        watches = [each.watch(began) for each in sdks]
        enough = asyncio.Event()
        writing = [asyncio.create_task(write(each, f"by {number}", enough)) for number, each in enumerate(sdks)]
        await asyncio.gather(*(watch.reach(30) for watch in watches))
        await asyncio.to_thread(server.stop)
        server = await asyncio.to_thread(Server, folder, port=server.port, settings=SETTINGS)
        await asyncio.gather(*(watch.reach(len(watch.changes) + 20) for watch in watches))
        waiting = [asyncio.create_task(each.call("goLiveAndWait", id=model)) for each, model in zip(sdks, models, strict=True)]
        await watches[0].reach(len(watches[0].changes) + 4)
        await asyncio.to_thread(server.kill)
        server = await asyncio.to_thread(Server, folder, port=server.port, settings=SETTINGS)
        assert [(await each)["__typename"] for each in waiting] == ["Live", "Live"]
        enough.set()
        written = [name for each in writing for name in await each]
        await sdks[0].call("createEvent", input={"name": LAST})
        late = sdks[1].watch(began, milliseconds=5)  # more than it keeps waiting comes at once
        await asyncio.gather(*(watch.until(LAST) for watch in [*watches, late]))
        history = await everything(sdks[0], began)
        for watch in [*watches, late]:
            assert [change["id"] for change in watch.changes] == [change["id"] for change in history]
        created = [change["recordName"] for change in history if change["kind"] == "CREATED"]
        assert sorted(created) == sorted(["Model 0", "Model 1", *written, LAST]), "each once, however often it was sent"
        server.kill()


async def write(own: Sdk, prefix: str, enough: asyncio.Event) -> list[str]:
    """Create records one by one, and return their names."""
    names: list[str] = []
    for number in count():
        if enough.is_set():
            break
        names.append(f"{prefix} {number}")
        assert (await own.call("createEvent", input={"name": names[-1]}))["__typename"] == "EventSuccess"
    return names


async def everything(own: Sdk, after: str) -> list[Json]:
    """All changes since a cursor, in order."""
    found: list[Json] = []
    while True:
        page = await own.call("statusHistory", first=100, after=after)
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_refusal_is_a_value_and_an_error_has_its_code(language: str, server: Server, tokens: dict[str, str]) -> None:
    async with sdk(language, server.url, tokens[language]) as own:
        mail = (await own.call("createMarketingEmail", input={"name": "Empty"}))["record"]
        refused = await own.call("goLiveAndWait", id=mail["id"])
        assert (refused["__typename"], refused["code"]) == ("GuardError", "CHECK_FAILED")
        assert refused["findings"]
        assert refused["record"]["id"] == mail["id"]
        conflict = await own.call("copy", id=mail["id"], expectedRevision=7)
        assert conflict["code"] == "REVISION_CONFLICT"
        with pytest.raises(Failure) as unknown:
            await own.call("goLive", id="nothing")
        assert (unknown.value.name, unknown.value.code) == ("ApiError", "NOT_FOUND")
        assert (await own.watch("no cursor").failure()).code == "INVALID_CURSOR"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_address_and_a_wrong_token_are_told_at_once(language: str, server: Server, tokens: dict[str, str]) -> None:
    async with sdk(language, f"{server.url}/nowhere", tokens[language]) as lost, sdk(language, server.url, "wrong") as stranger:
        nobody = await lost.watch("any cursor").failure()
        assert (nobody.name, f"{server.url}/nowhere/graphql" in str(nobody)) == ("Unreachable", True)
        assert (await stranger.watch("any cursor").failure()).code == "UNAUTHENTICATED"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_waiting_ends_when_the_state_is_reached_or_never_will_be(language: str, server: Server, tokens: dict[str, str]) -> None:
    async with sdk(language, server.url, tokens[language]) as own:
        segment = (await own.call("createSegment", input={"name": "All", "segmentType": "DYNAMIC", "dynamicQuery": "true"}))["record"]["id"]
        live = await own.call("goLiveAndWait", id=segment)
        assert (live["__typename"], live["record"]["isLive"], live["warnings"][0]["code"]) == ("Live", True, "EMPTY_ESTIMATE")
        assert (await own.call("waitFor", id=segment, reason="LIVE"))["statusReason"] == "LIVE"
        stopped, elsewhere, never = (waiting(own, segment, state) for state in ("STOPPED", "COMPLETED", "EXPIRED"))
        await own.call("stop", id=segment)
        assert (await stopped)["statusReason"] == "STOPPED"
        assert str(await failing(elsewhere, "Elsewhere")).endswith("'All' is STOPPED, and stays so.")
        await failing(waiting(own, segment, "LIVE"), "Elsewhere")
        assert not never.done(), "what is Stopped expires in time"
        await own.call("delete", id=segment)
        await failing(never, "Gone")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_record_that_fails_to_go_live_is_told_as_failed(language: str, server: Server, tokens: dict[str, str]) -> None:
    with LiveService() as service:
        service.mode = "REFUSE"
        async with sdk(language, server.url, tokens[language]) as own:
            await own.call("setLiveService", type="LEAD_SCORING_MODEL", url=service.url, secret=service.secret)
            model = (await own.call("createLeadScoringModel", input={"name": "Rejected", **MODEL}))["record"]["id"]
            failed = await own.call("goLiveAndWait", id=model)
            assert (failed["__typename"], failed["record"]["statusReason"]) == ("Failed", "ERROR")
            ended = await failing(waiting(own, model, "LIVE"), "Elsewhere")
            assert str(ended).endswith(f"'Rejected' is ERROR, and stays so: {failed['error']}")


def waiting(own: Sdk, record: str, state: str) -> asyncio.Task[Json]:
    """Begin to wait for a state."""
    return asyncio.create_task(own.call("waitFor", id=record, reason=state))


async def failing(task: asyncio.Task[Json], name: str) -> Failure:
    """What the waiting ends with."""
    with pytest.raises(Failure) as failed:
        await asyncio.wait_for(task, 60)
    assert failed.value.name == name
    return failed.value


async def test_tokens_that_expire_or_are_revoked_are_replaced_under_a_running_stream(server: Server, tokens: dict[str, str]) -> None:
    await asyncio.gather(*(outlive(language, server, token) for language, token in tokens.items()))


async def outlive(language: str, server: Server, token: str) -> None:
    """A stream goes on after its first token has expired, and after its second one was revoked."""
    async with Client(server.url, token) as outside:
        soon = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()
        expiring, revoked = [(await outside.execute(TOKEN, at=at))["createToken"] for at in (soon, None)]
        async with sdk(language, server.url, expiring["secret"], revoked["secret"], token) as own:
            watch = own.watch()
            await own.tokens.until_asked(2)
            await own.call("createEvent", input={"name": "by the second token"})
            await watch.until("by the second token")
            await outside.execute("mutation($id: ID!) { revokeToken(id: $id) { id } }", id=revoked["token"]["id"])
            await own.tokens.until_asked(3)
            await own.call("createEvent", input={"name": LAST})
            await watch.until(LAST)
            assert [change["recordName"] for change in watch.changes] == ["by the second token", LAST]
            assert own.tokens.asked == 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_examples_run(language: str, server: Server, tokens: dict[str, str]) -> None:
    await asyncio.to_thread(install, SDK)
    python, typescript = [sys.executable], [str(NODE), "--conditions=source"]
    command, ending = (python, "py") if language == "python" else (typescript, "ts")
    examples = ROOT / "sdk" / language / "examples"
    environment = {**os.environ, "API_URL": server.url, "API_TOKEN": tokens[language], "PYTHONPATH": str(ROOT / "sdk" / "python")}
    async with sdk("python", server.url, tokens[language]) as own:
        began = (await own.call("viewer"))["cursor"]
    launch = await asyncio.create_subprocess_exec(*command, examples / f"launch.{ending}", env=environment, stdout=PIPE)
    watch = await asyncio.create_subprocess_exec(*command, examples / f"watch.{ending}", began, env=environment, stdout=PIPE)
    try:
        told, _ = await asyncio.wait_for(launch.communicate(), 60)
        live, refused, *findings = told.decode().splitlines()
        assert live.startswith("Everybody is live since 20")
        assert (refused.partition(": ")[0], len(findings)) == ("CHECK_FAILED", 4)
        assert watch.stdout is not None
        lines = [(await asyncio.wait_for(watch.stdout.readline(), 60)).decode().split(" ", 1)[1] for _ in range(3)]
        assert lines == ["Everybody DRAFT\n", "Everybody LIVE\n", "Nothing in it yet DRAFT\n"]
    finally:
        watch.kill()
        await watch.wait()
