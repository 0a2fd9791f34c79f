"""What was done is told as done, what took too long was not done, and nothing internal is in an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import serving
from asking import ask
from sqlalchemy import func, select

from golive.graph.auth import Authenticator
from golive.graph.transport import engine as engines
from golive.graph.transport.callers import Callers
from golive.graph.transport.engine import Engine
from golive.models.connecting import connect
from golive.models.database import Database
from golive.models.records import Record
from golive.models.settings import Settings

CREATE = """
    mutation {
        segment: createSegment(input: {name: "Segment"}) { ... on SegmentSuccess { record { id } } }
        event: createEvent(input: {name: "Event"}) { ... on EventSuccess { record { id } } }
    }
"""
COPY = """
    mutation($segment: ID!, $event: ID!) {
        one: copy(id: $segment, name: "Done") { ...Made }
        two: copy(id: $event, name: "Never") { ...Made }
    }
    fragment Made on ActionResult { ... on ActionSuccess { cursor record { name } } }
"""
STEPS = 'mutation($steps: [StepInput!]!) { createCustomerJourney(input: {name: "x", steps: $steps}) { __typename } }'
DEADLINE = timedelta(seconds=1.5)
SLOW_COMMIT = """
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON record DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();
"""


@pytest.fixture
def settings() -> Settings:
    return Settings.load(execution_deadline=DEADLINE)


@pytest_asyncio.fixture
async def engine(database: Database, settings: Settings) -> AsyncIterator[Engine]:
    async with serving(database, settings) as server:
        yield Engine(server, Callers(Authenticator(settings, database), settings))


async def made(engine: Engine, workspace: UUID) -> dict[str, str]:
    """The ids of a segment and an event."""
    answer, _ = await ask(engine, workspace, CREATE)
    return {name: made["record"]["id"] for name, made in answer["data"].items()}


@asynccontextmanager
async def locked(database: Database, statement: str) -> AsyncIterator[None]:
    """What `statement` locks stays locked for as long as the block runs."""
    connection = await database.connect_raw()
    try:
        async with connection.transaction():
            await connection.execute(statement)
            yield
    finally:
        await connection.close()


async def names(database: Database, workspace: UUID) -> list[str]:
    async with database.transaction(workspace) as session:
        return list(await session.scalars(select(Record.name).order_by(Record.name)))


def in_use(database: Database) -> int:
    return sum(pool.in_use for pool in database.stats())


def codes(answer: Any) -> list[tuple[str, list[str | int]]]:
    return [(error["extensions"]["code"], error["path"]) for error in answer["errors"]]


async def test_a_query_that_takes_too_long_ends_at_the_deadline_and_holds_nothing(
    engine: Engine, database: Database, workspace: UUID
) -> None:
    async with locked(database, "LOCK TABLE record IN ACCESS EXCLUSIVE MODE"):
        async with asyncio.timeout(20):
            answer, raw = await ask(engine, workspace, "{ viewer { name } records { nodes { id } } recordCounts { count } }")
        assert in_use(database) == 0
    assert {code for code, _ in codes(answer)} == {"TIMEOUT"}
    assert (answer["data"], raw.has_data, raw.status) == (None, False, 200)
    assert (await ask(engine, workspace, "{ records { totalCount } }"))[0] == {"data": {"records": {"totalCount": 0}}}


async def test_what_could_be_read_in_time_is_in_the_answer(engine: Engine, database: Database, workspace: UUID) -> None:
    async with locked(database, "LOCK TABLE record IN ACCESS EXCLUSIVE MODE"):
        answer, raw = await ask(engine, workspace, '{ viewer { name } record(id: "segment_01h455vb4pex5vsknk084sn02q") { id } }')
    assert answer["data"] == {"viewer": {"name": "Ada"}, "record": None}
    assert codes(answer) == [("TIMEOUT", ["record"])]
    assert raw.has_data


async def test_a_mutation_that_takes_too_long_has_changed_nothing(engine: Engine, database: Database, workspace: UUID) -> None:
    async with locked(database, "LOCK TABLE event IN ACCESS EXCLUSIVE MODE"):
        answer, _ = await ask(engine, workspace, 'mutation { createEvent(input: {name: "Never"}) { __typename } }')
        assert in_use(database) == 0
    assert codes(answer) == [("TIMEOUT", ["createEvent"])]
    assert await names(database, workspace) == []


async def test_what_was_done_before_the_deadline_is_told_beside_what_was_not(engine: Engine, database: Database, workspace: UUID) -> None:
    ids = await made(engine, workspace)
    async with locked(database, "LOCK TABLE event IN ACCESS EXCLUSIVE MODE"):
        answer, _ = await ask(engine, workspace, COPY, **ids)
    assert answer["data"]["one"]["record"]["name"] == "Done"
    assert answer["data"]["two"] is None
    assert codes(answer) == [("TIMEOUT", ["two"])]
    assert await names(database, workspace) == ["Done", "Event", "Segment"]


async def test_what_is_being_committed_at_the_deadline_is_told_as_done(
    engine: Engine, database: Database, database_url: str, workspace: UUID
) -> None:
    ids = await made(engine, workspace)
    owner = await connect(database_url)
    await owner.execute(SLOW_COMMIT)
    await owner.close()
    answer, _ = await ask(engine, workspace, COPY, **ids)
    assert answer["data"]["one"]["record"]["name"] == "Done"
    assert codes(answer) == [("TIMEOUT", ["two"])]
    assert await names(database, workspace) == ["Done", "Event", "Segment"]


async def test_mutations_are_done_one_after_another(engine: Engine, workspace: UUID) -> None:
    id_ = (await made(engine, workspace))["segment"]
    update = 'u{n}: updateSegment(id: "{id}", input: {{name: "{n}"}}, expectedRevision: {n}) {{ ...Made }}'
    fragment = "fragment Made on SegmentResult { ... on SegmentSuccess { record { name } } }"
    answer, _ = await ask(engine, workspace, f"mutation {{ {' '.join(update.format(id=id_, n=n) for n in range(1, 8))} }} {fragment}")
    assert answer == {"data": {f"u{n}": {"record": {"name": str(n)}} for n in range(1, 8)}}


@pytest.mark.parametrize(
    ("query", "variables", "what"),
    [
        ("query($first: Int!) { records(first: $first) { totalCount } }", {}, "'$first'"),
        ("query($first: Int!) { records(first: $first) { totalCount } }", {"first": "one"}, "Int cannot represent"),
        ("query($filter: RecordFilter) { records(filter: $filter) { totalCount } }", {"filter": {"serach": "x"}}, "'serach'"),
        ("query($filter: RecordFilter) { records(filter: $filter) { totalCount } }", {"filter": {"types": ["SEGMNET"] * 100}}, "'SEGMNET'"),
        ("query($filter: RecordFilter) { records(filter: $filter) { totalCount } }", {"filter": "x" * 100_000}, "RecordFilter"),
        (STEPS, {"steps": [{}]}, "exactly one field"),
        (STEPS, {"steps": [{"exit": None}]}, "exactly one field"),
    ],
)
async def test_variables_that_do_not_fit_are_told_and_nothing_is_executed(
    engine: Engine, workspace: UUID, query: str, variables: dict[str, Any], what: str
) -> None:
    answer, raw = await ask(engine, workspace, query, **variables)
    assert list(answer) == ["errors"]
    assert (raw.has_data, raw.status) == (False, 400)
    assert what in answer["errors"][0]["message"]
    assert len(answer["errors"]) <= 6
    for error in answer["errors"]:
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}
        assert "Did you mean" not in error["message"]
        assert len(error["message"]) <= 1_000


async def test_a_failure_of_ours_is_told_without_its_reason(engine: Engine, workspace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError("the secret is in /etc/golive")

    monkeypatch.setattr(engines, "execute", fail)
    answer, raw = await ask(engine, workspace, "{ viewer { name } }")
    assert "secret" not in raw.body.decode()
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "request-1"}
    assert (list(answer), raw.status) == (["errors"], 500)


async def test_every_operation_is_of_its_own_moment(engine: Engine, database: Database, workspace: UUID) -> None:
    before, _ = await ask(engine, workspace, "{ records { totalCount } }")
    await made(engine, workspace)
    after, _ = await ask(engine, workspace, "{ records { totalCount } }")
    assert (before["data"]["records"]["totalCount"], after["data"]["records"]["totalCount"]) == (0, 2)
    async with database.transaction(workspace) as session:
        assert await session.scalar(select(func.count()).select_from(Record)) == 2
