"""graphql-transport-ws to the letter: what closes a socket, what ends an operation alone, and what outlives both."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from client import Client
from databases import Server as Postgres
from databases import make_workspace
from serving import Server
from several import until_measured
from websockets.exceptions import InvalidStatus
from wire import PROTOCOL, Wire, dialled, talking

from golive.lifecycles.words import Role
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import Token, new_token

WHO = "{ viewer { name } }"
FOLLOW = "subscription { statusChanged { recordName } }"
CREATE = "mutation($name: String!) { createEvent(input: { name: $name }) { __typename ... on EventSuccess { record { name } } } }"
COUNT = "{ records { totalCount } }"
BAD = 4400
names = count()


@dataclass(frozen=True)
class Place:
    """A workspace of a running server."""

    server: Server
    database: Database
    workspace: UUID

    @property
    def url(self) -> str:
        return self.server.url

    async def token(self, role: Role = Role.EDITOR, expires_at: datetime | None = None) -> tuple[Token, str]:
        """A new token, and its secret."""
        token, secret = new_token(self.workspace, "Ada", role, None, expires_at)
        async with self.database.system() as session:
            session.add(token)
        return token, secret

    async def revoke(self, token: Token) -> None:
        async with self.database.system() as session:
            (await session.merge(token)).revoked_at = datetime.now(UTC)

    async def create(self, name: str) -> None:
        """Create an event."""
        _, secret = await self.token()
        async with Client(self.url, secret) as client:
            await client.execute(CREATE, name=name)


@pytest_asyncio.fixture(scope="module")
async def running(postgres: Postgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, Database]]:
    url = await postgres.create(template=template)
    settings = {
        "GOLIVE_DATABASE_URL": url, "GOLIVE_LOG_LEVEL": "warning", "GOLIVE_ORIGINS": "https://app.example.com",
        "GOLIVE_SOCKETS_PER_CALLER": "3", "GOLIVE_SEND_DEADLINE": "PT2S", "GOLIVE_SEND_BUFFER": "100000",
    }  # fmt: skip
    server = await asyncio.to_thread(Server, tmp_path_factory.mktemp("sockets"), worker=False, settings=settings)
    database = await Database.open(Settings.model_construct(), url)
    yield server, database
    await asyncio.to_thread(server.stop)
    await database.close()
    await postgres.drop(url)


@pytest_asyncio.fixture
async def place(running: tuple[Server, Database]) -> Place:
    server, database = running
    return Place(server, database, await make_workspace(database, f"sockets-{next(names)}"))


@pytest_asyncio.fixture
async def wire(place: Place) -> AsyncIterator[Wire]:
    """An acknowledged socket of an EDITOR."""
    _, secret = await place.token()
    async with talking(place.url, secret) as wire:
        yield wire


# What closes a socket.


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("[]", "JSON object"), ("null", "JSON object"), ("7", "JSON object"), ("{", "JSON"), ("", "JSON"), ("\x00", "JSON"),
        (b"{}", "binary"),
        ('{"type":"start"}', "type must be one of"), ("{}", "type must be one of"), ('{"type":["ping"]}', "type must be one of"),
        ('{"type":"next","id":"1"}', "type must be one of"), ('{"type":"connection_ack"}', "type must be one of"),
        ('{"type":"ping","payload":[]}', "payload of ping"), ('{"type":"pong","payload":"x"}', "payload of pong"),
        ('{"type":"subscribe","payload":{"query":"{a}"}}', "id must be"),
        ('{"type":"subscribe","id":"","payload":{"query":"{a}"}}', "id must be"),
        ('{"type":"subscribe","id":1,"payload":{"query":"{a}"}}', "id must be"), ('{"type":"complete"}', "id must be"),
        ('{"type":"complete","id":"%s"}' % ("x" * 1001), "id must be"),
        ('{"type":"subscribe","id":"1"}', "payload of subscribe"),
        ('{"type":"subscribe","id":"1","payload":"{a}"}', "payload of subscribe"),
        ('{"type":"subscribe","id":"1","payload":{"query":7}}', "`query`"), ('{"type":"subscribe","id":"1","payload":{}}', "`query`"),
        ('{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}', "`variables`"),
        ('{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":{}}}', "`operationName`"),
        ('{"type":"ping","payload":{"a":"\\ud800"}}', ""), ('{"type":"ping","payload":{"a":' + "9" * 5_000 + "}}", ""),
        ('{"type":"ping","payload":{"a":' + "[" * 100_000 + "]" * 100_000 + "}}", ""), ('{"type":"ping","payload":{"a":NaN}}', ""),
    ],
)  # fmt: skip
async def test_what_is_no_message_closes_the_socket_with_the_reason(wire: Wire, place: Place, message: str | bytes, reason: str) -> None:
    await wire.send(message)
    code, said = await wire.closed()
    assert (code, reason in said) == (BAD, True), (code, said)
    async with dialled(place.url) as another:
        await another.say("ping")
        assert await another.hear() == {"type": "pong"}


async def test_a_socket_without_an_initialisation_closes_after_three_seconds(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.say("ping")
        assert await wire.hear() == {"type": "pong"}
        assert await wire.closed() == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize(
    "payload", [None, {}, {"Authorization": "Bearer no"}, {"Authorization": 7}, {"authorization": None}, {"headers": {}}], ids=str
)
async def test_nobody_without_a_token_that_counts_is_acknowledged(place: Place, payload: Any) -> None:
    async with dialled(place.url) as wire:
        await wire.say("connection_init", payload=payload)
        code, reason = await wire.closed()
        assert (code, reason[:11], reason[-1]) == (4403, "Forbidden: ", ".")


async def test_the_payload_of_an_initialisation_must_be_an_object(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.say("connection_init", payload="Bearer")
        assert (await wire.closed())[0] == BAD


async def test_subscribing_before_the_acknowledgement_is_unauthorized(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.subscribe("1", WHO)
        assert await wire.closed() == (4401, "Unauthorized")


async def test_a_second_initialisation_is_one_too_many(wire: Wire, place: Place) -> None:
    await wire.say("connection_init")
    assert await wire.closed() == (4429, "Too many initialisation requests")
    async with dialled(place.url) as another:  # also while the first is looked at
        await another.send('{"type":"connection_init","payload":{}}')
        await another.send('{"type":"connection_init","payload":{}}')
        assert (await another.closed())[0] in (4429, 4403)


@pytest.mark.parametrize("offered", [[], ["graphql-ws"], ["graphql-ws", "other"]], ids=str)
async def test_other_subprotocols_are_not_acceptable(place: Place, offered: list[str]) -> None:
    async with dialled(place.url, offered) as wire:
        assert wire.socket.subprotocol is None
        assert await wire.closed() == (4406, "Subprotocol not acceptable")
    async with dialled(place.url, [*offered, PROTOCOL]) as wire:
        assert wire.socket.subprotocol == PROTOCOL


async def test_an_id_in_use_closes_the_socket_and_one_that_was_completed_is_free(wire: Wire) -> None:
    for _ in range(3):
        await wire.subscribe("a", FOLLOW)
        await wire.say("complete", id="a")
    assert await wire.answer("a", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    assert (await wire.refusal("a", "{ nothing }"))["extensions"]["code"] == "BAD_USER_INPUT"
    await wire.subscribe("a", FOLLOW)
    await wire.subscribe("a", WHO)
    assert await wire.closed() == (4409, "Subscriber for a already exists")


async def test_a_reason_is_never_too_long_for_a_close_frame(wire: Wire) -> None:
    await wire.subscribe("ä" * 1000, FOLLOW)
    await wire.subscribe("ä" * 1000, FOLLOW)
    code, reason = await wire.closed()
    assert (code, reason) == (4409, "Subscriber for " + "ä" * 54)


@pytest.mark.parametrize("frames", [1, 20])
async def test_a_message_that_is_too_large_closes_with_1009(wire: Wire, frames: int) -> None:
    most = 1_000_000
    await wire.say("ping", payload={"a": "x" * (most - 40)})
    assert (await wire.hear())["type"] == "pong"
    part = "x" * (most // frames + 1)
    await wire.socket.send(part if frames == 1 else [part] * frames)
    assert (await wire.closed())[0] == 1009


async def test_only_our_own_pages_and_those_of_allowed_origins_may_connect(place: Place) -> None:
    own = place.url
    for origin in (None, own, "https://app.example.com"):
        async with dialled(place.url, origin=origin) as wire:
            await wire.say("ping")
            assert await wire.hear() == {"type": "pong"}
    for origin in ("https://evil.example", "null", "http://app.example.com", "https://app.example.com.evil.example", f"{own}0"):
        with pytest.raises(InvalidStatus) as refused:
            async with dialled(place.url, origin=origin):
                pass
        assert refused.value.response.status_code == 403
        assert "GOLIVE_ORIGINS" in bytes(refused.value.response.body or b"").decode()


async def test_a_caller_has_no_more_sockets_than_allowed(place: Place) -> None:
    _, secret = await place.token()
    async with talking(place.url, secret), talking(place.url, secret):
        async with talking(place.url, secret), dialled(place.url) as wire:
            await wire.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            code, reason = await wire.closed()
            assert (code, reason.startswith("3 sockets and event streams")) == (4429, True)
        await until_measured(place.server, lambda found: found["golive_sockets"] == 2)
        async with talking(place.url, secret):
            pass


# What ends an operation alone.


@pytest.mark.parametrize(
    ("document", "code"),
    [("{ viewer {", "BAD_USER_INPUT"), ("{ nothing }", "BAD_USER_INPUT"), ("{ __schema { description } }", "BAD_USER_INPUT"),
     ("query A { viewer { name } } query B { viewer { name } }", "BAD_USER_INPUT"),
     ("query($a: Int!) { records(first: $a) { totalCount } }", "BAD_USER_INPUT"),
     ("{ viewer { name } " * 6_000, "LIMIT_EXCEEDED"), ("subscription { progressChanged(id: 7) { done } }", "NOT_FOUND"),
     ("subscription { statusChanged { id } liveView { cursor } }", "BAD_USER_INPUT"),
     ('subscription { statusChanged(after: "?") { id } }', "INVALID_CURSOR")],
)  # fmt: skip
async def test_an_error_ends_its_operation_and_never_the_socket(wire: Wire, document: str, code: str) -> None:
    await wire.subscribe("other", FOLLOW)
    assert (await wire.refusal("1", document))["extensions"]["code"] == code
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_an_error_while_executing_is_in_the_result(wire: Wire) -> None:
    result = await wire.answer("1", 'mutation { goLive(id: "nothing") { __typename } }')
    assert (result["data"], len(result["errors"])) == ({"goLive": None}, 1)


async def test_one_operation_too_many_is_refused_and_the_others_go_on(wire: Wire, place: Place) -> None:
    for number in range(100):
        await wire.subscribe(str(number), FOLLOW)
    error = await wire.refusal("one more", WHO)
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "SUBSCRIPTIONS", "allowed": 100}
    await wire.say("complete", id="7")
    assert await wire.answer("one more", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 99)
    await place.create("Told to all")
    told = [await wire.hear() for _ in range(99)]
    assert {each["id"] for each in told} == {str(number) for number in range(100)} - {"7"}
    assert {each["payload"]["data"]["statusChanged"]["recordName"] for each in told} == {"Told to all"}


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "value",
    ["9" * 5_000, '"\\ud800"', "1e400", "[" * 2_000 + "]" * 2_000, DEEP, '{"1": "]", "\\"": [{}, "\\\\"]' + f', "2": {DEEP}}}'],
    ids=["long number", "lone surrogate", "large number", "deep", "very deep", "deep beside texts"],
)
@pytest.mark.parametrize("form", ['{"id": "2", "type": "subscribe", "payload": %s}', '{"payload": %s, "type": "subscribe", "id": "2"}'])
async def test_a_payload_that_can_t_be_read_ends_its_operation_alone(wire: Wire, form: str, value: str) -> None:
    await wire.subscribe("1", FOLLOW)
    await wire.send(form % ('{"query": "{ viewer { name } }", "variables": {"a": ' + value + "}}"))
    assert (await wire.error("2"))["extensions"]["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")
    assert await wire.answer("2", WHO) == {"data": {"viewer": {"name": "Ada"}}}


@pytest.mark.parametrize(
    "message",
    ['{"id": "2", "type": "subscribe", "payload": {"query": nonsense, "variables": {"a": 1e400}}}',
     '{"id": "2", "type": "subscribe", "payload": {"query": "\\ud800}}', '{"id": "2", "type": "complete", "payload": ' + DEEP + "}",
     '{"id": "2", "type": "subscribe", "payload": ' + DEEP, '{"id": 1e400, "type": "subscribe", "payload": {}}', DEEP],
    ids=["a bare word", "a text without an end", "another type", "an object without an end", "an id that is none", "no object"],
)  # fmt: skip
async def test_what_is_no_message_and_can_t_be_read_closes_the_socket(wire: Wire, message: str) -> None:
    await wire.send(message)
    assert (await wire.closed())[0] == BAD


@pytest.mark.parametrize(("value", "limit"), [("[" * 70 + "]" * 70, "JSON_DEPTH"), ("[" + "0," * 50_000 + "0]", "VALUES")])
async def test_variables_beyond_a_limit_end_their_operation_alone(wire: Wire, value: str, limit: str) -> None:
    await wire.subscribe("1", "subscription { statusChanged { id } }")
    await wire.say("subscribe", id="2", payload={"query": "{ viewer { role } }", "variables": {"a": json.loads(value)}})
    error = await wire.error("2")
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", limit)
    assert await wire.answer("3", "{ viewer { role } }") == {"data": {"viewer": {"role": "EDITOR"}}}
    await wire.say("subscribe", id="1", payload={"query": "{ viewer { role } }", "variables": {"a": json.loads(value)}})
    assert (await wire.closed())[0] == 4409


# Messages.


async def test_a_ping_is_answered_with_its_payload(wire: Wire) -> None:
    for payload in ('{"a":[1,2.50,{"b":null}],"ü":"\\u20ac"}', '{"big":123456789012345678901234567890}', "{}"):
        await wire.send(f'{{"type":"ping","payload":{payload}}}')
        assert (await wire.hear()) == {"type": "pong", "payload": json.loads(payload)}
    await wire.send('{"type":"ping","payload":null}')
    assert await wire.hear() == {"type": "pong"}


async def test_what_asks_for_nothing_is_passed_over(wire: Wire) -> None:
    await wire.say("pong")
    await wire.say("pong", payload={"for": "nobody"})
    await wire.say("complete", id="never begun")
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    await wire.say("complete", id="1")
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_operations_run_at_the_same_time_and_each_has_its_own_answer(wire: Wire, place: Place) -> None:
    await wire.subscribe("stream", FOLLOW)
    await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
    for number in range(20):
        await wire.subscribe(f"ask {number}", WHO)
    await wire.subscribe("make", CREATE, name="Made over a socket")
    told = [await wire.hear() for _ in range(43)]
    assert sorted(each["id"] for each in told if each["type"] == "complete") == sorted(["make", *(f"ask {n}" for n in range(20))])
    (change,) = [each["payload"] for each in told if each["id"] == "stream"]
    assert change == {"data": {"statusChanged": {"recordName": "Made over a socket"}}}


# What outlives an operation, and what doesn't.


@asynccontextmanager
async def held(place: Place) -> AsyncIterator[asyncpg.Connection]:
    """Nobody else reads or writes records within the block."""
    connection = await asyncpg.connect(place.database.url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
            yield connection
    finally:
        await connection.close()


async def under_way(place: Place, number: int) -> None:
    await until_measured(place.server, lambda found: found["golive_operations"] == number)


@pytest.mark.parametrize("hang_up", [False, True], ids=["complete", "hang up"])
async def test_a_query_that_nobody_wants_any_more_is_given_up(wire: Wire, place: Place, hang_up: bool) -> None:
    async with held(place):
        await wire.subscribe("1", COUNT)
        await under_way(place, 1)
        await (wire.socket.close() if hang_up else wire.say("complete", id="1"))
        await under_way(place, 0)
        if not hang_up:
            assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


@pytest.mark.parametrize("hang_up", [False, True], ids=["complete", "hang up"])
async def test_a_mutation_that_was_begun_is_done_to_its_end_unheard(wire: Wire, place: Place, hang_up: bool) -> None:
    async with held(place) as connection:
        await wire.subscribe("1", CREATE, name="Once")
        async with asyncio.timeout(30):
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
        await (wire.socket.close() if hang_up else wire.say("complete", id="1"))
        if not hang_up:
            assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}
        await under_way(place, 1)
    await under_way(place, 0)
    _, secret = await place.token()
    async with talking(place.url, secret) as another:
        assert await another.answer("1", "{ records { nodes { name } } }") == {"data": {"records": {"nodes": [{"name": "Once"}]}}}
    if not hang_up:
        assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


# Tokens.


async def renewed(wire: Wire, secret: str) -> Any:
    """What the server says to a renewal."""
    await wire.say("ping", payload={"Authorization": f"Bearer {secret}"})
    answer = await wire.hear()
    assert answer["type"] == "pong"
    return answer["payload"]


async def test_a_revoked_token_ends_what_it_started_within_five_seconds_and_a_new_one_revives_the_socket(place: Place) -> None:
    token, secret = await place.token()
    async with talking(place.url, secret) as wire:
        await wire.subscribe("1", "subscription { statusChanged { cursor } }")
        await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
        await place.create("Told")
        cursor = (await wire.hear())["payload"]["data"]["statusChanged"]["cursor"]
        await place.revoke(token)
        async with asyncio.timeout(5):
            error = await wire.error("1")
        assert error["extensions"] == {"code": "UNAUTHENTICATED", "cursor": cursor}
        assert (await wire.refusal("2", WHO))["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await wire.refusal("3", FOLLOW))["extensions"]["code"] == "UNAUTHENTICATED"
        _, new = await place.token()
        assert await renewed(wire, new) == {"renewed": True, "expiresAt": None}
        assert await wire.answer("2", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_the_acknowledgement_tells_when_the_token_expires(place: Place) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    for expires_at, told in ((None, None), (until, until.isoformat().replace("+00:00", "Z"))):
        _, secret = await place.token(expires_at=expires_at)
        async with dialled(place.url) as wire:
            await wire.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            assert await wire.hear() == {"type": "connection_ack", "payload": {"expiresAt": told}}


async def test_a_token_that_is_renewed_in_time_lets_everything_go_on(place: Place) -> None:
    token, secret = await place.token(expires_at=datetime.now(UTC) + timedelta(hours=1))
    async with talking(place.url, secret) as wire:
        await wire.subscribe("1", FOLLOW)
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
        _, new = await place.token(expires_at=until)
        assert await renewed(wire, new) == {"renewed": True, "expiresAt": until.isoformat().replace("+00:00", "Z")}
        await place.revoke(token)
        _, watched = await place.token()
        async with talking(place.url, watched) as another:  # whose token is looked at in the same round
            await place.revoke((await place.token())[0])
            await another.subscribe("1", FOLLOW)
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 2)
        await place.create("Still told")
        assert (await wire.hear())["payload"] == {"data": {"statusChanged": {"recordName": "Still told"}}}


async def test_a_renewal_that_fails_changes_nothing(wire: Wire, place: Place, running: tuple[Server, Database]) -> None:
    elsewhere = Place(place.server, place.database, await make_workspace(running[1], f"sockets-{next(names)}"))
    for secret, code in [
        ("golive_no", "UNAUTHENTICATED"),
        ((await elsewhere.token())[1], "FORBIDDEN"),
        ((await place.token(Role.ADMIN))[1], "FORBIDDEN"),
    ]:
        answer = await renewed(wire, secret)
        assert (answer["renewed"], answer["code"]) == (False, code)
        assert answer["message"].endswith(".")
        assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


# Those who don't read, and the end.


async def test_who_does_not_read_is_told_so_and_then_cut_off_while_others_are_served(place: Place) -> None:
    _, secret = await place.token()
    async with talking(place.url, secret) as reader:
        await reader.subscribe("1", FOLLOW)
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = place.url.removeprefix("http://").split(":")
        stuck.connect((host, int(port)))
        async with dialled(place.url, sock=stuck, max_queue=1, ping_interval=None) as lazy:
            await lazy.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            await lazy.hear()
            for number in range(100):
                await lazy.subscribe(str(number).zfill(1000), FOLLOW)
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 101)
            lazy.socket.transport.pause_reading()
            made = 0
            async with asyncio.timeout(60):
                while (await until_measured(place.server, lambda found: True))["golive_stream_slow_consumers_total"] == 0:
                    await place.create(f"Event {made}")
                    made += 1
            await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
            await until_measured(place.server, lambda found: found["golive_sockets"] == 1)
        for number in range(made):
            assert (await reader.hear())["payload"]["data"]["statusChanged"]["recordName"] == f"Event {number}"


async def test_a_server_that_stops_says_where_to_go_on_and_finishes_what_was_begun(place: Place) -> None:
    _, secret = await place.token()
    settings = {"GOLIVE_DATABASE_URL": place.database.url, "GOLIVE_LOG_LEVEL": "warning"}
    server = await asyncio.to_thread(Server, place.server.data, worker=False, settings=settings)
    async with talking(server.url, secret) as wire, talking(server.url, secret) as idle:
        await wire.subscribe("stream", "subscription { statusChanged { cursor } }")
        await until_measured(server, lambda found: found["golive_stream_subscribers"] == 1)
        async with held(place) as connection:
            await wire.subscribe("make", CREATE, name="Begun before")
            async with asyncio.timeout(30):
                while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    pass
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            error = await wire.error("stream")
            assert (error["extensions"]["code"], "cursor" in error["extensions"]) == ("SHUTTING_DOWN", True)
            assert (await idle.closed())[0] == 1001
            assert (await wire.refusal("late", WHO))["extensions"]["code"] == "SHUTTING_DOWN"
        assert (await wire.hear())["payload"]["data"]["createEvent"]["record"] == {"name": "Begun before"}
        assert (await wire.hear())["type"] == "complete"
        assert (await wire.closed())[0] == 1001
        await stopping
    assert server.popen.returncode == 0
