"""An answer that grows too large is told as far as it fits, and what a mutation did is told whatever its size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from api import serving
from asking import ask
from fanning import Inbox, fanning

from golive.graph.auth import Authenticator
from golive.graph.room import size_of
from golive.graph.transport.callers import Callers
from golive.graph.transport.encoding import encode
from golive.graph.transport.engine import Engine
from golive.models.database import Database
from golive.models.settings import Settings

ALLOWED = 20_000
TEXT = "ä" * 4_000
"""Twice as many bytes as characters."""
CREATE = "mutation($text: String!) {{ {} }}"
ONE = '{}: createMarketingEmail(input: {{name: "{}", subject: $text}}) {{ ... on MarketingEmailSuccess {{ record {{ id name subject }} cursor warnings {{ message }} }} }}'  # noqa: E501
SUBJECTS = "{ viewer { name } records { nodes { ... on MarketingEmail { name subject again: subject } } } }"
LIMIT = {"code": "LIMIT_EXCEEDED", "limit": "ANSWER_BYTES", "allowed": ALLOWED}


@pytest.fixture
def settings() -> Settings:
    return Settings.load(answer_bytes=ALLOWED)


@pytest_asyncio.fixture
async def engine(database: Database, settings: Settings) -> AsyncIterator[Engine]:
    async with serving(database, settings) as server:
        yield Engine(server, Callers(Authenticator(settings, database), settings))


def create(*names: str) -> str:
    """A document that creates an email for each name."""
    return CREATE.format(" ".join(ONE.format(name, name) for name in names))


async def test_what_does_not_fit_into_an_answer_is_null_and_told_once(engine: Engine, workspace: UUID) -> None:
    await ask(engine, workspace, create("a"), text=TEXT)
    fits, _ = await ask(engine, workspace, SUBJECTS)
    assert [each["again"] for each in fits["data"]["records"]["nodes"]] == [TEXT]
    await ask(engine, workspace, create("b"), text=TEXT)
    answer, raw = await ask(engine, workspace, SUBJECTS)
    assert (raw.status, answer["data"]) == (200, None)
    (error,) = answer["errors"]
    assert (error["path"][0], error["extensions"]) == ("records", LIMIT)
    assert error["message"] == "The answer has more than 20,000 bytes, and what didn't fit is null: ask for less at a time."


@pytest.mark.parametrize(
    "selected", ["subject again: subject more: subject", "availableActions { message } subject again: subject more: subject"]
)
async def test_values_count_wherever_they_are_read(engine: Engine, workspace: UUID, selected: str) -> None:
    made, _ = await ask(engine, workspace, create("a"), text=TEXT)
    id_ = made["data"]["a"]["record"]["id"]
    answer, _ = await ask(engine, workspace, f'{{ record(id: "{id_}") {{ ... on MarketingEmail {{ {selected} }} }} }}')
    assert answer["data"] == {"record": None}
    assert [each["extensions"] for each in answer["errors"]] == [LIMIT]


@pytest.mark.parametrize("value", [{"a": ["b", None, 1.5]}, {"ä": "ö" * 100}, "x" * 100, "ä" * 100, ["a" * 50, "b" * 50]])
def test_a_value_counts_as_many_bytes_as_it_takes(value: object) -> None:
    assert abs(size_of(value) - len(encode(value))) <= 6


async def test_what_mutations_did_is_told_though_their_records_do_not_fit(engine: Engine, workspace: UUID) -> None:
    answer, _ = await ask(engine, workspace, create(*"abcd"), text=TEXT)
    told = answer["data"]
    assert [told[name]["record"]["subject"] for name in "ab"] == [TEXT, TEXT]
    for name in "cd":
        assert told[name]["cursor"]
        assert (told[name]["record"], told[name]["warnings"]) == (None, [])
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["c", "record"], LIMIT)
    assert error["message"].endswith("The mutation was executed: what it did stays done.")
    counted, _ = await ask(engine, workspace, "{ records { totalCount } }")
    assert counted["data"]["records"]["totalCount"] == 4


async def test_an_event_fits_into_what_may_wait_for_its_subscriber(database: Database, workspace: UUID) -> None:
    settings = Settings.load(send_buffer=10_000)
    async with fanning(database, settings) as fan:
        inbox, shown = Inbox(), Inbox()
        selected = "record { ... on MarketingEmail { subject again: subject } }"
        await fan.subscribe(workspace, inbox, f"subscription {{ statusChanged {{ cursor {selected} }} }}")
        await ask(fan.engine, workspace, create("a"), text=TEXT)
        fan.server.doorbell.ring(workspace)
        assert await inbox.reaches(1) == [1]
        await fan.subscribe(workspace, shown, f"subscription {{ liveView {{ totalCount snapshot {{ {selected[9:-2]} }} }} }}")
        await shown.until(lambda inbox: bool(inbox.payloads))
    result: Any = orjson.loads(inbox.payloads[0])
    assert result["data"]["statusChanged"] == {"cursor": inbox.cursors[0], "record": None}
    assert [error["extensions"]["allowed"] for error in result["errors"]] == [10_000]
    assert orjson.loads(shown.payloads[0])["data"]["liveView"] == {"totalCount": 1, "snapshot": None}
